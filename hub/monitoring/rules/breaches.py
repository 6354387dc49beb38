"""What the list of breached clocks may be asked for."""

from dataclasses import dataclass
from enum import StrEnum

from hub.domain.codes import Borough, Clock, CrimeType, RiskBand
from hub.domain.quarter import Quarter


class BreachSort(StrEnum):
    """By what the list may be sorted."""

    DUE = "due"
    LATENESS = "lateness"


@dataclass(frozen=True, kw_only=True)
class BreachesWanted:
    """Which breaches: those with one of each filter's values; a filter without values lets all through."""

    providers: tuple[str, ...] = ()
    clocks: tuple[Clock, ...] = ()
    boroughs: tuple[Borough, ...] = ()
    crime_types: tuple[CrimeType, ...] = ()
    risks: tuple[RiskBand, ...] = ()
    quarters: tuple[Quarter, ...] = ()
