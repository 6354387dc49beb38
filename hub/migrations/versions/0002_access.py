"""What the application's role may do, and row security as the second fence.

The role is called hub_app; whoever sets up the database creates it. Histories are append-only by grant: the
application can neither change nor remove what it has written there.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

APPEND_ONLY = (
    "audit_event",
    "assignment_event",
    "referral_event",
    "routing_decision",
    "contact_attempt",
    "joined_source",
)
ERASABLE = ("coverage", "person", "person_token", "worker_heartbeat", "idempotency_key")

ROLE = "(SELECT current_setting('hub.role', true))"
AGENCY = "(SELECT nullif(current_setting('hub.agency', true), '')::uuid)"
HOLDS = f"EXISTS (SELECT 1 FROM assignment a WHERE a.referral_id = {{id}} AND a.agency_id = {AGENCY})"

LIVE = "('queued', 'delivered', 'undeliverable', 'acknowledged', 'accepted', 'in_progress', 'on_hold')"
STILL_HOLDS = (
    f"EXISTS (SELECT 1 FROM assignment a WHERE a.referral_id = person.referral_id "
    f"AND a.agency_id = {AGENCY} AND a.state IN {LIVE})"
)

FENCES = {
    "referral": (
        f"{ROLE} IN ('hub', 'coordinator', 'commissioner') OR source_agency_id = {AGENCY} "
        f"OR {HOLDS.format(id='referral.id')}"
    ),
    "person": (
        f"{ROLE} IN ('hub', 'coordinator') OR ({ROLE} <> 'commissioner' AND "
        f"(source_agency_id = {AGENCY} OR {STILL_HOLDS}))"
    ),
    "assignment": (
        f"{ROLE} IN ('hub', 'coordinator', 'commissioner') OR agency_id = {AGENCY} "
        f"OR source_agency_id = {AGENCY}"
    ),
}


def upgrade() -> None:
    op.execute("GRANT USAGE ON SCHEMA public TO hub_app")
    op.execute("GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA public TO hub_app")
    op.execute("REVOKE INSERT, UPDATE ON alembic_version FROM hub_app")
    for table in APPEND_ONLY:
        op.execute(f"REVOKE UPDATE ON {table} FROM hub_app")
    for table in ERASABLE:
        op.execute(f"GRANT DELETE ON {table} TO hub_app")
    for table, fence in FENCES.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY {table}_scope ON {table} TO hub_app USING ({fence})")


def downgrade() -> None:
    for table in FENCES:
        op.execute(f"DROP POLICY {table}_scope ON {table}")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    op.execute("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM hub_app")
    op.execute("REVOKE USAGE ON SCHEMA public FROM hub_app")
