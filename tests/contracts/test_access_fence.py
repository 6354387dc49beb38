"""Row security and grants, the second fence: they hold against SQL that forgot to ask whose row it is."""

import psycopg
import pytest
from psycopg.sql import SQL, Identifier
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from hub.access.scopes import HUB
from hub.demo.prepare import agencies
from hub.domain.codes import AgencyKind, Role
from hub.domain.scope import Scope

FENCED = ("referral", "person", "assignment", "referral_amendment")
EVERY_ROW = {"referral": 2, "person": 2, "assignment": 3, "referral_amendment": 2}
NO_AMENDMENT = {"referral_amendment": 0}
HOLDER, ADDITIONAL, OTHER = "anthony-walker-foundation", "light-for-life", "rasa"


@pytest.fixture
def counted(api, loaded):
    """Two referrals of two sources; gives a count of the rows that a scope sees without any condition."""
    first = api.refer()
    body = {"source": "stop-hate-uk", "referring_unit": "helpline", "source_reference": "S/1"}
    person = {"person.family_name": "Other", "contact.phone.value": "07700 900555"}
    mail = {"contact.email.value": "other@example.org", "risk": {"band": "standard"}}
    second = api.refer("stop-hate-uk", None, **body, **person, **mail)
    for answer in (first, second):
        amended = {"crime": {"incident_borough": "wirral"}, "reason": "told by phone"}
        done = api.post(f"/v1/referrals/{answer['id']}/amend", "coordinator", amended)
        assert done.json()["changed"] == ["incident_borough"]
    with loaded.transaction(HUB) as tx:
        ids = {slug: found for kind in AgencyKind for slug, found in agencies(tx, kind).items()}

    def count(role, slug=None):
        scope = Scope(role=role, agency_id=ids[slug] if slug else None)
        with loaded.transaction(scope) as tx:
            return {
                table: tx.connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
                for table in FENCED
            }

    return count


def test_the_hub_and_the_coordinator_see_every_row(counted):
    assert counted(Role.HUB) == EVERY_ROW
    assert counted(Role.COORDINATOR, "referral-coordinator") == EVERY_ROW


def test_the_commissioner_sees_no_person(counted):
    for slug in ("commissioner", "merseyside-police", HOLDER):  # also under an agency that has some
        assert counted(Role.COMMISSIONER, slug) == {**EVERY_ROW, "person": 0}


def test_a_provider_sees_only_what_it_was_assigned(counted):
    assert counted(Role.PROVIDER, HOLDER) == {"referral": 2, "person": 2, "assignment": 2, **NO_AMENDMENT}
    assert counted(Role.PROVIDER, ADDITIONAL) == {"referral": 1, "person": 1, "assignment": 1, **NO_AMENDMENT}
    assert counted(Role.PROVIDER, OTHER) == dict.fromkeys(FENCED, 0)
    assert counted(Role.LINK, ADDITIONAL) == {"referral": 1, "person": 1, "assignment": 1, **NO_AMENDMENT}


def test_a_source_sees_its_own(counted):
    own = {"referral": 1, "person": 1, "referral_amendment": 1}
    assert counted(Role.POLICE, "merseyside-police") == {**own, "assignment": 2}
    assert counted(Role.PROVIDER, "stop-hate-uk") == {**own, "assignment": 1}


@pytest.mark.parametrize("role", [Role.POLICE, Role.PROVIDER, Role.LINK])
def test_a_scope_without_an_agency_sees_nothing(counted, role):
    assert counted(role) == dict.fromkeys(FENCED, 0)


def test_a_connection_that_nobody_gave_a_scope_sees_nothing(counted, servers, loaded_name):
    assert counted
    with psycopg.connect(servers.app_url(loaded_name)) as connection:
        for table in FENCED:
            found = connection.execute(SQL("SELECT count(*) FROM {}").format(Identifier(table))).fetchone()
            assert found == (0,), table


def test_a_scope_ends_with_its_transaction(counted, loaded):
    assert counted(Role.HUB) == EVERY_ROW
    with loaded.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM referral")).scalar_one() == 0


def test_nobody_writes_a_row_into_another_agencys_hands(counted, loaded):
    assert counted
    with loaded.transaction(HUB) as tx:
        ids = agencies(tx, AgencyKind.PROVIDER)
    theirs = "UPDATE assignment SET agency_id = CAST(:other AS uuid) RETURNING id"
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        loaded.transaction(Scope(role=Role.PROVIDER, agency_id=ids[ADDITIONAL])) as tx,
    ):
        tx.connection.execute(text(theirs), {"other": ids[OTHER]})


APPEND_ONLY = (
    "audit_event",
    "assignment_event",
    "referral_event",
    "routing_decision",
    "contact_attempt",
    "joined_source",
    "routing_table",
    "routing_draft_revision",
    "directory_version",
    "geography_edition",
    "phone_call",
)


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_history_can_neither_be_changed_nor_removed(counted, loaded, table):
    assert counted
    with loaded.transaction(HUB) as tx:
        column = tx.connection.execute(
            text("SELECT column_name FROM information_schema.columns WHERE table_name = :table LIMIT 1"),
            {"table": table},
        ).scalar_one()
    for statement in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}", f"TRUNCATE {table}"):
        with pytest.raises(ProgrammingError, match="permission denied"), loaded.transaction(HUB) as tx:
            tx.connection.execute(text(statement))


def test_of_an_amendment_nothing_but_its_reason_can_go(counted, loaded):
    assert counted
    for statement in (
        "UPDATE referral_amendment SET after = before",
        "DELETE FROM referral_amendment",
        "TRUNCATE referral_amendment",
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), loaded.transaction(HUB) as tx:
            tx.connection.execute(text(statement))


def test_the_applications_role_can_undo_no_fence(loaded):
    for statement in (
        "ALTER TABLE referral DISABLE ROW LEVEL SECURITY",
        "DROP POLICY person_scope ON person",
        "DROP TABLE audit_event",
        "CREATE TABLE mine (id int)",
        "SET ROLE hub_owner",
        "UPDATE alembic_version SET version_num = '0'",
    ):
        with pytest.raises(ProgrammingError), loaded.transaction(HUB) as tx:
            tx.connection.execute(text(statement))


def test_the_applications_role_owns_nothing(loaded):
    with loaded.transaction(HUB) as tx:
        owned = tx.connection.execute(
            text("SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole")
        ).scalar_one()
        rights = tx.connection.execute(
            text("SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = current_user")
        ).one()
    assert (owned, *rights) == (0, False, False, False)
