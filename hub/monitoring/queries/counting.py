"""Counting and timing facts along every axis at once, and listing the rows behind one figure."""

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
    distinct,
    func,
    literal,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import array

from hub.db import Transaction
from hub.monitoring.queries.facts import Facts
from hub.monitoring.rules import Axis, Cut

MEDIAN, P90 = 0.5, 0.9


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


def count(tx: Transaction, facts: Facts) -> tuple[Count, ...]:
    """Count every measure and code over all subjects and along each axis, each row once."""
    cells = _cells(facts)
    along = _along(cells)
    keys = (cells.c.measure, cells.c.code, along.c.axis, along.c.name)
    counted = (
        select(*keys, func.sum(cells.c.rows).label("value"))
        .select_from(cells.join(along, true()))
        .group_by(*keys)
        .order_by(*keys)
    )
    return tuple(
        Count(measure=row.measure, code=row.code, cut=Cut.along(row.axis, row.name), value=int(row.value))
        for row in tx.connection.execute(counted)
    )


def count_across(tx: Transaction, facts: Facts, *axes: Axis) -> tuple[Count, ...]:
    """Count every measure and code for each combination of values along several axes."""
    cells = _cells(facts)
    values = [cells.c[axis] for axis in axes]
    keys = (cells.c.measure, cells.c.code, *values)
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

    A percentile is the nearest rank: the smallest time that half, or nine tenths, of the rows did not
    exceed. It is one that a row really took, so it can be found again, where an interpolated one cannot.
    """
    rows = timed.cte("timed")
    along = _along(subjects)
    keys = (rows.c.code, along.c.axis, along.c.name)
    percentile = func.percentile_disc(array([literal(MEDIAN), literal(P90)]))
    found = (
        select(*keys, percentile.within_group(rows.c.seconds).label("percentiles"))
        .select_from(rows.join(subjects, subjects.c.subject == rows.c.subject).join(along, true()))
        .group_by(*keys)
        .order_by(*keys)
    )
    return tuple(
        Timing(
            code=row.code,
            cut=Cut.along(row.axis, row.name),
            median=int(row.percentiles[0]),
            p90=int(row.percentiles[1]),
        )
        for row in tx.connection.execute(found)
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


def _cells(facts: Facts) -> CTE:
    """Count once for each combination of all cuts: a few thousand cells, which the axes then sum up."""
    rows, subjects = facts.rows.cte("fact"), facts.subjects
    keys = (rows.c.measure, rows.c.code, *_axes(subjects).values())
    return (
        select(*keys, func.count(distinct(rows.c.row)).label("rows"))
        .join_from(rows, subjects, subjects.c.subject == rows.c.subject)
        .group_by(*keys)
        .cte("cell")
    )


def _axes(subjects: FromClause) -> dict[str, ColumnElement[Any]]:
    return {axis: subjects.c[axis] for axis in Axis if axis in subjects.c}


def _along(subjects: FromClause) -> FromClause:
    """Lay a subject out as rows of axis and name: one for all, one for each axis, one for each strand."""
    axes = _axes(subjects)
    strands = axes.pop(Axis.STRAND, None)
    labels: Any = array([literal("all", Text), *(literal(str(axis), Text) for axis in axes)])
    names: Any = array([literal("", Text), *axes.values()])
    if strands is not None:
        of_strands = func.array_fill(literal(str(Axis.STRAND), Text), array([func.cardinality(strands)]))
        labels, names = func.array_cat(labels, of_strands), func.array_cat(names, strands)
    return func.unnest(labels, names).table_valued("axis", "name").render_derived(name="along")


def _lies_in(subjects: FromClause, axis: str, name: str) -> ColumnElement[bool]:
    if axis == Axis.STRAND:
        return literal(name, Text) == any_(subjects.c[axis])
    return subjects.c[axis] == name
