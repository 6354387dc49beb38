"""What stops the first-attempt clock, what suspends contact, and what could_not_contact needs."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.codes import AgeBand, ContactChannel, ContactResult, CrimeType, YesNo
from hub.domain.safe_contact import attempt_counts, is_sensitive, suspends_contact
from hub.domain.submission import ChannelSafety, Contact, Submission, Through, ThroughRole, Weekday, Window
from hub.domain.unreached import Tried, lacking
from hub.intake.rules.parse import parse
from tests.factories.submissions import SERVICES, submission

RECEIVED = datetime(2018, 3, 29, 16, 0, tzinfo=UTC)
MONDAY_EVENING = datetime(2018, 4, 9, 16, 30, tzinfo=UTC)  # 17:30 in London
MONDAY_NOON = datetime(2018, 4, 9, 11, 0, tzinfo=UTC)
EVENINGS = (Window(days=(Weekday.MON,), start=time(17), end=time(20)),)
NEVER = None
P, V, T, E = "phone", "voicemail", "text", "email"

GOES_OVER = {
    ("phone", "spoke"): {P},
    ("phone", "message_left_safely"): {P, V},
    ("phone", "no_answer"): {P},
    ("phone", "someone_else_answered"): {P},
    ("phone", "wrong_number"): NEVER,
    ("phone", "text_sent"): {T},
    ("phone", "letter_sent"): NEVER,
    ("phone", "stopped_unsafe"): NEVER,
    ("voicemail", "spoke"): {P, V},
    ("voicemail", "message_left_safely"): {P, V},
    ("voicemail", "no_answer"): {P, V},
    ("voicemail", "someone_else_answered"): {P, V},
    ("voicemail", "wrong_number"): NEVER,
    ("voicemail", "text_sent"): {T},
    ("voicemail", "letter_sent"): NEVER,
    ("voicemail", "stopped_unsafe"): NEVER,
    ("text", "spoke"): {T},
    ("text", "message_left_safely"): {T},
    ("text", "no_answer"): {T},
    ("text", "someone_else_answered"): {T},
    ("text", "wrong_number"): NEVER,
    ("text", "text_sent"): {T},
    ("text", "letter_sent"): NEVER,
    ("text", "stopped_unsafe"): NEVER,
    ("email", "spoke"): {E},
    ("email", "message_left_safely"): {E},
    ("email", "no_answer"): {E},
    ("email", "someone_else_answered"): {E},
    ("email", "wrong_number"): NEVER,
    ("email", "text_sent"): {E},
    ("email", "letter_sent"): NEVER,
    ("email", "stopped_unsafe"): NEVER,
    **{("letter", result): NEVER for result in ContactResult},
    ("through", "spoke"): set(),
    ("through", "message_left_safely"): set(),
    ("through", "no_answer"): set(),
    ("through", "someone_else_answered"): set(),
    ("through", "wrong_number"): NEVER,
    ("through", "text_sent"): set(),
    ("through", "letter_sent"): NEVER,
    ("through", "stopped_unsafe"): NEVER,
}
"""By channel and result: over which of the person's channels the try went, or that it never counts."""

FROM_SOMEBODY_NEAR = {
    "domestic_abuse",
    "sexual_offence",
    "stalking_harassment",
    "honour_based_abuse",
    "child_sexual_exploitation",
    "child_criminal_exploitation",
    "modern_slavery",
}


def contact(safe, windows=EVENINGS):
    """Give a contact whose channels named in `safe` are safe, the others not; a go-between stands in."""
    each = {
        channel: ChannelSafety(
            value="ines@example.org" if channel == E else "07700 900123",
            safe=YesNo.YES if channel in safe else YesNo.NO,
        )
        for channel in (P, V, T, E)
    }
    through = Through(
        role=ThroughRole.REFUGE, value="0151 496 0002", safe=YesNo.YES, suspected=YesNo.NO, name="Jo"
    )
    letter = ChannelSafety(value="1 Example Street", safe=YesNo.YES)
    return Contact(
        **each, letter=letter, windows=windows, through=through, confirmed_on=MONDAY_EVENING.date()
    )


def counts(channel, result, contact, *, at=MONDAY_EVENING, sensitive=False, worker="A. Worker"):
    return attempt_counts(
        channel=ContactChannel(channel),
        result=ContactResult(result),
        at=at,
        contact=contact,
        sensitive=sensitive,
        worker=worker,
    ).counts


def sensitive_by(crime):
    found = parse(
        submission(**{"crime.type": crime, "crime.flags": [], "crime.hate_strands": []}),
        now=RECEIVED,
        known_services=SERVICES,
        known_units=None,
    )
    assert isinstance(found, Submission), found
    return is_sensitive(found, AgeBand.AGE_25_TO_59)


def test_the_table_has_every_channel_with_every_result():
    assert set(GOES_OVER) == {(str(c), str(r)) for c, r in product(ContactChannel, ContactResult)}


@pytest.mark.parametrize("crime", CrimeType)
def test_a_try_counts_by_channel_result_window_and_crime(crime):
    sensitive = sensitive_by(crime)
    assert sensitive is (str(crime) in FROM_SOMEBODY_NEAR)
    for (channel, result), over in GOES_OVER.items():
        barred = over is NEVER or (sensitive and result == "someone_else_answered")
        for at, inside in ((MONDAY_EVENING, True), (MONDAY_NOON, False)):
            expected = not barred and (inside or channel == "through")
            found = counts(channel, result, contact({P, V, T, E}), at=at, sensitive=sensitive)
            assert found is expected, (channel, result, inside)


@pytest.mark.parametrize(("channel", "result"), [key for key, over in GOES_OVER.items() if over])
def test_a_try_counts_only_while_every_way_that_it_went_over_is_safe(channel, result):
    over = GOES_OVER[channel, result]
    assert counts(channel, result, contact(over))
    for unsafe in over:
        assert not counts(channel, result, contact({P, V, T, E} - {unsafe})), unsafe


@pytest.mark.parametrize("channel", [P, V, T, E])
def test_not_known_means_no_in_a_sensitive_case_only(channel):
    result = {T: "text_sent"}.get(channel, "message_left_safely")
    unknown = contact({P, V, T, E})
    unknown = replace(unknown, **{channel: replace(getattr(unknown, channel), safe=YesNo.NOT_KNOWN)})
    assert counts(channel, result, unknown, sensitive=False)
    assert not counts(channel, result, unknown, sensitive=True)


@pytest.mark.parametrize("worker", [None, "", "  "])
def test_a_try_by_nobody_in_particular_does_not_count(worker):
    assert not counts("phone", "spoke", contact({P}), worker=worker)


@pytest.mark.parametrize("crime", CrimeType)
@pytest.mark.parametrize("result", ContactResult)
def test_contact_is_suspended_by_what_is_unsafe_in_this_case(crime, result):
    expected = result == "stopped_unsafe" or (
        result == "someone_else_answered" and str(crime) in FROM_SOMEBODY_NEAR
    )
    assert suspends_contact(result, sensitive=sensitive_by(crime)) is expected


def tries(*days, counts=True):
    return [Tried(at=datetime(2018, 4, day, 12, tzinfo=UTC), counts=counts) for day in days]


@pytest.mark.parametrize(
    ("made", "codes"),
    [
        (tries(9, 10, 11), []),
        (tries(9, 9, 10, 11), []),
        (tries(9, 10), ["too_few_attempts", "too_few_days"]),
        (tries(9, 9, 9), ["too_few_days"]),
        (tries(9, 9, 10), ["too_few_days"]),
        ([], ["too_few_attempts", "too_few_days"]),
        ([*tries(9, 10), *tries(11, 12, counts=False)], ["too_few_attempts", "too_few_days"]),
    ],
)
def test_could_not_contact_needs_three_attempts_on_three_days_and_says_all_that_is_missing(made, codes):
    assert [fault.code for fault in lacking(made)] == codes


def test_the_days_are_london_s():
    """23:30 in UTC is the next day there, in summer."""
    late = [Tried(at=datetime(2018, 4, day, 23, 30, tzinfo=UTC), counts=True) for day in (9, 10)]
    assert [fault.code for fault in lacking([*tries(10), *late])] == ["too_few_days"]


@given(made=st.lists(st.tuples(st.integers(0, 200), st.booleans())), more=st.integers(0, 200))
def test_one_more_try_never_takes_the_outcome_away(made, more):
    found = [Tried(at=RECEIVED + timedelta(hours=hours), counts=counted) for hours, counted in made]
    one_more = [*found, Tried(at=RECEIVED + timedelta(hours=more), counts=True)]
    assert set(lacking(one_more)) <= set(lacking(found)) or lacking(found)
    assert lacking(found) or not lacking(one_more)
