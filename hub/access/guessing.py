"""How often somebody may try to sign in: per account and address, whether or not there is such an account.

A try is counted before its password is looked at, so that many at once cannot slip past the count.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, insert, select, text, update

from hub.db import Transaction
from hub.domain.errors import TooManyTriesError
from hub.domain.ids import new_id
from hub.models import SignInAttempt
from hub.sealing import blind_token

WINDOW = timedelta(minutes=15)
MOST_OF_AN_ACCOUNT = 10
"""Failures within the window, since the last success."""

MOST_OF_AN_ADDRESS = 100
"""Failures within the window; a police force may come from one address."""

KEPT = timedelta(days=1)

_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(encode(:one, 'hex'), 0))")


def count_a_try(tx: Transaction, email: str, address: str) -> UUID:
    """Count a try as failed until `succeed` says otherwise; raises TooManyTriesError at the limit."""
    account, place = blind_token("sign-in account", email), blind_token("sign-in address", address)
    for one in sorted((account, place)):
        tx.connection.execute(_LOCK, {"one": one})
    since = tx.now - WINDOW
    if (
        _failures(tx, SignInAttempt.account_hash == account, _since_success(tx, account, since))
        >= MOST_OF_AN_ACCOUNT
        or _failures(tx, SignInAttempt.address_hash == place, since) >= MOST_OF_AN_ADDRESS
    ):
        raise TooManyTriesError("Too many tries to sign in. Wait 15 minutes, then try again.")
    tx.connection.execute(delete(SignInAttempt).where(SignInAttempt.at < tx.now - KEPT))
    attempt_id = new_id()
    row = {"id": attempt_id, "at": tx.now, "account_hash": account, "address_hash": place, "succeeded": False}
    tx.connection.execute(insert(SignInAttempt), row)
    return attempt_id


def succeed(tx: Transaction, attempt_id: UUID) -> None:
    """Say that a counted try was a good one."""
    tx.connection.execute(update(SignInAttempt).where(SignInAttempt.id == attempt_id).values(succeeded=True))


def _since_success(tx: Transaction, account: bytes, since: datetime) -> datetime:
    last: datetime | None = tx.connection.execute(
        select(func.max(SignInAttempt.at)).where(
            SignInAttempt.account_hash == account, SignInAttempt.succeeded, SignInAttempt.at > since
        )
    ).scalar_one()
    return since if last is None else last


def _failures(tx: Transaction, whose: ColumnElement[bool], since: datetime) -> int:
    counted = select(func.count()).where(whose, SignInAttempt.at > since, ~SignInAttempt.succeeded)
    return tx.connection.execute(counted).scalar_one()
