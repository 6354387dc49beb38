"""Contracts by version: one that changes is a new row; the row before it stays for what was made under it."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select, update

from hub.db import Transaction
from hub.directory.rules import Contract as ContractValue
from hub.directory.rules import Coverage as CoverageValue
from hub.directory.rules.changes import Change, Key
from hub.domain.codes import DirectoryKind
from hub.domain.ids import new_id
from hub.models import Contract, Coverage

_TERMS = ("service_id", "starts_on", "ends_before", "open_cases", "finish_by", "retention_months", "targets")
"""What a contract's row said before versions were kept."""

_Row = dict[str, Any]


def change(
    tx: Transaction, changes: Sequence[Change], services: Mapping[str, UUID], versions: Mapping[Key, int]
) -> dict[Key, int]:
    """Write contracts that are new or changed, and end the rows of those that changed or are taken out.

    A row that was there before versions were kept, and says the same, is taken as its contract's version.
    Gives the last version of each contract before its change, which is nought for a new one.
    """
    in_force = _in_force(tx, [each.key for each in changes])
    last: dict[Key, int] = {}
    added: list[tuple[_Row, CoverageValue]] = []
    for each in changes:
        key, row = (DirectoryKind.CONTRACT, each.key), in_force.get(each.key)
        last[key] = max(versions.get(key, 0), row["version"] if row else 0)
        if isinstance(each.after, ContractValue):
            written = _written(each.after, services)
            if row and key not in versions and all(row[term] == written[term] for term in _TERMS):
                last[key] -= 1
                _adopt(tx, row["id"], written)
                added.append(({**written, "id": row["id"]}, each.after.coverage))
                continue
            added.append(({**written, "id": new_id(), "version": last[key] + 1}, each.after.coverage))
        if row:
            ended = update(Contract).where(Contract.id == row["id"])
            tx.connection.execute(ended.values(superseded_at=tx.now))
    _add(tx, added)
    return last


def _in_force(tx: Transaction, references: Sequence[str]) -> dict[str, _Row]:
    columns = [
        Contract.id,
        Contract.reference,
        Contract.version,
        *(getattr(Contract, each) for each in _TERMS),
    ]
    found = select(*columns).where(Contract.superseded_at.is_(None), Contract.reference.in_(references))
    return {row["reference"]: dict(row) for row in tx.connection.execute(found).mappings()}


def _adopt(tx: Transaction, contract_id: UUID, written: _Row) -> None:
    tx.connection.execute(update(Contract).where(Contract.id == contract_id).values(**written))
    tx.connection.execute(delete(Coverage).where(Coverage.contract_id == contract_id))


def _add(tx: Transaction, added: Sequence[tuple[_Row, CoverageValue]]) -> None:
    rows = [row for row, _ in added if "version" in row]
    if rows:
        tx.connection.execute(insert(Contract), rows)
    if added:
        tx.connection.execute(insert(Coverage), [_coverage(row["id"], cover) for row, cover in added])


def _written(each: ContractValue, services: Mapping[str, UUID]) -> _Row:
    return {
        "service_id": services[each.service],
        "reference": each.reference,
        "award": each.award,
        "awarded_on": each.awarded,
        "starts_on": each.starts,
        "ends_before": each.ends_before,
        "referrals_a_quarter": each.referrals_a_quarter,
        "open_at_once": each.open_at_once,
        "certainty": each.certainty,
        "open_cases": each.open_cases,
        "finish_by": each.finish_by,
        "retention_months": each.retention_months,
        "targets": each.targets,
        "ladder": each.ladder,
        "carried_from": each.carried_from,
    }


def _coverage(contract_id: UUID, coverage: CoverageValue) -> _Row:
    cells = {
        "crime_types": coverage.crime_types,
        "flags": coverage.flags,
        "strands": coverage.strands,
        "boroughs": coverage.boroughs,
        "age_bands": coverage.ages,
        "risks": coverage.risks,
    }
    said = {name: cell for name, cell in cells.items() if cell is not None}
    return {
        "contract_id": contract_id,
        **{name: list(cell.values) if cell else [] for name, cell in cells.items()},
        "conditions": coverage.conditions,
        "certainty": {name: {"certainty": cell.certainty, "note": cell.note} for name, cell in said.items()},
    }
