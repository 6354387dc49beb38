"""Facts: which row counts under which measure. Counting, timing and tracing all read the same ones.

A fact is a measure, perhaps a code, the row that is counted, and its subject: the referral or assignment
that says along which cuts it lies. A section's facts are one statement, so a figure cannot be counted in
one way and traced in another.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    FromClause,
    Select,
    Text,
    cast,
    literal,
    null,
    select,
    union_all,
)

from hub.domain.quarter import Quarter

FactSelect = Select[*tuple[Any, ...]]


@dataclass(frozen=True, kw_only=True, eq=False)
class Facts:
    """The facts of one section, and the subjects by which they are cut.

    `subjects` has a row for each subject: its id as `subject`, and a text column named after each axis
    (strands: an array).
    """

    rows: CompoundSelect[*tuple[Any, ...]]
    subjects: FromClause


def words(expression: Any) -> ColumnElement[str]:
    """Read a coded column as the text that it is in the database, so that all codes are of one type."""
    return cast(expression, Text)


def during(quarter: Quarter, instant: Any) -> ColumnElement[bool]:
    """Say that an instant lies in the half-open quarter."""
    within: ColumnElement[bool] = (instant >= quarter.starts_at) & (instant < quarter.ends_at)
    return within


def fact(measure: str, row: Any, subject: Any, *where: ColumnElement[bool], code: Any = None) -> FactSelect:
    """Select the rows that count under `measure`, by `code` if there is one, each as often as it is found.

    Where a row may be found several times, as by two events of one assignment, add `.distinct()`.
    """
    return select(
        literal(str(measure), Text).label("measure"),
        words(null() if code is None else code).label("code"),
        row.label("row"),
        subject.label("subject"),
    ).where(*where)


def facts_of(subjects: FromClause, selects: Sequence[FactSelect]) -> Facts:
    """Put the facts of a section together."""
    return Facts(rows=union_all(*selects), subjects=subjects)
