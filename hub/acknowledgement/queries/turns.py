"""Assignments locked for an act, with all that the act needs to know."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Executable, Uuid, any_, bindparam, func, select

from hub.access.scopes import assignments_of
from hub.db import Transaction
from hub.domain.assignment import LIVE, AssignmentState
from hub.domain.codes import AssignmentRole, RiskBand
from hub.domain.ladders import Ladders, read_ladders
from hub.domain.opening import Opening
from hub.domain.scope import Scope
from hub.domain.targets import Targets, read_targets
from hub.models import Assignment, AssignmentEventRow, Contract, Referral, Service


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One service's turn with one referral, with all that an act on it needs to know."""

    id: UUID
    referral_id: UUID
    reference: str
    agency_id: UUID
    source_agency_id: UUID
    service: str
    service_name: str
    contract_id: UUID
    role: AssignmentRole
    state: AssignmentState
    held_from: AssignmentState | None
    assigned_at: datetime
    unverified_link: bool
    risk: RiskBand
    crime_type: str
    flags: tuple[str, ...]
    sensitive: bool
    opening: Opening
    targets: Targets
    ladders: Ladders = field(default_factory=dict)
    last_recorded_at: datetime | None = None

    def moved(self, state: AssignmentState, recorded_at: datetime) -> "Turn":
        """Give the same turn after a move."""
        return replace(self, state=state, last_recorded_at=recorded_at)

    def next_recorded_at(self, now: datetime) -> datetime:
        """Say when what happens at `now` is recorded: after what was recorded before, whosever clock said so.

        A clock that was set back, or another machine's that is late, would else put it into the past of the
        history that it continues.
        """
        last = self.last_recorded_at
        return now if last is None or last <= now else last + timedelta(microseconds=1)


_LAST = (
    select(func.max(AssignmentEventRow.recorded_at))
    .where(AssignmentEventRow.assignment_id == Assignment.id)
    .correlate(Assignment)
    .scalar_subquery()
)
# built once: every act begins with one of these, and building costs several times what running does
_LOCK = (
    select(
        Assignment.id,
        Assignment.referral_id,
        Referral.reference,
        Assignment.agency_id,
        Assignment.source_agency_id,
        Service.slug.label("service"),
        Service.name.label("service_name"),
        Assignment.contract_id,
        Assignment.role,
        Assignment.state,
        Assignment.held_from,
        Assignment.assigned_at,
        Assignment.unverified_link,
        Referral.risk_band.label("risk"),
        Referral.crime_type,
        Referral.flags,
        Referral.sensitive,
        Service.opening,
        Contract.targets,
        Contract.ladder.label("ladders"),
        _LAST.label("last_recorded_at"),
    )
    .join(Referral, Referral.id == Assignment.referral_id)
    .join(Service, Service.id == Assignment.service_id)
    .join(Contract, Contract.id == Assignment.contract_id)
    .order_by(Assignment.role.desc(), Assignment.id)
    .with_for_update(of=Assignment)
)
_ONE = _LOCK.where(Assignment.id == bindparam("one"))
_KNOWN = _LOCK.where(Assignment.id == any_(bindparam("ids", type_=ARRAY(Uuid))))
_LIVE_OF = _LOCK.where(Assignment.referral_id == bindparam("of"), Assignment.state.in_(LIVE))


@lru_cache(maxsize=1024)
def _one_of(scope: Scope) -> Executable:
    return _ONE.where(assignments_of(scope))


def lock(tx: Transaction, assignment_id: UUID) -> Turn | None:
    """Lock one assignment that is the scope's own, for an act on it; None if there is none such."""
    found = _locked(tx, _one_of(tx.scope), one=assignment_id)
    return found[0] if found else None


def lock_known(tx: Transaction, assignment_ids: Iterable[UUID]) -> tuple[Turn, ...]:
    """Lock assignments that the hub itself acts on."""
    ids = list(assignment_ids)
    return _locked(tx, _ONE, one=ids[0]) if len(ids) == 1 else _locked(tx, _KNOWN, ids=ids)


def lock_live(tx: Transaction, referral_id: UUID) -> tuple[Turn, ...]:
    """Lock every live assignment of a referral, the lead first."""
    return _locked(tx, _LIVE_OF, of=referral_id)


def _locked(tx: Transaction, statement: Executable, **wanted: Any) -> tuple[Turn, ...]:
    rows = tx.connection.execute(statement, wanted)
    return tuple(
        Turn(
            **{
                **row,
                "flags": tuple(row["flags"]),
                "opening": Opening.parse(row["opening"]),
                "targets": read_targets(row["targets"]),
                "ladders": read_ladders(row["ladders"]),
            }
        )
        for row in rows.mappings()
    )
