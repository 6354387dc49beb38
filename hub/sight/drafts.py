"""What would become of a submission that is still being written: the same decision, and nothing stored."""

from dataclasses import dataclass
from datetime import datetime

from hub.db import Transaction
from hub.directory.queries import KnownAgency
from hub.domain.codes import AssignmentRole, ReferralStatus, ReturnReason, RiskBand, UnitTask
from hub.domain.errors import Fault
from hub.domain.offer import Offer
from hub.domain.submission import Submission
from hub.intake.actions import Arrival
from hub.intake.rules.judge import judge
from hub.journey.arriving import Faulty, Incoming, read_body
from hub.journey.barring import barred_on_arrival
from hub.journey.days import Days
from hub.journey.deciding import Decided, decide_arrival
from hub.journey.locating import located
from hub.sla.rules import opens_at


@dataclass(frozen=True, kw_only=True)
class Receiver:
    """A service that would get it, why, and when it opens if it is closed now and the risk is high."""

    service: str
    name: str
    provider: str
    role: AssignmentRole
    why: tuple[str, ...]
    opens_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What sending it now would lead to. Whether another source knows the person is never part of it."""

    status: ReferralStatus
    reasons: tuple[ReturnReason, ...]
    why: tuple[str, ...]
    receivers: tuple[Receiver, ...]
    unit_task: UnitTask | None
    risk: RiskBand

    @property
    def asks_for_a_holder(self) -> bool:
        """Whether somebody must keep the person safe until a service opens."""
        return any(each.opens_at for each in self.receivers)


def preview(tx: Transaction, source: KnownAgency, body: object) -> Preview | tuple[Fault, ...]:
    """Say what would become of a body if its source sent it now, or give every fault of it."""
    days = Days(tx)
    (read,) = located(tx, [read_body(days, source, Incoming(body=body, at=tx.now))])
    if isinstance(read, Faulty):
        return read.faults
    arrival = _arrival(tx, source, read)
    decided = decide_arrival(days, arrival, barred_on_arrival(tx, days, arrival))
    return _preview(tx, decided, days.offers(tx.now))


def _arrival(tx: Transaction, source: KnownAgency, submission: Submission) -> Arrival:
    return Arrival(
        submission=submission,
        verdict=judge(submission, received_at=tx.now, source_kind=source.kind),
        borough=submission.person.borough,
        received_at=tx.now,
        source_id=source.id,
        unit_id=source.units.get(submission.referring_unit),
    )


def _preview(tx: Transaction, decided: Decided, offers: dict[str, Offer]) -> Preview:
    settled, placement = decided.settled, decided.answer and decided.answer.placement
    is_placed = settled.status is ReferralStatus.PLACED
    chosen = (placement.lead, *placement.additional) if is_placed and placement and placement.lead else ()
    risk = settled.arrival.submission.risk.band
    receivers = tuple(
        Receiver(
            service=each.service,
            name=offers[each.service].name,
            provider=offers[each.service].agency_name,
            role=each.role,
            why=each.why,
            opens_at=opens_at(offers[each.service].opening, tx.now, risk, tx.calendar),
        )
        for each in chosen
    )
    is_open = settled.status in {ReferralStatus.PLACED, ReferralStatus.AWAITING_TRIAGE}
    return Preview(
        status=settled.status,
        reasons=settled.reasons,
        why=settled.why,
        receivers=receivers,
        unit_task=placement.unit_task if is_open and placement else None,
        risk=risk,
    )
