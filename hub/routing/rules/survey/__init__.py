"""Surveying a table: where nobody leads, where two do, and which rows do nothing, exact over all facts."""

from collections.abc import Sequence
from datetime import date

from hub.domain.routing_table import Row
from hub.routing.rules.survey.box import Box
from hub.routing.rules.survey.findings import Excused, Overlap, Shadow, ShadowReason, Survey
from hub.routing.rules.survey.grid import Grid
from hub.routing.rules.survey.judging import UNCOVERED, Judging
from hub.routing.rules.survey.search import Search
from hub.routing.rules.survey.wording import words

__all__ = ["Box", "Excused", "Overlap", "Shadow", "ShadowReason", "Survey", "rows_on", "survey", "words"]


def survey(rows: Sequence[Row], excused: Sequence[Row] = (), lapsed: Sequence[Row] = ()) -> Survey:
    """Find everything that is wrong with the rows of a table, exactly, over all possible facts.

    `rows` stand in the table's order and are those in force together (`rows_on`). `excused` are gaps that
    somebody signed off, each written with a row's own cells; their roles and services are not looked at.
    `lapsed` are those that somebody had signed off, and that are open again.
    Raises InvalidError where the rows part the facts in more ways than can be tried.
    """
    every = (*rows, *excused, *lapsed)
    first_lapsed = len(rows) + len(excused)
    grid = Grid.over(every)
    judging = Judging(rows=every, excused=len(rows), lapsed=first_lapsed, grid=grid)
    regions = Search(every, grid, judging).regions()
    overlaps = {label: boxes for label, boxes in regions.items() if isinstance(label, tuple)}
    signed_off = [
        (number, Excused(row=every[number], box=box))
        for number in range(len(rows), len(every))
        for box in regions.get(number, ())
    ]
    return Survey(
        uncovered=regions.get(UNCOVERED, ()),
        excused=tuple(each for number, each in signed_off if number < first_lapsed),
        lapsed=tuple(each for number, each in signed_off if number >= first_lapsed),
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
    begun = row.starts_on is None or row.starts_on <= day
    return begun and (row.ends_before is None or day < row.ends_before)
