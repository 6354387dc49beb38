"""A service of the directory in the standard's terms: what it is filed under, where, for which ages, when."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar
from uuid import UUID

from hub.directory.queries.open_referral import ListedService, Texts
from hub.domain.codes import AgeBand, Borough, CrimeType
from hub.open_referral import words
from hub.open_referral.ids import stable_id
from hub.open_referral.terms import BOROUGHS, TERM_OF, Term
from hub.open_referral.timetable import Session, sessions_of

C = TypeVar("C", bound=str)

NO_LIMIT = 999
_AGES = {
    AgeBand.UNDER_13: (0, 12),
    AgeBand.AGE_13_TO_15: (13, 15),
    AgeBand.AGE_16_TO_17: (16, 17),
    AgeBand.AGE_18_TO_24: (18, 24),
    AgeBand.AGE_25_TO_59: (25, 59),
    AgeBand.AGE_60_AND_OVER: (60, NO_LIMIT),
}
"""First and last age of each band."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One service, or what one is in a single borough.

    Where the directory lists nothing, which stands for any, `terms` and `boroughs` name them all, so that a
    search by a term finds it. `minimum_age` and `maximum_age` are inclusive, None without a limit. One that
    `is_everywhere` serves the rest of the country too.
    """

    id: UUID
    service: ListedService
    terms: tuple[Term, ...]
    boroughs: tuple[Borough, ...]
    is_everywhere: bool
    minimum_age: int | None
    maximum_age: int | None
    sessions: tuple[Session, ...]

    def at(self, borough: Borough) -> "Entry":
        """Narrow it to one borough, for questions that ask where."""
        elsewhere = {each for each in words.BOROUGHS if each != borough}
        kept = tuple(term for term in self.terms if term.taxonomy != BOROUGHS or term.code not in elsewhere)
        return replace(self, terms=kept, boroughs=(borough,), is_everywhere=False)


def entry_of(service: ListedService) -> Entry:
    """File one service."""
    found = service.id if service.is_commissioned else stable_id("service", service.id)
    lowest, highest = _limits(service.age_bands or ())
    return Entry(
        id=found,
        service=service,
        terms=tuple(_terms(service)),
        boroughs=tuple(_any_of(words.BOROUGHS, service.boroughs)),
        is_everywhere=service.is_national,
        minimum_age=lowest,
        maximum_age=highest,
        sessions=sessions_of(service.opening) if service.opening else (),
    )


def _terms(service: ListedService) -> Iterator[Term]:
    named = (*service.crime_types, *(flag for flag in service.flags if flag in words.CRIMES))
    crimes = list(_any_of(words.CRIMES, named))  # one that names aspects alone is for these, not for any
    hate = CrimeType.HATE_CRIME in crimes
    codes = dict.fromkeys(
        (
            *crimes,
            *(_any_of(words.STRANDS, service.strands) if hate else ()),
            *service.flags,
            *_any_of(words.BOROUGHS, service.boroughs),
            *_any_of(words.AGES, service.age_bands),
            *_any_of(words.RISKS, service.risks),
        )
    )
    return (TERM_OF[code] for code in codes if code in TERM_OF)


def _any_of(listed: Mapping[C, tuple[str, str]], wanted: Texts | None) -> Iterator[C]:
    """Give the members of a list that are wanted: all where none is named, none where nothing is held."""
    if wanted is None:
        return
    yield from (code for code in listed if not wanted or code in wanted)


def _limits(bands: Iterable[str]) -> tuple[int | None, int | None]:
    ages = [_AGES[AgeBand(each)] for each in bands if each in _AGES]
    lowest = min((first for first, _ in ages), default=0)
    highest = max((last for _, last in ages), default=NO_LIMIT)
    return lowest or None, highest if highest < NO_LIMIT else None
