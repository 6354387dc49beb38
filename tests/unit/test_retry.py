"""When a message is tried again, sent elsewhere or given up, and whom that concerns."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.channels import Code
from hub.delivery import rules
from hub.delivery.rules import (
    HIGH_RISK,
    MOST_ATTEMPTS,
    STANDARD,
    GiveUp,
    Patience,
    Retry,
    Standing,
    SwitchChannel,
    Tried,
    after,
    apart,
    cause_of,
    fault_in_words,
)
from hub.delivery.rules import retry as policy
from hub.domain.codes import AttemptOutcome, DeliveryKind

NOW = datetime(2018, 3, 29, 15, 0, tzinfo=UTC)
OTHER, THIRD = UUID(int=7), UUID(int=8)
R, P = AttemptOutcome.RETRYABLE, AttemptOutcome.PERMANENT
ALONE, TWO = (), (OTHER,)


def decide(
    outcome=R,
    code=Code.BUSY,
    status=None,
    retry_after=None,
    *,
    made=1,
    others=ALONE,
    high_risk=False,
    jitter=0,
    waited=0,
    kind=DeliveryKind.REFERRAL,
    **more,
):
    wish = None if retry_after is None else timedelta(seconds=retry_after)
    tried = Tried(outcome=outcome, code=code, status=status, retry_after=wish)
    standing = Standing(
        kind=kind,
        made=made,
        waiting_since=NOW - timedelta(seconds=waited),
        high_risk=high_risk,
        others=others,
    )
    return after(tried, standing, NOW, jitter=jitter, **more)


RETRY, SWITCH, GIVE_UP, RETRY_ALERT = "retry", "switch", "give up", "retry, alert"
SWITCH_ALERT, GIVE_UP_ALERT = "switch, alert", "give up, alert"
SUSPEND_AND_HOLD, SUSPEND_AND_SWITCH = "retry, alert, suspend", "switch, alert, suspend"

POLICY = [
    # how it ended                                    the only address    there is another   at the last try
    ((R, Code.TIMED_OUT, None), RETRY, RETRY, GIVE_UP_ALERT),
    ((R, Code.UNREACHABLE, None), RETRY, RETRY, GIVE_UP_ALERT),
    ((R, Code.TLS_FAILED, None), RETRY, RETRY, GIVE_UP_ALERT),
    ((R, Code.BUSY, 408), RETRY, RETRY, GIVE_UP_ALERT),
    ((R, Code.BUSY, 425), RETRY, RETRY, GIVE_UP_ALERT),
    ((R, Code.BUSY, 429), RETRY, RETRY, GIVE_UP_ALERT),
    ((R, Code.SERVER_ERROR, 500), RETRY, RETRY, GIVE_UP_ALERT),
    ((R, Code.SERVER_ERROR, 503), RETRY, RETRY, GIVE_UP_ALERT),
    ((P, Code.REDIRECTED, 301), GIVE_UP_ALERT, SWITCH_ALERT, GIVE_UP_ALERT),
    ((P, Code.REFUSED, 400), GIVE_UP_ALERT, SWITCH_ALERT, GIVE_UP_ALERT),
    ((P, Code.REFUSED, 405), GIVE_UP_ALERT, SWITCH_ALERT, GIVE_UP_ALERT),
    ((P, Code.REFUSED, 401), RETRY_ALERT, RETRY_ALERT, GIVE_UP_ALERT),
    ((P, Code.REFUSED, 403), RETRY_ALERT, RETRY_ALERT, GIVE_UP_ALERT),
    ((P, Code.REFUSED, 404), RETRY_ALERT, RETRY_ALERT, GIVE_UP_ALERT),
    ((P, Code.REFUSED, 422), RETRY_ALERT, RETRY_ALERT, GIVE_UP_ALERT),
    ((R, Code.REFUSED, 401), RETRY_ALERT, RETRY_ALERT, GIVE_UP_ALERT),
    ((R, Code.REFUSED, 422), RETRY_ALERT, RETRY_ALERT, GIVE_UP_ALERT),
    ((P, Code.GONE, 410), SUSPEND_AND_HOLD, SUSPEND_AND_SWITCH, SUSPEND_AND_HOLD),
    ((P, Code.REFUSED, 410), SUSPEND_AND_HOLD, SUSPEND_AND_SWITCH, SUSPEND_AND_HOLD),
    ((P, Code.BAD_ADDRESS, None), GIVE_UP_ALERT, SWITCH_ALERT, GIVE_UP_ALERT),
    ((P, Code.BAD_SECRET, None), GIVE_UP_ALERT, SWITCH_ALERT, GIVE_UP_ALERT),
    ((R, Code.BUSY, 421), RETRY, RETRY, GIVE_UP_ALERT),
    ((R, Code.BUSY, 422), RETRY, RETRY, GIVE_UP_ALERT),  # of a mail server: the mailbox is full
    ((R, Code.BUSY, 450), RETRY, RETRY, GIVE_UP_ALERT),
    ((R, Code.BUSY, 451), RETRY, RETRY, GIVE_UP_ALERT),
    ((R, Code.BUSY, 452), RETRY, RETRY, GIVE_UP_ALERT),
    ((P, Code.RECIPIENT_REFUSED, 550), GIVE_UP_ALERT, SWITCH_ALERT, GIVE_UP_ALERT),
    ((P, Code.RECIPIENT_REFUSED, 552), GIVE_UP_ALERT, SWITCH_ALERT, GIVE_UP_ALERT),
    ((R, Code.SENDER_REFUSED, 535), RETRY, RETRY, GIVE_UP_ALERT),
    ((R, Code.FAILED, None), RETRY, RETRY, GIVE_UP),  # a fault of the hub's own
    ((P, Code.WORKER_LOST, None), GIVE_UP, SWITCH, GIVE_UP),
    ((P, Code.NOT_COVERED, None), GIVE_UP, GIVE_UP, GIVE_UP),
]


def said(decision):
    words = {Retry: "retry", SwitchChannel: "switch", GiveUp: "give up"}[type(decision)]
    return words + ", alert" * decision.alert + ", suspend" * decision.suspend


@pytest.mark.parametrize(("ended", "alone", "with_another", "at_last"), POLICY)
def test_what_follows_a_try_that_did_not_deliver(ended, alone, with_another, at_last):
    assert said(decide(*ended)) == alone
    assert said(decide(*ended, others=TWO)) == with_another
    assert said(decide(*ended, made=MOST_ATTEMPTS)) == at_last


def test_every_decision_says_why_and_a_switch_goes_to_the_next_address():
    for ended, *_ in POLICY:
        for others in (ALONE, (OTHER, THIRD)):
            decision = decide(*ended, others=others)
            assert decision.why
            assert not isinstance(decision, SwitchChannel) or decision.endpoint_id == OTHER


@pytest.mark.parametrize("high_risk", [False, True])
def test_the_tries_are_as_long_as_the_plan_and_then_a_person_knows(high_risk):
    plan, at, made = HIGH_RISK if high_risk else STANDARD, timedelta(), 1
    while isinstance(decision := decide(made=made, high_risk=high_risk), Retry):
        at += decision.at - NOW
        made += 1
    assert (made, at) == (plan.tries, plan.lasts)
    assert isinstance(decision, GiveUp)


def test_the_plans_last_over_27_hours_and_at_high_risk_21_minutes():
    assert timedelta(hours=27) < STANDARD.lasts < timedelta(hours=28)
    assert timedelta(minutes=21) < HIGH_RISK.lasts < timedelta(minutes=22)
    assert STANDARD.tries == HIGH_RISK.tries == MOST_ATTEMPTS


@pytest.mark.parametrize(
    ("status", "retry_after", "high_risk", "seconds"),
    [
        (429, None, False, 30),
        (429, 0, False, 30),
        (429, 5, False, 30),
        (429, 600, False, 600),
        (503, 600, False, 600),
        (503, 86400, False, 39600),
        (429, 10**9, False, 39600),
        (429, 60, True, 60),
        (503, 86400, True, 430),
        (500, 600, False, 30),
        (408, 600, False, 30),
        (None, 600, False, 30),
    ],
)
def test_retry_after_is_obeyed_of_429_and_503_between_the_plans_wait_and_its_longest(
    status, retry_after, high_risk, seconds
):
    decision = decide(status=status, retry_after=retry_after, high_risk=high_risk)
    assert decision.at == NOW + timedelta(seconds=seconds)


def test_jitter_takes_up_to_a_fifth_off_and_never_comes_before_a_wished_time():
    assert decide(jitter=1).at == NOW + timedelta(seconds=24)
    assert decide(jitter=1, status=429, retry_after=30).at == NOW + timedelta(seconds=30)


@pytest.mark.parametrize(
    ("high_risk", "made", "waited", "goes_on"),
    [
        (False, 1, 0, False),
        (False, 3, 180, False),
        (False, 4, 600, False),  # the next try is 30 minutes after the first
        (False, 4, 601, True),
        (False, 5, 1800, True),
        (True, 1, 0, False),
        (True, 5, 150, False),
        (True, 5, 151, True),
        (True, 6, 300, True),
        (True, 1, 400, True),
    ],
)
def test_an_address_is_left_once_no_try_would_come_before_its_time_is_up(high_risk, made, waited, goes_on):
    decision = decide(others=TWO, high_risk=high_risk, made=made, waited=waited)
    assert isinstance(decision, SwitchChannel if goes_on else Retry)
    assert decision.alert is goes_on
    assert isinstance(decide(high_risk=high_risk, made=made, waited=waited), Retry), "there is no other"


def test_who_asks_for_more_time_than_there_is_is_left_at_once():
    assert isinstance(decide(status=429, retry_after=3600, others=TWO), SwitchChannel)
    patient = Patience(standard=timedelta(hours=2))
    assert isinstance(decide(status=429, retry_after=3600, others=TWO, patience=patient), Retry)


@pytest.mark.parametrize(("ended", "alone"), [(each[0], each[1]) for each in POLICY])
def test_an_alert_that_fails_breeds_no_other_and_a_test_is_sent_once(ended, alone):
    assert not decide(*ended, kind=DeliveryKind.ENDPOINT_ALERT).alert
    assert said(decide(*ended, kind=DeliveryKind.TEST)) == "give up"
    assert alone


def test_the_codes_that_the_policy_names_are_those_of_the_channels():
    assert {policy.BUSY, *policy.OURS} <= {str(code) for code in Code}


@pytest.mark.parametrize(
    ("ended", "cause"),
    [
        ((P, Code.GONE, 410), "gone"),
        ((P, Code.REFUSED, 401), "401"),
        ((R, Code.BUSY, 422), "busy"),
        ((P, Code.RECIPIENT_REFUSED, 550), "recipient_refused"),
    ],
)
def test_what_people_are_told_of_an_address_is_by_what_has_to_be_mended(ended, cause):
    outcome, code, status = ended
    assert cause_of(Tried(outcome=outcome, code=code, status=status)) == cause
    assert fault_in_words(cause).endswith(".")
    assert fault_in_words(cause) != fault_in_words("something else")


@given(
    made=st.integers(1, MOST_ATTEMPTS - 1),
    high_risk=st.booleans(),
    jitter=st.floats(0, 1),
    status=st.sampled_from([None, 429, 503, 500]),
    wish=st.none() | st.integers(-(10**6), 10**6),
)
def test_a_retry_is_later_than_now_and_never_beyond_the_longest_wait(made, high_risk, jitter, status, wish):
    decided = decide(made=made, high_risk=high_risk, jitter=jitter, status=status, retry_after=wish)
    assert isinstance(decided, Retry)
    assert NOW < decided.at <= NOW + (HIGH_RISK if high_risk else STANDARD).longest


@given(waiting=st.integers(0, 10**6))
def test_what_has_waited_goes_out_a_second_apart_and_within_the_hour(waiting):
    gap = apart(waiting)
    assert timedelta() < gap <= rules.APART
    assert gap * waiting <= rules.WITHIN + timedelta(seconds=waiting)  # microseconds are rounded
    assert waiting > 3600 or gap == rules.APART
