"""Mails that came to the return address, as whoever runs the hub reads them; never what one said."""

from collections.abc import Collection, Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select

from hub.db import Transaction, in_page
from hub.delivery import rules
from hub.domain.codes import ReturnedEffect, ReturnedKind, ReturnTrust
from hub.domain.paging import Page
from hub.models import Agency, Delivery, Endpoint, Referral, ReturnedMailRow


class ReturnedSort(StrEnum):
    """By what mails that came back may be sorted."""

    AT = "at"


_SHOWN = (
    ReturnedMailRow.id,
    ReturnedMailRow.at,
    ReturnedMailRow.kind,
    ReturnedMailRow.trust,
    ReturnedMailRow.effect,
    ReturnedMailRow.status,
    Delivery.kind.label("message"),
    Referral.reference,
    Agency.slug.label("agency"),
    Agency.name.label("agency_name"),
    Endpoint.address,
)


def came_back(
    tx: Transaction,
    page: Page[ReturnedSort],
    *,
    kinds: Collection[ReturnedKind] = (),
    effects: Collection[ReturnedEffect] = (),
) -> tuple[Mapping[str, Any], ...]:
    """List a page of what came back, and one more; what is about no mail of the hub's has no message."""
    wanted = ((ReturnedMailRow.kind, kinds), (ReturnedMailRow.effect, effects))
    statement = (
        select(*_SHOWN)
        .select_from(ReturnedMailRow)
        .outerjoin(Delivery, Delivery.id == ReturnedMailRow.delivery_id)
        .outerjoin(Endpoint, Endpoint.id == Delivery.endpoint_id)
        .outerjoin(Agency, Agency.id == Delivery.agency_id)
        .outerjoin(Referral, Referral.id == Delivery.referral_id)
        .where(*(column.in_(values) for column, values in wanted if values))
    )
    rows = tx.connection.execute(in_page(statement, page, ReturnedMailRow.at, ReturnedMailRow.id)).mappings()
    return tuple({**row, "reason": rules.meaning_of(row["status"])} for row in rows)


def counted(tx: Transaction) -> Mapping[str, int]:
    """Count what came back of late by its kind, and apart from that what proves nothing as `ignored`."""
    proven = ReturnedMailRow.trust == ReturnTrust.PROVEN
    rows = tx.connection.execute(
        select(ReturnedMailRow.kind, proven.label("proven"), func.count())
        .where(ReturnedMailRow.at > tx.now - _LATELY)
        .group_by(ReturnedMailRow.kind, proven)
    ).all()
    found = {str(kind): 0 for kind in ReturnedKind}
    found |= {str(kind): number for kind, is_proven, number in rows if is_proven}
    return {**found, "ignored": sum(number for _, is_proven, number in rows if not is_proven)}


def failing_addresses(tx: Transaction) -> tuple[Mapping[str, Any], ...]:
    """List the addresses in use from which mails come back for good again and again, the worst first.

    Rows of agency, agency_name, address, number and last, the instant of the last one.
    """
    number, last = func.count(), func.max(ReturnedMailRow.at)
    rows = tx.connection.execute(
        select(
            Agency.slug.label("agency"),
            Agency.name.label("agency_name"),
            Endpoint.address,
            number.label("number"),
            last.label("last"),
        )
        .join(Delivery, Delivery.id == ReturnedMailRow.delivery_id)
        .join(Endpoint, Endpoint.id == Delivery.endpoint_id)
        .join(Agency, Agency.id == Endpoint.agency_id)
        .where(
            ReturnedMailRow.kind == ReturnedKind.PERMANENT,
            ReturnedMailRow.at > tx.now - _LATELY,
            ~Endpoint.paused,
        )
        .group_by(Endpoint.id, Agency.slug, Agency.name)
        .having(number >= rules.FAILS_OFTEN)
        .order_by(number.desc(), Endpoint.address)
    )
    return tuple(dict(row) for row in rows.mappings())


_LATELY = timedelta(days=rules.FAILS_OFTEN_DAYS)
