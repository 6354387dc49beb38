"""Who may send, who may receive, for what, where and from when to when."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from hub.domain.codes import AgencyKind, Borough, ChannelKind, EndpointPurpose
from hub.models.base import Id, Json, JsonList, Row, Sealed, Texts, code


class Agency(Row):
    """An organisation: a police force, a provider, the commissioner, the coordinators."""

    __tablename__ = "agency"
    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    kind: Mapped[AgencyKind] = mapped_column(code(AgencyKind))


class Unit(Row):
    """A referring unit of an agency."""

    __tablename__ = "unit"
    __table_args__ = (UniqueConstraint("agency_id", "slug"),)
    id: Mapped[Id]
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    slug: Mapped[str]
    name: Mapped[str]


class DataAgreement(Row):
    """The agreement under which an agency may be given personal data; none live, no delivery."""

    __tablename__ = "data_agreement"
    id: Mapped[Id]
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    number: Mapped[str] = mapped_column(unique=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    certainty: Mapped[str]
    carried_from: Mapped[str | None]


class Endpoint(Row):
    """One address of an agency; the lowest position of a purpose is tried first."""

    __tablename__ = "endpoint"
    __table_args__ = (UniqueConstraint("agency_id", "purpose", "channel", "address"),)
    id: Mapped[Id]
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"))
    purpose: Mapped[EndpointPurpose] = mapped_column(code(EndpointPurpose))
    channel: Mapped[ChannelKind] = mapped_column(code(ChannelKind))
    position: Mapped[int]
    address: Mapped[str]
    secret: Mapped[Sealed | None]
    paused: Mapped[bool] = mapped_column(default=False)


class Service(Row):
    """What a provider offers."""

    __tablename__ = "service"
    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(unique=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    name: Mapped[str]
    description: Mapped[str]
    phone: Mapped[str | None]
    opening: Mapped[Any] = mapped_column(JSONB)
    opening_certainty: Mapped[str]
    without_consent: Mapped[bool]
    direct_referrals: Mapped[bool]
    paused: Mapped[bool] = mapped_column(default=False)
    full: Mapped[bool] = mapped_column(default=False)


class Contract(Row):
    """A service as bought for a time; `carried_from` marks one nobody signed, for demo and simulation."""

    __tablename__ = "contract"
    id: Mapped[Id]
    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id"), index=True)
    reference: Mapped[str] = mapped_column(unique=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    certainty: Mapped[str]
    open_cases: Mapped[str]
    finish_by: Mapped[date | None]
    retention_months: Mapped[int]
    targets: Mapped[Json]
    carried_from: Mapped[str | None]


class Coverage(Row):
    """For whom and where a service is, each cell with how sure it is; the directory is searched by it."""

    __tablename__ = "coverage"
    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id"), primary_key=True)
    crime_types: Mapped[Texts]
    boroughs: Mapped[Texts]
    age_bands: Mapped[Texts]
    risks: Mapped[Texts]
    certainty: Mapped[Json]


class RoutingTable(Row):
    """A published table of routing rows: dated, hashed, never changed."""

    __tablename__ = "routing_table"
    __table_args__ = (Index(None, "starts_on", "ends_on"),)
    id: Mapped[Id]
    name: Mapped[str] = mapped_column(unique=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    hash: Mapped[str]
    published_at: Mapped[datetime]
    carried_from: Mapped[str | None]
    rows: Mapped[JsonList]


class Postcode(Row):
    """Which borough a postcode lies in, as the published list has it."""

    __tablename__ = "postcode"
    postcode: Mapped[str] = mapped_column(primary_key=True)
    sector: Mapped[str] = mapped_column(index=True)
    borough: Mapped[Borough] = mapped_column(code(Borough))
