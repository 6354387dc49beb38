"""Assignments and what happened to them, as rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, insert, select, update

from hub.access.scopes import assignments_of
from hub.db import Transaction
from hub.domain.assignment import LIVE, AssignmentEvent, AssignmentState
from hub.domain.codes import AssignmentRole, RiskBand
from hub.domain.opening import Opening
from hub.domain.targets import Targets, read_targets
from hub.models import Agency, Assignment, AssignmentEventRow, ContactAttempt, Contract, Referral, Service


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
    unverified_link: bool
    risk: RiskBand
    crime_type: str
    flags: tuple[str, ...]
    sensitive: bool
    opening: Opening
    targets: Targets

    def moved(self, state: AssignmentState) -> "Turn":
        """Give the same turn after a move."""
        return replace(self, state=state)


@dataclass(frozen=True, kw_only=True)
class LastEvent:
    """What happened to an assignment last, and by whom."""

    event: AssignmentEvent
    after: AssignmentState
    agency_id: UUID | None


_COLUMNS = (
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
    Assignment.unverified_link,
    Referral.risk_band.label("risk"),
    Referral.crime_type,
    Referral.flags,
    Referral.sensitive,
    Service.opening,
    Contract.targets,
)


def lock(tx: Transaction, assignment_id: UUID) -> Turn | None:
    """Lock one assignment that is the scope's own, for an act on it; None if there is none such."""
    found = _locked(tx, Assignment.id == assignment_id, assignments_of(tx.scope))
    return found[0] if found else None


def lock_known(tx: Transaction, assignment_ids: Iterable[UUID]) -> tuple[Turn, ...]:
    """Lock assignments that the hub itself acts on."""
    return _locked(tx, Assignment.id.in_(list(assignment_ids)))


def lock_live(tx: Transaction, referral_id: UUID) -> tuple[Turn, ...]:
    """Lock every live assignment of a referral, the lead first."""
    return _locked(tx, Assignment.referral_id == referral_id, Assignment.state.in_(LIVE))


def _locked(tx: Transaction, *conditions: ColumnElement[bool]) -> tuple[Turn, ...]:
    rows = tx.connection.execute(
        select(*_COLUMNS)
        .join(Referral, Referral.id == Assignment.referral_id)
        .join(Service, Service.id == Assignment.service_id)
        .join(Contract, Contract.id == Assignment.contract_id)
        .where(*conditions)
        .order_by(Assignment.role.desc(), Assignment.id)
        .with_for_update(of=Assignment)
    )
    return tuple(
        Turn(
            **{
                **row,
                "flags": tuple(row["flags"]),
                "opening": Opening.parse(row["opening"]),
                "targets": read_targets(row["targets"]),
            }
        )
        for row in rows.mappings()
    )


def last_event(tx: Transaction, assignment_id: UUID) -> LastEvent:
    """Read what happened to an assignment last."""
    tx.flush()
    row = tx.connection.execute(
        select(AssignmentEventRow.event, AssignmentEventRow.after, AssignmentEventRow.agency_id)
        .where(AssignmentEventRow.assignment_id == assignment_id)
        .order_by(AssignmentEventRow.recorded_at.desc(), AssignmentEventRow.id.desc())
        .limit(1)
    ).one()
    return LastEvent(event=row.event, after=row.after, agency_id=row.agency_id)


def add(tx: Transaction, rows: Sequence[dict[str, Any]]) -> None:
    """Write new assignments."""
    if rows:
        tx.connection.execute(insert(Assignment), rows)


def change(tx: Transaction, assignment_id: UUID, **values: Any) -> None:
    """Write an assignment's new state, or what else of it has changed."""
    tx.connection.execute(update(Assignment).where(Assignment.id == assignment_id).values(**values))


def add_attempt(tx: Transaction, row: dict[str, Any]) -> None:
    """Write one try to reach the person."""
    tx.connection.execute(insert(ContactAttempt), row)


def attempts(tx: Transaction, assignment_id: UUID) -> tuple[dict[str, Any], ...]:
    """Read the tries of one assignment, oldest first, without who made them."""
    rows = tx.connection.execute(
        select(
            ContactAttempt.at,
            ContactAttempt.channel,
            ContactAttempt.result,
            ContactAttempt.counts,
            ContactAttempt.why,
        )
        .where(ContactAttempt.assignment_id == assignment_id)
        .order_by(ContactAttempt.at, ContactAttempt.id)
    )
    return tuple(dict(row) for row in rows.mappings())


def events(tx: Transaction, assignment_ids: Iterable[UUID]) -> tuple[dict[str, Any], ...]:
    """Read the history of some assignments, oldest first, without any free text."""
    rows = tx.connection.execute(
        select(
            AssignmentEventRow.assignment_id,
            AssignmentEventRow.event,
            AssignmentEventRow.before,
            AssignmentEventRow.after,
            AssignmentEventRow.at,
            AssignmentEventRow.recorded_at,
            AssignmentEventRow.role,
            AssignmentEventRow.verified,
            AssignmentEventRow.reason,
        )
        .where(AssignmentEventRow.assignment_id.in_(list(assignment_ids)))
        .order_by(AssignmentEventRow.at, AssignmentEventRow.id)
    )
    return tuple(dict(row) for row in rows.mappings())


def services_tried(tx: Transaction, referral_id: UUID) -> frozenset[str]:
    """Name every service that has had a turn with a referral."""
    rows = tx.connection.execute(
        select(Service.slug)
        .join(Assignment, Assignment.service_id == Service.id)
        .where(Assignment.referral_id == referral_id)
    )
    return frozenset(rows.scalars())


def lead_is_engaged(tx: Transaction, referral_id: UUID) -> bool:
    """Say whether the lead has reached the person, so that an additional service may ring too."""
    found = tx.connection.execute(
        select(Assignment.id)
        .join(AssignmentEventRow, AssignmentEventRow.assignment_id == Assignment.id)
        .where(
            Assignment.referral_id == referral_id,
            Assignment.role == AssignmentRole.LEAD,
            AssignmentEventRow.event == AssignmentEvent.ENGAGE,
        )
        .limit(1)
    )
    return found.first() is not None


def of_referrals(tx: Transaction, referral_ids: Iterable[UUID]) -> tuple[dict[str, Any], ...]:
    """Read the assignments of some referrals, the lead first, for whoever may see the referral."""
    rows = tx.connection.execute(
        _listing()
        .where(Assignment.referral_id.in_(list(referral_ids)))
        .order_by(Assignment.assigned_at, Assignment.role.desc(), Assignment.id)
    )
    return tuple(dict(row) for row in rows.mappings())


def page(
    tx: Transaction,
    limit: int,
    after: UUID | None,
    states: Iterable[AssignmentState] = (),
) -> tuple[dict[str, Any], ...]:
    """Read the scope's assignments, newest first, from after an id; of some states if any are named."""
    wanted = list(states)
    beyond = [] if after is None else [Assignment.id < after]
    in_state = [Assignment.state.in_(wanted)] if wanted else []
    rows = tx.connection.execute(
        _listing()
        .where(assignments_of(tx.scope), *beyond, *in_state)
        .order_by(Assignment.id.desc())
        .limit(limit)
    )
    return tuple(dict(row) for row in rows.mappings())


def one(tx: Transaction, assignment_id: UUID) -> dict[str, Any] | None:
    """Read one of the scope's assignments; None also for another agency's."""
    row = tx.connection.execute(
        _listing().where(Assignment.id == assignment_id, assignments_of(tx.scope))
    ).mappings().one_or_none()  # fmt: skip
    return None if row is None else dict(row)


def _listing() -> Any:
    return (
        select(
            Assignment.id,
            Assignment.referral_id,
            Referral.reference,
            Referral.crime_type,
            Referral.flags,
            Referral.strands,
            Referral.age_band,
            Referral.borough,
            Referral.risk_band,
            Referral.relationship,
            Referral.sensitive,
            Referral.incident_reference,
            Service.slug.label("service"),
            Service.name.label("service_name"),
            Agency.slug.label("provider"),
            Assignment.role,
            Assignment.state,
            Assignment.why,
            Assignment.assigned_at,
            Assignment.opens_at,
            Assignment.unverified_link,
        )
        .join(Referral, Referral.id == Assignment.referral_id)
        .join(Service, Service.id == Assignment.service_id)
        .join(Agency, Agency.id == Assignment.agency_id)
    )
