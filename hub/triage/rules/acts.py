"""What a person can do about a triage row, and what becomes of the service that it is about."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from hub.domain.codes import OPEN_STATUSES, ReferralStatus, TriageReason


class Room(StrEnum):
    """What assigning does to the service that a row is about, or that leads, before another gets its turn."""

    KEEPS_IT = "keeps_it"
    TAKEN_BACK = "taken_back"
    PASSED_ON = "passed_on"


PASSES_ON = frozenset({TriageReason.RECLASSIFIED, TriageReason.CONTRACT_ENDED})
"""Where a person decides about a service that has accepted, so that assigning takes it from that one."""


def room_for(reason: TriageReason, *, has_accepted: bool, only_adds: bool = False) -> Room:
    """Say how room is made for a service that is chosen; `only_adds` that it comes beside the lead."""
    if only_adds:
        return Room.KEEPS_IT
    if not has_accepted:
        return Room.TAKEN_BACK
    return Room.PASSED_ON if reason in PASSES_ON else Room.KEEPS_IT


def only_adds(detail: Mapping[str, Any], service: str, lead: str | None) -> bool:
    """Say whether a service that is chosen comes beside the lead, by what the table said when it was asked.

    `detail` is that of a row for a changed crime or place; `lead` is who leads now. So it is where the table
    names the service as additional, or where its lead is the one that leads already.
    """
    now = detail.get("now", {})
    return service in now.get("additional", ()) or (lead is not None and now.get("lead") == lead)


class TriageAct(StrEnum):
    """What a coordinator can do about a row."""

    ASSIGN = "assign"
    JOIN = "join"
    RELEASE = "release"
    REDRIVE = "redrive"
    RETURN = "return"
    CLOSE = "close"


@dataclass(frozen=True, kw_only=True)
class RowFacts:
    """What decides which acts fit a row.

    `may_be_doubled` says that the referral has an open row as a possible duplicate, be it this one or
    another; `reached_nobody` that the row is about a service to which nothing got through.
    """

    reason: TriageReason
    status: ReferralStatus
    victim_said_no: bool = False
    may_be_doubled: bool = False
    reached_nobody: bool = False


def acts_for(facts: RowFacts) -> frozenset[TriageAct]:
    """Say which acts fit a row by its reason and by where its referral stands.

    What would leave somebody waiting unseen is not among them: a held duplicate is never only closed, nor is
    a message that reached nobody. What is over is given to nobody and returned to nobody, save that a
    withdrawal which was not the victim's wish is undone by assigning.
    """
    reason = facts.reason
    fits = set[TriageAct]()
    doubled_elsewhere = facts.may_be_doubled and reason is not TriageReason.POSSIBLE_DUPLICATE
    is_closed = facts.status is ReferralStatus.CLOSED and not facts.victim_said_no
    is_open = facts.status in OPEN_STATUSES
    undoes = reason is TriageReason.CHECK_WITHDRAWAL
    if undoes or ((is_open or is_closed) and not doubled_elsewhere):
        fits.add(TriageAct.ASSIGN)
    if reason is TriageReason.POSSIBLE_DUPLICATE:
        return frozenset(fits | {TriageAct.JOIN, TriageAct.RELEASE, TriageAct.RETURN})
    if is_open:
        fits.add(TriageAct.RETURN)
    if reason is TriageReason.UNDELIVERABLE and not doubled_elsewhere:
        fits.add(TriageAct.REDRIVE)
    if not (reason is TriageReason.UNDELIVERABLE and facts.reached_nobody):
        fits.add(TriageAct.CLOSE)
    return frozenset(fits)
