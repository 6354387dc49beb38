"""In which borough a postcode lies, by what the list of postcodes says of it and of those beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from hub.domain.codes import Borough
from hub.domain.postcode import CROSSING, is_plainly_outside, sector_of


class How(StrEnum):
    """How a postcode's borough was found, or why it is not known."""

    EXACT = "exact"
    SECTOR = "sector"
    AREA = "area"
    NO_LIST = "no_list"
    UNKNOWN_SECTOR = "unknown_sector"
    SPLIT_SECTOR = "split_sector"
    BORDER_NOT_SEEN = "border_not_seen"


IN_WORDS: Mapping[How, str] = {
    How.EXACT: "The list has this postcode.",
    How.SECTOR: "The list lacks this postcode; every other of its sector lies in one borough.",
    How.AREA: "No part of Merseyside has a postcode that begins with these letters.",
    How.NO_LIST: "No list of postcodes is loaded.",
    How.UNKNOWN_SECTOR: "The list has neither this postcode nor any of its sector.",
    How.SPLIT_SECTOR: "The list lacks this postcode, and its sector lies in several boroughs.",
    How.BORDER_NOT_SEEN: "The list lacks this postcode; its sector crosses Merseyside's border, and the list "
    "ends there.",
}
"""What to tell a person who asks how it was found."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """What the list says of one postcode: its own borough and those of its sector, or that none is loaded."""

    is_loaded: bool
    own: Borough | None = None
    of_sector: frozenset[Borough] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class Resolved:
    """A postcode's borough, `not_known` included, and how it was found or why it was not."""

    borough: Borough
    how: How

    @property
    def why(self) -> str:
        """The same for a person to read; it repeats no postcode."""
        return IN_WORDS[self.how]


def locate(postcode: str, listed: Listed) -> Resolved:
    """Take the borough of a normalised postcode from the list, never a guess between boroughs.

    Exact; else the area, where none of it is Merseyside's; else a sector that lies in one borough, unless it
    crosses Merseyside's border and the list ends there (docs/decisions/0015-postcodes.md has the figures).
    """
    if listed.own is not None:
        return Resolved(borough=listed.own, how=How.EXACT)
    if is_plainly_outside(postcode):
        return Resolved(borough=Borough.OUTSIDE, how=How.AREA)
    why_not = _why_not(postcode, listed)
    if why_not is not None:
        return Resolved(borough=Borough.NOT_KNOWN, how=why_not)
    (borough,) = listed.of_sector
    return Resolved(borough=borough, how=How.SECTOR)


def _why_not(postcode: str, listed: Listed) -> How | None:
    if not listed.is_loaded:
        return How.NO_LIST
    if not listed.of_sector:
        return How.UNKNOWN_SECTOR
    if len(listed.of_sector) > 1:
        return How.SPLIT_SECTOR
    if sector_of(postcode) in CROSSING and Borough.OUTSIDE not in listed.of_sector:
        return How.BORDER_NOT_SEEN
    return None
