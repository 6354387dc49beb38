"""A contract ends: its provider is reminded, a person is asked, and what nobody took on is decided again."""

from uuid import UUID

from hub.access.scopes import HUB
from hub.acknowledgement.actions import Act
from hub.acknowledgement.queries import Turn, lock_known
from hub.acknowledgement.queries import contract_ends as queries
from hub.acknowledgement.queries.contract_ends import EndingContract
from hub.db import Database, Transaction
from hub.domain.assignment import AssignmentEvent as E
from hub.domain.assignment import has_accepted
from hub.domain.barring import CONTRACT_ENDED
from hub.domain.calendar import london_date, midnight
from hub.domain.codes import DeliveryKind, RiskBand, TriageReason
from hub.domain.contract_end import Plan, Step, step_for_accepted, step_for_unanswered
from hub.journey.asking import ask_a_person
from hub.journey.notifying import to_duty
from hub.journey.settling import settle
from hub.journey.taking_back import take_back
from hub.triage import actions as triage

BATCH = 100


def see_to_contract_ends(database: Database) -> int:
    """Take every step that is due about contracts that end, in batches; returns how many turns there were.

    Any number may run at once: each turn is locked, looked at again, and taken once.
    """
    seen = 0
    while found := database.run(HUB, contract_ends_batch):
        seen += found
    return seen


def contract_ends_batch(tx: Transaction) -> int:
    """Take the steps that are due about up to a hundred turns in this transaction; returns how many."""
    today, left = london_date(tx.now), BATCH
    for contract in queries.ending_contracts(tx, today):
        for step in (_accepted, _unanswered):
            if left > 0:
                left -= step(tx, contract, left)
    return BATCH - left


def _accepted(tx: Transaction, contract: EndingContract, most: int) -> int:
    since = midnight(contract.ending.remind_on)
    match step_for_accepted(contract.ending, london_date(tx.now)):
        case Step.REMIND:
            turns = lock_known(tx, queries.to_remind(tx, contract.reference, since, most))
            to_duty(tx, turns, DeliveryKind.CONTRACT_ENDING)
            return len(turns)
        case Step.ASK:
            return _ask(tx, contract, queries.to_ask_about(tx, contract.reference, since, most))
        case _:
            return 0


def _unanswered(tx: Transaction, contract: EndingContract, most: int) -> int:
    """Take turns that nobody accepted, those at high risk to a person."""
    since, done = midnight(contract.ending.remind_on), 0
    for high, risk in ((True, RiskBand.HIGH), (False, RiskBand.NOT_KNOWN)):
        step = step_for_unanswered(contract.ending, london_date(tx.now), risk)
        if step is Step.NOTHING or done >= most:
            continue
        found = queries.unanswered(tx, contract.reference, since, most - done, high_risk=high)
        done += _ask(tx, contract, found) if step is Step.ASK else _decide_again(tx, found)
    return done


def _ask(tx: Transaction, contract: EndingContract, ids: tuple[UUID, ...]) -> int:
    turns = lock_known(tx, ids)
    ask_a_person(tx, [_question(turn, contract) for turn in turns])
    for referral_id in dict.fromkeys(turn.referral_id for turn in turns):
        settle(tx, referral_id)
    return len(turns)


def _question(turn: Turn, contract: EndingContract) -> triage.Question:
    ending = contract.ending
    plan = ending.plan if has_accepted(turn.state, turn.held_from) else None
    day = f"{ending.last_day.day} {ending.last_day:%B %Y}"
    return triage.Question(
        referral_id=turn.referral_id,
        assignment_id=turn.id,
        risk=turn.risk,
        reason=TriageReason.CONTRACT_ENDED,
        why=_WHY[plan].format(service=contract.service_name, day=day),
        detail={"service": turn.service, "plan": str(ending.plan), "last_day": ending.last_day.isoformat()},
    )


_WHY = {
    Plan.FINISH: "{service} was to finish what was open under its contract by {day}, and this is still open.",
    Plan.TRANSFER: (
        "The contract of {service} is in force up to {day} and no other one follows. Its open cases are to "
        "pass to another service, if the person agrees."
    ),
    None: "The contract of {service} has ended, and it had not accepted. At high risk a person decides.",
}


def _decide_again(tx: Transaction, ids: tuple[UUID, ...]) -> int:
    turns = lock_known(tx, ids)
    for turn in turns:
        act = Act(event=E.RECALL, at=tx.now, reason=CONTRACT_ENDED, as_hub=True)
        take_back(tx, turn, act, cause="contract ended", otherwise=TriageReason.CONTRACT_ENDED)
    return len(turns)
