"""The directory as it stands, as the values that a file of it reads to."""

from datetime import date

from sqlalchemy import select

from hub.db import Transaction
from hub.directory.queries.recorded import recorded
from hub.directory.rules import Agency, Agreement, Contract, Directory, Pause, Service, SupportAgency
from hub.domain.routing_content import TableContent, content_from_stored
from hub.models import RoutingTable


def directory_in_force(tx: Transaction, name: str) -> tuple[Directory, int]:
    """Read everything that the directory says, and how much was only carried over, which is left out."""
    found = recorded(tx).things.values()
    contracts = [each for each in found if isinstance(each, Contract)]
    agreements = [each for each in found if isinstance(each, Agreement)]
    signed = [each for each in contracts if each.carried_from is None]
    agreed = [each for each in agreements if each.carried_from is None]
    directory = Directory(
        name=name,
        agencies=tuple(each for each in found if isinstance(each, Agency)),
        agreements=tuple(sorted(agreed, key=lambda each: each.starts)),
        services=tuple(each for each in found if isinstance(each, Service)),
        contracts=tuple(sorted(signed, key=lambda each: (each.service, each.starts))),
        pauses=tuple(each for each in found if isinstance(each, Pause)),
        support_agencies=tuple(each for each in found if isinstance(each, SupportAgency)),
    )
    return directory, len(contracts) - len(signed) + len(agreements) - len(agreed)


def table_to_export(tx: Transaction, day: date) -> TableContent | None:
    """Read the routing table in force on a day, or the last one before; of one carried over, its original."""
    in_force = RoutingTable.ends_before > day
    asked = select(RoutingTable).where(RoutingTable.starts_on <= day)
    found = tx.connection.execute(
        asked.order_by(in_force.desc(), RoutingTable.ends_before.desc(), RoutingTable.number.desc()).limit(1)
    ).mappings()
    row = found.one_or_none()
    if row is not None and row["carried_from"]:
        original = select(RoutingTable).where(RoutingTable.name == row["carried_from"])
        row = tx.connection.execute(original).mappings().one_or_none() or row
    return None if row is None else content_from_stored(row["name"], dict(row))
