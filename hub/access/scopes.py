"""The only maker of scopes beside keys and sessions: for the hub itself and for whoever holds a link."""

from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select, true

from hub.db import Transaction, set_scope
from hub.domain.assignment import AssignmentState
from hub.domain.codes import Role, TriageReason
from hub.domain.errors import NotAllowedError
from hub.domain.scope import Scope
from hub.models import Assignment, Delivery, Referral, TriageItem

HUB = Scope(role=Role.HUB)
"""For workers, the scheduler and the command line."""


def by_link(agency_id: UUID) -> Scope:
    """Make the scope of whoever holds a mail's link: one agency's, unverified."""
    return Scope(role=Role.LINK, agency_id=agency_id)


def widen(tx: Transaction) -> None:
    """Give the transaction the hub's own sight, once the caller's right to act has been established in it.

    Routing again after a decline, for one, writes rows of an agency that the caller may not see. Whoever
    acts stays on record: `tx.scope` is still the caller's.
    """
    set_scope(tx.connection, HUB)


def require(scope: Scope, *roles: Role) -> None:
    """Refuse a role that may not do this at all; raises NotAllowedError."""
    if scope.role not in roles:
        raise NotAllowedError(f"This needs a key for one of these roles: {', '.join(sorted(roles))}.")


def referrals_of(scope: Scope) -> ColumnElement[bool]:
    """Give the condition that holds for the referrals a scope may see: its own, and those assigned to it."""
    if scope.sees_every_referral:
        return true()
    assigned = select(Assignment.referral_id).where(Assignment.agency_id == scope.agency_id)
    return or_(_sent_by(scope), Referral.id.in_(assigned))


def referrals_sent_by(scope: Scope) -> ColumnElement[bool]:
    """Give the condition for the referrals that a scope sent itself; whoever sees every referral sees all."""
    return true() if scope.sees_every_referral else _sent_by(scope)


def _sent_by(scope: Scope) -> ColumnElement[bool]:
    """Give what a scope sent: an account of one referring unit its unit's, all others their agency's."""
    own = Referral.source_agency_id == scope.agency_id
    return own if scope.unit_id is None else and_(own, Referral.unit_id == scope.unit_id)


def assignments_of(scope: Scope) -> ColumnElement[bool]:
    """Give the condition for the assignments that a scope may act on: a provider's own, or a source's own.

    A possible duplicate that is held is not its provider's to see yet.
    """
    if scope.sees_every_referral:
        return true()
    if scope.role is Role.POLICE:
        sent = select(Referral.id).where(_sent_by(scope))
        own = Assignment.source_agency_id == scope.agency_id
        return own if scope.unit_id is None else and_(own, Assignment.referral_id.in_(sent))
    return and_(Assignment.agency_id == scope.agency_id, ~_is_held())


def _is_held() -> ColumnElement[bool]:
    """Say that a possible duplicate waits for a person, so that its provider must not learn of it yet."""
    waits = select(TriageItem.id).where(
        TriageItem.referral_id == Assignment.referral_id,
        TriageItem.reason == TriageReason.POSSIBLE_DUPLICATE,
        TriageItem.closed_at.is_(None),
    )
    sent = select(Delivery.id).where(Delivery.assignment_id == Assignment.id, Delivery.attempts > 0)
    return and_(Assignment.state == AssignmentState.QUEUED, waits.exists(), ~sent.exists())
