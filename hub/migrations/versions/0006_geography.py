"""Where postcodes come from, and what was loaded."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "geography_edition",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("boroughs", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("outside", sa.BigInteger(), nullable=False),
        sa.Column("without_district", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_geography_edition"),
    )
    op.create_index("ix_geography_edition_loaded_at", "geography_edition", ["loaded_at"])
    op.execute("""
        INSERT INTO geography_edition
            (id, loaded_at, source, file_name, sha256, boroughs, outside, without_district, role)
        SELECT gen_random_uuid(), now(), 'own', 'a list loaded before editions were kept', '',
               coalesce(jsonb_object_agg(borough, n) FILTER (WHERE borough <> 'outside'), '{}'),
               coalesce(sum(n) FILTER (WHERE borough = 'outside'), 0), 0, 'hub'
        FROM (SELECT borough, count(*) AS n FROM postcode GROUP BY borough) counted
        HAVING count(*) > 0
    """)
    op.execute("GRANT SELECT, INSERT ON geography_edition TO hub_app")
    op.execute("GRANT DELETE ON postcode TO hub_app")  # an edition takes the place of the one before


def downgrade() -> None:
    op.execute("REVOKE DELETE ON postcode FROM hub_app")
    op.drop_table("geography_edition")
