"""The lists of postcodes that were loaded, the newest first."""

from typing import Any

from sqlalchemy import select

from hub.db import Transaction
from hub.domain.postcode_list import Edition
from hub.models import GeographyEdition

_NEWEST = select(
    GeographyEdition.source,
    GeographyEdition.file_name,
    GeographyEdition.sha256,
    GeographyEdition.published_on,
    GeographyEdition.boroughs,
    GeographyEdition.outside,
    GeographyEdition.without_district,
    GeographyEdition.loaded_at,
    GeographyEdition.why,
).order_by(GeographyEdition.loaded_at.desc(), GeographyEdition.id.desc())


def current_edition(tx: Transaction) -> Edition | None:
    """Read the list in use; None where none was loaded."""
    row = tx.connection.execute(_NEWEST.limit(1)).mappings().one_or_none()
    return None if row is None else _edition(dict(row))


def editions(tx: Transaction) -> tuple[Edition, ...]:
    """Read every list that was ever loaded, the one in use first."""
    return tuple(_edition(dict(row)) for row in tx.connection.execute(_NEWEST).mappings())


def _edition(row: dict[str, Any]) -> Edition:
    return Edition(**row)
