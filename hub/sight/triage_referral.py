"""A referral as the coordinator works with it: facts, turns, clocks, what happened; never the person."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from hub import audit
from hub.acknowledgement import queries as acknowledgement
from hub.audit import Entry, Event
from hub.db import Transaction
from hub.domain.assignment import AssignmentEvent as E
from hub.domain.assignment import AssignmentState as S
from hub.domain.assignment import next_state
from hub.domain.codes import OPEN_STATUSES, Role
from hub.domain.errors import NotFoundError
from hub.intake import queries as intake
from hub.journey.refusing import why_nobody
from hub.sight.referrals import timeline
from hub.sla import queries as sla
from hub.triage import queries as triage

_BY_HAND = (E.RECALL, E.REASSIGN)


def facts_of(tx: Transaction, referral_id: UUID) -> dict[str, Any]:
    """Read what a referral says of itself; raises NotFoundError."""
    row = intake.read(tx, referral_id)
    if row is None:
        raise NotFoundError("There is no such referral.")
    return row


def whole(tx: Transaction, referral_id: UUID) -> dict[str, Any]:
    """Show a referral with all that a coordinator decides by; recorded as a view of it and its timeline.

    Keys: `facts`, `assignments` (each with its `clocks` and the `acts` that a coordinator may do on it),
    `events`, `unit_tasks`, `questions` (open triage rows), `joined_to` (ids), `may_withdraw`, `may_amend`,
    and `why_nobody`, the sentence that says why it can be given to nobody, or None. Raises NotFoundError.
    """
    facts = facts_of(tx, referral_id)
    audit.record(tx, Entry(event=Event.REFERRAL_VIEWED, referral_id=referral_id))
    questions = triage.open_of_referral(tx, referral_id)
    refusal = why_nobody(facts, may_be_doubled=bool(triage.possible_duplicates(tx, [referral_id])))
    return {
        "facts": facts,
        "assignments": assignments_of(tx, referral_id),
        "events": timeline(tx, referral_id),
        "unit_tasks": intake.unit_tasks(tx, [referral_id]),
        "questions": questions,
        "joined_to": [carrier_id for carrier_id, _ in intake.carriers(tx, referral_id)],
        "may_withdraw": facts["status"] in OPEN_STATUSES,
        "may_amend": facts["status"] in OPEN_STATUSES,
        "why_nobody": refusal.message if refusal else None,
    }


def assignments_of(tx: Transaction, referral_id: UUID) -> list[dict[str, Any]]:
    """Show a referral's turns, each with its clocks and with what a coordinator may do on it."""
    found = acknowledgement.of_referrals(tx, [referral_id])
    clocks = sla.of_assignments(tx, [each["id"] for each in found])
    return [
        {
            **each,
            "acts": acts_on(each),
            "clocks": [clock for clock in clocks if clock["assignment_id"] == each["id"]],
        }
        for each in found
    ]


def acts_on(turn: Mapping[str, Any]) -> frozenset[E]:
    """Say what a coordinator may do on a turn; `acknowledge` is to confirm one that came by link."""
    by_hand = frozenset(
        event
        for event in _BY_HAND
        if isinstance(next_state(turn["state"], event, Role.COORDINATOR, held_from=turn["held_from"]), S)
    )
    confirms = turn["state"] is S.ACKNOWLEDGED and turn["unverified_link"]
    return by_hand | {E.ACKNOWLEDGE} if confirms else by_hand


def turn_of(tx: Transaction, assignment_id: UUID) -> dict[str, Any]:
    """Read one turn, with what may be done on it; raises NotFoundError."""
    row = acknowledgement.one(tx, assignment_id)
    if row is None:
        raise NotFoundError("There is no such assignment.")
    return {**row, "acts": acts_on(row)}
