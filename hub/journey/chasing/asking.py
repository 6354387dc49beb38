"""Where nobody answers, or a hold does not end, a person decides."""

from collections.abc import Iterable, Mapping

from hub.acknowledgement.actions import holds_over
from hub.db import Transaction
from hub.domain.codes import Clock, TriageReason
from hub.journey.asking import ask_a_person
from hub.journey.settling import settle
from hub.sla.queries import DueChase
from hub.triage import actions as triage

MOST = 100

WAITS_FOR: Mapping[Clock, str] = {
    Clock.HANDED_OVER: "has not been handed over",
    Clock.ACKNOWLEDGED: "has not been acknowledged",
    Clock.DECIDED: "has not been accepted or declined",
    Clock.FIRST_ATTEMPT: "was accepted, but no contact attempt has been made",
    Clock.CONTACT_MADE: "was accepted, but the person has not been reached",
    Clock.NEEDS_ASSESSED: "is being worked on, but the person's needs have not been assessed",
}


def ask_who_follows(tx: Transaction, chases: Iterable[DueChase]) -> None:
    """Put before a person whoever did not answer by the end of the ladder."""
    chases = list(chases)
    ask_a_person(
        tx,
        [
            triage.Question(
                referral_id=chase.referral_id,
                assignment_id=chase.assignment_id,
                risk=chase.risk,
                reason=TriageReason.NOT_ANSWERED,
                why=f"The referral {WAITS_FOR[chase.clock]}; reminder and escalation had no effect.",
                detail={"clock": str(chase.clock), "service": chase.service},
            )
            for chase in chases
        ],
    )
    for referral_id in dict.fromkeys(chase.referral_id for chase in chases):
        settle(tx, referral_id)


def ask_about_holds(tx: Transaction) -> int:
    """Put up to a hundred turns before a person whose hold was to end by now, each once."""
    turns = holds_over(tx, MOST)
    ask_a_person(
        tx,
        [
            triage.Question(
                referral_id=turn.referral_id,
                assignment_id=turn.id,
                risk=turn.risk,
                reason=TriageReason.NOT_ANSWERED,
                why="A hold has lasted beyond the day it was to end.",
                detail={"service": turn.service},
            )
            for turn in turns
        ],
    )
    for referral_id in dict.fromkeys(turn.referral_id for turn in turns):
        settle(tx, referral_id)
    return len(turns)
