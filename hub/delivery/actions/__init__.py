"""Queueing messages, taking them up, and writing down what came of it; nothing here touches the network."""

from hub.delivery.actions.queueing import (
    NewDelivery,
    cancel_for_assignment,
    endpoints_of,
    perhaps_sent,
    queue,
    redrive,
    release_held,
)
from hub.delivery.actions.recording import Confirmed, GaveUp, Lost, Recorded, Waiting, record
from hub.delivery.actions.sending import claim, message_of, put_back, reclaim, seen, still_holds
from hub.delivery.queries.claim import Claimed
from hub.delivery.queries.rows import Address

__all__ = [
    "Address",
    "Claimed",
    "Confirmed",
    "GaveUp",
    "Lost",
    "NewDelivery",
    "Recorded",
    "Waiting",
    "cancel_for_assignment",
    "claim",
    "endpoints_of",
    "message_of",
    "perhaps_sent",
    "put_back",
    "queue",
    "reclaim",
    "record",
    "redrive",
    "release_held",
    "seen",
    "still_holds",
]
