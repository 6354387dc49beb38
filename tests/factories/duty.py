"""Somebody on the rota, a call that is to be made, a provider asked about Easter."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from hub.db import Transaction
from hub.domain.duty import PhoneReason
from hub.duty.actions.rota import put_on
from hub.duty.rules.entries import read_shift
from hub.journey.covering import ask_about_holidays
from hub.journey.phoning import PhoneQuestion, ask_to_phone
from hub.models import Agency, CoverRequest

BEFORE_EASTER = datetime(2026, 3, 31, 8, tzinfo=UTC)
"""Three working days before Good Friday 2026, at nine in London."""

A_POST = {
    "post": "deputy",
    "starts": "2026-03-04",
    "hours": "always",
    "title": "Deputy coordinator",
    "phone": "0151 496 0001",
    "mailbox": "deputy@example.org",
}


def agency_id_of(tx: Transaction, slug: str) -> UUID:
    found: UUID = tx.connection.execute(select(Agency.id).where(Agency.slug == slug)).scalar_one()
    return found


def on_the_rota(tx: Transaction, **changes: str) -> UUID:
    """Put a post on the rota; an account's address takes the place of its title and mailbox."""
    given = {**A_POST, **({"title": "", "mailbox": ""} if "account" in changes else {}), **changes}
    return put_on(tx, read_shift(given), "for a test")


def asked_to_ring(
    tx: Transaction, answer: Any, slug: str, reason: PhoneReason = PhoneReason.NOT_ANSWERED
) -> tuple[UUID, ...]:
    """Ask for a call about a referral's first assignment; gives the new task, or none if it is open."""
    question = PhoneQuestion(
        referral_id=UUID(answer["id"]),
        assignment_id=UUID(answer["assignments"][0]["id"]),
        agency_id=agency_id_of(tx, slug),
        reason=reason,
        why="It has not been acknowledged.",
    )
    return ask_to_phone(tx, [question])


def asked_about_easter(tx: Transaction, slug: str) -> UUID:
    """Ask every provider about Easter 2026; gives one provider's request."""
    ask_about_holidays(tx.at(BEFORE_EASTER))
    wanted = select(CoverRequest.id).where(CoverRequest.agency_id == agency_id_of(tx, slug))
    found: UUID = tx.connection.execute(wanted).scalar_one()
    return found
