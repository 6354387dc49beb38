"""A decision keeps the hash of its table beside the table's id."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("routing_decision", sa.Column("table_hash", sa.Text(), nullable=True))
    op.execute("""
        UPDATE routing_decision d SET table_hash = t.hash FROM routing_table t WHERE t.id = d.table_id
    """)


def downgrade() -> None:
    op.drop_column("routing_decision", "table_hash")
