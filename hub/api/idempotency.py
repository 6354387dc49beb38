"""The same request again, with the same Idempotency-Key, gets the same answer; also fifty at a time."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from hub.db import Transaction
from hub.domain.errors import KeyReusedError
from hub.models import IdempotencyKey
from hub.sealing import body_token


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The body that a request is answered with, and the referral that it is about."""

    body: dict[str, Any]
    referral_id: UUID


def once(tx: Transaction, key: str | None, body: object, act: Callable[[], Answer]) -> dict[str, Any]:
    """Do `act` once for a key of the caller's agency, for as long as its referral lives.

    A second request waits for the first one's commit and gets its answer; if that one failed, the second
    acts. Raises KeyReusedError where the key came with another body.
    """
    if key is None:
        return act().body
    mine = (
        IdempotencyKey.agency_id == tx.scope.agency_id,
        IdempotencyKey.key_hash == hashlib.sha256(key.encode()).digest(),
    )
    first = _claim(tx, key, body)
    if first:
        answer = act()
        tx.connection.execute(
            update(IdempotencyKey).where(*mine).values(answer=answer.body, referral_id=answer.referral_id)
        )
        return answer.body
    row = tx.connection.execute(select(IdempotencyKey.body_hash, IdempotencyKey.answer).where(*mine)).one()
    if row.body_hash != body_token(body) or row.answer is None:
        raise KeyReusedError("This Idempotency-Key came before with another body.")
    return dict(row.answer)


def _claim(tx: Transaction, key: str, body: object) -> bool:
    claimed = tx.connection.execute(
        insert(IdempotencyKey)
        .values(
            agency_id=tx.scope.agency_id,
            key_hash=hashlib.sha256(key.encode()).digest(),
            body_hash=body_token(body),
            created_at=tx.now,
        )
        .on_conflict_do_nothing()
        .returning(IdempotencyKey.created_at)
    )
    return claimed.first() is not None
