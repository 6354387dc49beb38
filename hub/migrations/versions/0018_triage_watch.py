"""Triage that is watched itself, and checks that run by the clock and tell once."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

OPEN = sa.text("cleared_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "check_round",
        sa.Column("extent", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ran_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("extent", name="pk_check_round"),
    )
    op.execute(
        "INSERT INTO check_round (extent, due_at) VALUES ('quick', '2000-01-01'), ('full', '2000-01-01')"
    )
    op.create_table(
        "check_finding",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("extent", sa.Text(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("ids", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cleared_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_check_finding"),
    )
    op.create_index("uq_check_finding_open", "check_finding", ["name"], unique=True, postgresql_where=OPEN)
    op.create_table(
        "triage_alarm",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("alarm", sa.String(40), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cleared_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_triage_alarm"),
    )
    op.create_index("uq_triage_alarm_raised", "triage_alarm", ["alarm"], unique=True, postgresql_where=OPEN)
    op.add_column("triage_item", sa.Column("next_step", sa.String(40), nullable=True))
    op.add_column("triage_item", sa.Column("next_step_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("""
        UPDATE triage_item SET next_step = 'coordinator', next_step_at = due_at WHERE closed_at IS NULL
    """)
    op.create_index(
        "ix_triage_item_next_step_at",
        "triage_item",
        ["next_step_at"],
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.execute("GRANT SELECT, UPDATE ON check_round TO hub_app")
    op.execute("GRANT SELECT, INSERT, UPDATE ON check_finding, triage_alarm TO hub_app")


def downgrade() -> None:
    op.drop_index("ix_triage_item_next_step_at", "triage_item")
    op.drop_column("triage_item", "next_step_at")
    op.drop_column("triage_item", "next_step")
    op.drop_table("triage_alarm")
    op.drop_table("check_finding")
    op.drop_table("check_round")
