"""The rows behind a figure as people may know them again: by reference and service, never by person."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from hub.db import Transaction
from hub.models import Agency, Assignment, Chase, ClockRow, ContactAttempt, Referral, Service
from hub.monitoring.rules import Unit

_OF_REFERRAL = (
    Referral.id.label("referral_id"),
    Referral.reference,
    Referral.crime_type,
    Referral.borough,
    Referral.risk_band.label("risk"),
)
_OF_ASSIGNMENT = (*_OF_REFERRAL, Service.slug.label("service"), Agency.slug.label("provider"))


def referrals(tx: Transaction, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """Read referrals in sight: `at` is when each was received."""
    statement = select(Referral.id, Referral.received_at.label("at"), *_OF_REFERRAL)
    return _by_id(tx, statement.where(Referral.id.in_(ids)))


def turns(tx: Transaction, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """Read assignments in sight: `at` is when each was made."""
    statement = select(Assignment.id, Assignment.assigned_at.label("at"), *_OF_ASSIGNMENT)
    return _by_id(tx, _with_names(statement).where(Assignment.id.in_(ids)))


def clocks(tx: Transaction, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """Read clocks of assignments in sight: `at` is when each started."""
    statement = select(
        ClockRow.id,
        ClockRow.started_at.label("at"),
        ClockRow.clock,
        ClockRow.due_at,
        ClockRow.stopped_at,
        ClockRow.breached_at,
        *_OF_ASSIGNMENT,
    ).join(Assignment, Assignment.id == ClockRow.assignment_id)
    return _by_id(tx, _with_names(statement).where(ClockRow.id.in_(ids)))


def chases(tx: Transaction, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """Read chases of assignments in sight: `at` is when each was sent."""
    statement = (
        select(Chase.id, Chase.done_at.label("at"), Chase.step, ClockRow.clock, *_OF_ASSIGNMENT)
        .join(ClockRow, ClockRow.id == Chase.clock_id)
        .join(Assignment, Assignment.id == ClockRow.assignment_id)
    )
    return _by_id(tx, _with_names(statement).where(Chase.id.in_(ids)))


def attempts(tx: Transaction, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """Read contact attempts in sight, and assignments in which contact was made: `at` is when."""
    statement = select(ContactAttempt.id, ContactAttempt.at, *_OF_ASSIGNMENT).join(
        Assignment, Assignment.id == ContactAttempt.assignment_id
    )
    found = _by_id(tx, _with_names(statement).where(ContactAttempt.id.in_(ids)))
    return {**found, **turns(tx, [each for each in ids if each not in found])}


READERS = {
    Unit.PERSONS: referrals,
    Unit.REFERRALS: referrals,
    Unit.ASSIGNMENTS: turns,
    Unit.CLOCKS: clocks,
    Unit.CHASES: chases,
    Unit.INTERVENTIONS: attempts,
}
"""By what a figure is a number of; the rows behind a number of seconds are those that were timed."""


def _with_names(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return (
        statement.join(Referral, Referral.id == Assignment.referral_id)
        .join(Service, Service.id == Assignment.service_id)
        .join(Agency, Agency.id == Assignment.agency_id)
    )


def _by_id(tx: Transaction, statement: Select[*tuple[Any, ...]]) -> dict[UUID, dict[str, Any]]:
    return {row["id"]: dict(row) for row in tx.connection.execute(statement).mappings()}
