"""Who would have a referral with given facts, and why: the same words for the API, the pages and the CLI."""

from typing import Any

from hub.access.scopes import widen
from hub.db import Transaction
from hub.domain.errors import NotFoundError
from hub.routing.actions import TABLES
from hub.routing.queries import table_on
from hub.routing.rules import Decision, Facts, decide, explain


def decided(tx: Transaction, facts: Facts) -> Decision:
    """Decide by the table of the facts' day; raises NotFoundError where none was in force."""
    widen(tx)
    found = table_on(tx, facts.received_on, TABLES.known())
    if found is None:
        raise NotFoundError("No routing table was in force on that day.")
    return decide(TABLES.table(found), facts)


def explained(tx: Transaction, facts: Facts) -> dict[str, Any]:
    """Explain what `decided` gives, in the shape of `hub.routing.rules.explain`."""
    return explain(decided(tx, facts))
