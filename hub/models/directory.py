"""Who may send, who may receive, for what, where and from when to when."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Computed, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from hub.domain.codes import (
    AgencyKind,
    ChannelKind,
    DirectoryKind,
    EndpointPurpose,
    PauseReason,
    Role,
    SuspensionCause,
)
from hub.models.base import Id, Json, Row, Sealed, Texts, code


class Agency(Row):
    """An organisation: a police force, a provider, the commissioner, the coordinators.

    Mails to it go to addresses of its `mail_domains` only; none listed is any.
    """

    __tablename__ = "agency"
    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    kind: Mapped[AgencyKind] = mapped_column(code(AgencyKind))
    description: Mapped[str | None]
    website: Mapped[str | None]
    mail_domains: Mapped[Texts] = mapped_column(server_default=text("'{}'"))


class Unit(Row):
    """A referring unit of an agency."""

    __tablename__ = "unit"
    __table_args__ = (UniqueConstraint("agency_id", "slug"),)
    id: Mapped[Id]
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    slug: Mapped[str]
    name: Mapped[str]


class DataAgreement(Row):
    """The agreement under which an agency may be given personal data; none live, no delivery.

    Its days are half-open, as all days of the directory are: from `starts_on` up to, without, `ends_before`.
    """

    __tablename__ = "data_agreement"
    id: Mapped[Id]
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    number: Mapped[str] = mapped_column(unique=True)
    starts_on: Mapped[date]
    ends_before: Mapped[date]
    certainty: Mapped[str]
    carried_from: Mapped[str | None]


class Endpoint(Row):
    """One address of an agency and whom it reaches; the lowest position of a purpose is tried first.

    `contact` says who answers there, by post and not by name; `phone` is theirs, for what cannot wait. A mail
    goes by the mail server that the settings call `route`, or by the usual one. A webhook is signed with
    `secret` and, while one takes over from the other, with `second_secret`. Where the provider's program asks
    for more, the hub fetches a token at `token_url` first, or shows its client certificate.

    While it is `paused` nothing is sent there; since when, why, and by whose account if a person did it, is
    in `suspended_at`, `suspended_for` and `suspended_by` (of pauses before version 13: nowhere).
    """

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
    second_secret: Mapped[Sealed | None]
    token_url: Mapped[str | None]
    token_client: Mapped[str | None]
    token_scope: Mapped[str | None]
    token_secret: Mapped[Sealed | None]
    client_certificate: Mapped[Sealed | None]
    client_certificate_ends_at: Mapped[datetime | None]
    route: Mapped[str | None]
    paused: Mapped[bool] = mapped_column(default=False)
    contact: Mapped[str | None]
    phone: Mapped[str | None]
    suspended_at: Mapped[datetime | None]
    suspended_for: Mapped[SuspensionCause | None] = mapped_column(code(SuspensionCause))
    suspended_by: Mapped[UUID | None]


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


class ServicePause(Row):
    """Days on which a service takes nobody new, with the reason; no `ends_before` while no end is known.

    `by_hand` says that a person made it and no file; a file that lacks it then does not end it.
    """

    __tablename__ = "service_pause"
    __table_args__ = (UniqueConstraint("service_id", "starts_on", "reason"),)
    id: Mapped[Id]
    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id"), index=True)
    starts_on: Mapped[date]
    ends_before: Mapped[date | None]
    reason: Mapped[PauseReason] = mapped_column(code(PauseReason))
    note: Mapped[str | None]
    by_hand: Mapped[bool] = mapped_column(server_default=text("true"))


class Contract(Row):
    """One version of one provider's part of an award: a service as bought for a time.

    An extension or another change is a new version under the same reference; the one before it stays, with
    `superseded_at`. Parts that share an `award` are one joint contract. `open_at_once` is how many the
    service may have in hand before it is full, `referrals_a_quarter` for how many it was bought.
    `carried_from` marks one nobody signed, for demo and simulation.
    """

    __tablename__ = "contract"
    __table_args__ = (
        UniqueConstraint("reference", "version"),
        Index(
            "uq_contract_in_force", "reference", unique=True, postgresql_where=text("superseded_at IS NULL")
        ),
    )
    id: Mapped[Id]
    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id"), index=True)
    reference: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    superseded_at: Mapped[datetime | None]
    award: Mapped[str | None]
    awarded_on: Mapped[date | None]
    starts_on: Mapped[date]
    ends_before: Mapped[date]
    referrals_a_quarter: Mapped[int | None]
    open_at_once: Mapped[int | None]
    certainty: Mapped[str]
    open_cases: Mapped[str]
    finish_by: Mapped[date | None]
    retention_months: Mapped[int]
    targets: Mapped[Json]
    ladder: Mapped[Json] = mapped_column(server_default=text("'{}'"))
    carried_from: Mapped[str | None]


class Coverage(Row):
    """For whom and where a contract buys a service, each cell with how sure it is; nothing listed is any.

    The directory is searched by it; the routing table decides. `conditions` is said in words.
    """

    __tablename__ = "coverage"
    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"), primary_key=True)
    crime_types: Mapped[Texts]
    flags: Mapped[Texts]
    strands: Mapped[Texts]
    boroughs: Mapped[Texts]
    age_bands: Mapped[Texts]
    risks: Mapped[Texts]
    conditions: Mapped[str | None]
    certainty: Mapped[Json]


class SupportAgency(Row):
    """A local or national agency that nobody here commissioned, as the public may read of it.

    It was last looked at on `checked_on`; `closed_on` says that it is known to be gone. PostgreSQL itself
    keeps `words` and `lexemes`, in which the public's words are looked for.
    """

    __tablename__ = "support_agency"
    __table_args__ = (
        Index(
            "ix_support_agency_words",
            "words",
            postgresql_using="gin",
            postgresql_ops={"words": "gin_trgm_ops"},
        ),
        Index("ix_support_agency_lexemes", "lexemes", postgresql_using="gin"),
    )
    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    description: Mapped[str]
    is_national: Mapped[bool]
    boroughs: Mapped[Texts]
    crime_types: Mapped[Texts]
    strands: Mapped[Texts]
    phone: Mapped[str | None]
    email: Mapped[str | None]
    website: Mapped[str | None]
    checked_on: Mapped[date]
    closed_on: Mapped[date | None]
    words: Mapped[str | None] = mapped_column(Computed("lower(name || ' ' || description)", persisted=True))
    lexemes: Mapped[Any] = mapped_column(
        TSVECTOR,
        Computed(
            "setweight(to_tsvector('english', name), 'A') || "
            "setweight(to_tsvector('english', description), 'B')",
            persisted=True,
        ),
        nullable=True,
    )


class DirectoryVersion(Row):
    """What one thing of the directory was from an instant on, who said so and why; never changed.

    `key` is what the directory file calls it; `content` is None where it was taken out.
    """

    __tablename__ = "directory_version"
    __table_args__ = (UniqueConstraint("kind", "key", "version"),)
    id: Mapped[Id]
    kind: Mapped[DirectoryKind] = mapped_column(code(DirectoryKind))
    key: Mapped[str]
    version: Mapped[int]
    content: Mapped[Any] = mapped_column(JSONB(none_as_null=True), nullable=True)
    at: Mapped[datetime]
    role: Mapped[Role] = mapped_column(code(Role))
    agency_id: Mapped[UUID | None]
    account_id: Mapped[UUID | None]
    why: Mapped[str]
