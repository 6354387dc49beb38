"""Who is chased, by whom and in what order: each contract's own ladders; none where it says nothing."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("contract", sa.Column("ladder", JSONB(), nullable=False, server_default="{}"))


def downgrade() -> None:
    op.drop_column("contract", "ladder")
