"""What a worker reads before making contact: no number of an unsafe channel, nothing at an unsafe time."""

from dataclasses import asdict
from datetime import UTC, date, datetime, time

from hub.domain.codes import ContactChannel, YesNo
from hub.domain.safe_contact import safe_channels
from hub.domain.submission import ChannelSafety, Contact, Through, ThroughRole, Weekday, Window
from hub.portal.provider.safe_contact import guidance

C = ContactChannel
MONDAY_EVENING = datetime(2026, 3, 9, 18, tzinfo=UTC)
WEDNESDAY = datetime(2026, 3, 4, 10, tzinfo=UTC)
EVENINGS = Window(days=(Weekday.MON, Weekday.TUE), start=time(17), end=time(20))
CONTACT = Contact(
    phone=ChannelSafety(value="07700 900123", safe=YesNo.YES),
    voicemail=ChannelSafety(safe=YesNo.NO),
    text=ChannelSafety(safe=YesNo.NOT_KNOWN),
    email=ChannelSafety(value="ines@example.org", safe=YesNo.NO),
    windows=(EVENINGS,),
    through=Through(
        role=ThroughRole.SOCIAL_WORKER, name="Mo", value="0151 496 0001", safe=YesNo.YES, suspected=YesNo.NO
    ),
    confirmed_on=date(2026, 3, 1),
)


def guided(at, *, sensitive=False, waits=False):
    contact = {
        **asdict(CONTACT),
        "safe_channels": safe_channels(CONTACT, sensitive=sensitive),
        "reconfirm_first": False,
        "wait_for_the_lead": waits,
    }
    return guidance(contact, at)


def test_in_a_safe_window_every_safe_channel_may_be_used():
    assert guided(MONDAY_EVENING).now == (C.PHONE, C.THROUGH)
    assert guided(MONDAY_EVENING).unsure == (C.TEXT,), "nobody has said that it is safe"


def test_outside_the_windows_only_the_go_between_may():
    assert guided(WEDNESDAY).now == (C.THROUGH,)
    assert guided(WEDNESDAY).windows == ("Monday, Tuesday: 17:00 to 20:00",)


def test_nobody_rings_before_the_lead():
    found = guided(MONDAY_EVENING, waits=True)
    assert found.must_wait
    assert found.now == ()


def test_an_unsafe_channel_says_so_and_carries_no_number():
    ways = {way.channel: way for way in guided(MONDAY_EVENING, sensitive=True).ways}
    for channel, words in ((C.VOICEMAIL, "leave a voicemail"), (C.TEXT, "text"), (C.EMAIL, "email")):
        assert not ways[channel].is_safe
        assert words in ways[channel].value
        assert "07700" not in ways[channel].value
        assert "@" not in ways[channel].value
    assert ways[C.PHONE].value == "07700 900123"
    assert ways[C.THROUGH].value == "Mo (social worker): 0151 496 0001"


def test_a_channel_that_nobody_has_spoken_of_is_marked():
    ways = {way.channel: way for way in guided(MONDAY_EVENING).ways}
    assert ways[C.TEXT].value.startswith("07700 900123 (nobody has said")
