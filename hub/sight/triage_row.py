"""One triage row with what a coordinator can do about it; whom it is about is in hub/sight/triage.py."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from hub import audit
from hub.acknowledgement import queries as acknowledgement
from hub.audit import Entry, Event
from hub.channels import Code
from hub.db import Transaction
from hub.delivery.queries.returned import returned_of
from hub.delivery.queries.tries import tries_of
from hub.delivery.rules import meaning_of
from hub.domain.assignment import LIVE, has_accepted
from hub.domain.assignment import AssignmentState as S
from hub.domain.codes import OPEN_STATUSES, AssignmentRole, DeclineReason, ReferralStatus, TriageReason
from hub.domain.errors import NotFoundError
from hub.domain.submission import Contact, Identity, SealedPart
from hub.intake.actions import open_part
from hub.sight.triage_likeness import Line, Side, compare
from hub.sight.triage_referral import facts_of
from hub.triage import queries
from hub.triage.queries import Item, Settled
from hub.triage.rules import Room, RowFacts, TriageAct, acts_for, only_adds, room_for

_CODES = {str(code): code for code in Code}
_REACHED_NOBODY = frozenset({S.QUEUED, S.UNDELIVERABLE})


@dataclass(frozen=True, kw_only=True)
class OpenRow:
    """An open row, its referral's facts, and the acts that fit it now.

    `taken_back` is the service that assigning would first be taken from, as it has not accepted, and
    `passed_on` one that has; `adds` are services that would come beside the lead all the same. `has_lead`
    says that another one leads and keeps it; `is_last` that nothing else of the referral is open.
    """

    item: Item
    facts: dict[str, Any]
    acts: frozenset[TriageAct]
    taken_back: str | None
    passed_on: str | None
    adds: frozenset[str]
    has_lead: bool
    is_last: bool

    @property
    def reinstates(self) -> bool:
        """Whether assigning undoes a withdrawal that was not the victim's wish."""
        return self.item.reason is TriageReason.CHECK_WITHDRAWAL


@dataclass(frozen=True, kw_only=True)
class Double:
    """A referral that a row's own may be a double of, compared with it; joined to only while it is open."""

    id: UUID
    reference: str
    source: str
    source_reference: str
    received_at: Any
    status: ReferralStatus
    services: tuple[str, ...]
    lines: tuple[Line, ...]

    @property
    def may_be_joined(self) -> bool:
        """Whether somebody still works with it."""
        return self.status in OPEN_STATUSES


def open_row(tx: Transaction, item_id: UUID) -> OpenRow:
    """Read an open row, without the person; raises NotFoundError for one that is closed or not there."""
    item = queries.read_open(tx, item_id)
    if item is None:
        raise NotFoundError("There is no such open triage row.")
    facts = facts_of(tx, item.referral_id)
    turns = acknowledgement.of_referrals(tx, [item.referral_id])
    reasons = queries.open_reasons(tx, item.referral_id)
    own = next((turn for turn in turns if turn["id"] == item.assignment_id), None)
    asked = RowFacts(
        reason=item.reason,
        status=facts["status"],
        victim_said_no=DeclineReason.VICTIM_DECLINED in facts["reasons"],
        may_be_doubled=TriageReason.POSSIBLE_DUPLICATE in reasons,
        reached_nobody=own is not None and own["state"] in _REACHED_NOBODY,
    )
    leads = [turn for turn in turns if turn["role"] is AssignmentRole.LEAD and _is_live(turn)]
    about = own if own is not None and _is_live(own) else next(iter(leads), None)
    lead = leads[0]["service"] if leads else None
    room = _room(item, about, lead)
    goes = about if room is not Room.KEEPS_IT else None
    return OpenRow(
        item=item,
        facts=facts,
        acts=acts_for(asked),
        taken_back=about["service_name"] if about and room is Room.TAKEN_BACK else None,
        passed_on=about["service_name"] if about and room is Room.PASSED_ON else None,
        adds=frozenset(item.detail.get("now", {}).get("additional", ())),
        has_lead=any(turn is not goes for turn in leads),
        is_last=not any(_is_live(turn) for turn in turns) and reasons == {item.reason},
    )


def _room(item: Item, about: dict[str, Any] | None, lead: str | None) -> Room:
    """Say what assigning does to a turn, whichever service is chosen."""
    if about is None:
        return Room.KEEPS_IT
    accepted = has_accepted(about["state"], about["held_from"])
    return room_for(item.reason, has_accepted=accepted, only_adds=only_adds(item.detail, "", lead))


def settled_row(tx: Transaction, item_id: UUID) -> Settled | None:
    """Say how a row ended that is off the list; None for one that is open or was never there."""
    return queries.settled(tx, item_id)


def failures(tx: Transaction, item: Item) -> tuple[dict[str, Any], ...]:
    """Show how the message that a row is about was tried; nothing where there was no address to try."""
    tries = tries_of(tx, item.delivery_id) if item.delivery_id else ()
    return tuple({**each, "code": _CODES.get(each["code"], each["code"])} for each in tries)


def came_back(tx: Transaction, item: Item) -> tuple[dict[str, Any], ...]:
    """Show what came back by mail of the message that a row is about."""
    found = returned_of(tx, item.delivery_id) if item.delivery_id else ()
    return tuple({**each, "reason": meaning_of(each["status"])} for each in found)


def doubles(tx: Transaction, row: OpenRow) -> tuple[Double, ...]:
    """Compare the person of a row with those whom they may be; every view of each is recorded."""
    mine = _side(tx, row.facts)
    named = [UUID(each) for each in row.item.detail.get("possible_duplicates", [])]
    return tuple(_double(tx, mine, facts_of(tx, other_id)) for other_id in named)


def _is_live(turn: dict[str, Any]) -> bool:
    return turn["state"] in LIVE


def _double(tx: Transaction, mine: Side, facts: dict[str, Any]) -> Double:
    turns = acknowledgement.of_referrals(tx, [facts["id"]])
    return Double(
        id=facts["id"],
        reference=facts["reference"],
        source=facts["source"],
        source_reference=facts["source_reference"],
        received_at=facts["received_at"],
        status=facts["status"],
        services=tuple(turn["service_name"] for turn in turns if _is_live(turn)),
        lines=compare(mine, _side(tx, facts)),
    )


def _side(tx: Transaction, facts: dict[str, Any]) -> Side:
    referral_id = facts["id"]
    audit.record(tx, Entry(event=Event.PERSON_VIEWED, referral_id=referral_id))
    return Side(
        facts=facts,
        identity=open_part(tx, referral_id, SealedPart.IDENTITY, Identity),
        contact=open_part(tx, referral_id, SealedPart.CONTACT, Contact),
    )
