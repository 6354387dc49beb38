"""Assignments as they are listed and shown."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, and_, case, cast, extract, func, or_, select, true

from hub.access.scopes import assignments_of
from hub.acknowledgement.rules import Section, Urgency
from hub.db import Transaction, in_page
from hub.domain.assignment import LIVE, AssignmentState
from hub.domain.codes import Clock, RiskBand
from hub.domain.paging import Page
from hub.models import Agency, Assignment, ClockRow, Referral, Service


class InboxSort(StrEnum):
    """By what a provider's inbox is sorted."""

    DUE = "due"
    RECEIVED = "received"


@dataclass(frozen=True, kw_only=True)
class InboxFilter:
    """What of an inbox is asked for; nothing named means all."""

    sections: Sequence[Section] = ()
    services: Sequence[str] = ()
    risks: Sequence[RiskBand] = ()


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
            Service.phone.label("service_phone"),
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


def inbox(tx: Transaction, wanted: InboxFilter, page: Page[InboxSort]) -> tuple[dict[str, Any], ...]:
    """Read one page of the scope's assignments with the next of its clocks that runs, and one row more.

    Adds `clock` and `due_at` (None where nothing runs), `stands_still`, and both sort keys by their names.
    Sorted by `due`, high risk comes first, then whatever else is due, then where nothing is due; what has
    ended comes last and newest first.
    """
    keys = {InboxSort.DUE: _DUE_KEY, InboxSort.RECEIVED: Assignment.assigned_at}
    columns = (_NEXT.c.clock, _NEXT.c.due_at, _STANDS_STILL.label("stands_still"))
    statement = (
        _listing()
        .add_columns(*columns, *(key.label(str(name)) for name, key in keys.items()))
        .outerjoin(_NEXT, true())
        .where(assignments_of(tx.scope), *_conditions(wanted))
    )
    rows = tx.connection.execute(in_page(statement, page, keys[page.sort], Assignment.id))
    return tuple(dict(row) for row in rows.mappings())


def assignee(tx: Transaction, assignment_id: UUID) -> bytes | None:
    """Read who took on one of the scope's assignments, sealed; None before that and for another agency's."""
    found = tx.connection.execute(
        select(Assignment.assignee).where(Assignment.id == assignment_id, assignments_of(tx.scope))
    )
    return found.scalar_one_or_none()


def counts(tx: Transaction, wanted: InboxFilter, sections: Mapping[Urgency, Section]) -> dict[Urgency, int]:
    """Count the scope's live assignments by section."""
    counted = [
        func.count().filter(_is_in(section)).label(str(urgency)) for urgency, section in sections.items()
    ]
    row = tx.connection.execute(
        select(*counted)
        .select_from(Assignment)
        .join(Referral, Referral.id == Assignment.referral_id)
        .join(Service, Service.id == Assignment.service_id)
        .outerjoin(_NEXT, true())
        .where(assignments_of(tx.scope), Assignment.state.in_(LIVE), *_conditions(wanted))
    ).mappings().one()  # fmt: skip
    return {urgency: row[str(urgency)] for urgency in sections}


def services_of(tx: Transaction) -> tuple[tuple[str, str], ...]:
    """Name the services of the scope's agency, for a filter: slug and display name, by name."""
    rows = tx.connection.execute(
        select(Service.slug, Service.name)
        .where(Service.agency_id == tx.scope.agency_id)
        .order_by(Service.name)
    )
    return tuple((row.slug, row.name) for row in rows)


_RUNS = (ClockRow.assignment_id == Assignment.id, ClockRow.stopped_at.is_(None))
_IS_PAUSED = ClockRow.pauses.contains([{"until": None}])
_NEXT = (
    select(ClockRow.clock, ClockRow.due_at)
    # until it is handed over, it is the hub that is late and not the provider
    .where(*_RUNS, ClockRow.clock != Clock.HANDED_OVER, ~_IS_PAUSED)
    .order_by(ClockRow.due_at, ClockRow.clock)
    .limit(1)
    .correlate(Assignment)
    .lateral("next")
)
_STANDS_STILL = or_(
    Assignment.state == AssignmentState.ON_HOLD,
    and_(_NEXT.c.due_at.is_(None), select(ClockRow.id).where(*_RUNS, _IS_PAUSED).exists()),
)

_STEP = 10**11
"""More than any instant's seconds, so that an order by seconds fits below an order by rank."""


def _seconds(instant: Any) -> ColumnElement[int]:
    return cast(extract("epoch", instant), BigInteger)


_DUE_KEY = case(
    (Assignment.state.not_in(LIVE), 3 * _STEP - _seconds(Assignment.assigned_at)),
    (
        _NEXT.c.due_at.is_(None),
        case((Referral.risk_band == RiskBand.HIGH, 2 * _STEP - 2), else_=2 * _STEP - 1),
    ),
    else_=case((Referral.risk_band == RiskBand.HIGH, 0), else_=_STEP) + _seconds(_NEXT.c.due_at),
)


def _conditions(wanted: InboxFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.sections:
        found.append(or_(*map(_is_in, wanted.sections)))
    if wanted.services:
        found.append(Service.slug.in_(wanted.services))
    if wanted.risks:  # how high the risk was is not theirs to know any more once it has ended
        found += [Referral.risk_band.in_(wanted.risks), Assignment.state.in_(LIVE)]
    return found


def _is_in(section: Section) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = [Assignment.state.in_(section.states)]
    if section.stands_still is not None:
        conditions.append(_STANDS_STILL if section.stands_still else ~_STANDS_STILL)
    due = []
    if section.after is not None:
        due.append(_NEXT.c.due_at > section.after)
    if section.until is not None:
        due.append(_NEXT.c.due_at <= section.until)
    is_due = and_(true(), *due)
    return and_(*conditions, or_(_NEXT.c.due_at.is_(None), is_due) if section.or_no_due else is_due)
