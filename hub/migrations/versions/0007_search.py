"""Words by which the public finds support: trigrams for misspelling, and what is searched of a support agency."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

LEXEMES = (
    "setweight(to_tsvector('english', name), 'A') || setweight(to_tsvector('english', description), 'B')"
)


def upgrade() -> None:
    # trusted since PostgreSQL 13: whoever may create in the database may do this, and no superuser is needed
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    op.add_column(
        "support_agency",
        sa.Column("words", sa.Text(), sa.Computed("lower(name || ' ' || description)", persisted=True)),
    )
    op.add_column(
        "support_agency",
        sa.Column(
            "lexemes",
            postgresql.TSVECTOR(),
            sa.Computed(LEXEMES, persisted=True),
        ),
    )
    op.create_index(
        "ix_support_agency_words",
        "support_agency",
        ["words"],
        postgresql_using="gin",
        postgresql_ops={"words": "gin_trgm_ops"},
    )
    op.create_index("ix_support_agency_lexemes", "support_agency", ["lexemes"], postgresql_using="gin")


def downgrade() -> None:
    op.drop_index("ix_support_agency_lexemes", "support_agency")
    op.drop_index("ix_support_agency_words", "support_agency")
    op.drop_column("support_agency", "lexemes")
    op.drop_column("support_agency", "words")
    # the extension stays: another may have made it, and whoever did not cannot drop it
