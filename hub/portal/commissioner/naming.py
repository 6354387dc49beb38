"""What a value that figures are split by is called, on its axis."""

from collections.abc import Callable, Mapping
from enum import StrEnum

from hub.domain.codes import (
    AgeBand,
    Borough,
    Clock,
    ContactResult,
    CrimeType,
    DeclineReason,
    HateStrand,
    Outcome,
    ReferralStatus,
    ReturnReason,
    RiskBand,
    TriageReason,
)
from hub.monitoring.rules import AssignmentMeasure, Axis, ReferralMeasure
from hub.portal.words import label, written_out
from hub.sight.naming import Names

_AXES: Mapping[str, type[StrEnum]] = {
    Axis.BOROUGH: Borough,
    Axis.CRIME_TYPE: CrimeType,
    Axis.AGE_BAND: AgeBand,
    Axis.RISK: RiskBand,
    Axis.STRAND: HateStrand,
}
_CODES: Mapping[str, type[StrEnum]] = {
    ReferralMeasure.STATUS_AT_END: ReferralStatus,
    ReferralMeasure.RETURNED_BY_REASON: ReturnReason,
    ReferralMeasure.TRIAGE_BY_REASON: TriageReason,
    AssignmentMeasure.DECLINED_BY_REASON: DeclineReason,
    AssignmentMeasure.BREACHED_BY_CLOCK: Clock,
    AssignmentMeasure.CONTACT_ATTEMPTS_BY_RESULT: ContactResult,
    AssignmentMeasure.COMPLETED_BY_OUTCOME: Outcome,
}


def on_axis(axis: str, value: str, names: Names) -> str:
    """Name a value of an axis, such as the agency of a slug; "St Helens" for the borough st_helens."""
    match axis:
        case Axis.PROVIDER | Axis.SOURCE:
            return names.agencies.get(value, value)
        case Axis.SERVICE:
            return names.services.get(value, value)
    return _worded(_AXES.get(axis), value)


def of_code(measure: str, code: str) -> str:
    """Name a code of a measure that is broken down, such as a reason to decline."""
    return _worded(_CODES.get(measure), code)


def _worded(kind: Callable[[str], StrEnum] | None, value: str) -> str:
    if kind is None:
        return label(value)
    try:
        return label(kind(value))
    except ValueError:  # a code that was in use when the row was written
        return written_out(value)
