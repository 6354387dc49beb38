"""Amendments of a referral, and what a contract's end asks for.

An amendment is fenced like what it changes: its source sees it, and those who see every referral. The
application adds it and takes its reason away with the person's details; the rest stays as it was written.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

JSONB = postgresql.JSONB(astext_type=sa.Text())
AGENCY = "(SELECT nullif(current_setting('hub.agency', true), '')::uuid)"
FENCE = f"""
    (SELECT current_setting('hub.role', true)) IN ('hub', 'coordinator', 'commissioner')
    OR EXISTS (SELECT 1 FROM referral r WHERE r.id = referral_id AND r.source_agency_id = {AGENCY})
"""
LIVE = sa.text(
    "state IN ('accepted', 'acknowledged', 'delivered', 'in_progress', 'on_hold', 'queued', 'undeliverable')"
)


def upgrade() -> None:
    op.create_table(
        "referral_amendment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before", JSONB, nullable=False),
        sa.Column("after", JSONB, nullable=False),
        sa.Column("sealed_parts", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=True),
        sa.Column("key_id", sa.Uuid(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name="fk_referral_amendment_referral_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_referral_amendment"),
    )
    op.create_index("ix_referral_amendment_referral_id", "referral_amendment", ["referral_id"])
    op.execute("GRANT SELECT, INSERT, UPDATE (reason) ON referral_amendment TO hub_app")
    op.execute("ALTER TABLE referral_amendment ENABLE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY referral_amendment_scope ON referral_amendment TO hub_app USING ({FENCE})")
    op.create_index("ix_assignment_live_contract", "assignment", ["contract_id"], postgresql_where=LIVE)


def downgrade() -> None:
    op.drop_index("ix_assignment_live_contract", "assignment")
    op.drop_table("referral_amendment")
