"""Surveying a table: where nobody leads, where two do, and which rows do nothing, exact over all facts."""

from collections.abc import Sequence
from datetime import date

from hub.domain.routing_table import Row
from hub.routing.rules.survey.box import Box
from hub.routing.rules.survey.findings import Overlap, Shadow, ShadowReason, Survey
from hub.routing.rules.survey.grid import Grid
from hub.routing.rules.survey.judging import UNCOVERED, Judging
from hub.routing.rules.survey.search import Search

__all__ = ["Box", "Overlap", "Shadow", "ShadowReason", "Survey", "rows_on", "survey"]


def survey(rows: Sequence[Row], excused: Sequence[Row] = ()) -> Survey:
    """Find everything that is wrong with the rows of a table, exactly, over all possible facts.

    `rows` stand in the table's order and are those in force together (`rows_on`). `excused` are gaps that
    somebody signed off, each written with a row's own cells; their roles and services are not looked at.
    Raises InvalidError where the rows part the facts in more ways than can be tried.
    """
    every = (*rows, *excused)
    grid = Grid.over(every)
    judging = Judging(rows=every, excused=len(rows), grid=grid)
    regions = Search(every, grid, judging).regions()
    overlaps = {label: boxes for label, boxes in regions.items() if isinstance(label, tuple)}
    return Survey(
        uncovered=regions.get(UNCOVERED, ()),
        doubly_led=tuple(
            Overlap(rows=tuple(every[number] for number in numbers), box=box)
            for numbers, boxes in sorted(overlaps.items())
            for box in boxes
        ),
        shadowed=tuple(
            Shadow(row=row, reasons=frozenset(judging.reasons[number]))
            for number, row in enumerate(rows)
            if judging.met >> number & 1 and not judging.needed >> number & 1
        ),
        never=tuple(row for number, row in enumerate(rows) if not judging.met >> number & 1),
    )


def rows_on(rows: Sequence[Row], day: date) -> tuple[Row, ...]:
    """Leave out the rows whose own days, where they have any, do not hold `day` (half-open)."""
    return tuple(row for row in rows if _is_in_force(row, day))


def _is_in_force(row: Row, day: date) -> bool:
    starts_on: date | None = getattr(row, "starts_on", None)
    ends_before: date | None = getattr(row, "ends_before", None)
    return (starts_on is None or starts_on <= day) and (ends_before is None or day < ends_before)
