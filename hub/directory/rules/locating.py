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
    """A postcode's borough, `not_known` included, and how it was found or why it was not.

    `has_list` is whether any list is loaded: without one only another part of the country is known.
    """

    borough: Borough
    how: How
    has_list: bool

    @property
    def is_told_by_the_list(self) -> bool:
        """Whether a list is loaded and a borough found: only then may it speak against one that was said."""
        return self.has_list and self.borough is not Borough.NOT_KNOWN

    @property
    def why(self) -> str:
        """The same for a person to read; it repeats no postcode."""
        return IN_WORDS[self.how]


def locate(postcode: str, listed: Listed) -> Resolved:
    """Take the borough of a normalised postcode from the list, never a guess between boroughs.

    Exact; else the area, where none of it is Merseyside's; else a sector that lies in one borough, unless it
    crosses Merseyside's border and the list ends there (docs/decisions/0015-postcodes.md has the figures).
    """
    borough, how = _found(postcode, listed)
    return Resolved(borough=borough, how=how, has_list=listed.is_loaded)


def _found(postcode: str, listed: Listed) -> tuple[Borough, How]:
    if listed.own is not None:
        return listed.own, How.EXACT
    if is_plainly_outside(postcode):
        return Borough.OUTSIDE, How.AREA
    why_not = _why_not(postcode, listed)
    if why_not is not None:
        return Borough.NOT_KNOWN, why_not
    (borough,) = listed.of_sector
    return borough, How.SECTOR


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
