"""What happened to assignments, and what was tried to reach the person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, select, true

from hub.db import Transaction
from hub.domain.assignment import LIVE, AssignmentEvent, AssignmentState
from hub.domain.codes import AssignmentRole
from hub.models import Agency, Assignment, AssignmentEventRow, ContactAttempt, Service

_IS_ENGAGED = or_(
    Assignment.state == AssignmentState.IN_PROGRESS,
    and_(Assignment.state == AssignmentState.ON_HOLD, Assignment.held_from == AssignmentState.IN_PROGRESS),
)

_GIVEN_UP = (AssignmentEvent.DECLINE, AssignmentEvent.RELEASE)


@dataclass(frozen=True, kw_only=True)
class LastEvent:
    """What happened to an assignment last, and by whom."""

    event: AssignmentEvent
    after: AssignmentState
    at: datetime
    agency_id: UUID | None


def last_event(tx: Transaction, assignment_id: UUID) -> LastEvent:
    """Read what happened to an assignment last."""
    tx.flush()
    row = tx.connection.execute(
        select(
            AssignmentEventRow.event,
            AssignmentEventRow.after,
            AssignmentEventRow.at,
            AssignmentEventRow.agency_id,
        )
        .where(AssignmentEventRow.assignment_id == assignment_id)
        .order_by(AssignmentEventRow.recorded_at.desc(), AssignmentEventRow.id.desc())
        .limit(1)
    ).one()
    return LastEvent(event=row.event, after=row.after, at=row.at, agency_id=row.agency_id)


def attempts(tx: Transaction, assignment_id: UUID) -> tuple[dict[str, Any], ...]:
    """Read the tries of one assignment, oldest first, without who made them."""
    tx.flush()
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


def has_happened(tx: Transaction, assignment_id: UUID, event: AssignmentEvent) -> bool:
    """Say whether something is on record of an assignment, whenever it was."""
    tx.flush()
    found = select(AssignmentEventRow.id).where(
        AssignmentEventRow.assignment_id == assignment_id, AssignmentEventRow.event == event
    )
    return tx.connection.execute(found.limit(1)).first() is not None


def words(tx: Transaction, assignment_ids: Iterable[UUID]) -> tuple[dict[str, Any], ...]:
    """Read why services gave up some assignments and what was written at acts, sealed, newest first.

    Who took it on is left out: that is the service's own.
    """
    tells = or_(AssignmentEventRow.text.is_not(None), AssignmentEventRow.event.in_(_GIVEN_UP))
    rows = tx.connection.execute(
        select(
            AssignmentEventRow.id,
            AssignmentEventRow.assignment_id,
            AssignmentEventRow.event,
            AssignmentEventRow.at,
            AssignmentEventRow.reason,
            AssignmentEventRow.text,
        )
        .where(
            AssignmentEventRow.assignment_id.in_(list(assignment_ids)),
            AssignmentEventRow.event != AssignmentEvent.ACCEPT,
            tells,
        )
        .order_by(AssignmentEventRow.at.desc(), AssignmentEventRow.id.desc())
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


def past_turns(tx: Transaction, referral_ids: Iterable[UUID]) -> tuple[dict[str, Any], ...]:
    """Read every turn of some referrals with how it stands and what happened last, oldest first.

    Keys: referral_id, service, provider, contract_id, role, state, reason and at of the last event.
    """
    tx.flush()
    last = (
        select(AssignmentEventRow.reason, AssignmentEventRow.at)
        .where(AssignmentEventRow.assignment_id == Assignment.id)
        .order_by(AssignmentEventRow.recorded_at.desc(), AssignmentEventRow.id.desc())
        .limit(1)
        .lateral("last")
    )
    rows = tx.connection.execute(
        select(
            Assignment.referral_id,
            Service.slug.label("service"),
            Agency.slug.label("provider"),
            Assignment.contract_id,
            Assignment.role,
            Assignment.state,
            last.c.reason,
            last.c.at,
        )
        .join(Service, Service.id == Assignment.service_id)
        .join(Agency, Agency.id == Assignment.agency_id)
        .join(last, true())
        .where(Assignment.referral_id.in_(list(referral_ids)))
        .order_by(Assignment.assigned_at, Assignment.id)
    )
    return tuple(dict(row) for row in rows.mappings())


def lead_comes_first(tx: Transaction, referral_id: UUID) -> bool:
    """Say whether a live lead has not reached the person yet, so that an additional service may not ring.

    A lead that has ended holds nobody up; the one after it comes first again.
    """
    found = tx.connection.execute(
        select(Assignment.id)
        .where(
            Assignment.referral_id == referral_id,
            Assignment.role == AssignmentRole.LEAD,
            Assignment.state.in_(LIVE),
            ~_IS_ENGAGED,
        )
        .limit(1)
    )
    return found.first() is not None
