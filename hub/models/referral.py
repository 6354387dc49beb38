"""A referral, the person it is for, and what was decided about it."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hub.domain.codes import (
    AgeBand,
    Borough,
    ConsentBasis,
    ConsentHow,
    ConsentScope,
    CrimeType,
    GivenBy,
    ReferralStatus,
    Relationship,
    RiskBand,
    Role,
    UnitTask,
    YesNo,
)
from hub.models.base import Id, Json, Row, Sealed, Texts, code


class Referral(Row):
    """What routing, clocks and figures need to know; nothing here names a person."""

    __tablename__ = "referral"
    __table_args__ = (
        UniqueConstraint("source_agency_id", "source_reference", "person_reference", "version"),
        Index(None, "received_at"),
        Index(None, "incident_reference"),
    )
    id: Mapped[Id]
    reference: Mapped[str] = mapped_column(unique=True)
    version: Mapped[int]
    source_agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    source_reference: Mapped[str]
    person_reference: Mapped[str]
    incident_reference: Mapped[str | None]
    unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"))
    unit_mailbox: Mapped[str | None]
    received_at: Mapped[datetime]
    reported: Mapped[YesNo] = mapped_column(code(YesNo))
    reported_at: Mapped[datetime | None]
    incident_at: Mapped[datetime | None]
    crime_type: Mapped[CrimeType] = mapped_column(code(CrimeType))
    offence_code: Mapped[str | None]
    flags: Mapped[Texts]
    strands: Mapped[Texts]
    incident_borough: Mapped[Borough] = mapped_column(code(Borough))
    borough: Mapped[Borough] = mapped_column(code(Borough))
    works_or_visits: Mapped[Texts]
    age_band: Mapped[AgeBand] = mapped_column(code(AgeBand))
    relationship: Mapped[Relationship] = mapped_column(code(Relationship))
    risk_tool: Mapped[str | None]
    risk_score: Mapped[int | None]
    risk_band: Mapped[RiskBand] = mapped_column(code(RiskBand))
    professional_judgement: Mapped[bool]
    consent_basis: Mapped[ConsentBasis] = mapped_column(code(ConsentBasis))
    consent_scope: Mapped[ConsentScope | None] = mapped_column(code(ConsentScope))
    consent_services: Mapped[Texts]
    consent_given_by: Mapped[GivenBy | None] = mapped_column(code(GivenBy))
    consent_how: Mapped[ConsentHow | None] = mapped_column(code(ConsentHow))
    consent_given_on: Mapped[date | None]
    exclude_services: Mapped[Texts]
    status: Mapped[ReferralStatus] = mapped_column(code(ReferralStatus))
    reasons: Mapped[Texts]
    why: Mapped[Texts]
    sensitive: Mapped[bool]
    simulated: Mapped[bool]


class Person(Row):
    """The person whom the support is for, in sealed parts, each opened only for those who may see it."""

    __tablename__ = "person"
    referral_id: Mapped[UUID] = mapped_column(ForeignKey("referral.id", ondelete="CASCADE"), primary_key=True)
    source_agency_id: Mapped[UUID]
    identity: Mapped[Sealed | None]
    contact: Mapped[Sealed | None]
    needs: Mapped[Sealed | None]
    summary: Mapped[Sealed | None]
    notes: Mapped[Sealed | None]


class PersonToken(Row):
    """A blind token of a person, to find the same one in another source's referral."""

    __tablename__ = "person_token"
    __table_args__ = (Index(None, "token"),)
    referral_id: Mapped[UUID] = mapped_column(ForeignKey("referral.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    token: Mapped[bytes]


class ReferralEvent(Row):
    """Each change of a referral's status; the quarter's balance is counted from these."""

    __tablename__ = "referral_event"
    __table_args__ = (Index(None, "referral_id"), Index(None, "at"))
    id: Mapped[Id]
    referral_id: Mapped[UUID] = mapped_column(ForeignKey("referral.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    before: Mapped[ReferralStatus | None] = mapped_column(code(ReferralStatus))
    after: Mapped[ReferralStatus] = mapped_column(code(ReferralStatus))
    role: Mapped[Role] = mapped_column(code(Role))
    agency_id: Mapped[UUID | None]
    reasons: Mapped[Texts]


class RoutingDecision(Row):
    """One decision about who should have a referral: table, facts, outcome, and the trace of each row.

    Without a table in force there is neither id nor hash. hub.routing.rules.trace_from_plain reads `trace`.
    """

    __tablename__ = "routing_decision"
    __table_args__ = (Index(None, "referral_id"),)
    id: Mapped[Id]
    referral_id: Mapped[UUID] = mapped_column(ForeignKey("referral.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    table_id: Mapped[UUID | None] = mapped_column(ForeignKey("routing_table.id"))
    table_hash: Mapped[str | None]
    cause: Mapped[str]
    facts: Mapped[Json]
    placement: Mapped[Json]
    trace: Mapped[Json]


class ReferralAmendment(Row):
    """One change of what a referral says, by whoever was told of it; never changed.

    `before` and `after` hold the columns of the referral that changed, in one order; `sealed_parts` names
    what changed of the sealed person, whose earlier value is not kept. `reason` goes with the person's
    details.
    """

    __tablename__ = "referral_amendment"
    __table_args__ = (Index(None, "referral_id"),)
    id: Mapped[Id]
    referral_id: Mapped[UUID] = mapped_column(ForeignKey("referral.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    before: Mapped[Json]
    after: Mapped[Json]
    sealed_parts: Mapped[Texts]
    reason: Mapped[Sealed | None]
    role: Mapped[Role] = mapped_column(code(Role))
    agency_id: Mapped[UUID | None]
    key_id: Mapped[UUID | None]
    account_id: Mapped[UUID | None]


class LaterConsent(Row):
    """A person's yes to one more service, as the provider that leads was told it; never changed.

    `at` is when the provider says that it noted it. The referral's `consent_services` have it too.
    """

    __tablename__ = "later_consent"
    __table_args__ = (UniqueConstraint("referral_id", "service"),)
    id: Mapped[Id]
    referral_id: Mapped[UUID] = mapped_column(ForeignKey("referral.id", ondelete="CASCADE"))
    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("assignment.id", ondelete="CASCADE"))
    service: Mapped[str]
    how: Mapped[ConsentHow] = mapped_column(code(ConsentHow))
    given_on: Mapped[date]
    at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    role: Mapped[Role] = mapped_column(code(Role))
    agency_id: Mapped[UUID | None]
    key_id: Mapped[UUID | None]
    account_id: Mapped[UUID | None]


class UnitTaskRow(Row):
    """Something that the referring unit is asked to do by a time, such as a referral to MARAC."""

    __tablename__ = "unit_task"
    id: Mapped[Id]
    referral_id: Mapped[UUID] = mapped_column(ForeignKey("referral.id", ondelete="CASCADE"), index=True)
    unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"))
    task: Mapped[UnitTask] = mapped_column(code(UnitTask))
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    done_at: Mapped[datetime | None]


class JoinedSource(Row):
    """A second source of a referral that is already carried; nothing of either is merged."""

    __tablename__ = "joined_source"
    joined_id: Mapped[UUID] = mapped_column(ForeignKey("referral.id", ondelete="CASCADE"), primary_key=True)
    referral_id: Mapped[UUID] = mapped_column(ForeignKey("referral.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
