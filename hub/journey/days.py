"""The directory and the routing table of a day, read once for all that one transaction decides."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from hub.db import Transaction
from hub.directory import queries
from hub.domain.calendar import london_date
from hub.domain.offer import Offer
from hub.routing.actions import TABLES, Answer, Question, answer, answer_beside, kept_out
from hub.routing.queries import table_on
from hub.routing.rules import RoutingTable, Skip

NO_TABLE = RoutingTable(reference="no table in force", rows=())
"""What a day without a published table decides by: nothing fits, so a person decides."""


class Days:
    """Offers and tables by London day."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx
        self._offers: dict[date, dict[str, Offer]] = {}
        self._tables: dict[date, tuple[RoutingTable, UUID | None]] = {}

    def offers(self, at: datetime) -> dict[str, Offer]:
        """Give every service as it stands on the day of `at`, by slug."""
        day = london_date(at)
        if day not in self._offers:
            self._offers[day] = queries.offers_on(self._tx, day)
        return self._offers[day]

    def only_if_named(self, at: datetime) -> frozenset[str]:
        """Name the services that the table of a day gives only to whom they were named by."""
        table, _ = self._table(london_date(at))
        named = {row.service for row in table.rows if row.only_if_named and row.service}
        return frozenset(named)

    def answer(self, question: Question, at: datetime) -> Answer:
        """Decide by the table of the day of `at`."""
        return answer(question, *self._table(london_date(at)), self.offers(at))

    def answer_beside(self, question: Question, at: datetime, leads: str) -> Answer:
        """Decide by the table of the day of `at` what comes beside a service that leads already."""
        return answer_beside(question, *self._table(london_date(at)), self.offers(at), leads)

    def kept_out(self, question: Question, at: datetime) -> Mapping[str, Skip | None]:
        """Say of each service that the day's table adds what keeps it out even after the person's yes."""
        table, _ = self._table(london_date(at))
        return kept_out(question, table, self.offers(at))

    def _table(self, day: date) -> tuple[RoutingTable, UUID | None]:
        if day not in self._tables:
            self._tables[day] = self._read_table(day)
        return self._tables[day]

    def _read_table(self, day: date) -> tuple[RoutingTable, UUID | None]:
        found = table_on(self._tx, day, TABLES.known())
        if found is None:
            return NO_TABLE, None
        return TABLES.table(found), found.id
