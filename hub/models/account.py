"""Who signs in: accounts of people, how they prove themselves, and where they are signed in."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.domain.codes import CredentialKind, Role
from hub.models.base import Id, Row, code


class Account(Row):
    """One person's account: of one agency, in one role, and of one referring unit if it has any."""

    __tablename__ = "account"
    id: Mapped[Id]
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"))
    role: Mapped[Role] = mapped_column(code(Role))
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    is_manager: Mapped[bool]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Credential(Row):
    """One way in which a person proves who they are; a second factor is a second row."""

    __tablename__ = "credential"
    __table_args__ = (
        Index(
            "uq_credential_in_force",
            "account_id",
            "kind",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
    )
    id: Mapped[Id]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    kind: Mapped[CredentialKind] = mapped_column(code(CredentialKind))
    secret: Mapped[str]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class SessionRow(Row):
    """One browser that is signed in; its token is kept as a hash alone."""

    __tablename__ = "session"
    id: Mapped[Id]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    device: Mapped[str]
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Invitation(Row):
    """A link by which a person sets a password, once; the secret itself is never kept."""

    __tablename__ = "invitation"
    id: Mapped[Id]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SignInAttempt(Row):
    """One try to sign in, by blind hashes of the account and the address, so that guessing can be limited."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (Index(None, "account_hash", "at"), Index(None, "address_hash", "at"), Index(None, "at"))
    id: Mapped[Id]
    at: Mapped[datetime]
    account_hash: Mapped[bytes]
    address_hash: Mapped[bytes]
    succeeded: Mapped[bool]
