"""Queueing messages, taking them up, and writing down what came of it; nothing here touches the network."""

from hub.delivery.actions.again import let_go, queue_test, send_again
from hub.delivery.actions.falling_back import leave_suspended
from hub.delivery.actions.queueing import (
    NewDelivery,
    cancel_for_assignment,
    endpoints_of,
    perhaps_sent,
    queue,
    redrive,
    release_held,
)
from hub.delivery.actions.recording import Confirmed, Fault, GaveUp, Lost, NotAgain, Recorded, Waiting, record
from hub.delivery.actions.sending import claim, claim_tests, message_of, put_back, reclaim, seen, still_holds
from hub.delivery.queries.claim import Claimed
from hub.delivery.queries.rows import Address

__all__ = [
    "Address",
    "Claimed",
    "Confirmed",
    "Fault",
    "GaveUp",
    "Lost",
    "NewDelivery",
    "NotAgain",
    "Recorded",
    "Waiting",
    "cancel_for_assignment",
    "claim",
    "claim_tests",
    "endpoints_of",
    "leave_suspended",
    "let_go",
    "message_of",
    "perhaps_sent",
    "put_back",
    "queue",
    "queue_test",
    "reclaim",
    "record",
    "redrive",
    "release_held",
    "seen",
    "send_again",
    "still_holds",
]
