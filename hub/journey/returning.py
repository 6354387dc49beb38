"""Mail that comes to the return address: what could not be delivered after all is opened again.

Nothing that is read here answers for a provider: the only move of an assignment is the one back.
"""

import structlog

from hub.access.scopes import HUB
from hub.acknowledgement import queries
from hub.acknowledgement.actions import Act, move
from hub.channels.mailbox import Letter, Mailbox, Opened, Shelf
from hub.channels.mailbox.reading import read
from hub.db import Database, Transaction
from hub.delivery.actions import Waiting
from hub.delivery.actions.returning import (
    FORGOTTEN_AFTER,
    Proof,
    note,
    prove,
    reopen,
    what_follows,
)
from hub.delivery.queries.returned import Subject, forget, is_known
from hub.delivery.rules import Ask, Reading, Reopen, classify
from hub.domain.assignment import AssignmentEvent as E
from hub.domain.assignment import AssignmentState as S
from hub.domain.codes import DeliveryKind, ReturnedEffect, ReturnedKind, TriageReason
from hub.domain.returned import ReturnedMail
from hub.jobs import Job, ring
from hub.journey.asking import ask_a_person
from hub.journey.delivering import after_try
from hub.journey.finishing import finish
from hub.journey.settling import settle
from hub.triage import actions as triage

MOST = 100
"""How many mails one reading takes in; the rest waits for the next."""

_log = structlog.get_logger(__name__)


def read_returned(database: Database, opened: Opened, *, return_address: str, deadline: float) -> int:
    """Read what waits in the mailbox, each mail in a transaction of its own; returns how many were recorded.

    A mail is moved once it is recorded. One that cannot be recorded is left for the next reading, and the
    others are read all the same. Raises OSError where there is no reading the mailbox.
    """
    recorded = 0
    with opened(deadline=deadline) as mailbox:
        for letter in mailbox.letters(MOST):
            recorded += _one(database, mailbox, letter, return_address)
    if recorded:
        database.run(HUB, lambda tx: forget(tx, FORGOTTEN_AFTER))
    return recorded


def _one(database: Database, mailbox: Mailbox, letter: Letter, return_address: str) -> int:
    mail = read(letter.raw)
    try:
        shelf = database.run(HUB, lambda tx: take_in(tx, mail, return_address))
    except Exception as error:  # noqa: BLE001 - whatever it is, one mail must not hold up the others
        _log.error("returned_mail_left", error=type(error).__name__)
        return 0
    if shelf is None:
        return 0
    mailbox.put_away(letter, shelf)
    return 1


def take_in(tx: Transaction, mail: ReturnedMail, return_address: str) -> Shelf | None:
    """Record one mail and do what follows; returns where it is to be put.

    None leaves it for later: its message is in a worker's hands, so that what came of it is not known yet.
    A mail that was read before changes nothing.
    """
    reading = classify(mail)
    shelf = Shelf.FOR_A_PERSON if reading.kind is ReturnedKind.WRITTEN else Shelf.READ
    if is_known(tx, mail.digest):
        return shelf
    proof = prove(tx, mail.came_to, return_address)
    if proof.subject is not None and proof.subject.is_in_hand:
        return None
    effect = _do(tx, mail.digest, reading, proof)
    _log.info(
        "mail_returned",
        kind=reading.kind,
        code=proof.trust,
        outcome=effect,
        status=reading.status,
        delivery_id=str(proof.subject.id) if proof.subject else None,
    )
    return shelf


def _do(tx: Transaction, digest: bytes, reading: Reading, proof: Proof) -> ReturnedEffect:
    subject = proof.subject
    if subject is None:
        note(tx, digest, reading, proof, ReturnedEffect.IGNORED)
        return ReturnedEffect.IGNORED
    match what_follows(reading, proof):
        case Reopen() as why:
            came_of_it = reopen(tx, subject, reading, why)
            elsewhere = isinstance(came_of_it, Waiting)
            effect = ReturnedEffect.SENT_ELSEWHERE if elsewhere else ReturnedEffect.GIVEN_UP
            if isinstance(came_of_it, Waiting):
                _send_elsewhere(tx, subject)
            else:
                after_try(tx, came_of_it)
        case Ask():
            effect = ReturnedEffect.ASKED if _ask(tx, subject) else ReturnedEffect.NOTED
        case _:
            effect = ReturnedEffect.NOTED
    note(tx, digest, reading, proof, effect)
    return effect


def _send_elsewhere(tx: Transaction, subject: Subject) -> None:
    """Take the hand-over back where there was one; it is handed over again at the other address."""
    turns = queries.lock_known(tx, [subject.assignment_id]) if subject.assignment_id else ()
    for turn in turns:
        if subject.kind is DeliveryKind.REFERRAL and turn.state is S.DELIVERED:
            gave_up = move(tx, turn, Act(event=E.GIVE_UP, at=tx.now, as_hub=True))
            finish(tx, gave_up, tx.now)
            finish(tx, move(tx, gave_up.turn, Act(event=E.REDRIVE, at=tx.now, as_hub=True)), tx.now)
    ring(tx, Job.DELIVER)


def _ask(tx: Transaction, subject: Subject) -> bool:
    """Put before the coordinator that somebody has answered a mail; false where it is about no referral."""
    turns = queries.lock_known(tx, [subject.assignment_id]) if subject.assignment_id else ()
    if subject.referral_id is None or not turns:
        return False
    question = triage.Question(
        referral_id=subject.referral_id,
        assignment_id=subject.assignment_id,
        delivery_id=subject.id,
        risk=turns[0].risk,
        reason=TriageReason.ANSWERED_BY_MAIL,
        why="Somebody answered a mail of the hub's by a mail. The hub has not kept what it says.",
    )
    ask_a_person(tx, [question])
    settle(tx, subject.referral_id)
    return True
