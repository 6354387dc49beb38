"""A decision is open again as the facts changed: compared, and put before a person if it differs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from hub import audit
from hub.acknowledgement import queries as acknowledgement
from hub.acknowledgement.actions import Act, move
from hub.acknowledgement.queries import Turn
from hub.audit import Entry, Event
from hub.db import Transaction
from hub.domain.assignment import AssignmentEvent as E
from hub.domain.assignment import is_recallable
from hub.domain.codes import AssignmentRole, ReturnReason, RiskBand, TriageReason, UnitTask
from hub.domain.ids import new_id
from hub.intake import queries as intake
from hub.intake.actions.amending import Change
from hub.journey.asking import ask_a_person
from hub.journey.barring import bars_of
from hub.journey.days import Days
from hub.journey.deciding import question_of_row
from hub.journey.finishing import finish
from hub.journey.following import UNIT_TASK_TIME
from hub.journey.notifying import stop
from hub.journey.waiting import start_waiting
from hub.routing.actions import Answer, keep
from hub.triage import actions as triage

Row = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """Where a decision leads, by what matters to those who hold the referral."""

    lead: str | None
    additional: frozenset[str]
    information_only: bool = False
    outside_area: bool = False

    def plain(self) -> dict[str, Any]:
        """Give JSON values for the triage row."""
        return {
            "lead": self.lead,
            "additional": sorted(self.additional),
            "information_only": self.information_only,
            "outside_area": self.outside_area,
        }


@dataclass(frozen=True, kw_only=True)
class Reopened:
    """A referral as it is now, what changed, what was decided by the facts before, and what it lacks now."""

    row: Row
    change: Change
    amendment_id: UUID
    before: Answer
    lacks: tuple[ReturnReason, ...]

    @property
    def is_urgent(self) -> bool:
        """Whether the risk is high that was not: whoever holds it has less time than they knew."""
        return self.change.after.get("risk_band") is RiskBand.HIGH

    @property
    def needs_a_person(self) -> bool:
        """Whether a person looks at it even where the same services come out."""
        return bool(self.lacks) or self.is_urgent


def decision_of(tx: Transaction, days: Days, row: Row) -> Answer:
    """Decide by today's table as if nobody held the referral, without those whom an earlier no bars."""
    barred = frozenset(bars_of(tx, days, row, but_live=True))
    return days.answer(question_of_row(row, tx.now, barred), tx.now)


def reopen(tx: Transaction, days: Days, reopened: Reopened) -> str | None:
    """Decide again by the new facts; None if the same comes out, else the sentence for whoever looks at it.

    Nothing is moved. Without the consent that the new facts need, whoever has not accepted is recalled, so
    that nothing more goes out.
    """
    row = reopened.row
    answer = decision_of(tx, days, row)
    keep(tx, "amended", [(row["id"], tx.now, answer)])
    entry = Entry(event=Event.REFERRAL_ROUTED, referral_id=row["id"], detail={"decision": str(answer.id)})
    audit.record(tx, entry)
    _ask_the_unit(tx, row, answer.placement.unit_task)
    live = acknowledgement.lock_live(tx, row["id"])
    old, new = _outcome(reopened.before), _outcome(answer)
    if not reopened.needs_a_person and _held(live) == new:
        triage.settle_reason(tx, row["id"], TriageReason.RECLASSIFIED)
        return None
    if not reopened.needs_a_person and old == new:
        return None
    if ReturnReason.CONSENT_NEEDED in reopened.lacks:
        _recall_unanswered(tx, live)
    return _put_before_a_person(tx, reopened, live, (old, new), days)


def _outcome(answer: Answer) -> Outcome:
    placement = answer.placement
    return Outcome(
        lead=placement.lead.service if placement.lead else None,
        additional=frozenset(each.service for each in placement.additional),
        information_only=placement.information_only,
        outside_area=placement.outside_area,
    )


def _held(live: tuple[Turn, ...]) -> Outcome:
    leads = [turn.service for turn in live if turn.role is AssignmentRole.LEAD]
    return Outcome(
        lead=leads[0] if leads else None,
        additional=frozenset(turn.service for turn in live if turn.role is AssignmentRole.ADDITIONAL),
    )


def _recall_unanswered(tx: Transaction, live: tuple[Turn, ...]) -> None:
    for turn in live:
        if is_recallable(turn.state, turn.held_from):
            act = Act(event=E.RECALL, at=tx.now, reason=ReturnReason.CONSENT_NEEDED, as_hub=True)
            moved = move(tx, turn, act)
            finish(tx, moved, tx.now)
            stop(tx, [turn], {turn.id: moved.before})
            start_waiting(tx, turn.referral_id, tx.now)


def _put_before_a_person(
    tx: Transaction,
    reopened: Reopened,
    live: tuple[Turn, ...],
    outcomes: tuple[Outcome, Outcome],
    days: Days,
) -> str:
    row, (old, new) = reopened.row, outcomes
    names = {slug: offer.name for slug, offer in days.offers(tx.now).items()}
    why = _why(reopened, new, names)
    triage.settle_reason(tx, row["id"], TriageReason.RECLASSIFIED)
    question = triage.Question(
        referral_id=row["id"],
        risk=row["risk_band"],
        reason=TriageReason.RECLASSIFIED,
        why=why,
        detail={
            "amendment": str(reopened.amendment_id),
            "before": old.plain(),
            "now": new.plain(),
            "holders": [[turn.service, str(turn.role), str(turn.state)] for turn in live],
            "lacks": [str(reason) for reason in reopened.lacks],
        },
    )
    ask_a_person(tx, [question])
    return why


_LACKS = {
    ReturnReason.CONSENT_NEEDED: (
        "The person's explicit consent comes first now: nothing more goes out, and whoever had not "
        "accepted was told to stop."
    ),
    ReturnReason.NO_SAFE_CONTACT: "None of the ways to reach the person is safe by what it says now.",
    ReturnReason.INSUFFICIENT_INFORMATION: "No way to reach the person is given.",
}


_HIGH_NOW = "The risk is high now, and the time limits that run are shorter from now on: ring whoever has it."


def _why(reopened: Reopened, new: Outcome, names: Mapping[str, str]) -> str:
    said = [_HIGH_NOW] if reopened.is_urgent else []
    said += [_LACKS[reason] for reason in reopened.lacks if reason in _LACKS]
    if new.lead is not None:
        beside = ", ".join(names[slug] for slug in sorted(new.additional))
        said.append(
            f"By today's table {names[new.lead]} leads{f', with {beside} beside it' if beside else ''}."
        )
    elif new.information_only:
        said.append("By today's table nobody is sent: the unit gives information.")
    elif new.outside_area:
        said.append("By today's table no service here takes a person who lives outside Merseyside.")
    else:
        said.append("By today's table no service fits.")
    return " ".join(("What the referral says has changed.", *said, "The referral coordinator decides."))


def _ask_the_unit(tx: Transaction, row: Row, task: UnitTask | None) -> None:
    """Ask the unit for what the new facts need of it, once."""
    asked = {each["task"] for each in intake.unit_tasks(tx, [row["id"]])}
    if task is None or task in asked:
        return
    new = {
        "id": new_id(),
        "referral_id": row["id"],
        "unit_id": row["unit_id"],
        "task": task,
        "asked_at": tx.now,
        "due_at": tx.now + UNIT_TASK_TIME,
    }
    intake.add_unit_tasks(tx, [new])
