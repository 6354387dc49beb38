"""Whom a clock reminds before it is due and after, and when a person or the next service takes over."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hub.domain.assignment import RECALLABLE, AssignmentState
from hub.domain.calendar import (
    ENGLAND_AND_WALES,
    ONE_DAY,
    Calendar,
    london_date,
    midnight,
    whole_second,
)
from hub.domain.codes import AssignmentRole, ChaseStep, Clock, RiskBand
from hub.domain.ladders import AT_NIGHT, ENDINGS, Ladder, RungTerms
from hub.domain.opening import OFFICE_HOURS, Opening
from hub.domain.working_time import is_open, next_opening
from hub.sla.rules.counting import Pause, due_at, partway

MAILED = frozenset({ChaseStep.REMINDER, ChaseStep.ESCALATION, ChaseStep.TELL_COMMISSIONER})
"""Rungs that are no more than a message, so that a later rung makes them needless."""

TOLD_LATE = timedelta(hours=1)
"""From when on a message counts as late: the hub itself was down (I)."""


@dataclass(frozen=True, kw_only=True)
class Rung:
    """One step of chasing an answer, the instant to take it, and why then."""

    step: ChaseStep
    due_at: datetime
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class Hours:
    """When somebody is there: at the service, and at the referral coordinator's desk."""

    opening: Opening
    desk: Opening = OFFICE_HOURS
    office: Opening = OFFICE_HOURS
    """The commissioner's (I)."""
    calendar: Calendar = ENGLAND_AND_WALES


def ladder(
    clock: Clock,
    terms: Ladder,
    hours: Hours,
    *,
    is_high_risk: bool,
    started_at: datetime,
    due_at: datetime,
    pauses: Iterable[Pause] = (),
) -> tuple[Rung, ...]:
    """Say when each rung of a ladder is to be taken, in that order.

    At high risk all goes by the clock. Below, quiet hours hold a message until its recipient opens, and what
    comes a time after the due instant counts from the service's first opening at or after it: until then
    nobody there could have been told. The hub's own clock, until the hand-over, waits for nobody. A message
    that a later rung overtakes is left out, and a reminder also where the next comes with it. Nobody is rung
    while the coordinator's desk is open.
    """
    due = whole_second(due_at)
    waits = not is_high_risk and clock is not Clock.HANDED_OVER
    told = next_opening(hours.opening, due, hours.calendar) if waits else due
    instants = started_at, due, told
    counted = [_rung(each, _instant(each, instants, hours, tuple(pauses))) for each in terms]
    rungs = [_held(each, hours) if waits else each for each in counted]
    kept = [each for place, each in enumerate(rungs) if not _is_overtaken(each, rungs[place + 1 :])]
    return tuple(sorted(_by_night(kept, hours), key=lambda each: each.due_at))


def _instant(
    terms: RungTerms,
    instants: tuple[datetime, datetime, datetime],
    hours: Hours,
    pauses: tuple[Pause, ...],
) -> datetime:
    started, due, told = instants
    if terms.share is not None:
        return partway(started, due, pauses, quarters=terms.share.quarters)
    return due if terms.after is None else due_at(terms.after, told, hours.opening, hours.calendar)


def _rung(terms: RungTerms, at: datetime) -> Rung:
    if terms.share is not None:
        return Rung(step=terms.step, due_at=at, why=f"{terms.share} of the running time has gone")
    return Rung(
        step=terms.step, due_at=at, why=f"{terms.after} after it was due" if terms.after else "it is due"
    )


def _held(rung: Rung, hours: Hours) -> Rung:
    """Keep the quiet hours of whoever is written to."""
    if rung.step not in MAILED:
        return rung
    is_office = rung.step is ChaseStep.TELL_COMMISSIONER
    opens = next_opening(hours.office if is_office else hours.opening, rung.due_at, hours.calendar)
    if opens == rung.due_at:
        return rung
    who = "the commissioner's office" if is_office else "the service"
    return replace(rung, due_at=opens, why=f"{rung.why}; held until {who} opens")


def _is_overtaken(rung: Rung, later: Iterable[Rung]) -> bool:
    others = [each.due_at for each in later if each.step is not AT_NIGHT]
    if rung.step not in MAILED or not others:
        return False
    return min(others) < rung.due_at or (rung.step is ChaseStep.REMINDER and min(others) == rung.due_at)


def _by_night(rungs: list[Rung], hours: Hours) -> list[Rung]:
    """Leave out whoever is rung at night where the desk is open then: the row on its list does."""
    return [
        replace(each, why=f"{each.why}; the coordinator's desk is closed") if each.step is AT_NIGHT else each
        for each in rungs
        if each.step is not AT_NIGHT or not is_open(hours.desk, each.due_at, hours.calendar)
    ]


def still_to_climb(rungs: tuple[Rung, ...], at: datetime) -> tuple[Rung, ...]:
    """Give the rungs left at `at`, so that nobody is told twice; how the ladder ends is always among them."""
    return tuple(each for each in rungs if each.due_at > at or each.step in ENDINGS)


def step_to_take(
    step: ChaseStep, *, risk: RiskBand, role: AssignmentRole, state: AssignmentState
) -> ChaseStep:
    """Say what a rung comes to by what is so when it is due: some recalls are a person's to decide.

    Nothing is taken back by itself at high risk, to which a person may have been lifted since; nor from a
    service that has accepted, or that the message never reached, nor an additional one, whose place nobody
    takes.
    """
    is_ours = (
        risk is not RiskBand.HIGH
        and role is AssignmentRole.LEAD
        and state in RECALLABLE - {AssignmentState.UNDELIVERABLE}
    )
    return ChaseStep.TRIAGE if step is ChaseStep.TAKE_BACK and not is_ours else step


def taken_back_from(
    due_at: datetime,
    told_due_at: datetime | None,
    told_at: datetime | None,
    calendar: Calendar = ENGLAND_AND_WALES,
) -> datetime:
    """Say from when on a referral may be taken back, by when its provider was last told and was to be told.

    A hub that was down catches up with its messages all at once. Whoever was told late has until the end of
    the next working day to answer (I); nobody loses a referral for a silence that was the hub's.
    """
    if told_due_at is None or told_at is None or told_at - told_due_at < TOLD_LATE:
        return due_at
    return max(due_at, midnight(calendar.add_working_days(london_date(told_at), 1) + ONE_DAY))
