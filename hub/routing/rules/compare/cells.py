"""Every cell in which two tables differ, as boxes: who leads under either, and who is added or no longer."""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from hub.domain.routing_table import Row, RowRole
from hub.routing.rules.compare.answers import Answer, AnswerKind
from hub.routing.rules.survey.box import Box
from hub.routing.rules.survey.grid import BOROUGHS, OUTSIDE, Grid
from hub.routing.rules.survey.search import Matched, Search

Names = frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Difference:
    """How the answers differ: `added` and `removed` are additional services, the others tasks of the unit.

    Where nobody leads, nobody additional is sent; so services are named only where somebody leads either way.
    """

    before: Answer
    after: Answer
    added: Names = frozenset()
    removed: Names = frozenset()
    tasks_added: Names = frozenset()
    tasks_removed: Names = frozenset()


@dataclass(frozen=True, kw_only=True)
class Change:
    """A box of cells, all of which change alike."""

    difference: Difference
    box: Box

    def plain(self) -> dict[str, Any]:
        """Give it as JSON-able values."""
        difference = self.difference
        return {
            "before": difference.before.plain(),
            "after": difference.after.plain(),
            "added": sorted(difference.added),
            "removed": sorted(difference.removed),
            "tasks_added": sorted(difference.tasks_added),
            "tasks_removed": sorted(difference.tasks_removed),
            "box": self.box.plain(),
        }


def changed_cells(before: Sequence[Row], after: Sequence[Row]) -> tuple[Change, ...]:
    """Find every cell that changes from one table's rows to another's, exactly, over all possible facts.

    Both are in their tables' order, those in force together. Raises InvalidError for too entangled ones.
    """
    rows = (*before, *after)
    grid = Grid.over(rows)
    regions = Search(rows, grid, _Differing(rows=rows, first_after=len(before), grid=grid)).regions()
    return tuple(
        Change(difference=difference, box=box)
        for difference, boxes in regions.items()
        if isinstance(difference, Difference)
        for box in boxes
    )


@dataclass(frozen=True, kw_only=True)
class _Side:
    """What one table says: the cells of each answer, of each service added, of each task."""

    answers: Mapping[Answer, int]
    added: Mapping[str, int]
    tasks: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class _Differing:
    rows: Sequence[Row]
    first_after: int
    grid: Grid

    def __call__(self, matched: Matched, possible: int) -> Mapping[Hashable, int]:
        outside = self.grid.only(BOROUGHS, OUTSIDE)
        sides = [
            _side([(self.rows[number], cells) for number, cells in part], possible, outside)
            for part in (
                [each for each in matched if each[0] < self.first_after],
                [each for each in matched if each[0] >= self.first_after],
            )
        ]
        return dict(_differences(*sides))


def _side(matched: Sequence[tuple[Row, int]], possible: int, outside: int) -> _Side:
    led = informed = conflict = 0
    leads: dict[str, int] = defaultdict(int)
    for row, cells in matched:
        if row.role is RowRole.LEAD:
            conflict |= cells & (led | informed)
            led |= cells
            leads[row.service or ""] |= cells
        elif row.role is RowRole.INFORMATION_ONLY:
            conflict |= cells & led
            informed |= cells
    answers = {
        Answer(kind=AnswerKind.LED, service=service): cells & ~conflict for service, cells in leads.items()
    }
    answers[Answer(kind=AnswerKind.CONFLICT)] = conflict
    answers[Answer(kind=AnswerKind.INFORMATION_ONLY)] = informed & ~conflict
    nobody = possible & ~(led | informed)
    answers[Answer(kind=AnswerKind.OUTSIDE)] = nobody & outside
    answers[Answer(kind=AnswerKind.NOBODY)] = nobody & ~outside
    added: dict[str, int] = defaultdict(int)
    tasks: dict[str, int] = defaultdict(int)
    for row, cells in matched:
        if row.role is RowRole.ADDITIONAL and row.service:
            added[row.service] |= cells & led & ~conflict & ~leads[row.service]
        if row.unit_task:
            tasks[str(row.unit_task)] |= cells
    return _Side(answers={each: cells for each, cells in answers.items() if cells}, added=added, tasks=tasks)


def _differences(before: _Side, after: _Side) -> Iterator[tuple[Difference, int]]:
    services = {*before.added, *after.added}
    tasks = {*before.tasks, *after.tasks}
    for one, here in before.answers.items():
        for other, there in after.answers.items():
            parts = {Difference(before=one, after=other): here & there}
            both_led = one.kind is AnswerKind.LED is other.kind
            for name in sorted(services) if both_led else ():
                cells = (before.added.get(name, 0), after.added.get(name, 0))
                parts = dict(_parted(parts, ("added", "removed"), name, cells))
            for name in sorted(tasks):
                cells = (before.tasks.get(name, 0), after.tasks.get(name, 0))
                parts = dict(_parted(parts, ("tasks_added", "tasks_removed"), name, cells))
            yield from (each for each in parts.items() if _differs(each[0]))


def _differs(difference: Difference) -> bool:
    sets = (difference.added, difference.removed, difference.tasks_added, difference.tasks_removed)
    return difference.before != difference.after or any(sets)


def _parted(
    parts: Mapping[Difference, int], fields: tuple[str, str], name: str, cells: tuple[int, int]
) -> Iterator[tuple[Difference, int]]:
    """Part cells by whether a name comes or goes there."""
    (come, gone), (before, after) = fields, cells
    for difference, there in parts.items():
        for field, where in ((come, after & ~before), (gone, before & ~after), (None, ~(before ^ after))):
            if there & where:
                yield difference if field is None else _with(difference, field, name), there & where


def _with(difference: Difference, field: str, name: str) -> Difference:
    fields: dict[str, Any] = {field: getattr(difference, field) | {name}}
    return replace(difference, **fields)
