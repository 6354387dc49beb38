"""Which ways to the person are safe, and which tries to reach them count."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hub.domain.age import UNDER_18
from hub.domain.calendar import LONDON
from hub.domain.codes import AgeBand, ContactChannel, ContactResult, CrimeType, YesNo
from hub.domain.submission import Contact, Submission, Through, ThroughRole, Weekday, Window

SENSITIVE_ASPECTS = frozenset(
    {
        CrimeType.DOMESTIC_ABUSE,
        CrimeType.SEXUAL_OFFENCE,
        CrimeType.STALKING_HARASSMENT,
        CrimeType.HONOUR_BASED_ABUSE,
        CrimeType.CHILD_SEXUAL_EXPLOITATION,
        CrimeType.CHILD_CRIMINAL_EXPLOITATION,
        CrimeType.MODERN_SLAVERY,
    }
)
"""As crime or as flag, each may come from somebody near who picks up the phone or opens the post."""

RECONFIRM_AFTER = timedelta(days=14)
"""What was safe a fortnight ago is confirmed with the referring unit first."""

_PROFESSIONALS = frozenset({ThroughRole.SOCIAL_WORKER, ThroughRole.LIAISON_OFFICER, ThroughRole.REFUGE})
NEVER_COUNT = frozenset({ContactResult.LETTER_SENT, ContactResult.WRONG_NUMBER, ContactResult.STOPPED_UNSAFE})
"""Results of what was no try to reach the person."""
_WEEKDAYS = tuple(Weekday)


@dataclass(frozen=True, kw_only=True)
class AttemptFinding:
    """Whether a try stops the first-attempt clock, and why or why not."""

    counts: bool
    why: str


def is_sensitive(submission: Submission, band: AgeBand) -> bool:
    """Say whether "not known" means "no" for this person's channels.

    It does where the crime or a flag may come from somebody near, for the under-18s, and where the suspect
    shares the home or is not ruled out. Keep the answer with the referral: `attempt_counts` asks for it
    when the crime's facts are no longer at hand.
    """
    return (
        band in UNDER_18
        or submission.contact.suspect_at_home is not YesNo.NO
        or not SENSITIVE_ASPECTS.isdisjoint(submission.crime.aspects)
    )


def safe_channels(contact: Contact, *, sensitive: bool) -> tuple[ContactChannel, ...]:
    """List the ways that may be used, in the order of ContactChannel.

    A channel needs something to reach: a number for phone, voicemail and text, an address for email. A
    letter lies about for anybody to open, so only a plain yes makes it safe.
    """
    allowed = {YesNo.YES} if sensitive else {YesNo.YES, YesNo.NOT_KNOWN}
    has_phone = contact.phone.value is not None
    has_post = (contact.letter.value or contact.address) is not None
    safe = {
        ContactChannel.PHONE: has_phone and contact.phone.safe in allowed,
        ContactChannel.VOICEMAIL: has_phone and contact.voicemail.safe in allowed,
        ContactChannel.TEXT: has_phone and contact.text.safe in allowed,
        ContactChannel.EMAIL: contact.email.value is not None and contact.email.safe in allowed,
        ContactChannel.LETTER: has_post and contact.letter.safe is YesNo.YES,
        ContactChannel.THROUGH: contact.through is not None and can_stand_between(contact.through),
    }
    return tuple(channel for channel, is_safe in safe.items() if is_safe)


def can_stand_between(through: Through) -> bool:
    """Say whether a go-between may be contacted: reachable, safe, and not the suspect.

    A professional is trusted unless suspected; a parent or anybody else must be known not to be (I).
    """
    if through.value is None or through.safe is not YesNo.YES:
        return False
    if through.role in _PROFESSIONALS:
        return through.suspected is not YesNo.YES
    return through.suspected is YesNo.NO


def reconfirm_first(contact: Contact, day: date) -> bool:
    """Say whether safe contact was last confirmed more than 14 days before `day`, or nobody knows when."""
    return contact.confirmed_on is None or day - contact.confirmed_on > RECONFIRM_AFTER


def is_in_window(windows: tuple[Window, ...], at: datetime) -> bool:
    """Say whether an aware instant falls in a window, by London's clock; no windows means any time."""
    local = at.astimezone(LONDON)
    weekday, clock = _WEEKDAYS[local.weekday()], local.time()
    return not windows or any(
        weekday in window.days and window.start <= clock < window.end for window in windows
    )


def attempt_counts(
    *,
    channel: ContactChannel,
    result: ContactResult,
    at: datetime,
    contact: Contact,
    sensitive: bool,
    worker: str | None,
) -> AttemptFinding:
    """Say whether a try counts as the first contact attempt.

    It counts only on a safe channel, in a safe window, by a named worker, to the person or the agreed
    contact. Somebody else answering is a try like another, except where the case is sensitive (I). `why`
    holds no personal value. What was confirmed too long ago is asked about first (`reconfirm_first`); a try
    is judged by what was said last.
    """
    why = (
        _why_result_fails(result, worker, sensitive=sensitive)
        or _why_channel_fails(channel, result, contact, sensitive=sensitive)
        or _why_time_fails(channel, contact, at)
    )
    return AttemptFinding(counts=why is None, why=why or "a named worker tried a safe channel at a safe time")


def _why_result_fails(result: ContactResult, worker: str | None, *, sensitive: bool) -> str | None:
    if not (worker and worker.strip()):
        return "no worker is named"
    if result in NEVER_COUNT:
        return f"{result} never counts"
    if sensitive and result is ContactResult.SOMEONE_ELSE_ANSWERED:
        return "somebody else answered, which is unsafe in this case"
    return None


def suspends_contact(result: ContactResult, *, sensitive: bool) -> bool:
    """Say whether a try puts the person at risk, so that nobody makes contact until a person has found how.

    What a worker broke off as unsafe always does; somebody else answering does in a sensitive case.
    """
    is_answered = sensitive and result is ContactResult.SOMEONE_ELSE_ANSWERED
    return is_answered or result is ContactResult.STOPPED_UNSAFE


def _why_channel_fails(
    channel: ContactChannel, result: ContactResult, contact: Contact, *, sensitive: bool
) -> str | None:
    if channel is ContactChannel.LETTER:
        return "a letter never counts"
    safe = safe_channels(contact, sensitive=sensitive)
    used = _channels_used(channel, result, contact)
    return next((f"{each} is not known to be safe" for each in used if each not in safe), None)


def _channels_used(
    channel: ContactChannel, result: ContactResult, contact: Contact
) -> tuple[ContactChannel, ...]:
    """Name every channel that a try went over: a message left on the phone lies on its voicemail.

    Whoever leaves a voicemail has rung the phone. Where somebody may answer, the message may have been left
    with them.
    """
    if channel not in {ContactChannel.PHONE, ContactChannel.VOICEMAIL}:
        return (channel,)
    if result is ContactResult.TEXT_SENT:
        return (ContactChannel.TEXT,)
    if channel is ContactChannel.VOICEMAIL:
        return (ContactChannel.PHONE, channel)
    if result is ContactResult.MESSAGE_LEFT_SAFELY and not contact.may_answer:
        return (channel, ContactChannel.VOICEMAIL)
    return (channel,)


def _why_time_fails(channel: ContactChannel, contact: Contact, at: datetime) -> str | None:
    """Windows are the person's; a go-between is not bound by them (I)."""
    if channel is ContactChannel.THROUGH or is_in_window(contact.windows, at):
        return None
    return "it was outside the safe times"
