"""The routing table's drafts, approvals and publishing.

What is published can no longer be changed: the application's role may add a table and read it. What 0004 has
no columns for is kept by a step down inside the first row of each table, where nothing reads it.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
KEPT = (
    ("draft_id", sa.Uuid(), "uuid"),
    ("made_role", sa.String(40), "text"),
    ("made_account_id", sa.Uuid(), "uuid"),
    ("approved_at", INSTANT, "timestamptz"),
    ("approved_account_id", sa.Uuid(), "uuid"),
    ("published_account_id", sa.Uuid(), "uuid"),
)


def upgrade() -> None:
    _drafts()
    for name in ("examples", "signed_off"):
        op.add_column("routing_table", sa.Column(name, JSONB, nullable=False, server_default="[]"))
        op.alter_column("routing_table", name, server_default=None)
    op.add_column("routing_table", sa.Column("number", sa.BigInteger(), nullable=True))
    for name, kind, _ in KEPT:
        op.add_column("routing_table", sa.Column(name, kind, nullable=True))
    op.execute("""
        UPDATE routing_table t SET number = n.number FROM (
            SELECT id, row_number() OVER (ORDER BY published_at, id) AS number FROM routing_table) n
        WHERE n.id = t.id
    """)
    op.alter_column("routing_table", "number", nullable=False)
    op.create_unique_constraint("uq_routing_table_number", "routing_table", ["number"])
    fields = ", ".join(f"{name} = (rows #>> '{{0,of_0005,{name}}}')::{cast}" for name, _, cast in KEPT)
    op.execute(f"""
        UPDATE routing_table SET {fields},
            examples = rows #> '{{0,of_0005,examples}}', signed_off = rows #> '{{0,of_0005,signed_off}}',
            rows = rows #- '{{0,of_0005}}'
        WHERE rows #> '{{0,of_0005}}' IS NOT NULL
    """)
    # a draft is gone with its table once one has stepped down
    op.execute("UPDATE routing_table SET draft_id = NULL")
    op.create_foreign_key("fk_routing_table_draft_id", "routing_table", "routing_draft", ["draft_id"], ["id"])
    op.execute("REVOKE UPDATE, DELETE, TRUNCATE ON routing_table FROM hub_app")


def _drafts() -> None:
    op.create_table(
        "routing_draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("approved_at", INSTANT, nullable=True),
        sa.Column("approved_hash", sa.Text(), nullable=True),
        sa.Column("approved_agency_id", sa.Uuid(), nullable=True),
        sa.Column("approved_account_id", sa.Uuid(), nullable=True),
        sa.Column("published_at", INSTANT, nullable=True),
        sa.Column("dropped_at", INSTANT, nullable=True),
        sa.Column("dropped_account_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_routing_draft"),
    )
    op.create_index(
        "uq_routing_draft_open",
        "routing_draft",
        ["reference"],
        unique=True,
        postgresql_where="published_at IS NULL AND dropped_at IS NULL",
    )
    op.create_table(
        "routing_draft_revision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_before", sa.Date(), nullable=False),
        sa.Column("rows", JSONB, nullable=False),
        sa.Column("examples", JSONB, nullable=False),
        sa.Column("signed_off", JSONB, nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("made_role", sa.String(40), nullable=False),
        sa.Column("made_agency_id", sa.Uuid(), nullable=True),
        sa.Column("made_account_id", sa.Uuid(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["routing_draft.id"], name="fk_routing_draft_revision_draft_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_routing_draft_revision"),
        sa.UniqueConstraint("draft_id", "revision", name="uq_routing_draft_revision_draft_id_revision"),
    )
    op.execute("GRANT SELECT, INSERT, UPDATE ON routing_draft TO hub_app")
    op.execute("GRANT SELECT, INSERT ON routing_draft_revision TO hub_app")


def downgrade() -> None:
    op.execute("GRANT UPDATE ON routing_table TO hub_app")
    names = ", ".join(f"'{name}', {name}" for name in ("examples", "signed_off", *(each[0] for each in KEPT)))
    op.execute(f"""
        UPDATE routing_table SET rows = jsonb_set(rows, '{{0,of_0005}}', jsonb_build_object({names}))
    """)
    op.drop_constraint("fk_routing_table_draft_id", "routing_table")
    op.drop_constraint("uq_routing_table_number", "routing_table")
    for name in ("examples", "signed_off", "number", *(each[0] for each in KEPT)):
        op.drop_column("routing_table", name)
    op.drop_table("routing_draft_revision")
    op.drop_table("routing_draft")
