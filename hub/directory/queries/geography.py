"""In which borough a postcode lies, and how that was found."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ARRAY, Row, Text, bindparam, case, exists, func, select
from sqlalchemy.orm import aliased

from hub.db import Transaction
from hub.directory.rules.locating import Listed, Resolved, locate
from hub.domain.codes import Borough
from hub.models import Postcode

_ASKED = (
    func.unnest(bindparam("postcodes", type_=ARRAY(Text))).table_valued("postcode").render_derived("asked")
)
_BESIDE = aliased(Postcode)
_OF_SECTOR = (
    select(func.array_agg(_BESIDE.borough.distinct()))
    .where(_BESIDE.sector == func.left(_ASKED.c.postcode, -2))
    .scalar_subquery()
)
_LISTED = select(
    _ASKED.c.postcode,
    Postcode.borough.label("own"),
    # a postcode of its own needs no look at its sector, and nearly all have one
    case((Postcode.borough.is_(None), _OF_SECTOR)).label("of_sector"),
    exists(select(_BESIDE.postcode)).label("is_loaded"),
).select_from(_ASKED).outerjoin(Postcode, Postcode.postcode == _ASKED.c.postcode)  # fmt: skip


def resolve_all(tx: Transaction, postcodes: Collection[str]) -> dict[str, Resolved]:
    """Find the borough of each normalised postcode, and how; one query, however many there are."""
    if not postcodes:
        return {}
    rows = tx.connection.execute(_LISTED, {"postcodes": sorted(set(postcodes))})
    return {row.postcode: locate(row.postcode, _listed(row)) for row in rows}


def resolve(tx: Transaction, postcode: str) -> Resolved:
    """Find the borough of one normalised postcode, and how; `not_known` with its reason is an answer."""
    return resolve_all(tx, [postcode])[postcode]


def _listed(row: Row[Any]) -> Listed:
    return Listed(
        is_loaded=row.is_loaded,
        own=row.own,
        of_sector=frozenset(Borough(each) for each in row.of_sector or ()),
    )
