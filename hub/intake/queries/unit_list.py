"""A referring unit's own referrals, by how urgently they wait; never with the person."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Select,
    and_,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from hub.access.scopes import referrals_sent_by
from hub.db import Transaction, in_page
from hub.domain.codes import OPEN_STATUSES, Borough, Clock, CrimeType, ReferralStatus, RiskBand
from hub.domain.paging import Page
from hub.intake.rules.urgency import NEVER, UNIT_TIME, UNIT_TIME_AT_HIGH_RISK, Bounds, Span, Urgency, bounds
from hub.models import Assignment, ClockRow, Person, Referral, ReferralEvent, Unit, UnitTaskRow


class UnitSort(StrEnum):
    """By what a unit's referrals are sorted."""

    RECEIVED = "received"
    DUE = "due"


@dataclass(frozen=True, kw_only=True)
class UnitFilters:
    """Which referrals are wanted; an empty one asks for nothing."""

    status: Collection[ReferralStatus] = ()
    borough: Collection[Borough] = ()
    crime_type: Collection[CrimeType] = ()
    urgency: Collection[Urgency] = ()


def unit_list(tx: Transaction, filters: UnitFilters, page: Page[UnitSort]) -> tuple[dict[str, Any], ...]:
    """Read a page of what the scope sent, one more than its size if there is a next one.

    Rows of id, reference, source_reference, unit_name, crime_type, borough, risk_band, received_at, status,
    reasons, is_over, due_at and critical_at; the last two are NEVER where nothing is waited for.
    """
    listed = _listed(tx)
    key = listed.c.due_at if page.sort is UnitSort.DUE else listed.c.received_at
    statement = select(listed).where(*_wanted(listed, filters, tx.now))
    rows = tx.connection.execute(in_page(statement, page, key, listed.c.id))
    return tuple(dict(row) for row in rows.mappings())


def unit_rows(tx: Transaction, referral_ids: Collection[UUID]) -> tuple[dict[str, Any], ...]:
    """Read such rows of some referrals of the scope's, the newest first."""
    listed = _listed(tx)
    rows = tx.connection.execute(
        select(listed)
        .where(listed.c.id.in_(list(referral_ids)))
        .order_by(listed.c.received_at.desc(), listed.c.id.desc())
    )
    return tuple(dict(row) for row in rows.mappings())


def unit_counts(tx: Transaction, filters: UnitFilters) -> dict[Urgency, int]:
    """Count what the scope sent, by section."""
    listed = _listed(tx)
    sections = (*bounds(tx.now), Urgency.FINISHED)
    columns = [
        func.count().filter(_in_section(listed, section, tx.now)).label(section.value) for section in sections
    ]
    statement = select(*columns).select_from(listed).where(*_wanted(listed, filters, tx.now))
    row = tx.connection.execute(statement).mappings().one()
    return {section: row[section.value] for section in sections}


def _wanted(listed: Any, filters: UnitFilters, now: datetime) -> list[ColumnElement[bool]]:
    asked: Mapping[str, Collection[Any]] = {
        "status": filters.status,
        "borough": filters.borough,
        "crime_type": filters.crime_type,
    }
    wanted = [listed.c[name].in_(values) for name, values in asked.items() if values]
    if filters.urgency:
        wanted.append(or_(*(_in_section(listed, each, now) for each in filters.urgency)))
    return wanted


def _in_section(listed: Any, section: Urgency, now: datetime) -> ColumnElement[bool]:
    if section is Urgency.FINISHED:
        found: ColumnElement[bool] = listed.c.is_over
        return found
    edges: Bounds = bounds(now)[section]
    return and_(
        ~listed.c.is_over, _within(listed.c.due_at, edges.due), _within(listed.c.critical_at, edges.critical)
    )


def _within(column: Any, span: Span) -> ColumnElement[bool]:
    return and_(column > span.after, column <= span.until)


def _listed(tx: Transaction) -> Any:
    waits = _waits()
    waited_for = (
        select(
            waits.c.referral_id,
            func.min(waits.c.due_at).label("due_at"),
            func.min(waits.c.critical_at).label("critical_at"),
        )
        .group_by(waits.c.referral_id)
        .subquery()
    )
    never = literal(NEVER, DateTime(timezone=True))
    is_open = or_(Referral.status.in_(OPEN_STATUSES), waits_for_the_unit())
    return (
        select(
            Referral.id,
            Referral.reference,
            Referral.source_reference,
            Unit.name.label("unit_name"),
            Referral.crime_type,
            Referral.borough,
            Referral.risk_band,
            Referral.received_at,
            Referral.status,
            Referral.reasons,
            (~is_open).label("is_over"),
            func.coalesce(waited_for.c.due_at, never).label("due_at"),
            func.coalesce(waited_for.c.critical_at, never).label("critical_at"),
        )
        .outerjoin(Unit, Unit.id == Referral.unit_id)
        .outerjoin(waited_for, waited_for.c.referral_id == Referral.id)
        .where(referrals_sent_by(tx.scope))
        .subquery()
    )


def waits_for_the_unit() -> ColumnElement[bool]:
    """Say that a referral came back and its unit has neither sent it again nor let it go."""
    later = aliased(Referral)
    return and_(
        Referral.status == ReferralStatus.RETURNED,
        exists().where(Person.referral_id == Referral.id),
        ~exists().where(
            later.source_agency_id == Referral.source_agency_id,
            later.source_reference == Referral.source_reference,
            later.person_reference == Referral.person_reference,
            later.version > Referral.version,
        ),
    )


def _waits() -> Any:
    """Gather what a unit may know to be due: the hand-over, its own tasks, and what came back to it."""
    clocks = _wait(ClockRow.started_at, ClockRow.due_at).select_from(ClockRow)
    clocks = clocks.join(Assignment, Assignment.id == ClockRow.assignment_id)
    clocks = clocks.join(Referral, Referral.id == Assignment.referral_id)
    clocks = clocks.where(ClockRow.clock == Clock.HANDED_OVER, ClockRow.stopped_at.is_(None))
    tasks = _wait(UnitTaskRow.asked_at, UnitTaskRow.due_at).select_from(UnitTaskRow)
    tasks = tasks.join(Referral, Referral.id == UnitTaskRow.referral_id).where(UnitTaskRow.done_at.is_(None))
    came_back = (
        select(ReferralEvent.referral_id, func.max(ReferralEvent.at).label("at"))
        .where(ReferralEvent.after == ReferralStatus.RETURNED)
        .group_by(ReferralEvent.referral_id)
        .subquery()
    )
    time_left = case((Referral.risk_band == RiskBand.HIGH, UNIT_TIME_AT_HIGH_RISK), else_=UNIT_TIME)
    returned = _wait(came_back.c.at, came_back.c.at + time_left).select_from(came_back)
    returned = returned.join(Referral, Referral.id == came_back.c.referral_id).where(waits_for_the_unit())
    return union_all(clocks, tasks, returned).subquery()


def _wait(asked_at: Any, due_at: Any) -> Select[Any]:
    """Give one thing that is due; when it is critical is what hub.intake.rules.urgency says."""
    once_more = due_at + (due_at - asked_at)
    critical = case((Referral.risk_band == RiskBand.HIGH, due_at), else_=once_more)
    return select(Referral.id.label("referral_id"), due_at.label("due_at"), critical.label("critical_at"))
