"""Whether two rows of the file can match the same referral, worked out from their cells.

The stage that routes has the same check over its own rows; stages do not know each other, so each keeps
one, and a test holds them equal.
"""

from collections.abc import Collection, Iterator, Sequence
from itertools import combinations

from hub.directory.rules.routing_rows import ADDITIONAL, HOME, LEAD, WHOLE_AREA
from hub.directory.rules.values import RoutingRow
from hub.domain.codes import MERSEYSIDE, Borough, CrimeType

_AREA = {*MERSEYSIDE, Borough.NOT_KNOWN}


def overlapping_leads(rows: Sequence[RoutingRow]) -> Iterator[tuple[RoutingRow, RoutingRow]]:
    """Give each pair of rows that could both say who leads, where at least one of them names a service."""
    answers = [row for row in rows if row.role != ADDITIONAL]
    for one, other in combinations(answers, 2):
        if LEAD in {one.role, other.role} and _can_both_match(one, other):
            yield one, other


def _can_both_match(one: RoutingRow, other: RoutingRow) -> bool:
    return (
        _meet(one.age_bands, other.age_bands)
        and _meet(one.risks, other.risks)
        and _meet(one.relationships, other.relationships)
        and (_meet(_homes(one), _homes(other)) or _by_a_visit(one) or _by_a_visit(other))
        and _aspects_meet(one, other)
    )


def _meet(one: Collection[str], other: Collection[str]) -> bool:
    return not one or not other or not set(one).isdisjoint(other)


def _homes(row: RoutingRow) -> set[str]:
    return set(row.boroughs) | (_AREA if WHOLE_AREA in row.boroughs else set())


def _by_a_visit(row: RoutingRow) -> bool:
    return row.places != HOME and not _homes(row).isdisjoint(MERSEYSIDE)


def _aspects_meet(one: RoutingRow, other: RoutingRow) -> bool:
    barred = {*one.without, *other.without}
    wanted = [set(cell) for row in (one, other) for cell in (row.aspects, row.also) if cell]
    main_types = set(one.crime_types or CrimeType) & set(other.crime_types or CrimeType) - barred
    return any(all(main in cell or cell - barred for cell in wanted) for main in main_types)
