"""Mails that came back."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "returned_mail",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("delivery_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("trust", sa.String(40), nullable=False),
        sa.Column("effect", sa.String(40), nullable=False),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("reply", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["delivery.id"], name="fk_returned_mail_delivery_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_returned_mail"),
        sa.UniqueConstraint("digest", name="uq_returned_mail_digest"),
    )
    op.create_index("ix_returned_mail_delivery_id", "returned_mail", ["delivery_id"])
    op.create_index("ix_returned_mail_at", "returned_mail", ["at"])
    op.execute("GRANT SELECT, INSERT, DELETE ON returned_mail TO hub_app")


def downgrade() -> None:
    op.drop_table("returned_mail")
