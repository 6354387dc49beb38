"""In which borough a postcode lies."""

from sqlalchemy import select

from hub.db import Transaction
from hub.domain.codes import Borough
from hub.models import Postcode


def borough_of_postcode(tx: Transaction, postcode: str, sector: str) -> Borough | None:
    """Find a postcode's borough: by itself, else by a sector that lies in one borough only; else None."""
    exact = tx.connection.execute(
        select(Postcode.borough).where(Postcode.postcode == postcode)
    ).scalar_one_or_none()
    if exact is not None:
        return exact
    boroughs = tx.connection.execute(
        select(Postcode.borough).where(Postcode.sector == sector).distinct()
    ).scalars().all()  # fmt: skip
    return boroughs[0] if len(boroughs) == 1 else None
