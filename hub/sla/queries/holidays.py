"""Bank holidays that were added or taken away, as rows."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, insert, select

from hub.db import Transaction, holiday_changes
from hub.domain.bank_holidays import HolidayChange
from hub.models import Account, Agency, BankHolidayRow

_ONE_AT_A_TIME = 6_153_022
"""The key of the advisory lock that whoever changes the calendar, or counts by it anew, holds."""


def lock_calendar(tx: Transaction) -> tuple[HolidayChange, ...]:
    """Wait until nobody else changes the calendar, or counts anew by it; gives every change so far.

    Without it a batch that had read the calendar before a change could undo what one after it had done.
    """
    tx.connection.execute(select(func.pg_advisory_xact_lock(_ONE_AT_A_TIME)))
    return holiday_changes(tx.connection)


def add_change(tx: Transaction, row: Mapping[str, Any]) -> None:
    """Write one change of the calendar, by whoever the transaction acts for."""
    who = {
        "recorded_at": tx.now,
        "role": tx.scope.role,
        "agency_id": tx.scope.agency_id,
        "key_id": tx.scope.key_id,
        "account_id": tx.scope.account_id,
    }
    tx.connection.execute(insert(BankHolidayRow).values({**row, **who}))


def changes(tx: Transaction) -> tuple[dict[str, Any], ...]:
    """Read every change of the calendar with who made it, newest first."""
    rows = tx.connection.execute(
        select(
            BankHolidayRow.day,
            BankHolidayRow.name,
            BankHolidayRow.is_holiday,
            BankHolidayRow.why,
            BankHolidayRow.recorded_at,
            BankHolidayRow.role,
            Account.name.label("person"),
            Agency.name.label("agency"),
        )
        .outerjoin(Account, Account.id == BankHolidayRow.account_id)
        .outerjoin(Agency, Agency.id == BankHolidayRow.agency_id)
        .order_by(BankHolidayRow.id.desc())
    )
    return tuple(dict(row) for row in rows.mappings())
