"""Addresses that are suspended, what people were told of them, and messages that are sent again."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TESTS = sa.text("state = 'queued' AND kind = 'test'")


def upgrade() -> None:
    op.add_column("endpoint", sa.Column("suspended_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("endpoint", sa.Column("suspended_for", sa.String(40), nullable=True))
    op.add_column("endpoint", sa.Column("suspended_by", sa.Uuid(), nullable=True))
    op.add_column("delivery", sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "delivery", sa.Column("tries_before", sa.BigInteger(), nullable=False, server_default=sa.text("0"))
    )
    op.add_column("delivery", sa.Column("replayed_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "endpoint_fault",
        sa.Column("endpoint_id", sa.Uuid(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("status", sa.BigInteger(), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["endpoint_id"], ["endpoint.id"], name="fk_endpoint_fault_endpoint_id"),
        sa.PrimaryKeyConstraint("endpoint_id", "cause", name="pk_endpoint_fault"),
    )
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON endpoint_fault TO hub_app")
    op.execute("GRANT DELETE ON attempt TO hub_app")  # of a try that was never made
    with op.get_context().autocommit_block():
        op.create_index(
            "ix_delivery_test",
            "delivery",
            ["due_at"],
            postgresql_where=TESTS,
            postgresql_concurrently=True,
            if_not_exists=True,
        )


def downgrade() -> None:
    op.drop_index("ix_delivery_test", "delivery")
    op.execute("DELETE FROM delivery WHERE kind IN ('test', 'endpoint_alert')")
    op.execute("REVOKE DELETE ON attempt FROM hub_app")
    op.drop_table("endpoint_fault")
    for column in ("waiting_since", "tries_before", "replayed_at"):
        op.drop_column("delivery", column)
    for column in ("suspended_at", "suspended_for", "suspended_by"):
        op.drop_column("endpoint", column)
