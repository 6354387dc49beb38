"""Bank holidays that are added or taken away, and what happened to each clock.

Both are added to and never changed. Clocks that ran before get the events that their rows tell of; they carry
no calendar, so that the first recomputation goes over those that still run.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
RUNNING = sa.text("stopped_at IS NULL")


def upgrade() -> None:
    _bank_holidays()
    _events()
    op.add_column("clock", sa.Column("calendar", sa.Text(), nullable=False, server_default=""))
    op.add_column("clock", sa.Column("not_before", INSTANT, nullable=True))
    op.create_index("ix_clock_running_calendar", "clock", ["calendar"], postgresql_where=RUNNING)


def _bank_holidays() -> None:
    op.create_table(
        "bank_holiday",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("is_holiday", sa.Boolean(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=True),
        sa.Column("key_id", sa.Uuid(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_bank_holiday"),
    )
    op.create_index("ix_bank_holiday_day_id", "bank_holiday", ["day", "id"])
    op.execute("GRANT SELECT, INSERT ON bank_holiday TO hub_app")


def _events() -> None:
    op.create_table(
        "clock_event",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("clock_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("detail", JSONB(), nullable=False, server_default="{}"),
        sa.ForeignKeyConstraint(
            ["clock_id"], ["clock.id"], name="fk_clock_event_clock_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_clock_event"),
    )
    # the due instant of a clock that was paused is the one it has now: the earlier one was not kept
    op.execute("""
        INSERT INTO clock_event (clock_id, kind, at, recorded_at, due_at, reason)
        SELECT id, kind, at, at, due_at, reason FROM (
            SELECT id, 1 AS step, 'started' AS kind, started_at AS at, due_at, NULL AS reason FROM clock
            UNION ALL
            SELECT id, 2, 'paused', (p ->> 'since')::timestamptz, due_at, p ->> 'reason'
              FROM clock, jsonb_array_elements(pauses) p
            UNION ALL
            SELECT id, 3, 'resumed', (p ->> 'until')::timestamptz, due_at, NULL
              FROM clock, jsonb_array_elements(pauses) p WHERE p ->> 'until' IS NOT NULL
            UNION ALL
            SELECT id, 4, 'breached', breached_at, due_at, NULL FROM clock WHERE breached_at IS NOT NULL
            UNION ALL
            SELECT id, 5, CASE WHEN met IS NULL THEN 'ended' ELSE 'stopped' END, stopped_at, due_at, NULL
              FROM clock WHERE stopped_at IS NOT NULL
        ) told ORDER BY at, step
    """)
    op.create_index("ix_clock_event_clock_id_id", "clock_event", ["clock_id", "id"])
    op.execute("GRANT SELECT, INSERT ON clock_event TO hub_app")


def downgrade() -> None:
    op.drop_index("ix_clock_running_calendar", "clock")
    op.drop_column("clock", "not_before")
    op.drop_column("clock", "calendar")
    op.drop_table("clock_event")
    op.drop_table("bank_holiday")
