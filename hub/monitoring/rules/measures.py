"""What the figures of a quarter count, and in which unit."""

from collections.abc import Mapping
from enum import StrEnum

from hub.monitoring.rules.cuts import Axis


class Section(StrEnum):
    """A part of the report; the figures of one are drawn from one kind of row."""

    COUNTS = "counts"
    REFERRALS = "referrals"
    ASSIGNMENTS = "assignments"
    CLOCKS = "clocks"
    REPORTED_TO_RECEIVED = "reported_to_received"
    NEEDS = "needs_without_service"


class Unit(StrEnum):
    """What a value is a number of."""

    PERSONS = "persons"
    REFERRALS = "referrals"
    INTERVENTIONS = "interventions"
    ASSIGNMENTS = "assignments"
    CHASES = "chases"
    CLOCKS = "clocks"
    SECONDS = "seconds"
    YES_OR_NO = "yes_or_no"


class CountMeasure(StrEnum):
    """Three counts that are never mixed: people, their referrals, and what was done with them."""

    PERSONS = "persons"
    REFERRALS = "referrals"
    INTERVENTIONS = "interventions"


class ReferralMeasure(StrEnum):
    """What is counted of referrals: each at most once a quarter for what happened to it in that quarter.

    Only `status_at_end` follows those received in the quarter, and so adds up to `received`.
    """

    RECEIVED = "received"
    STATUS_AT_END = "status_at_end"
    INFORMATION_ONLY = "information_only"
    RETURNED = "returned"
    RETURNED_BY_REASON = "returned_by_reason"
    AWAITING_TRIAGE = "awaiting_triage"
    AWAITING_TRIAGE_AT_END = "awaiting_triage_at_end"
    TRIAGE_BY_REASON = "triage_by_reason"
    POSSIBLE_DUPLICATES = "possible_duplicates"
    JOINED = "joined"
    NO_SERVICE = "no_service"
    WITHDRAWN = "withdrawn"
    VOID = "void"


class AssignmentMeasure(StrEnum):
    """What is counted of assignments, by what happened in the quarter.

    An answer implies the steps before it: whoever accepts what was only handed over has acknowledged it.
    """

    RECEIVED = "received"
    MOVED_IN = "moved_in"
    HANDED_OVER = "handed_over"
    ACKNOWLEDGED = "acknowledged"
    ACKNOWLEDGED_WITHIN_TARGET = "acknowledged_within_target"
    ACKNOWLEDGED_WITHIN_TARGET_OF = "acknowledged_within_target_of"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    DECLINED_BY_REASON = "declined_by_reason"
    RECALLED = "recalled"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"
    REROUTED = "rerouted"
    UNDELIVERABLE = "undeliverable"
    CHASED = "chased"
    ESCALATED = "escalated"
    BREACHED = "breached"
    BREACHED_BY_CLOCK = "breached_by_clock"
    CONTACT_ATTEMPTS = "contact_attempts"
    CONTACT_ATTEMPTS_COUNTING = "contact_attempts_counting"
    CONTACT_ATTEMPTS_BY_RESULT = "contact_attempts_by_result"
    CONTACT_MADE = "contact_made"
    COMPLETED = "completed"
    COMPLETED_BY_OUTCOME = "completed_by_outcome"
    COPE = "cope"
    RECOVER = "recover"


class ClockMeasure(StrEnum):
    """What is counted of each clock.

    `met` and `breached` are every clock that was judged, each once: when it stopped in time, or when it was
    due and had not. `stopped` also counts those that ended because what they timed will not happen any
    more, which were judged neither way; `timed` leaves these out, and from it the median and the 90th
    percentile are drawn.
    """

    STOPPED = "stopped"
    MET = "met"
    BREACHED = "breached"
    RUNNING_AT_END = "running_at_end"
    TIMED = "timed"
    MEDIAN = "median_seconds"
    P90 = "p90_seconds"


class ReportedMeasure(StrEnum):
    """How soon the police refer after the report, of referrals received in the quarter that were reported."""

    REPORTED = "reported"
    WITHIN_TWO_WORKING_DAYS = "within_two_working_days"
    MEDIAN = "median_seconds"
    P90 = "p90_seconds"


BREAKDOWNS = frozenset(
    {
        ReferralMeasure.STATUS_AT_END,
        ReferralMeasure.RETURNED_BY_REASON,
        ReferralMeasure.TRIAGE_BY_REASON,
        AssignmentMeasure.DECLINED_BY_REASON,
        AssignmentMeasure.BREACHED_BY_CLOCK,
        AssignmentMeasure.CONTACT_ATTEMPTS_BY_RESULT,
        AssignmentMeasure.COMPLETED_BY_OUTCOME,
    }
)
"""Measures that have a value for each code, and none for a code that did not occur."""

PERCENTILES = frozenset({ClockMeasure.MEDIAN, ClockMeasure.P90})

MEASURES: Mapping[Section, tuple[str, ...]] = {
    Section.COUNTS: tuple(CountMeasure),
    Section.REFERRALS: tuple(ReferralMeasure),
    Section.ASSIGNMENTS: tuple(AssignmentMeasure),
    Section.CLOCKS: tuple(ClockMeasure),
    Section.REPORTED_TO_RECEIVED: tuple(ReportedMeasure),
    Section.NEEDS: (ReferralMeasure.NO_SERVICE,),
}
"""Every measure of a section, in the order in which it is written."""

_OF_REFERRALS = frozenset({Axis.SOURCE, Axis.BOROUGH, Axis.CRIME_TYPE, Axis.AGE_BAND, Axis.RISK, Axis.STRAND})
_OF_ASSIGNMENTS = frozenset({Axis.PROVIDER, Axis.SERVICE, Axis.BOROUGH, Axis.CRIME_TYPE, Axis.RISK})

AXES_OF: Mapping[Section, frozenset[Axis]] = {
    Section.COUNTS: frozenset(),
    Section.REFERRALS: _OF_REFERRALS,
    Section.ASSIGNMENTS: _OF_ASSIGNMENTS,
    Section.CLOCKS: _OF_ASSIGNMENTS,
    Section.REPORTED_TO_RECEIVED: _OF_REFERRALS,
    Section.NEEDS: _OF_REFERRALS,
}
"""By what the figures of a section can be split."""

_UNITS: Mapping[str, Unit] = {
    AssignmentMeasure.ACKNOWLEDGED_WITHIN_TARGET: Unit.CLOCKS,
    AssignmentMeasure.ACKNOWLEDGED_WITHIN_TARGET_OF: Unit.CLOCKS,
    AssignmentMeasure.BREACHED: Unit.CLOCKS,
    AssignmentMeasure.CHASED: Unit.CHASES,
    AssignmentMeasure.ESCALATED: Unit.CHASES,
    AssignmentMeasure.BREACHED_BY_CLOCK: Unit.CLOCKS,
    AssignmentMeasure.CONTACT_ATTEMPTS: Unit.INTERVENTIONS,
    AssignmentMeasure.CONTACT_ATTEMPTS_COUNTING: Unit.INTERVENTIONS,
    AssignmentMeasure.CONTACT_ATTEMPTS_BY_RESULT: Unit.INTERVENTIONS,
    CountMeasure.PERSONS: Unit.PERSONS,
    CountMeasure.INTERVENTIONS: Unit.INTERVENTIONS,
    ClockMeasure.MEDIAN: Unit.SECONDS,
    ClockMeasure.P90: Unit.SECONDS,
}

_OTHERWISE: Mapping[Section, Unit] = {
    Section.COUNTS: Unit.REFERRALS,
    Section.REFERRALS: Unit.REFERRALS,
    Section.ASSIGNMENTS: Unit.ASSIGNMENTS,
    Section.CLOCKS: Unit.CLOCKS,
    Section.REPORTED_TO_RECEIVED: Unit.REFERRALS,
    Section.NEEDS: Unit.REFERRALS,
}


def unit_of(section: Section, measure: str) -> Unit:
    """Say what a value of this measure is a number of."""
    return _UNITS.get(measure, _OTHERWISE[section])
