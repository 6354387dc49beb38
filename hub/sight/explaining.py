"""Who would have a referral with given facts, and why: the same words for the API, the pages and the CLI."""

from typing import Any

from hub.access.scopes import widen
from hub.db import Transaction
from hub.domain.errors import NotFoundError
from hub.routing.actions import TABLES
from hub.routing.queries import table_on
from hub.routing.rules import Facts, decide, explain


def explained(tx: Transaction, facts: Facts) -> dict[str, Any]:
    """Explain facts by the table of their day; raises NotFoundError where none was in force."""
    widen(tx)
    found = table_on(tx, facts.received_on, TABLES.known())
    if found is None:
        raise NotFoundError("No routing table was in force on that day.")
    return explain(decide(TABLES.table(found.id, found.name, found.rows), facts))
