"""The directory by dates: half-open days, contracts by version, coverage by contract, pauses, who said what."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
TEXTS = sa.ARRAY(sa.Text())
JSONB = postgresql.JSONB(astext_type=sa.Text())
HALF_OPEN = ("data_agreement", "contract", "routing_table")
"""Tables whose last day becomes the first day after it."""
IN_FORCE = sa.text("superseded_at IS NULL")


def upgrade() -> None:
    op.execute("DROP INDEX ix_routing_table_starts_on_ends_on")
    for table in HALF_OPEN:
        op.alter_column(table, "ends_on", new_column_name="ends_before")
        op.execute(f"UPDATE {table} SET ends_before = ends_before + 1")
    op.create_index("ix_routing_table_starts_on_ends_before", "routing_table", ["starts_on", "ends_before"])
    for table, column in (
        ("agency", "description"),
        ("agency", "website"),
        ("endpoint", "contact"),
        ("endpoint", "phone"),
    ):
        op.add_column(table, sa.Column(column, sa.Text(), nullable=True))
    _contracts()
    _coverage()
    _pauses()
    _support_agencies()
    _versions()


def _contracts() -> None:
    op.add_column("contract", sa.Column("version", sa.BigInteger(), nullable=False, server_default="1"))
    op.alter_column("contract", "version", server_default=None)
    for column, kind in (
        ("superseded_at", INSTANT),
        ("award", sa.Text()),
        ("awarded_on", sa.Date()),
        ("referrals_a_quarter", sa.BigInteger()),
        ("open_at_once", sa.BigInteger()),
    ):
        op.add_column("contract", sa.Column(column, kind, nullable=True))
    op.drop_constraint("uq_contract_reference", "contract")
    # versions that a step down has kept under names of their own
    op.execute(r"""
        UPDATE contract SET superseded_at = now(), reference = regexp_replace(reference, ' \(v[0-9]+\)$', ''),
                            version = substring(reference FROM ' \(v([0-9]+)\)$')::bigint
        WHERE reference ~ ' \(v[0-9]+\)$'
    """)
    op.execute("""
        UPDATE contract c SET version = o.version + 1
        FROM (SELECT reference, max(version) AS version FROM contract
              WHERE superseded_at IS NOT NULL GROUP BY reference) o
        WHERE o.reference = c.reference AND c.superseded_at IS NULL
    """)
    op.create_unique_constraint("uq_contract_reference_version", "contract", ["reference", "version"])
    op.create_index("uq_contract_in_force", "contract", ["reference"], unique=True, postgresql_where=IN_FORCE)


def _coverage() -> None:
    op.execute("ALTER TABLE coverage RENAME TO coverage_of_service")
    op.execute("ALTER TABLE coverage_of_service RENAME CONSTRAINT pk_coverage TO pk_coverage_of_service")
    op.create_table(
        "coverage",
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        *(
            sa.Column(name, TEXTS, nullable=False)
            for name in ("crime_types", "flags", "strands", "boroughs", "age_bands", "risks")
        ),
        sa.Column("conditions", sa.Text(), nullable=True),
        sa.Column("certainty", JSONB, nullable=False),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name="fk_coverage_contract_id"),
        sa.PrimaryKeyConstraint("contract_id", name="pk_coverage"),
    )
    op.execute("""
        INSERT INTO coverage (contract_id, crime_types, flags, strands, boroughs, age_bands, risks, certainty)
        SELECT c.id, o.crime_types, '{}', '{}', o.boroughs, o.age_bands, o.risks, o.certainty
        FROM contract c JOIN coverage_of_service o ON o.service_id = c.service_id
    """)
    op.drop_table("coverage_of_service")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON coverage TO hub_app")


def _pauses() -> None:
    op.create_table(
        "service_pause",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_before", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("by_hand", sa.Boolean(), nullable=False, server_default=sa.text("true")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name="fk_service_pause_service_id"),
        sa.PrimaryKeyConstraint("id", name="pk_service_pause"),
        sa.UniqueConstraint(
            "service_id", "starts_on", "reason", name="uq_service_pause_service_id_starts_on_reason"
        ),
    )
    op.create_index("ix_service_pause_service_id", "service_pause", ["service_id"])
    op.execute("GRANT SELECT, INSERT, UPDATE ON service_pause TO hub_app")
    for column, reason in (("paused", "provider_asked"), ("full", "full")):
        op.execute(f"""
            INSERT INTO service_pause (id, service_id, starts_on, reason, by_hand)
            SELECT gen_random_uuid(), id, current_date, '{reason}', true FROM service WHERE "{column}"
        """)
        op.drop_column("service", column)


def _support_agencies() -> None:
    op.create_table(
        "support_agency",
        sa.Column("id", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("slug", "name", "description")),
        sa.Column("is_national", sa.Boolean(), nullable=False),
        *(sa.Column(name, TEXTS, nullable=False) for name in ("boroughs", "crime_types", "strands")),
        *(sa.Column(name, sa.Text(), nullable=True) for name in ("phone", "email", "website")),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_support_agency"),
        sa.UniqueConstraint("slug", name="uq_support_agency_slug"),
    )
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON support_agency TO hub_app")


def _versions() -> None:
    op.create_table(
        "directory_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("content", JSONB, nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_directory_version"),
        sa.UniqueConstraint("kind", "key", "version", name="uq_directory_version_kind_key_version"),
    )
    op.execute("GRANT SELECT, INSERT ON directory_version TO hub_app")


def downgrade() -> None:
    op.drop_table("directory_version")
    op.drop_table("support_agency")
    for column, reasons in (("paused", "reason <> 'full'"), ("full", "reason = 'full'")):
        op.add_column("service", sa.Column(column, sa.Boolean(), nullable=False, server_default="false"))
        op.alter_column("service", column, server_default=None)
        op.execute(f"""
            UPDATE service s SET "{column}" = EXISTS (
                SELECT FROM service_pause p WHERE p.service_id = s.id AND {reasons}
                AND p.starts_on <= current_date AND (p.ends_before IS NULL OR p.ends_before > current_date))
        """)
    op.drop_table("service_pause")
    _coverage_of_services()
    op.drop_index("uq_contract_in_force", "contract")
    op.drop_constraint("uq_contract_reference_version", "contract")
    op.execute("""
        UPDATE contract SET reference = reference || ' (v' || version || ')' WHERE superseded_at IS NOT NULL
    """)
    op.create_unique_constraint("uq_contract_reference", "contract", ["reference"])
    for column in (
        "version",
        "superseded_at",
        "award",
        "awarded_on",
        "referrals_a_quarter",
        "open_at_once",
    ):
        op.drop_column("contract", column)
    for table, column in (
        ("agency", "description"),
        ("agency", "website"),
        ("endpoint", "contact"),
        ("endpoint", "phone"),
    ):
        op.drop_column(table, column)
    op.execute("DROP INDEX ix_routing_table_starts_on_ends_before")
    for table in HALF_OPEN:
        op.execute(f"UPDATE {table} SET ends_before = ends_before - 1")
        op.alter_column(table, "ends_before", new_column_name="ends_on")
    op.create_index("ix_routing_table_starts_on_ends_on", "routing_table", ["starts_on", "ends_on"])


def _coverage_of_services() -> None:
    op.execute("ALTER TABLE coverage RENAME TO coverage_of_contract")
    op.execute("ALTER TABLE coverage_of_contract RENAME CONSTRAINT pk_coverage TO pk_coverage_of_contract")
    op.create_table(
        "coverage",
        sa.Column("service_id", sa.Uuid(), nullable=False),
        *(
            sa.Column(name, TEXTS, nullable=False)
            for name in ("crime_types", "boroughs", "age_bands", "risks")
        ),
        sa.Column("certainty", JSONB, nullable=False),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name="fk_coverage_service_id"),
        sa.PrimaryKeyConstraint("service_id", name="pk_coverage"),
    )
    op.execute("""
        INSERT INTO coverage (service_id, crime_types, boroughs, age_bands, risks, certainty)
        SELECT DISTINCT ON (c.service_id)
               c.service_id, o.crime_types, o.boroughs, o.age_bands, o.risks, o.certainty
        FROM coverage_of_contract o JOIN contract c ON c.id = o.contract_id
        ORDER BY c.service_id, c.ends_before DESC
    """)
    op.drop_table("coverage_of_contract")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON coverage TO hub_app")
