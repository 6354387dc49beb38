"""Messages that are about no single referral, and what a message says beside its reference."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.alter_column("delivery", "referral_id", existing_type=sa.Uuid(), nullable=True)
    op.add_column("delivery", sa.Column("detail", JSONB(), nullable=False, server_default="{}"))


def downgrade() -> None:
    op.execute("DELETE FROM delivery WHERE referral_id IS NULL")
    op.drop_column("delivery", "detail")
    op.alter_column("delivery", "referral_id", existing_type=sa.Uuid(), nullable=False)
