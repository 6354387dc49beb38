"""All that follows from starting a clock."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from hub.domain.calendar import ENGLAND_AND_WALES, Calendar, london_date, whole_second
from hub.domain.codes import ChaseStep, Clock, RiskBand
from hub.domain.ladders import NO_LADDERS, Ladders, ladder_for
from hub.domain.opening import OFFICE_HOURS, Opening
from hub.domain.targets import Target, Targets, defaults_from
from hub.sla.rules.counting import Pause, due_at, target_for
from hub.sla.rules.ladder import Hours, Rung, ladder


@dataclass(frozen=True, kw_only=True)
class Limit:
    """A clock's limit and whose it is: the contract's own (None), or the defaults' in force since a day."""

    target: Target
    defaults_from: date | None


def limit_for(clock: Clock, risk: RiskBand, contract_targets: Targets, day: date) -> Limit:
    """Give what `target_for` gives for a clock that starts on a London day, with whose limit it is."""
    is_own = (clock, risk is RiskBand.HIGH) in contract_targets
    return Limit(
        target=target_for(clock, risk, contract_targets, day),
        defaults_from=None if is_own else defaults_from(day),
    )


@dataclass(frozen=True, kw_only=True)
class ClockPlan:
    """All that follows from starting a clock, with the limit in words."""

    due_at: datetime
    rungs: tuple[Rung, ...]
    why: str


def plan(  # noqa: PLR0913  each moves the due instant by itself
    clock: Clock,
    *,
    risk: RiskBand,
    started_at: datetime,
    target: Target,
    opening: Opening,
    ladders: Ladders = NO_LADDERS,
    desk: Opening = OFFICE_HOURS,
    calendar: Calendar = ENGLAND_AND_WALES,
    pauses: Iterable[Pause] = (),
    not_before: datetime | None = None,
) -> ClockPlan:
    """Decide everything about a clock that starts, or that runs on after a pause.

    `ladders` are the contract's own, `desk` says when the referral coordinator's is staffed. `not_before` is
    when its limit was shortened to one that was over already: so it is due then.
    """
    pauses, is_high = tuple(pauses), risk is RiskBand.HIGH
    due = due_at(target, started_at, opening, calendar, pauses)
    if not_before is not None:
        due = max(due, whole_second(not_before))
    rungs = ladder(
        clock,
        ladder_for(clock, ladders, london_date(started_at), is_high_risk=is_high),
        Hours(opening=opening, desk=desk, calendar=calendar),
        is_high_risk=is_high,
        started_at=started_at,
        due_at=due,
        pauses=pauses,
    )
    at_risk = ", risk not known" if risk is RiskBand.NOT_KNOWN else f" at {risk} risk"
    return ClockPlan(due_at=due, rungs=rungs, why=f"{target}{at_risk}")


@dataclass(frozen=True, kw_only=True)
class Ladder:
    """Where the ladder of a running clock stands: the steps taken, and when those that wait are due."""

    taken: frozenset[ChaseStep] = frozenset()
    waiting: Mapping[ChaseStep, datetime] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Anew:
    """What counting a running clock anew comes to: its due instant, and what becomes of its ladder.

    `rungs` replaces what waits; None where that is right already. `late_no_more` says that a breach on
    record is none by the new due instant.
    """

    due_at: datetime
    rungs: tuple[Rung, ...] | None
    late_no_more: bool = False


def count_anew(planned: ClockPlan, stands: Ladder, *, is_breached: bool, now: datetime) -> Anew:
    """Say what changes of a running clock that is counted by a new calendar or a shorter limit.

    Nobody is asked twice: a step that was taken stays taken, unless the clock was late and is late no more,
    so that it may become so again. A step that waits and should have been taken by now is taken now; one
    that had been left out is not made up for.
    """
    late_no_more = is_breached and planned.due_at > now
    rungs = {
        rung.step: max(rung.due_at, now)
        for rung in planned.rungs
        if rung.due_at > now or (rung.step in stands.waiting and not late_no_more)
        if late_no_more or rung.step not in stands.taken
    }
    return Anew(
        due_at=planned.due_at,
        rungs=None
        if rungs == stands.waiting
        else tuple(Rung(step=step, due_at=due) for step, due in rungs.items()),
        late_no_more=late_no_more,
    )
