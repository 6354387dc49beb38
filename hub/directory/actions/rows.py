"""Writing rows of the directory over what is there."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from hub.db import Transaction
from hub.domain.codes import ChannelKind, EndpointPurpose, SuspensionCause
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


IN_USE: Mapping[str, Any] = {
    "paused": False,
    "suspended_at": None,
    "suspended_for": None,
    "suspended_by": None,
}
"""What a row of an address says while it is used."""


def suspended(tx: Transaction, cause: SuspensionCause) -> dict[str, Any]:
    """Give what a row of an address says once it is not used: since now, why, and by whom."""
    who = {"suspended_by": tx.scope.account_id}
    return {"paused": True, "suspended_at": tx.now, "suspended_for": cause, **who}


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
