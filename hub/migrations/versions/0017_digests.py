"""Who is on duty, whom they ring, notices by their due instants, digests, and cover over bank holidays."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
TABLES = ("rota_entry", "phone_task", "phone_call", "notice", "digest", "cover_request")
APPEND_ONLY = ("phone_call",)
ROLE = "(SELECT current_setting('hub.role', true))"
FENCE = f"{ROLE} IN ('hub', 'coordinator')"
FENCED = ("phone_task", "phone_call")
NOBODY = "00000000-0000-0000-0000-000000000000"


def upgrade() -> None:
    _rota()
    _phone()
    _notices()
    _told_once()
    for table in TABLES:
        op.execute(f"GRANT SELECT, INSERT, UPDATE ON {table} TO hub_app")
    for table in APPEND_ONLY:
        op.execute(f"REVOKE UPDATE ON {table} FROM hub_app")
    for table in FENCED:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY {table}_scope ON {table} TO hub_app USING ({FENCE})")


def _rota() -> None:
    op.create_table(
        "rota_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("post", sa.String(40), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_before", sa.Date(), nullable=True),
        sa.Column("hours", JSONB(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("mailbox", sa.Text(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("added_at", INSTANT, nullable=False),
        sa.Column("added_role", sa.String(40), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=True),
        sa.Column("removed_at", INSTANT, nullable=True),
        sa.Column("removed_role", sa.String(40), nullable=True),
        sa.Column("removed_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_rota_entry_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_rota_entry"),
    )
    in_use = sa.text("removed_at IS NULL")
    op.create_index("ix_rota_entry_in_use", "rota_entry", ["starts_on"], postgresql_where=in_use)


def _phone() -> None:
    op.create_table(
        "phone_task",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=True),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("answers_there", sa.Text(), nullable=True),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("on_desk", sa.Boolean(), nullable=False),
        sa.Column("next_at", INSTANT, nullable=True),
        sa.Column("alerts", sa.BigInteger(), nullable=False),
        sa.Column("alert_id", sa.Uuid(), nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("end", sa.String(40), nullable=True),
        _of("phone_task", "referral"),
        _of("phone_task", "assignment"),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_phone_task_agency_id"),
        sa.PrimaryKeyConstraint("id", name="pk_phone_task"),
    )
    is_open = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_phone_task_open",
        "phone_task",
        ["referral_id", "reason", "agency_id", sa.text(f"coalesce(assignment_id, '{NOBODY}')")],
        unique=True,
        postgresql_where=is_open,
    )
    op.create_index("ix_phone_task_next", "phone_task", ["next_at"], postgresql_where=is_open)
    op.create_index("ix_phone_task_referral_id", "phone_task", ["referral_id"])
    op.create_index("ix_phone_task_assignment_id", "phone_task", ["assignment_id"])
    op.create_table(
        "phone_call",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("outcome", sa.String(40), nullable=False),
        sa.Column("spoken_to", sa.LargeBinary(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("key_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["task_id"], ["phone_task.id"], name="fk_phone_call_task_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_phone_call"),
    )
    op.create_index("ix_phone_call_task_id", "phone_call", ["task_id"])


def _notices() -> None:
    """Give what nobody has acknowledged so far an hour from now."""
    op.create_table(
        "notice",
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("seen_to_at", INSTANT, nullable=True),
        _of("notice", "delivery"),
        sa.PrimaryKeyConstraint("delivery_id", name="pk_notice"),
    )
    not_seen_to = sa.text("seen_to_at IS NULL")
    op.create_index("ix_notice_due", "notice", ["due_at"], postgresql_where=not_seen_to)
    op.execute(
        "INSERT INTO notice (delivery_id, due_at) SELECT d.id, now() + interval '1 hour' FROM delivery d "
        "WHERE d.kind IN ('stop_notice', 'contact_changed') AND d.state <> 'cancelled' "
        "AND NOT EXISTS (SELECT FROM notice_receipt r WHERE r.delivery_id = d.id)"
    )


def _told_once() -> None:
    op.create_table(
        "digest",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("digest_for", sa.String(40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("delivery_id", sa.Uuid(), nullable=True),
        sa.Column("counts", JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_digest_agency_id"),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["delivery.id"], name="fk_digest_delivery_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_digest"),
        sa.UniqueConstraint("agency_id", "day", name="uq_digest_agency_id_day"),
    )
    op.create_table(
        "cover_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("alert_at", INSTANT, nullable=False),
        sa.Column("alerted_at", INSTANT, nullable=True),
        sa.Column("confirmed_at", INSTANT, nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("key_id", sa.Uuid(), nullable=True),
        sa.Column("answers", JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_cover_request_agency_id"),
        sa.PrimaryKeyConstraint("id", name="pk_cover_request"),
        sa.UniqueConstraint("agency_id", "first_day", name="uq_cover_request_agency_id_first_day"),
    )
    is_open = sa.text("confirmed_at IS NULL AND alerted_at IS NULL")
    op.create_index("ix_cover_request_open", "cover_request", ["alert_at"], postgresql_where=is_open)


def _of(table: str, other: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{other}_id"
    return sa.ForeignKeyConstraint([f"{other}_id"], [f"{other}.id"], name=name, ondelete="CASCADE")


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
