"""A box of cells: what is asked of each fact, so that a region can be read without listing its cells."""

from dataclasses import dataclass
from typing import Any

from hub.domain.codes import CrimeType
from hub.domain.routing_table import Facts

Groups = tuple[frozenset[str], ...]

NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Box:
    """All facts that meet every condition; an empty condition asks nothing.

    `crime_types`, `boroughs`, `age_bands`, `risks` and `relationships` list what is allowed. Of each group in
    `has` at least one aspect (the crime type or a flag) is there, and none of `lacks`; likewise for hate
    strands and for the boroughs in which the person works or that they visit.
    """

    crime_types: frozenset[str] = NONE
    has: Groups = ()
    lacks: frozenset[str] = NONE
    strands: Groups = ()
    lacks_strands: frozenset[str] = NONE
    boroughs: frozenset[str] = NONE
    visits: Groups = ()
    lacks_visits: frozenset[str] = NONE
    age_bands: frozenset[str] = NONE
    risks: frozenset[str] = NONE
    relationships: frozenset[str] = NONE

    def holds(self, facts: Facts) -> bool:
        """Say whether these facts lie in the box."""
        allowed = (
            (self.relationships, facts.relationship),
            (self.boroughs, facts.borough),
            (self.risks, facts.risk),
            (self.age_bands, facts.age_band),
            (self.crime_types, facts.crime_type),
        )
        if any(values and value not in values for values, value in allowed):
            return False
        return (
            _meets(facts.aspects, self.has, self.lacks)
            and _meets(facts.strands, self.strands, self.lacks_strands)
            and _meets(facts.works_or_visits, self.visits, self.lacks_visits)
        )

    @property
    def is_empty(self) -> bool:
        """Whether no facts at all can lie in it: every crime type is ruled out, or a whole group."""
        types = self.crime_types or frozenset(str(value) for value in CrimeType)
        pairs = ((self.has, self.lacks), (self.strands, self.lacks_strands), (self.visits, self.lacks_visits))
        return types <= self.lacks or any(group <= lacks for groups, lacks in pairs for group in groups)

    def plain(self) -> dict[str, Any]:
        """Give the conditions that ask anything as JSON-able lists, sorted; groups are lists in a list."""
        return {name: _plain(value) for name, value in vars(self).items() if value}


def _meets(there: frozenset[str], groups: Groups, lacks: frozenset[str]) -> bool:
    return lacks.isdisjoint(there) and not any(group.isdisjoint(there) for group in groups)


def _plain(value: frozenset[str] | Groups) -> list[Any]:
    if isinstance(value, frozenset):
        return sorted(value)
    return sorted(sorted(group) for group in value)
