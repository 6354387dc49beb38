"""Writing rows of the directory over what is there."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from hub.db import Transaction
from hub.domain.codes import ChannelKind, EndpointPurpose
from hub.domain.ids import new_id
from hub.models import (
    Row,
)


def put(
    tx: Transaction, table: type[Row], key: Sequence[str], rows: Sequence[dict[str, Any]]
) -> tuple[UUID, ...]:
    """Write rows, or bring those with the same key up to date; returns their ids in the same order."""
    if not rows:
        return ()
    ids = []
    for row in rows:
        statement = insert(table).values(id=new_id(), **row)
        written = tx.connection.execute(
            statement.on_conflict_do_update(
                index_elements=list(key), set_={name: statement.excluded[name] for name in row}
            ).returning(table.__table__.c.id)
        )
        ids.append(written.scalar_one())
    return tuple(ids)


def endpoint_row(
    agency_id: UUID,
    unit_id: UUID | None,
    purpose: EndpointPurpose,
    channel: ChannelKind,
    address: str,
    position: int,
) -> dict[str, Any]:
    """Give the row of one address."""
    return {
        "agency_id": agency_id,
        "unit_id": unit_id,
        "purpose": purpose,
        "channel": channel,
        "position": position,
        "address": address,
    }
