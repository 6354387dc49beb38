"""The links of mails, as rows: until when each holds, and when it was first used."""

from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from hub.db import Transaction
from hub.models import Agency, Delivery, Link


def read(tx: Transaction, delivery_id: UUID) -> dict[str, Any] | None:
    """Read the link of a message about an assignment."""
    row = tx.connection.execute(
        select(
            Link.expires_at,
            Delivery.link_version,
            Delivery.assignment_id,
            Delivery.agency_id,
            Agency.name.label("agency_name"),
        )
        .join(Delivery, Delivery.id == Link.delivery_id)
        .join(Agency, Agency.id == Delivery.agency_id)
        .where(Link.delivery_id == delivery_id, Delivery.assignment_id.is_not(None))
    ).mappings().one_or_none()  # fmt: skip
    return None if row is None else dict(row)


def use(tx: Transaction, delivery_id: UUID) -> None:
    """Write when a link was first used."""
    tx.connection.execute(
        update(Link).where(Link.delivery_id == delivery_id, Link.used_at.is_(None)).values(used_at=tx.now)
    )
