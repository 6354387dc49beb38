"""The tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agency",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "referring_unit",
                "provider",
                "coordinator",
                "commissioner",
                name="agencykind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency")),
        sa.UniqueConstraint("slug", name=op.f("uq_agency_slug")),
    )
    op.create_table(
        "audit_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "police",
                "provider",
                "coordinator",
                "commissioner",
                "link",
                "hub",
                name="role",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("agency_id", sa.Uuid(), nullable=True),
        sa.Column("key_id", sa.Uuid(), nullable=True),
        sa.Column("referral_id", sa.Uuid(), nullable=True),
        sa.Column("assignment_id", sa.Uuid(), nullable=True),
        sa.Column("recipient_id", sa.Uuid(), nullable=True),
        sa.Column("detail", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
    )
    op.create_index(op.f("ix_audit_event_at"), "audit_event", ["at"], unique=False)
    op.create_index(op.f("ix_audit_event_referral_id"), "audit_event", ["referral_id"], unique=False)
    op.create_table(
        "postcode",
        sa.Column("postcode", sa.Text(), nullable=False),
        sa.Column("sector", sa.Text(), nullable=False),
        sa.Column(
            "borough",
            sa.Enum(
                "knowsley",
                "liverpool",
                "sefton",
                "st_helens",
                "wirral",
                "outside",
                "not_known",
                name="borough",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("postcode", name=op.f("pk_postcode")),
    )
    op.create_index(op.f("ix_postcode_sector"), "postcode", ["sector"], unique=False)
    op.create_table(
        "routing_table",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("carried_from", sa.Text(), nullable=True),
        sa.Column("rows", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routing_table")),
        sa.UniqueConstraint("name", name=op.f("uq_routing_table_name")),
    )
    op.create_index(
        op.f("ix_routing_table_starts_on_ends_on"), "routing_table", ["starts_on", "ends_on"], unique=False
    )
    op.create_table(
        "worker_heartbeat",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_worker_heartbeat")),
    )
    op.create_table(
        "api_key",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "police",
                "provider",
                "coordinator",
                "commissioner",
                "link",
                "hub",
                name="role",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_api_key_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("prefix", name=op.f("uq_api_key_prefix")),
    )
    op.create_index(op.f("ix_api_key_agency_id"), "api_key", ["agency_id"], unique=False)
    op.create_table(
        "data_agreement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("certainty", sa.Text(), nullable=False),
        sa.Column("carried_from", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_data_agreement_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_agreement")),
        sa.UniqueConstraint("number", name=op.f("uq_data_agreement_number")),
    )
    op.create_index(op.f("ix_data_agreement_agency_id"), "data_agreement", ["agency_id"], unique=False)
    op.create_table(
        "service",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("opening", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("opening_certainty", sa.Text(), nullable=False),
        sa.Column("without_consent", sa.Boolean(), nullable=False),
        sa.Column("direct_referrals", sa.Boolean(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("full", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_service_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service")),
        sa.UniqueConstraint("slug", name=op.f("uq_service_slug")),
    )
    op.create_index(op.f("ix_service_agency_id"), "service", ["agency_id"], unique=False)
    op.create_table(
        "unit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_unit_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("agency_id", "slug", name=op.f("uq_unit_agency_id_slug")),
    )
    op.create_table(
        "contract",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("certainty", sa.Text(), nullable=False),
        sa.Column("open_cases", sa.Text(), nullable=False),
        sa.Column("finish_by", sa.Date(), nullable=True),
        sa.Column("retention_months", sa.BigInteger(), nullable=False),
        sa.Column("targets", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("carried_from", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_contract_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract")),
        sa.UniqueConstraint("reference", name=op.f("uq_contract_reference")),
    )
    op.create_index(op.f("ix_contract_service_id"), "contract", ["service_id"], unique=False)
    op.create_table(
        "coverage",
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("crime_types", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("boroughs", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("age_bands", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("risks", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("certainty", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_coverage_service_id")),
        sa.PrimaryKeyConstraint("service_id", name=op.f("pk_coverage")),
    )
    op.create_table(
        "endpoint",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column(
            "purpose",
            sa.Enum("duty", "manager", "unit", name="endpointpurpose", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "channel",
            sa.Enum("email", "webhook", name="channelkind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=True),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_endpoint_agency_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_endpoint_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_endpoint")),
        sa.UniqueConstraint(
            "agency_id",
            "purpose",
            "channel",
            "address",
            name=op.f("uq_endpoint_agency_id_purpose_channel_address"),
        ),
    )
    op.create_table(
        "referral",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("source_agency_id", sa.Uuid(), nullable=False),
        sa.Column("source_reference", sa.Text(), nullable=False),
        sa.Column("person_reference", sa.Text(), nullable=False),
        sa.Column("incident_reference", sa.Text(), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("unit_mailbox", sa.Text(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "reported",
            sa.Enum("yes", "no", "not_known", name="yesno", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("incident_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "crime_type",
            sa.Enum(
                "domestic_abuse",
                "sexual_offence",
                "hate_crime",
                "child_sexual_exploitation",
                "child_criminal_exploitation",
                "homicide",
                "culpable_road_death",
                "stalking_harassment",
                "honour_based_abuse",
                "modern_slavery",
                "violence",
                "robbery",
                "burglary",
                "theft",
                "vehicle_crime",
                "criminal_damage_arson",
                "fraud_cyber",
                "antisocial_behaviour",
                "public_order",
                "other",
                name="crimetype",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("offence_code", sa.Text(), nullable=True),
        sa.Column("flags", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("strands", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column(
            "incident_borough",
            sa.Enum(
                "knowsley",
                "liverpool",
                "sefton",
                "st_helens",
                "wirral",
                "outside",
                "not_known",
                name="borough",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "borough",
            sa.Enum(
                "knowsley",
                "liverpool",
                "sefton",
                "st_helens",
                "wirral",
                "outside",
                "not_known",
                name="borough",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("works_or_visits", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column(
            "age_band",
            sa.Enum(
                "under_13",
                "13_to_15",
                "16_to_17",
                "18_to_24",
                "25_to_59",
                "60_and_over",
                "not_known",
                name="ageband",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "relationship",
            sa.Enum(
                "victim",
                "bereaved_relative",
                "witness",
                "spokesperson",
                name="relationship",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("risk_tool", sa.Text(), nullable=True),
        sa.Column("risk_score", sa.BigInteger(), nullable=True),
        sa.Column(
            "risk_band",
            sa.Enum("high", "medium", "standard", "not_known", name="riskband", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("professional_judgement", sa.Boolean(), nullable=False),
        sa.Column(
            "consent_basis",
            sa.Enum(
                "opt_out_default",
                "explicit",
                "without_consent_justified",
                "refused",
                name="consentbasis",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "consent_scope",
            sa.Enum(
                "named_services", "any_suitable_service", name="consentscope", native_enum=False, length=40
            ),
            nullable=True,
        ),
        sa.Column("consent_services", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column(
            "consent_given_by",
            sa.Enum(
                "self",
                "parent_or_guardian",
                "responsible_adult",
                "social_worker",
                name="givenby",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "consent_how",
            sa.Enum(
                "in_person", "phone", "online", "written", name="consenthow", native_enum=False, length=40
            ),
            nullable=True,
        ),
        sa.Column("consent_given_on", sa.Date(), nullable=True),
        sa.Column("exclude_services", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "placed",
                "awaiting_triage",
                "information_only",
                "returned",
                "withdrawn",
                "closed",
                "void",
                name="referralstatus",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reasons", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("why", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("sensitive", sa.Boolean(), nullable=False),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_agency_id"], ["agency.id"], name=op.f("fk_referral_source_agency_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_referral_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral")),
        sa.UniqueConstraint("reference", name=op.f("uq_referral_reference")),
        sa.UniqueConstraint(
            "source_agency_id",
            "source_reference",
            "person_reference",
            "version",
            name=op.f("uq_referral_source_agency_id_source_reference_person_reference_version"),
        ),
    )
    op.create_index(op.f("ix_referral_incident_reference"), "referral", ["incident_reference"], unique=False)
    op.create_index(op.f("ix_referral_received_at"), "referral", ["received_at"], unique=False)
    op.create_table(
        "idempotency_key",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("body_hash", sa.LargeBinary(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=True),
        sa.Column("answer", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_idempotency_key_agency_id")),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_idempotency_key_referral_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("agency_id", "key_hash", name=op.f("pk_idempotency_key")),
    )
    op.create_index(op.f("ix_idempotency_key_referral_id"), "idempotency_key", ["referral_id"], unique=False)
    op.create_table(
        "joined_source",
        sa.Column("joined_id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["joined_id"], ["referral.id"], name=op.f("fk_joined_source_joined_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_joined_source_referral_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("joined_id", name=op.f("pk_joined_source")),
    )
    op.create_index(op.f("ix_joined_source_referral_id"), "joined_source", ["referral_id"], unique=False)
    op.create_table(
        "person",
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("source_agency_id", sa.Uuid(), nullable=False),
        sa.Column("identity", sa.LargeBinary(), nullable=True),
        sa.Column("contact", sa.LargeBinary(), nullable=True),
        sa.Column("needs", sa.LargeBinary(), nullable=True),
        sa.Column("summary", sa.LargeBinary(), nullable=True),
        sa.Column("notes", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_person_referral_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("referral_id", name=op.f("pk_person")),
    )
    op.create_table(
        "person_token",
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_person_token_referral_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("referral_id", "kind", name=op.f("pk_person_token")),
    )
    op.create_index(op.f("ix_person_token_token"), "person_token", ["token"], unique=False)
    op.create_table(
        "referral_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "before",
            sa.Enum(
                "placed",
                "awaiting_triage",
                "information_only",
                "returned",
                "withdrawn",
                "closed",
                "void",
                name="referralstatus",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "after",
            sa.Enum(
                "placed",
                "awaiting_triage",
                "information_only",
                "returned",
                "withdrawn",
                "closed",
                "void",
                name="referralstatus",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "role",
            sa.Enum(
                "police",
                "provider",
                "coordinator",
                "commissioner",
                "link",
                "hub",
                name="role",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("agency_id", sa.Uuid(), nullable=True),
        sa.Column("reasons", sa.ARRAY(sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_referral_event_referral_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_event")),
    )
    op.create_index(op.f("ix_referral_event_at"), "referral_event", ["at"], unique=False)
    op.create_index(op.f("ix_referral_event_referral_id"), "referral_event", ["referral_id"], unique=False)
    op.create_table(
        "routing_decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("table_id", sa.Uuid(), nullable=True),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("placement", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("trace", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_routing_decision_referral_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["table_id"], ["routing_table.id"], name=op.f("fk_routing_decision_table_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routing_decision")),
    )
    op.create_index(
        op.f("ix_routing_decision_referral_id"), "routing_decision", ["referral_id"], unique=False
    )
    op.create_table(
        "unit_task",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column(
            "task", sa.Enum("refer_to_marac", name="unittask", native_enum=False, length=40), nullable=False
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_unit_task_referral_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_task_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_task")),
    )
    op.create_index(op.f("ix_unit_task_referral_id"), "unit_task", ["referral_id"], unique=False)
    op.create_table(
        "assignment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=True),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("source_agency_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum("lead", "additional", name="assignmentrole", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "queued",
                "delivered",
                "undeliverable",
                "acknowledged",
                "accepted",
                "in_progress",
                "on_hold",
                "declined",
                "completed",
                "released",
                "recalled",
                "withdrawn",
                "void",
                name="assignmentstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "held_from",
            sa.Enum(
                "queued",
                "delivered",
                "undeliverable",
                "acknowledged",
                "accepted",
                "in_progress",
                "on_hold",
                "declined",
                "completed",
                "released",
                "recalled",
                "withdrawn",
                "void",
                name="assignmentstate",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_key", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("moved_in", sa.Boolean(), nullable=False),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("assignee", sa.LargeBinary(), nullable=True),
        sa.Column("unverified_link", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_assignment_agency_id")),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_assignment_contract_id")),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["routing_decision.id"],
            name=op.f("fk_assignment_decision_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_assignment_referral_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_assignment_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
    )
    op.create_index(op.f("ix_assignment_agency_id_state"), "assignment", ["agency_id", "state"], unique=False)
    op.create_index(
        "ix_assignment_held_until",
        "assignment",
        ["held_until"],
        unique=False,
        postgresql_where=sa.text("held_until IS NOT NULL"),
    )
    op.create_index(op.f("ix_assignment_referral_id"), "assignment", ["referral_id"], unique=False)
    op.create_index(
        "uq_assignment_one_live_lead",
        "assignment",
        ["referral_id"],
        unique=True,
        postgresql_where=sa.text(
            "role = 'lead' AND state IN ('accepted', 'acknowledged', 'delivered', 'in_progress', 'on_hold', 'queued', 'undeliverable')"
        ),
    )
    op.create_table(
        "assignment_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column(
            "event",
            sa.Enum(
                "assign",
                "hand_over",
                "give_up",
                "redrive",
                "acknowledge",
                "accept",
                "decline",
                "contact_attempt",
                "engage",
                "hold",
                "resume",
                "complete",
                "release",
                "reassign",
                "recall",
                "withdraw",
                "void",
                name="assignmentevent",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "before",
            sa.Enum(
                "queued",
                "delivered",
                "undeliverable",
                "acknowledged",
                "accepted",
                "in_progress",
                "on_hold",
                "declined",
                "completed",
                "released",
                "recalled",
                "withdrawn",
                "void",
                name="assignmentstate",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "after",
            sa.Enum(
                "queued",
                "delivered",
                "undeliverable",
                "acknowledged",
                "accepted",
                "in_progress",
                "on_hold",
                "declined",
                "completed",
                "released",
                "recalled",
                "withdrawn",
                "void",
                name="assignmentstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "police",
                "provider",
                "coordinator",
                "commissioner",
                "link",
                "hub",
                name="role",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("agency_id", sa.Uuid(), nullable=True),
        sa.Column("key_id", sa.Uuid(), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("text", sa.LargeBinary(), nullable=True),
        sa.Column("detail", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignment.id"],
            name=op.f("fk_assignment_event_assignment_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment_event")),
    )
    op.create_index(
        op.f("ix_assignment_event_assignment_id_at"),
        "assignment_event",
        ["assignment_id", "at"],
        unique=False,
    )
    op.create_index(op.f("ix_assignment_event_at"), "assignment_event", ["at"], unique=False)
    op.create_table(
        "clock",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column(
            "clock",
            sa.Enum(
                "handed_over",
                "acknowledged",
                "decided",
                "first_attempt",
                "contact_made",
                name="clock",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("round", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("breached_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("met", sa.Boolean(), nullable=True),
        sa.Column("target", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("pauses", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_clock_assignment_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock")),
        sa.UniqueConstraint(
            "assignment_id", "clock", "round", name=op.f("uq_clock_assignment_id_clock_round")
        ),
    )
    op.create_index(
        "ix_clock_running_due",
        "clock",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("stopped_at IS NULL AND breached_at IS NULL"),
    )
    op.create_table(
        "contact_attempt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "phone",
                "voicemail",
                "text",
                "email",
                "letter",
                "through",
                name="contactchannel",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "result",
            sa.Enum(
                "spoke",
                "message_left_safely",
                "no_answer",
                "someone_else_answered",
                "wrong_number",
                "text_sent",
                "letter_sent",
                "stopped_unsafe",
                name="contactresult",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("worker", sa.LargeBinary(), nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignment.id"],
            name=op.f("fk_contact_attempt_assignment_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_attempt")),
    )
    op.create_index(
        op.f("ix_contact_attempt_assignment_id"), "contact_attempt", ["assignment_id"], unique=False
    )
    op.create_table(
        "chase",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("clock_id", sa.Uuid(), nullable=False),
        sa.Column(
            "step",
            sa.Enum("reminder", "escalation", "triage", name="chasestep", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("round", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["clock_id"], ["clock.id"], name=op.f("fk_chase_clock_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chase")),
        sa.UniqueConstraint("clock_id", "step", "round", name=op.f("uq_chase_clock_id_step_round")),
    )
    op.create_index(
        "ix_chase_waiting_due",
        "chase",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("done_at IS NULL AND cancelled_at IS NULL"),
    )
    op.create_table(
        "delivery",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "referral",
                "chase",
                "escalation",
                "stop_notice",
                "contact_changed",
                "returned",
                "unit_notice",
                "alert",
                name="deliverykind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("endpoint_id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=True),
        sa.Column("chase_id", sa.Uuid(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "held",
                "queued",
                "delivered",
                "undeliverable",
                "cancelled",
                name="deliverystate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_token", sa.Uuid(), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("link_version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_delivery_agency_id")),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_delivery_assignment_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["chase_id"], ["chase.id"], name=op.f("fk_delivery_chase_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["endpoint_id"], ["endpoint.id"], name=op.f("fk_delivery_endpoint_id")),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_delivery_referral_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("chase_id", name=op.f("uq_delivery_chase_id")),
    )
    op.create_index(op.f("ix_delivery_assignment_id"), "delivery", ["assignment_id"], unique=False)
    op.create_index(
        "ix_delivery_due",
        "delivery",
        ["endpoint_id", "due_at"],
        unique=False,
        postgresql_where=sa.text("state = 'queued'"),
    )
    op.create_index(
        "ix_delivery_leased",
        "delivery",
        ["lease_until"],
        unique=False,
        postgresql_where=sa.text("lease_token IS NOT NULL"),
    )
    op.create_index(op.f("ix_delivery_referral_id"), "delivery", ["referral_id"], unique=False)
    op.create_table(
        "attempt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("endpoint_id", sa.Uuid(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "unknown",
                "delivered",
                "retryable",
                "permanent",
                name="attemptoutcome",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("status", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["delivery.id"], name=op.f("fk_attempt_delivery_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["endpoint_id"], ["endpoint.id"], name=op.f("fk_attempt_endpoint_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
        sa.UniqueConstraint("delivery_id", "number", name=op.f("uq_attempt_delivery_id_number")),
    )
    op.create_table(
        "link",
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["delivery.id"], name=op.f("fk_link_delivery_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("delivery_id", name=op.f("pk_link")),
    )
    op.create_table(
        "triage_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=True),
        sa.Column("delivery_id", sa.Uuid(), nullable=True),
        sa.Column(
            "reason",
            sa.Enum(
                "no_fit",
                "possible_duplicate",
                "undeliverable",
                "outside_consent",
                "declined",
                "not_answered",
                "late_answer",
                "released",
                "suspected_parent",
                "unsafe_contact",
                "check_withdrawal",
                name="triagereason",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("detail", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "resolution",
            sa.Enum(
                "assigned",
                "joined",
                "released",
                "redriven",
                "returned",
                "closed",
                "answered",
                name="triageresolution",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("resolved_by", sa.Uuid(), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignment.id"],
            name=op.f("fk_triage_item_assignment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["delivery.id"], name=op.f("fk_triage_item_delivery_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_triage_item_referral_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_triage_item")),
    )
    op.create_index(
        "ix_triage_item_open_due",
        "triage_item",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(op.f("ix_triage_item_referral_id"), "triage_item", ["referral_id"], unique=False)
    op.create_index(
        "uq_triage_item_open",
        "triage_item",
        [
            "referral_id",
            "reason",
            sa.literal_column("coalesce(assignment_id, '00000000-0000-0000-0000-000000000000')"),
        ],
        unique=True,
        postgresql_where=sa.text("closed_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "uq_triage_item_open", table_name="triage_item", postgresql_where=sa.text("closed_at IS NULL")
    )
    op.drop_index(op.f("ix_triage_item_referral_id"), table_name="triage_item")
    op.drop_index(
        "ix_triage_item_open_due", table_name="triage_item", postgresql_where=sa.text("closed_at IS NULL")
    )
    op.drop_table("triage_item")
    op.drop_table("link")
    op.drop_table("attempt")
    op.drop_index(op.f("ix_delivery_referral_id"), table_name="delivery")
    op.drop_index(
        "ix_delivery_leased", table_name="delivery", postgresql_where=sa.text("lease_token IS NOT NULL")
    )
    op.drop_index("ix_delivery_due", table_name="delivery", postgresql_where=sa.text("state = 'queued'"))
    op.drop_index(op.f("ix_delivery_assignment_id"), table_name="delivery")
    op.drop_table("delivery")
    op.drop_index(
        "ix_chase_waiting_due",
        table_name="chase",
        postgresql_where=sa.text("done_at IS NULL AND cancelled_at IS NULL"),
    )
    op.drop_table("chase")
    op.drop_index(op.f("ix_contact_attempt_assignment_id"), table_name="contact_attempt")
    op.drop_table("contact_attempt")
    op.drop_index(
        "ix_clock_running_due",
        table_name="clock",
        postgresql_where=sa.text("stopped_at IS NULL AND breached_at IS NULL"),
    )
    op.drop_table("clock")
    op.drop_index(op.f("ix_assignment_event_at"), table_name="assignment_event")
    op.drop_index(op.f("ix_assignment_event_assignment_id_at"), table_name="assignment_event")
    op.drop_table("assignment_event")
    op.drop_index(
        "uq_assignment_one_live_lead",
        table_name="assignment",
        postgresql_where=sa.text(
            "role = 'lead' AND state IN ('accepted', 'acknowledged', 'delivered', 'in_progress', 'on_hold', 'queued', 'undeliverable')"
        ),
    )
    op.drop_index(op.f("ix_assignment_referral_id"), table_name="assignment")
    op.drop_index(
        "ix_assignment_held_until",
        table_name="assignment",
        postgresql_where=sa.text("held_until IS NOT NULL"),
    )
    op.drop_index(op.f("ix_assignment_agency_id_state"), table_name="assignment")
    op.drop_table("assignment")
    op.drop_index(op.f("ix_unit_task_referral_id"), table_name="unit_task")
    op.drop_table("unit_task")
    op.drop_index(op.f("ix_routing_decision_referral_id"), table_name="routing_decision")
    op.drop_table("routing_decision")
    op.drop_index(op.f("ix_referral_event_referral_id"), table_name="referral_event")
    op.drop_index(op.f("ix_referral_event_at"), table_name="referral_event")
    op.drop_table("referral_event")
    op.drop_index(op.f("ix_person_token_token"), table_name="person_token")
    op.drop_table("person_token")
    op.drop_table("person")
    op.drop_index(op.f("ix_joined_source_referral_id"), table_name="joined_source")
    op.drop_table("joined_source")
    op.drop_index(op.f("ix_idempotency_key_referral_id"), table_name="idempotency_key")
    op.drop_table("idempotency_key")
    op.drop_index(op.f("ix_referral_received_at"), table_name="referral")
    op.drop_index(op.f("ix_referral_incident_reference"), table_name="referral")
    op.drop_table("referral")
    op.drop_table("endpoint")
    op.drop_table("coverage")
    op.drop_index(op.f("ix_contract_service_id"), table_name="contract")
    op.drop_table("contract")
    op.drop_table("unit")
    op.drop_index(op.f("ix_service_agency_id"), table_name="service")
    op.drop_table("service")
    op.drop_index(op.f("ix_data_agreement_agency_id"), table_name="data_agreement")
    op.drop_table("data_agreement")
    op.drop_index(op.f("ix_api_key_agency_id"), table_name="api_key")
    op.drop_table("api_key")
    op.drop_table("worker_heartbeat")
    op.drop_index(op.f("ix_routing_table_starts_on_ends_on"), table_name="routing_table")
    op.drop_table("routing_table")
    op.drop_index(op.f("ix_postcode_sector"), table_name="postcode")
    op.drop_table("postcode")
    op.drop_index(op.f("ix_audit_event_referral_id"), table_name="audit_event")
    op.drop_index(op.f("ix_audit_event_at"), table_name="audit_event")
    op.drop_table("audit_event")
    op.drop_table("agency")
