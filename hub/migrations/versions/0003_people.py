"""People: accounts, sessions, invitations, drafts of submissions, receipts of notices."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
ERASABLE = ("draft", "sign_in_attempt")
APPEND_ONLY = ("notice_receipt",)
TABLES = ("notice_receipt", "draft", "sign_in_attempt", "invitation", "session", "credential", "account")


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("is_manager", sa.Boolean(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_account_agency_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name="fk_account_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("email", name="uq_account_email"),
    )
    op.create_index("ix_account_agency_id", "account", ["agency_id"])
    op.create_table(
        "credential",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        _of_account("credential"),
        sa.PrimaryKeyConstraint("id", name="pk_credential"),
    )
    in_force = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_credential_in_force", "credential", ["account_id", "kind"], unique=True, postgresql_where=in_force
    )
    op.create_table(
        "session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        _of_account("session"),
        sa.PrimaryKeyConstraint("id", name="pk_session"),
        sa.UniqueConstraint("token_hash", name="uq_session_token_hash"),
    )
    op.create_index("ix_session_account_id", "session", ["account_id"])
    op.create_table(
        "invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT, nullable=True),
        _of_account("invitation"),
        sa.PrimaryKeyConstraint("id", name="pk_invitation"),
        sa.UniqueConstraint("token_hash", name="uq_invitation_token_hash"),
    )
    op.create_index("ix_invitation_account_id", "invitation", ["account_id"])
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("account_hash", sa.LargeBinary(), nullable=False),
        sa.Column("address_hash", sa.LargeBinary(), nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sign_in_attempt"),
    )
    op.create_index("ix_sign_in_attempt_at", "sign_in_attempt", ["at"])
    op.create_index("ix_sign_in_attempt_account_hash_at", "sign_in_attempt", ["account_hash", "at"])
    op.create_index("ix_sign_in_attempt_address_hash_at", "sign_in_attempt", ["address_hash", "at"])
    _drafts_and_receipts()
    for table in ("audit_event", "assignment_event"):
        op.add_column(table, sa.Column("account_id", sa.Uuid(), nullable=True))
    for table in TABLES:
        op.execute(f"GRANT SELECT, INSERT, UPDATE ON {table} TO hub_app")
    for table in ERASABLE:
        op.execute(f"GRANT DELETE ON {table} TO hub_app")
    for table in APPEND_ONLY:
        op.execute(f"REVOKE UPDATE ON {table} FROM hub_app")


def _of_account(table: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_account_id"
    return sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=name, ondelete="CASCADE")


def _drafts_and_receipts() -> None:
    op.create_table(
        "draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("answers", sa.LargeBinary(), nullable=True),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=True),
        _of_account("draft"),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name="fk_draft_referral_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_draft"),
    )
    for column in ("account_id", "expires_at", "referral_id"):
        op.create_index(f"ix_draft_{column}", "draft", [column])
    op.create_table(
        "notice_receipt",
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("key_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["delivery.id"], name="fk_notice_receipt_delivery_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("delivery_id", name="pk_notice_receipt"),
    )


def downgrade() -> None:
    for table in ("audit_event", "assignment_event"):
        op.drop_column(table, "account_id")
    for table in TABLES:
        op.drop_table(table)
