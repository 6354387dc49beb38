"""The directory and the routing table of a day, read once for all that one transaction decides."""

from datetime import date, datetime

from hub.db import Transaction
from hub.directory import queries
from hub.domain.calendar import london_date
from hub.domain.offer import Offer
from hub.routing.actions import TABLES, Answer, Question, answer
from hub.routing.rules import RoutingTable

NO_TABLE = RoutingTable(reference="no table in force", rows=())
"""What a day without a published table decides by: nothing fits, so a person decides."""


class Days:
    """Offers and tables by London day."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx
        self._offers: dict[date, dict[str, Offer]] = {}

    def offers(self, at: datetime) -> dict[str, Offer]:
        """Give every service as it stands on the day of `at`, by slug."""
        day = london_date(at)
        if day not in self._offers:
            self._offers[day] = queries.offers_on(self._tx, day)
        return self._offers[day]

    def answer(self, question: Question, at: datetime) -> Answer:
        """Decide by the table of the day of `at`."""
        found = queries.table_on(self._tx, london_date(at), TABLES.known())
        if found is None:
            return answer(question, NO_TABLE, None, self.offers(at))
        table = TABLES.table(found.id, found.name, found.rows)
        return answer(question, table, found.id, self.offers(at))
