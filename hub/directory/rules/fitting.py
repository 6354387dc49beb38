"""How well one entry of the directory fits what was asked, so that the closest comes first."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import IntEnum

from hub.domain.codes import MERSEYSIDE, CrimeType

CRIMES = frozenset(str(each) for each in CrimeType)


class Closeness(IntEnum):
    """Why an entry was found, the closest first."""

    NAMED = 0
    """It names the crime, or the strand of hate crime."""
    ANY_CRIME = 1
    """It is for any crime, so for this one too."""
    WORDS_ALONE = 2
    """Its own words say what was asked, and nothing else does."""


@dataclass(frozen=True, kw_only=True)
class ForWhom:
    """For what and where an entry is; nothing listed is any."""

    crime_types: Collection[str]
    flags: Collection[str] = ()
    strands: Collection[str] = ()
    boroughs: Collection[str] = ()


def closeness(entry: ForWhom, crimes: Collection[str], strands: Collection[str]) -> Closeness:
    """Say why an entry was found by these crimes, chosen or meant, and these strands."""
    if named(entry, crimes, strands):
        return Closeness.NAMED
    return Closeness.ANY_CRIME if not limits(entry) else Closeness.WORDS_ALONE


def named(entry: ForWhom, crimes: Collection[str], strands: Collection[str]) -> bool:
    """Say whether an entry names one of the crimes, as itself or as an aspect, or one of the strands."""
    return not limits(entry).isdisjoint(crimes) or not set(entry.strands).isdisjoint(strands)


def limits(entry: ForWhom) -> frozenset[str]:
    """Give the crimes that an entry is limited to; none of them is any."""
    return frozenset(entry.crime_types) | (CRIMES & frozenset(entry.flags))


def is_local(boroughs: Collection[str]) -> bool:
    """Say whether an entry is for some boroughs and not for all."""
    return bool(boroughs) and not set(boroughs) >= MERSEYSIDE
