"""The migrations and the models are one: up, down, up again, also with rows in the tables."""

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from psycopg.sql import SQL, Identifier
from sqlalchemy import create_engine, inspect, text

from hub import migrations
from hub.access.scopes import HUB
from hub.app import make_app
from hub.db import Database, driver_url
from hub.migrations import configuration
from hub.models import Row
from hub.settings import settings
from tests.factories.directories import EXTENDED, load_text
from tests.factories.gateway import Api
from tests.factories.whole_database import tables

REVISIONS = [
    revision.revision
    for revision in reversed(
        list(ScriptDirectory.from_config(configuration("postgresql://nobody/nothing")).walk_revisions())
    )
]


@pytest.fixture
def engine(owner_url):
    made = create_engine(driver_url(owner_url))
    yield made
    made.dispose()


def compared(connection):
    return compare_metadata(
        MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True}),
        Row.metadata,
    )


def shape(connection):
    """What pg_dump would write of a schema: columns, constraints, indexes, policies, rights."""
    statements = {
        "columns": "SELECT table_name, column_name, data_type, is_nullable, column_default "
        "FROM information_schema.columns WHERE table_schema = 'public'",
        "constraints": "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) "
        "FROM pg_constraint WHERE connamespace = 'public'::regnamespace",
        "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
        "policies": "SELECT tablename, policyname, qual, with_check, roles::text FROM pg_policies",
        "fenced": "SELECT relname FROM pg_class WHERE relrowsecurity",
        "rights": "SELECT table_name, grantee, privilege_type FROM information_schema.role_table_grants "
        "WHERE table_schema = 'public'",
    }
    return {name: sorted(map(str, connection.execute(text(sql)).all())) for name, sql in statements.items()}


def test_the_models_are_what_the_migrations_make(engine):
    with engine.connect() as connection:
        assert compared(connection) == []


def test_up_down_and_up_again_gives_the_same_tables(engine, owner_url):
    with engine.connect() as connection:
        before = shape(connection)
    migrations.downgrade(owner_url, "base")
    with engine.connect() as connection:
        assert inspect(connection).get_table_names() in ([], ["alembic_version"])
        assert shape(connection)["policies"] == []
    migrations.upgrade(owner_url)
    with engine.connect() as connection:
        assert shape(connection) == before


NOT_HELD = {
    "0015": {"clock": ("calendar", "not_before")},
    "0004": {
        "agency": ("description", "website"),
        "contract": ("superseded_at", "award", "awarded_on", "referrals_a_quarter", "open_at_once"),
        "coverage": ("flags", "strands", "conditions", "certainty"),
        "endpoint": ("contact", "phone"),
    },
    "0013": {
        "endpoint": ("suspended_at", "suspended_for", "suspended_by"),
        "delivery": ("waiting_since", "tries_before", "replayed_at"),
    },
}
"""By revision, what the tables of the one before have no place for, so that a step down loses it."""


def held(owner_url, revision):
    """Every row, but for what the revision before cannot hold."""
    found = tables(owner_url)
    lost = [NOT_HELD.get(each, {}) for each in REVISIONS[REVISIONS.index(revision) :]]
    with psycopg.connect(owner_url) as connection:
        for name in {name for each in lost for name in each}:
            columns = [column for each in lost for column in each.get(name, ())]
            rows = SQL("SELECT (to_jsonb(t) - %s::text[])::text FROM {} t ORDER BY 1").format(
                Identifier(name)
            )
            found[name] = tuple(row for (row,) in connection.execute(rows, [columns]))
    return found


@pytest.mark.parametrize("revision", REVISIONS[1:])
def test_each_step_down_and_up_keeps_the_rows(api, loaded_owner_url, revision):
    api.refer()
    before = held(loaded_owner_url, revision)
    migrations.downgrade(loaded_owner_url, REVISIONS[REVISIONS.index(revision) - 1])
    older = set(tables(loaded_owner_url))
    migrations.upgrade(loaded_owner_url)
    after = held(loaded_owner_url, revision)
    assert len(older) > 20
    assert {name: after[name] for name in older} == {name: before[name] for name in older}


def test_a_step_down_and_up_keeps_which_version_of_a_contract_is_in_force(loaded, loaded_owner_url):
    def contracts():
        with psycopg.connect(loaded_owner_url) as connection:
            rows = (
                "SELECT id, reference, version, ends_before, superseded_at IS NULL FROM contract ORDER BY id"
            )
            return connection.execute(rows).fetchall()

    load_text(loaded, EXTENDED)
    before = contracts()
    assert {version for _, _, version, _, _ in before} == {1, 2}
    migrations.downgrade(loaded_owner_url, "0003")
    migrations.upgrade(loaded_owner_url)
    assert contracts() == before
    load_text(loaded, EXTENDED, why="again, since a step down forgets who said what")
    assert contracts() == before


def test_upgrading_what_is_up_to_date_changes_nothing(loaded_owner_url):
    before = tables(loaded_owner_url)
    migrations.upgrade(loaded_owner_url)
    assert tables(loaded_owner_url) == before


def test_a_gateway_over_an_empty_database_says_that_it_is_not_ready(servers, loaded_template):
    servers.create("not_migrated")
    database = Database(servers.app_url("not_migrated"))
    try:
        with Api(make_app(settings(), database), loaded_template) as api:
            assert api.get("/health/live").status_code == 200
            assert api.get("/health/ready").status_code == 503
    finally:
        database.close()
        servers.drop("not_migrated")


def test_the_hubs_scope_reads_every_table(loaded):
    with loaded.transaction(HUB) as tx:
        for table in Row.metadata.sorted_tables:
            tx.connection.execute(table.select().limit(1))
