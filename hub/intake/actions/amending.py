"""Writing down that a referral says something else now: what it was, what it is, who said so and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from hub import audit
from hub.audit import Entry, Event
from hub.db import Transaction
from hub.domain.codes import Borough
from hub.domain.ids import new_id
from hub.domain.plain import to_plain
from hub.domain.submission import SealedPart, sealed_parts
from hub.intake.actions.columns import crime_columns
from hub.intake.queries import amendments as queries
from hub.intake.rules.amending import Amendment
from hub.models import ReferralAmendment
from hub.sealing import Place, sealer


@dataclass(frozen=True, kw_only=True)
class Change:
    """What an amendment changes: the referral's columns before and after, and parts of the sealed person."""

    before: dict[str, Any]
    after: dict[str, Any]
    sealed: dict[SealedPart, dict[str, Any]]
    sealed_names: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """What changes by what was told, sorted; what only follows from it is left out."""
        return tuple(sorted({*self.after, *self.sealed_names} - FOLLOWS))

    @property
    def is_none(self) -> bool:
        """Whether everything is so already."""
        return not self.after and not self.sealed_names


FOLLOWS = frozenset({"sensitive"})
"""Columns that nobody tells: they follow from the others."""

_SEALED = {
    "postcode": (SealedPart.CONTACT, "postcode"),
    "address": (SealedPart.CONTACT, "address"),
    "risk_reason": (SealedPart.NOTES, "risk_reason"),
}
"""What of the sealed person an amendment can change, by the name that its row has for it."""


def change_of(row: Mapping[str, Any], amendment: Amendment, borough: Borough, *, sensitive: bool) -> Change:
    """Compare what is on record (`row`, as `read` gives it) with what it is to be."""
    wanted = {
        **crime_columns(amendment.after),
        "borough": borough,
        "works_or_visits": sorted(amendment.after.person.works_or_visits),
        "sensitive": sensitive,
    }
    wanted.pop("offence_code")
    changed = [name for name, value in wanted.items() if row[name] != value]
    was, now = sealed_parts(amendment.before), sealed_parts(amendment.after)
    names = tuple(name for name, (part, key) in _SEALED.items() if was[part][key] != now[part][key])
    parts = {_SEALED[name][0] for name in names}
    return Change(
        before={name: row[name] for name in changed},
        after={name: wanted[name] for name in changed},
        sealed={part: now[part] for part in parts},
        sealed_names=names,
    )


def amend(tx: Transaction, referral_id: UUID, change: Change, reason: str) -> UUID:
    """Write an amendment with what it changes; returns its id."""
    amendment_id = new_id()
    seal = sealer().seal
    queries.change(tx, referral_id, change.after)
    queries.change_person(
        tx,
        referral_id,
        {
            str(part): seal(value, Place(table="person", column=part, row=referral_id))
            for part, value in change.sealed.items()
        },
    )
    tx.append(
        ReferralAmendment,
        [
            {
                "id": amendment_id,
                "referral_id": referral_id,
                "at": tx.now,
                "before": _json(change.before),
                "after": _json(change.after),
                "sealed_parts": list(change.sealed_names),
                "reason": seal(reason, _place(amendment_id)),
                "role": tx.scope.role,
                "agency_id": tx.scope.agency_id,
                "key_id": tx.scope.key_id,
                "account_id": tx.scope.account_id,
            }
        ],
    )
    audit.record(
        tx,
        Entry(
            event=Event.REFERRAL_AMENDED,
            referral_id=referral_id,
            detail={"amendment": str(amendment_id), "changed": list(change.names)},
        ),
    )
    return amendment_id


def _json(columns: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: [str(each) for each in value] if isinstance(value, list) else to_plain(value)
        for name, value in columns.items()
    }


def reasons_of_amendments(tx: Transaction, referral_id: UUID) -> dict[UUID, str]:
    """Open why a referral was amended each time, for a coordinator; whoever shows it records the view."""
    found = queries.amendment_reasons(tx, referral_id)
    return {each: str(sealer().open(sealed, _place(each))) for each, sealed in found.items()}


def _place(amendment_id: UUID) -> Place:
    return Place(table="referral_amendment", column="reason", row=amendment_id)
