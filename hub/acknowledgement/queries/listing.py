"""Assignments as they are listed and shown."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import select

from hub.access.scopes import assignments_of
from hub.db import Transaction
from hub.domain.assignment import AssignmentState
from hub.models import Agency, Assignment, Referral, Service


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
            Assignment.held_from,
            Assignment.why,
            Assignment.assigned_at,
            Assignment.opens_at,
            Assignment.unverified_link,
        )
        .join(Referral, Referral.id == Assignment.referral_id)
        .join(Service, Service.id == Assignment.service_id)
        .join(Agency, Agency.id == Assignment.agency_id)
    )
