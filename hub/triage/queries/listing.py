"""Open rows as the coordinator's list asks for them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from hub.db import Transaction, in_page
from hub.domain.codes import Borough, RiskBand, TriageReason
from hub.domain.paging import Page
from hub.models import Referral, TriageItem
from hub.triage.queries.items import IS_OPEN, ITEMS


class TriageSort(StrEnum):
    """By what the list is sorted."""

    DUE = "due"
    OPENED = "opened"


@dataclass(frozen=True, kw_only=True)
class TriageFilters:
    """Which open rows are wanted; an empty one asks for nothing."""

    reason: Collection[TriageReason] = ()
    risk: Collection[RiskBand] = ()
    borough: Collection[Borough] = ()


_KEYS = {TriageSort.DUE: TriageItem.due_at, TriageSort.OPENED: TriageItem.opened_at}


def page(tx: Transaction, filters: TriageFilters, asked: Page[TriageSort]) -> tuple[dict[str, Any], ...]:
    """Read a page of open rows as the fields of an `Item`, one more than its size if there is a next one."""
    statement = in_page(ITEMS.where(*_wanted(filters)), asked, _KEYS[asked.sort], TriageItem.id)
    return tuple(dict(row) for row in tx.connection.execute(statement).mappings())


def ids(tx: Transaction, filters: TriageFilters, limit: int) -> tuple[UUID, ...]:
    """Name the open rows that are wanted, the soonest due first."""
    rows = tx.connection.execute(
        select(TriageItem.id)
        .join(Referral, Referral.id == TriageItem.referral_id)
        .where(*_wanted(filters))
        .order_by(TriageItem.due_at, TriageItem.id)
        .limit(limit)
    )
    return tuple(rows.scalars())


def chosen(tx: Transaction, item_ids: Collection[UUID]) -> tuple[dict[str, Any], ...]:
    """Read the open ones among some rows as the fields of an `Item`, the soonest due first."""
    statement = ITEMS.where(IS_OPEN, TriageItem.id.in_(item_ids)).order_by(TriageItem.due_at, TriageItem.id)
    return tuple(dict(row) for row in tx.connection.execute(statement).mappings())


def due_times(tx: Transaction, filters: TriageFilters) -> dict[datetime, int]:
    """Count the open rows by their due time, so that a rule can say how many are late."""
    rows = tx.connection.execute(
        select(TriageItem.due_at, func.count())
        .join(Referral, Referral.id == TriageItem.referral_id)
        .where(*_wanted(filters))
        .group_by(TriageItem.due_at)
    )
    return {row[0]: row[1] for row in rows}


def _wanted(filters: TriageFilters) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = [IS_OPEN]
    if filters.reason:
        wanted.append(TriageItem.reason.in_(list(filters.reason)))
    if filters.risk:
        wanted.append(Referral.risk_band.in_(list(filters.risk)))
    if filters.borough:
        wanted.append(Referral.borough.in_(list(filters.borough)))
    return wanted
