"""Messages of one kind that are to go out no more, found by what they say."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import update

from hub.db import Transaction
from hub.domain.codes import DeliveryKind, DeliveryState
from hub.models import Delivery


def take_back(tx: Transaction, kind: DeliveryKind, referral_id: UUID, says: Mapping[str, str]) -> None:
    """Cancel what has not gone out of a kind about a referral whose detail says this."""
    tx.connection.execute(
        update(Delivery)
        .where(
            Delivery.referral_id == referral_id,
            Delivery.kind == kind,
            Delivery.state == DeliveryState.QUEUED,
            Delivery.detail.contains(dict(says)),
        )
        .values(state=DeliveryState.CANCELLED)
    )
