from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.codes import AgeBand, ContactChannel, ContactResult, YesNo
from hub.domain.safe_contact import (
    attempt_counts,
    is_in_window,
    is_sensitive,
    reconfirm_first,
    safe_channels,
)
from hub.domain.submission import ChannelSafety, Contact, Submission, Through, ThroughRole
from hub.intake.rules.parse import parse
from tests.factories.submissions import SERVICES, submission

NOW = datetime(2018, 3, 29, 16, 0, tzinfo=UTC)
MONDAY_EVENING = datetime(2018, 4, 9, 16, 30, tzinfo=UTC)  # 17:30 in London


def parsed(**overrides):
    found = parse(submission(**overrides), now=NOW, known_services=SERVICES, known_units=None)
    assert isinstance(found, Submission), found
    return found


def reachable(safe, **changes):
    values = {
        "phone": ChannelSafety(value="07700 900123", safe=safe),
        "voicemail": ChannelSafety(safe=safe),
        "text": ChannelSafety(safe=safe),
        "email": ChannelSafety(value="ines@example.org", safe=safe),
        "letter": ChannelSafety(value="1 Example Street", safe=safe),
    }
    return Contact(**values | changes)


def counts(contact=None, *, sensitive=False, **changes):
    facts = {
        "channel": ContactChannel.PHONE,
        "result": ContactResult.SPOKE,
        "at": MONDAY_EVENING,
        "worker": "A. Worker",
    }
    contact = contact or parsed().contact
    return attempt_counts(**facts | changes, contact=contact, sensitive=sensitive).counts


@pytest.mark.parametrize(
    ("overrides", "band", "sensitive"),
    [
        ({}, AgeBand.AGE_25_TO_59, False),
        ({}, AgeBand.NOT_KNOWN, False),
        ({}, AgeBand.UNDER_13, True),
        ({}, AgeBand.AGE_13_TO_15, True),
        ({}, AgeBand.AGE_16_TO_17, True),
        ({"contact.suspect_at_home": "yes"}, AgeBand.AGE_25_TO_59, True),
        ({"contact.suspect_at_home": "not_known"}, AgeBand.AGE_25_TO_59, True),
        ({"contact.suspect_at_home": None}, AgeBand.AGE_25_TO_59, True),
        ({"crime.type": "domestic_abuse"}, AgeBand.AGE_25_TO_59, True),
        ({"crime.type": "sexual_offence"}, AgeBand.AGE_25_TO_59, True),
        ({"crime.type": "stalking_harassment"}, AgeBand.AGE_25_TO_59, True),
        ({"crime.flags": ["domestic_abuse"]}, AgeBand.AGE_25_TO_59, True),
        ({"crime.flags": ["honour_based_abuse"]}, AgeBand.AGE_25_TO_59, True),
        ({"crime.flags": ["child_criminal_exploitation"]}, AgeBand.AGE_25_TO_59, True),
        ({"crime.flags": ["modern_slavery"]}, AgeBand.AGE_25_TO_59, True),
        ({"crime.flags": ["vulnerable"]}, AgeBand.AGE_25_TO_59, False),
    ],
)
def test_not_known_means_no_where_somebody_near_may_be_the_danger(overrides, band, sensitive):
    assert is_sensitive(parsed(**overrides), band) is sensitive


def test_yes_is_safe_and_no_is_not_in_any_case():
    direct = tuple(channel for channel in ContactChannel if channel is not ContactChannel.THROUGH)
    for sensitive in (True, False):
        assert safe_channels(reachable(YesNo.YES), sensitive=sensitive) == direct
        assert safe_channels(reachable(YesNo.NO), sensitive=sensitive) == ()


def test_not_known_is_safe_only_where_nothing_is_sensitive_and_never_for_a_letter():
    found = safe_channels(reachable(YesNo.NOT_KNOWN), sensitive=False)
    assert found == (
        ContactChannel.PHONE,
        ContactChannel.VOICEMAIL,
        ContactChannel.TEXT,
        ContactChannel.EMAIL,
    )
    assert safe_channels(reachable(YesNo.NOT_KNOWN), sensitive=True) == ()


def test_a_channel_needs_something_to_reach():
    nothing = ChannelSafety(safe=YesNo.YES)
    contact = reachable(YesNo.YES, phone=nothing, email=nothing, letter=nothing)
    assert safe_channels(contact, sensitive=False) == ()


def test_a_letter_may_go_to_the_home_address():
    contact = Contact(address="1 Example Street", letter=ChannelSafety(safe=YesNo.YES))
    assert safe_channels(contact, sensitive=True) == (ContactChannel.LETTER,)


@pytest.mark.parametrize(
    ("role", "suspected", "stands"),
    [
        (ThroughRole.PARENT, YesNo.NO, True),
        (ThroughRole.PARENT, YesNo.NOT_KNOWN, False),
        (ThroughRole.PARENT, YesNo.YES, False),
        (ThroughRole.OTHER, YesNo.NOT_KNOWN, False),
        (ThroughRole.SOCIAL_WORKER, YesNo.NOT_KNOWN, True),
        (ThroughRole.SOCIAL_WORKER, YesNo.YES, False),
        (ThroughRole.REFUGE, YesNo.NO, True),
    ],
)
def test_a_go_between_stands_in_unless_they_may_be_the_suspect(role, suspected, stands):
    through = Through(role=role, value="0151 496 0002", safe=YesNo.YES, suspected=suspected)
    assert bool(safe_channels(Contact(through=through), sensitive=True)) is stands


@pytest.mark.parametrize("change", [{"value": None}, {"safe": YesNo.NO}, {"safe": YesNo.NOT_KNOWN}])
def test_a_go_between_is_reachable_and_known_to_be_safe(change):
    facts = {"value": "0151 496 0002", "safe": YesNo.YES, "suspected": YesNo.NO}
    through = Through(role=ThroughRole.REFUGE, **facts | change)
    assert safe_channels(Contact(through=through), sensitive=False) == ()


@pytest.mark.parametrize(
    ("at", "inside"),
    [
        (datetime(2018, 4, 9, 15, 59, tzinfo=UTC), False),
        (datetime(2018, 4, 9, 16, 0, tzinfo=UTC), True),
        (datetime(2018, 4, 9, 18, 59, tzinfo=UTC), True),
        (datetime(2018, 4, 9, 19, 0, tzinfo=UTC), False),
        (datetime(2018, 4, 11, 16, 30, tzinfo=UTC), False),
        (datetime(2018, 1, 8, 17, 0, tzinfo=UTC), True),
        (datetime(2018, 1, 8, 16, 59, tzinfo=UTC), False),
    ],
)
def test_a_window_is_by_london_s_clock_and_half_open(at, inside):
    assert is_in_window(parsed().contact.windows, at) is inside


def test_without_windows_any_time_is_safe():
    assert is_in_window((), NOW)


@pytest.mark.parametrize(
    ("confirmed_on", "first"),
    [(None, True), (date(2018, 3, 1), True), (date(2018, 3, 15), False), (date(2018, 3, 14), True)],
)
def test_what_was_confirmed_over_a_fortnight_ago_is_confirmed_again(confirmed_on, first):
    assert reconfirm_first(Contact(confirmed_on=confirmed_on), date(2018, 3, 29)) is first


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, True),
        ({"result": ContactResult.NO_ANSWER}, True),
        ({"result": ContactResult.SOMEONE_ELSE_ANSWERED}, True),
        ({"result": ContactResult.SOMEONE_ELSE_ANSWERED, "sensitive": True}, False),
        ({"result": ContactResult.WRONG_NUMBER}, False),
        ({"result": ContactResult.STOPPED_UNSAFE}, False),
        ({"result": ContactResult.LETTER_SENT}, False),
        ({"channel": ContactChannel.LETTER, "contact": reachable(YesNo.YES)}, False),
        ({"channel": ContactChannel.VOICEMAIL, "result": ContactResult.MESSAGE_LEFT_SAFELY}, False),
        ({"result": ContactResult.MESSAGE_LEFT_SAFELY}, False),
        ({"result": ContactResult.MESSAGE_LEFT_SAFELY, "contact": reachable(YesNo.YES)}, True),
        ({"channel": ContactChannel.TEXT, "result": ContactResult.TEXT_SENT}, True),
        ({"channel": ContactChannel.TEXT, "result": ContactResult.TEXT_SENT, "sensitive": True}, False),
        ({"channel": ContactChannel.PHONE, "result": ContactResult.TEXT_SENT, "sensitive": True}, False),
        ({"channel": ContactChannel.EMAIL}, True),
        ({"channel": ContactChannel.THROUGH}, False),
        ({"worker": None}, False),
        ({"worker": "  "}, False),
        ({"at": datetime(2018, 4, 9, 9, 0, tzinfo=UTC)}, False),
    ],
)
def test_a_try_counts_on_a_safe_channel_at_a_safe_time_by_a_named_worker(change, expected):
    assert counts(**change) is expected


def test_a_message_may_be_left_with_whoever_may_answer():
    contact = parsed(**{"contact.may_answer": ["Jo"]}).contact
    assert counts(contact, result=ContactResult.MESSAGE_LEFT_SAFELY)


def test_a_go_between_is_not_bound_by_the_person_s_windows():
    overrides = {"contact.through": {"role": "refuge", "value": "0151 496 0002", "safe": "yes"}}
    contact = parsed(**overrides).contact
    assert counts(contact, channel=ContactChannel.THROUGH, at=datetime(2018, 4, 11, 9, 0, tzinfo=UTC))


@given(
    st.sampled_from(ContactChannel),
    st.sampled_from(ContactResult),
    st.sampled_from(YesNo),
    st.booleans(),
)
def test_no_try_on_an_unsafe_channel_ever_counts(channel, result, safe, sensitive):
    contact = reachable(safe)
    if channel not in safe_channels(contact, sensitive=sensitive):
        assert not counts(contact, channel=channel, result=result, sensitive=sensitive)
