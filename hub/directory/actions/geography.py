"""Which borough a postcode lies in."""

from collections.abc import Iterable

from sqlalchemy.dialects.postgresql import insert

from hub.db import Transaction
from hub.models import (
    Postcode,
)


def load_postcodes(tx: Transaction, postcodes: Iterable[tuple[str, str]]) -> int:
    """Write which borough each postcode lies in, over what is there; returns how many there were."""
    rows = [
        {"postcode": postcode, "sector": postcode[:-2], "borough": borough} for postcode, borough in postcodes
    ]
    statement = insert(Postcode)
    tx.connection.execute(
        statement.on_conflict_do_update(
            index_elements=["postcode"], set_={"borough": statement.excluded.borough}
        ),
        rows,
    )
    return len(rows)
