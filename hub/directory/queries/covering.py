"""Whether an entry is for a crime, a strand or an area, as PostgreSQL sees it; nothing listed is any."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, Text, and_, any_, cast, func, literal, not_, or_
from sqlalchemy.dialects.postgresql import ARRAY

from hub.directory.rules.fitting import CRIMES
from hub.domain.codes import MERSEYSIDE, Borough
from hub.models import Coverage

Cell = SQLColumnExpression[list[str]]


def covers_crime(crime_types: Cell, asked: Collection[str], flags: Cell | None = None) -> ColumnElement[bool]:
    """Say that an entry is for one of these crimes: it names one, also as an aspect, or names none at all."""
    names_one, names_none = overlaps(crime_types, asked), func.cardinality(crime_types) == 0
    if flags is None:
        return or_(names_one, names_none)
    return or_(names_one, overlaps(flags, asked), and_(names_none, not_(overlaps(flags, CRIMES))))


COVERED = (
    Coverage.crime_types,
    Coverage.flags,
    Coverage.strands,
    Coverage.boroughs,
    Coverage.age_bands,
    Coverage.risks,
    Coverage.conditions,
)
"""What a contract buys, for whoever is told of it; nothing listed stands for any."""


def covers_area(boroughs: Cell, area: Borough) -> ColumnElement[bool]:
    """Say that an entry is for a borough; where that is not known, that it is for all of Merseyside."""
    everywhere = func.cardinality(boroughs) == 0
    if area is Borough.NOT_KNOWN:
        return or_(everywhere, boroughs.bool_op("@>")(texts(MERSEYSIDE)))
    return or_(everywhere, literal(str(area)) == any_(boroughs))


def overlaps(cell: Cell, values: Collection[str]) -> ColumnElement[bool]:
    """Say that a list holds one of these values."""
    return cell.bool_op("&&")(texts(values))


def texts(values: Collection[str]) -> ColumnElement[Any]:
    """Bind a list of texts as one value."""
    return cast(sorted(str(each) for each in values), ARRAY(Text))
