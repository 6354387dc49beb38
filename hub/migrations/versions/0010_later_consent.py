"""A person's yes to one more service, as the provider that leads was told it."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "later_consent",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("how", sa.String(40), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=True),
        sa.Column("key_id", sa.Uuid(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name="fk_later_consent_referral_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name="fk_later_consent_assignment_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_later_consent"),
        sa.UniqueConstraint("referral_id", "service", name="uq_later_consent_referral_id_service"),
    )
    op.execute("GRANT SELECT, INSERT ON later_consent TO hub_app")


def downgrade() -> None:
    op.drop_table("later_consent")
