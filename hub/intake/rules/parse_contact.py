"""How to reach the person safely, as the wire gives it."""

from hub.domain.codes import YesNo
from hub.domain.submission import ChannelSafety, Contact, Through, ThroughRole, Weekday, Window
from hub.intake.rules.fault_codes import FaultCode
from hub.intake.rules.limits import ADDRESS, EMAIL, NAME, PHONE
from hub.intake.rules.parse_person import Home
from hub.intake.rules.reading import Reading
from hub.intake.rules.ways_to_reach import e164, is_email


def read_contact(reading: Reading, home: Home) -> Contact:
    """Read the contact details; whatever is not said to be safe is not known to be."""
    return Contact(
        address=home.address,
        postcode=home.postcode,
        address_confidential=home.address_confidential,
        phone=reading.part("phone", _read_phone),
        voicemail=reading.part("voicemail", _read_bare),
        text=reading.part("text", _read_bare),
        email=reading.part("email", _read_email),
        letter=reading.part("letter", _read_letter),
        windows=reading.parts("windows", _read_window),
        ask_for=reading.text("ask_for", NAME),
        introduce_as=reading.text("introduce_as", NAME),
        may_answer=reading.texts("may_answer", NAME),
        never_tell=reading.texts("never_tell", NAME),
        suspect_at_home=reading.code("suspect_at_home", YesNo, YesNo.NOT_KNOWN),
        through=reading.optional_part("through", _read_through),
        confirmed_on=reading.day("confirmed_on"),
    )


def read_email_address(reading: Reading, name: str) -> str | None:
    """Read one plain email address."""
    value = reading.text(name, EMAIL)
    if value is not None and not is_email(value):
        reading.refuse(name, FaultCode.BAD_EMAIL, "Give one email address, such as name@example.org.")
    return value


def _read_safe(reading: Reading) -> YesNo:
    return reading.code("safe", YesNo, YesNo.NOT_KNOWN)


def _read_phone(reading: Reading) -> ChannelSafety:
    value = reading.text("value", PHONE)
    if value is not None and e164(value) is None:
        message = "Give a UK number, or an international one that begins with +."
        reading.refuse("value", FaultCode.BAD_PHONE, message)
    return ChannelSafety(value=value, safe=_read_safe(reading))


def _read_email(reading: Reading) -> ChannelSafety:
    return ChannelSafety(value=read_email_address(reading, "value"), safe=_read_safe(reading))


def _read_letter(reading: Reading) -> ChannelSafety:
    return ChannelSafety(value=reading.text("address", ADDRESS, lines=True), safe=_read_safe(reading))


def _read_bare(reading: Reading) -> ChannelSafety:
    return ChannelSafety(safe=_read_safe(reading))


def _read_window(reading: Reading) -> Window:
    days = reading.codes("days", Weekday)
    start, end = reading.clock("from"), reading.clock("to")
    if end <= start and not reading.has_fault("from", "to"):
        reading.refuse("to", FaultCode.CONTRADICTION, "A window ends after it begins, on the same day.")
    if not days and not reading.has_fault("days"):
        reading.refuse("days", FaultCode.REQUIRED, "Name the days of this window.")
    return Window(days=days, start=start, end=end)


def _read_through(reading: Reading) -> Through:
    value = reading.text("value", EMAIL)
    if value is not None and e164(value) is None and not is_email(value):
        reading.refuse("value", FaultCode.BAD_CONTACT, "Give a phone number or an email address.")
    return Through(
        role=reading.required_code("role", ThroughRole),
        name=reading.text("name", NAME),
        value=value,
        safe=_read_safe(reading),
        suspected=reading.code("suspected", YesNo, YesNo.NOT_KNOWN),
    )
