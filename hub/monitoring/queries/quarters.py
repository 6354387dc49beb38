"""Which quarters there is anything to report on."""

from datetime import date

from sqlalchemy import DateTime, cast, func, select

from hub.db import Transaction
from hub.domain.quarter import Quarter
from hub.models import Referral

# quarters of the financial year begin where those of the calendar do
_BEGINS = func.date_trunc("quarter", cast(func.timezone("Europe/London", Referral.received_at), DateTime))


def received_by_quarter(tx: Transaction) -> dict[Quarter, int]:
    """Count the referrals in sight by the quarter in which each was received."""
    tx.flush()
    begins = _BEGINS.label("begins")
    rows = tx.connection.execute(select(begins, func.count()).select_from(Referral).group_by(begins))
    return {Quarter.of_day(date(day.year, day.month, day.day)): count for day, count in rows}
