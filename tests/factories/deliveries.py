"""A provider with addresses, a referral for it, and messages about it: plain rows, without the journey."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import ARRAY, Boolean, Date, Enum, insert, select, update
from sqlalchemy.dialects.postgresql import JSONB

from hub.delivery.actions import NewDelivery, queue
from hub.domain.assignment import AssignmentState
from hub.domain.codes import (
    AgencyKind,
    AssignmentRole,
    Borough,
    ChannelKind,
    ChaseStep,
    Clock,
    CrimeType,
    DeliveryKind,
    EndpointPurpose,
    ReferralStatus,
    RiskBand,
)
from hub.domain.ids import new_id, new_reference
from hub.models import (
    Agency,
    Assignment,
    Attempt,
    Chase,
    ClockRow,
    Contract,
    DataAgreement,
    Delivery,
    Endpoint,
    Referral,
    Service,
)

NOW = datetime(2018, 3, 29, 15, 0, tzinfo=UTC)


@dataclass(kw_only=True)
class Provider:
    """The ids of an agency with one service, one contract and its addresses, in order."""

    agency: object = field(default_factory=new_id)
    service: object = field(default_factory=new_id)
    contract: object = field(default_factory=new_id)
    endpoints: list = field(default_factory=list)


def add(tx, table, **values):
    """Write a row; what it must hold and nobody speaks of here is as empty as its type allows."""
    row = {"id": new_id(), **values}
    for column in table.__table__.columns:
        if column.name not in row and not column.nullable and column.default is None:
            row[column.name] = _empty(column.type)
    tx.connection.execute(insert(table).values(**row))
    return row["id"]


def _empty(kind):
    match kind:
        case ARRAY():
            return []
        case JSONB():
            return {}
        case Boolean():
            return False
        case Enum():
            return next(iter(kind.enum_class))
        case Date():
            return NOW.date()
    return kind.python_type()


def provider(tx, *channels, agreement_ends=date(2018, 3, 31), targets=None):
    made = Provider()
    slug = str(made.agency)
    add(tx, Agency, id=made.agency, slug=slug, name="Example Support", kind=AgencyKind.PROVIDER)
    add(
        tx,
        Service,
        id=made.service,
        slug=slug,
        agency_id=made.agency,
        name="Example service",
        opening="always",
    )
    add(
        tx,
        Contract,
        id=made.contract,
        service_id=made.service,
        reference=slug,
        starts_on=date(2017, 4, 1),
        ends_before=date(2018, 4, 1),
        targets=targets or {},
    )
    add(
        tx,
        DataAgreement,
        agency_id=made.agency,
        number=slug,
        starts_on=date(2017, 4, 1),
        ends_before=agreement_ends + timedelta(days=1),
    )
    for position, channel in enumerate(channels or (ChannelKind.EMAIL,)):
        endpoint(tx, made, channel=channel, position=position)
    return made


def endpoint(tx, made, *, channel=ChannelKind.EMAIL, position=0, purpose=EndpointPurpose.DUTY, **values):
    row = {"address": f"{purpose}{position}@{made.agency}.example.org", "secret": None, "unit_id": None}
    made.endpoints.append(
        add(
            tx,
            Endpoint,
            **{**row, **values},
            agency_id=made.agency,
            channel=channel,
            position=position,
            purpose=purpose,
        )
    )
    return made.endpoints[-1]


def assignment(tx, made, *, risk=RiskBand.STANDARD, state=AssignmentState.QUEUED):
    """Give the ids of a new referral and of the provider's turn with it."""
    referral = new_id()
    add(
        tx,
        Referral,
        id=referral,
        reference=new_reference(),
        version=1,
        source_agency_id=made.agency,
        source_reference=str(referral),
        person_reference="1",
        received_at=NOW,
        crime_type=CrimeType.HATE_CRIME,
        borough=Borough.KNOWSLEY,
        risk_band=risk,
        status=ReferralStatus.PLACED,
    )
    turn = add(
        tx,
        Assignment,
        referral_id=referral,
        service_id=made.service,
        contract_id=made.contract,
        agency_id=made.agency,
        source_agency_id=made.agency,
        role=AssignmentRole.LEAD,
        state=state,
        assigned_at=NOW,
    )
    return referral, turn


def message(tx, made, *, kind=DeliveryKind.REFERRAL, about=None, endpoint_at=0, **changes):
    """Queue one message about a new referral, or about the one given; returns its id."""
    referral, turn = about or assignment(tx, made)
    new = {
        "kind": kind,
        "agency_id": made.agency,
        "endpoint_id": made.endpoints[endpoint_at],
        "referral_id": referral,
        "assignment_id": turn,
        "due_at": NOW,
    }
    return queue(tx, [NewDelivery(**{**new, **changes})])[0]


def chase(tx, turn, *, clock=Clock.ACKNOWLEDGED, stopped_at=None):
    """Start a clock on an assignment with a reminder; returns the reminder's id."""
    running = add(
        tx,
        ClockRow,
        assignment_id=turn,
        clock=clock,
        started_at=NOW - timedelta(days=1),
        due_at=NOW + timedelta(hours=1),
        stopped_at=stopped_at,
    )
    return add(tx, Chase, clock_id=running, step=ChaseStep.REMINDER, due_at=NOW)


def row(tx, delivery_id):
    return tx.connection.execute(select(Delivery.__table__).where(Delivery.id == delivery_id)).one()


def attempts(tx, delivery_id):
    found = tx.connection.execute(
        select(Attempt.__table__).where(Attempt.delivery_id == delivery_id).order_by(Attempt.number)
    )
    return found.all()


def set_assignment(tx, turn, state):
    tx.connection.execute(update(Assignment).where(Assignment.id == turn).values(state=state))


def end_leases(tx):
    """Do as if the workers that hold messages had been lost a while ago."""
    tx.connection.execute(
        update(Delivery)
        .where(Delivery.lease_token.is_not(None))
        .values(lease_until=datetime(2000, 1, 1, tzinfo=UTC))
    )
