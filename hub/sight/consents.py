"""What the person agreed to later, and what the provider that leads may still ask about."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from hub.db import Transaction
from hub.directory.queries import what_they_do
from hub.directory.rules.marks import without_marks
from hub.intake.queries.consents import later_consents
from hub.journey.agreeing import may_agree_to


@dataclass(frozen=True, kw_only=True)
class Addable:
    """A service that the person may agree to: its slug, what it is called, and what it does."""

    service: str
    name: str
    description: str


def agreed(tx: Transaction, referral_id: UUID, assignment_id: UUID | None = None) -> list[dict[str, Any]]:
    """Tell each yes to one more service of a referral in sight: `at`, `by`, `agreed`, `how`, `given_on`.

    Of one assignment those alone that its own provider recorded.
    """
    return [
        {
            "at": each["at"],
            "by": each["role"],
            "agreed": each["service"],
            "how": each["how"],
            "given_on": each["given_on"],
        }
        for each in later_consents(tx, referral_id)
        if assignment_id in {None, each["assignment_id"]}
    ]


def addable(tx: Transaction, turn: Mapping[str, Any]) -> tuple[Addable, ...]:
    """Show the services that a yes would bring in beside the caller's own turn, by name; no others.

    `turn` is a row of hub.sight.assignments.own; the transaction sees as the hub does.
    """
    found = may_agree_to(tx, turn)
    return tuple(
        Addable(service=slug, name=name, description=without_marks(description))
        for slug, name, description in (what_they_do(tx, found) if found else ())
    )
