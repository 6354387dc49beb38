"""Counting and timing facts along every axis at once, and listing the rows behind one figure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    Select,
    Text,
    any_,
    case,
    func,
    literal,
    select,
    text,
    true,
    tuple_,
    union_all,
)

from hub.db import Transaction
from hub.monitoring.queries.facts import Facts
from hub.monitoring.rules import MEDIAN, P90, Axis, Cut, nearest_rank


@dataclass(frozen=True, kw_only=True)
class Count:
    """One counted number."""

    measure: str
    code: str | None
    cut: Cut
    value: int


@dataclass(frozen=True, kw_only=True)
class Timing:
    """How long the middle one took, and the one that nine in ten did not outlast, in seconds."""

    code: str | None
    cut: Cut
    median: int
    p90: int


def make_room(tx: Transaction) -> None:
    """Let the rest of the transaction count in memory, where PostgreSQL's 4 MB would sort on disk.

    Compiling the statements first, as some servers do, takes longer than running them.
    """
    room = func.set_config("work_mem", "64MB", True), func.set_config("jit", "off", True)
    tx.connection.execute(select(*room))


def count(tx: Transaction, facts: Facts) -> tuple[Count, ...]:
    """Count every measure and code over all subjects and along each axis."""
    cells = _cells(facts)
    counted = _along_each(cells, (cells.c.measure, cells.c.code), func.sum(cells.c.rows))
    return tuple(
        Count(measure=row.measure, code=row.code, cut=Cut.along(row.axis, row.name), value=int(row.value))
        for row in tx.connection.execute(counted)
    )


def count_across(tx: Transaction, facts: Facts, *axes: Axis) -> tuple[Count, ...]:
    """Count every measure and code for each combination of values along several axes."""
    cells = _cells(facts)
    keys = (cells.c.measure, cells.c.code, *(cells.c[axis] for axis in axes))
    counted = select(*keys, func.sum(cells.c.rows).label("value")).group_by(*keys).order_by(*keys)
    return tuple(
        Count(
            measure=row["measure"],
            code=row["code"],
            cut=Cut(**{str(axis): row[axis] for axis in axes}),
            value=int(row["value"]),
        )
        for row in tx.connection.execute(counted).mappings()
    )


def time(tx: Transaction, timed: Select[*tuple[Any, ...]], subjects: FromClause) -> tuple[Timing, ...]:
    """Give the percentiles of `timed` (code, seconds, subject) by code, over all and along each axis.

    The times come as arrays and are ranked here: that takes a third of what sorting them by group in the
    database does.
    """
    rows = timed.subquery("timed")
    each = (
        select(rows.c.code, rows.c.seconds, *_axes(subjects).values())
        .join_from(rows, subjects, subjects.c.subject == rows.c.subject)
        .cte("each")
    )
    grouped = _along_each(each, (each.c.code,), func.array_agg(each.c.seconds))
    return tuple(
        _timing(row.code, Cut.along(row.axis, row.name), sorted(row.value))
        for row in tx.connection.execute(grouped)
    )


def behind(tx: Transaction, facts: Facts, measure: str, code: str | None, cut: Cut) -> list[UUID]:
    """List the ids of the rows that were counted as one figure, each once, in the order of their ids."""
    rows, subjects = facts.rows.cte("fact"), facts.subjects
    traced = (
        select(rows.c.row)
        .distinct()
        .join_from(rows, subjects, subjects.c.subject == rows.c.subject)
        .where(rows.c.measure == measure, rows.c.code.is_not_distinct_from(code))
        .where(*(_lies_in(subjects, axis, name) for axis, name in cut.named.items()))
        .order_by(rows.c.row)
    )
    return list(tx.connection.execute(traced).scalars())


def _timing(code: str | None, cut: Cut, seconds: Sequence[int]) -> Timing:
    median, p90 = nearest_rank(seconds, MEDIAN), nearest_rank(seconds, P90)
    return Timing(code=code, cut=cut, median=median, p90=p90)


def _cells(facts: Facts) -> CTE:
    """Count once for each combination of all cuts that occurs: far fewer rows than facts."""
    rows, subjects = facts.rows.subquery("fact"), facts.subjects
    keys = (rows.c.measure, rows.c.code, *_axes(subjects).values())
    return (
        select(*keys, func.count().label("rows"))
        .join_from(rows, subjects, subjects.c.subject == rows.c.subject)
        .group_by(*keys)
        .cte("cell")
    )


def _axes(rows: FromClause) -> dict[Axis, ColumnElement[Any]]:
    return {axis: rows.c[axis] for axis in Axis if axis in rows.c}


def _along_each(
    rows: CTE, keys: Sequence[ColumnElement[Any]], value: ColumnElement[Any]
) -> Select[*tuple[Any, ...]]:
    """Aggregate by `keys` in one pass over all rows: once for all of them, once for each axis alone."""
    axes = _axes(rows)
    strands = axes.pop(Axis.STRAND, None)
    sets = func.grouping_sets(text("()"), *(tuple_(column) for column in axes.values()))
    name = func.coalesce(*axes.values(), "").label("name")
    grouped = select(*keys, _axis_of(axes), name, value.label("value")).group_by(*keys, sets)
    if strands is None:
        return grouped.order_by(*keys, "axis", "name")
    strand = func.unnest(strands).table_valued("name").render_derived(name="strand")
    by_strand = (
        select(*keys, literal(str(Axis.STRAND), Text), strand.c.name, value)
        .select_from(rows.join(strand, true()))
        .group_by(*keys, strand.c.name)
    )
    both = union_all(grouped, by_strand).subquery("along")
    return select(both).order_by(*(both.c[key.name] for key in keys), both.c.axis, both.c.name)


def _axis_of(axes: Mapping[Axis, ColumnElement[Any]]) -> ColumnElement[str]:
    named = [(func.grouping(column) == 0, literal(str(axis), Text)) for axis, column in axes.items()]
    return case(*named, else_=literal("all", Text)).label("axis")


def _lies_in(subjects: FromClause, axis: str, name: str) -> ColumnElement[bool]:
    if axis == Axis.STRAND:
        return literal(name, Text) == any_(subjects.c[axis])
    return subjects.c[axis] == name
