"""A directory carried into later years, for the demo and simulations only: nobody bought these years."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from hub.directory.rules.routing_values import RoutingTable
from hub.directory.rules.values import Agreement, CarriedYear, Contract, Directory


def carried(directory: Directory, into: range) -> tuple[CarriedYear, ...]:
    """Copy contracts, agreements and the routing table into each financial year of `into`.

    A year is named by the calendar year in which it starts: 2018 is 1 April 2018 to 31 March 2019 (I).
    Only what has ended by then is copied, and of several contracts of a service only the last, so that
    no copy ever overlaps what the file itself says.
    """
    return tuple(_carried_year(directory, year) for year in into)


def _carried_year(directory: Directory, year: int) -> CarriedYear:
    starts, ends_before = date(year, 4, 1), date(year + 1, 4, 1)
    mark = f"carried {year}-{(year + 1) % 100:02}"
    table = directory.routing_table
    return CarriedYear(
        starts=starts,
        ends_before=ends_before,
        contracts=tuple(
            _contract(last, starts, ends_before, mark)
            for last in _last_of_each(directory.contracts)
            if last.ends_before <= starts
        ),
        agreements=tuple(
            _agreement(agreement, starts, ends_before, mark)
            for agreement in directory.agreements
            if agreement.ends_before <= starts
        ),
        routing_table=(
            _table(table, starts, ends_before, mark) if table and table.ends_before <= starts else None
        ),
    )


def _last_of_each(contracts: Iterable[Contract]) -> Iterable[Contract]:
    last: dict[str, Contract] = {}
    for contract in sorted(contracts, key=lambda contract: contract.ends_before):
        last[contract.service] = contract
    return last.values()


def _contract(contract: Contract, starts: date, ends_before: date, mark: str) -> Contract:
    """Copy a contract; the deadline of its open cases keeps its distance to the end."""
    left_to_finish = contract.finish_by - contract.ends_before if contract.finish_by else None
    return replace(
        contract,
        reference=f"{contract.reference} {mark}",
        starts=starts,
        ends_before=ends_before,
        finish_by=ends_before + left_to_finish if left_to_finish is not None else None,
        carried_from=contract.reference,
    )


def _agreement(agreement: Agreement, starts: date, ends_before: date, mark: str) -> Agreement:
    return replace(
        agreement,
        number=f"{agreement.number} {mark}",
        starts=starts,
        ends_before=ends_before,
        carried_from=agreement.number,
    )


def _table(table: RoutingTable, starts: date, ends_before: date, mark: str) -> RoutingTable:
    return replace(
        table,
        reference=f"{table.reference} {mark}",
        starts=starts,
        ends_before=ends_before,
        signed_off=tuple(
            replace(each, expires=ends_before + (each.expires - table.ends_before))
            for each in table.signed_off
        ),
        carried_from=table.reference,
    )
