"""Words about a quarter's figures: its sections, what each of them counts, and by what it is split."""

from collections.abc import Mapping
from enum import StrEnum

from hub.monitoring.rules import (
    AssignmentMeasure,
    Axis,
    BreachSort,
    ClockMeasure,
    Counted,
    CountMeasure,
    Movement,
    ReferralMeasure,
    ReportedMeasure,
    Section,
    SplitBy,
    Unit,
)

SECTIONS: Mapping[StrEnum, str] = {
    Section.COUNTS: "Three counts",
    Section.REFERRALS: "Referrals",
    Section.ASSIGNMENTS: "Assignments",
    Section.CLOCKS: "Clocks",
    Section.REPORTED_TO_RECEIVED: "From report to referral",
    Section.NEEDS: "Needs without a service",
}

UNITS: Mapping[StrEnum, str] = {
    Unit.PERSONS: "people, shown as their referrals",
    Unit.REFERRALS: "referrals",
    Unit.INTERVENTIONS: "contact attempts and contacts made",
    Unit.ASSIGNMENTS: "assignments",
    Unit.CHASES: "chases",
    Unit.CLOCKS: "clocks",
    Unit.SECONDS: "a length of time",
    Unit.YES_OR_NO: "yes or no",
}

COUNTS: Mapping[StrEnum, str] = {
    CountMeasure.PERSONS: "People",
    CountMeasure.REFERRALS: "Referrals",
    CountMeasure.INTERVENTIONS: "Interventions",
}

OF_REFERRALS: Mapping[StrEnum, str] = {
    ReferralMeasure.RECEIVED: "Received",
    ReferralMeasure.STATUS_AT_END: "Status at the end",
    ReferralMeasure.INFORMATION_ONLY: "Information only",
    ReferralMeasure.RETURNED: "Returned to the referrer",
    ReferralMeasure.RETURNED_BY_REASON: "Returned, by reason",
    ReferralMeasure.AWAITING_TRIAGE: "Went to the coordinator",
    ReferralMeasure.AWAITING_TRIAGE_AT_END: "With the coordinator at the end",
    ReferralMeasure.TRIAGE_BY_REASON: "Went to the coordinator, by reason",
    ReferralMeasure.POSSIBLE_DUPLICATES: "Possible duplicates",
    ReferralMeasure.JOINED: "Joined with another referral",
    ReferralMeasure.NO_SERVICE: "Without a commissioned service",
    ReferralMeasure.WITHDRAWN: "Withdrawn",
    ReferralMeasure.VOID: "Entered in error",
}

OF_ASSIGNMENTS: Mapping[StrEnum, str] = {
    AssignmentMeasure.RECEIVED: "Assigned",
    AssignmentMeasure.MOVED_IN: "From another service",
    AssignmentMeasure.HANDED_OVER: "Handed over",
    AssignmentMeasure.ACKNOWLEDGED: "Acknowledged",
    AssignmentMeasure.ACKNOWLEDGED_WITHIN_TARGET: "Acknowledged in time",
    AssignmentMeasure.ACKNOWLEDGED_WITHIN_TARGET_OF: "Acknowledgements judged",
    AssignmentMeasure.ACCEPTED: "Accepted",
    AssignmentMeasure.DECLINED: "Declined",
    AssignmentMeasure.DECLINED_BY_REASON: "Declined, by reason",
    AssignmentMeasure.RECALLED: "Recalled",
    AssignmentMeasure.RELEASED: "Given back",
    AssignmentMeasure.WITHDRAWN: "Withdrawn",
    AssignmentMeasure.REROUTED: "Passed on to another service",
    AssignmentMeasure.UNDELIVERABLE: "Could not be sent",
    AssignmentMeasure.CHASED: "Reminders",
    AssignmentMeasure.ESCALATED: "Escalations",
    AssignmentMeasure.BREACHED: "Clocks breached",
    AssignmentMeasure.BREACHED_BY_CLOCK: "Clocks breached, by clock",
    AssignmentMeasure.CONTACT_ATTEMPTS: "Contact attempts",
    AssignmentMeasure.CONTACT_ATTEMPTS_COUNTING: "Contact attempts that count",
    AssignmentMeasure.CONTACT_ATTEMPTS_BY_RESULT: "Contact attempts, by result",
    AssignmentMeasure.CONTACT_MADE: "Contact made",
    AssignmentMeasure.COMPLETED: "Completed",
    AssignmentMeasure.COMPLETED_BY_OUTCOME: "Completed, by outcome",
    AssignmentMeasure.COPE: "Helped to cope",
    AssignmentMeasure.RECOVER: "Helped to recover",
}

OF_CLOCKS: Mapping[StrEnum, str] = {
    ClockMeasure.STOPPED: "Stopped",
    ClockMeasure.MET: "In time",
    ClockMeasure.BREACHED: "Breached",
    ClockMeasure.RUNNING_AT_END: "Running at the end",
    ClockMeasure.TIMED: "Stopped and judged",
    ClockMeasure.MEDIAN: "Median",
    ClockMeasure.P90: "90th percentile",
}

OF_REPORTS: Mapping[StrEnum, str] = {
    ReportedMeasure.REPORTED: "Referrals of reported crimes",
    ReportedMeasure.WITHIN_TWO_WORKING_DAYS: "Within 2 working days",
    ReportedMeasure.MEDIAN: "Median",
    ReportedMeasure.P90: "90th percentile",
}

AXES: Mapping[StrEnum, str] = {
    Axis.PROVIDER: "Provider",
    Axis.SERVICE: "Service",
    Axis.SOURCE: "Source",
    Axis.BOROUGH: "Borough",
    Axis.CRIME_TYPE: "Crime type",
    Axis.AGE_BAND: "Age band",
    Axis.RISK: "Risk",
    Axis.STRAND: "Hate strand",
}

SPLITS: Mapping[StrEnum, str] = {
    SplitBy.PROVIDER: "Provider",
    SplitBy.CRIME_TYPE: "Crime type",
    SplitBy.BOROUGH: "Borough",
}

MOVEMENTS: Mapping[StrEnum, str] = {
    Movement.OPEN_AT_START: "Open at the start",
    Movement.RECEIVED: "Received",
    Movement.MOVED_IN: "Moved in",
    Movement.CLOSED: "Closed",
    Movement.MOVED_OUT: "Moved out",
    Movement.OPEN_AT_END: "Open at the end",
}

COUNTED: Mapping[StrEnum, str] = {
    Counted.REFERRALS: "Referrals",
    Counted.ASSIGNMENTS: "Assignments",
}

BREACH_SORTS: Mapping[StrEnum, str] = {BreachSort.DUE: "Was due", BreachSort.LATENESS: "Late by"}

ALL = (
    SECTIONS,
    UNITS,
    COUNTS,
    OF_REFERRALS,
    OF_ASSIGNMENTS,
    OF_CLOCKS,
    OF_REPORTS,
    AXES,
    SPLITS,
    MOVEMENTS,
    COUNTED,
    BREACH_SORTS,
)
