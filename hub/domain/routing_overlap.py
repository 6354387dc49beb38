"""Whether two rows can match the same referral, worked out from their cells and not by trying."""

from collections.abc import Iterable
from datetime import date
from itertools import combinations

from hub.domain.codes import CrimeType
from hub.domain.routing_table import Row, RowRole

_CRIME_TYPES = frozenset(str(value) for value in CrimeType)
_AXES = ("age_bands", "risks", "relationships")


def leads_that_overlap(rows: Iterable[Row]) -> tuple[tuple[Row, Row], ...]:
    """Give every pair of rows that could both say who leads; a sound table gives none.

    Information only is an answer to the same question, so such a row may not overlap a lead either.
    """
    answers = [row for row in rows if row.role is not RowRole.ADDITIONAL]
    return tuple(
        (one, other)
        for one, other in combinations(answers, 2)
        if RowRole.LEAD in {one.role, other.role} and can_both_match(one, other)
    )


def can_both_match(one: Row, other: Row) -> bool:
    """Say exactly whether some facts meet both rows.

    Strands never part two rows: one crime may have several, and both cells then find theirs.
    """
    return (
        _days_meet(one, other)
        and _places_meet(one, other)
        and all(_meet(getattr(one, axis), getattr(other, axis)) for axis in _AXES)
        and _aspects_meet(one, other)
    )


def _meet(one: frozenset[str], other: frozenset[str]) -> bool:
    return not one or not other or not one.isdisjoint(other)


def _days_meet(one: Row, other: Row) -> bool:
    begins = max(row.starts_on or date.min for row in (one, other))
    return begins < min(row.ends_before or date.max for row in (one, other))


def _places_meet(one: Row, other: Row) -> bool:
    return _meet(one.homes, other.homes) or bool(one.visited or other.visited)


def _aspects_meet(one: Row, other: Row) -> bool:
    barred = one.without | other.without
    wanted = [cell for row in (one, other) for cell in (row.aspects, row.also) if cell]
    main_types = (one.crime_types or _CRIME_TYPES) & (other.crime_types or _CRIME_TYPES) - barred
    return any(all(main in cell or cell - barred for cell in wanted) for main in main_types)
