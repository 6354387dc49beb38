"""Putting something before the referral coordinator, and saying so by mail where an hour matters."""

from collections.abc import Sequence

from hub.db import Transaction
from hub.delivery.actions import NewDelivery, endpoints_of, queue
from hub.directory.queries import agencies_of_kind
from hub.domain.codes import AgencyKind, DeliveryKind, EndpointPurpose
from hub.jobs import Job, ring
from hub.triage.actions import Question, ask
from hub.triage.rules import is_urgent


def ask_a_person(tx: Transaction, questions: Sequence[Question]) -> None:
    """Open triage rows; for each new one that is urgent the coordinator on duty gets an alert at once."""
    opened = ask(tx, questions)
    urgent = [question for question in opened if is_urgent(question.reason, question.risk, tx.now)]
    if not urgent:
        return
    addresses = endpoints_of(tx, agencies_of_kind(tx, AgencyKind.COORDINATOR), EndpointPurpose.DUTY)
    queue(
        tx,
        [
            NewDelivery(
                kind=DeliveryKind.ALERT,
                agency_id=agency_id,
                endpoint_id=found[0].id,
                referral_id=question.referral_id,
                due_at=tx.now,
            )
            for agency_id, found in addresses.items()
            for question in urgent
        ],
    )
    ring(tx, Job.DELIVER)
