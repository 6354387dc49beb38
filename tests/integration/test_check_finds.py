"""Each violation that is planted by raw SQL is found by its name, and only it."""

import json
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
import redis
from typer.testing import CliRunner

from hub.access.scopes import HUB
from hub.check import INVARIANTS, Extent, breaches, look, watch, watched
from hub.check.broker import NAMES_ONLY, says_a_name_only
from hub.cli import app as hub
from hub.jobs import QUEUE, Bell, Job

LEAD = "anthony-walker-foundation"
STANDARD = {"risk": {"tool": "merit", "score": 20, "band": "standard"}, "contact.windows": []}
HIGH = {"risk": {"tool": "merit", "score": 75, "band": "high"}}
NOW = datetime(2026, 3, 4, 10, tzinfo=UTC)
A_WORKER = f"INSERT INTO worker_heartbeat (name, seen_at) VALUES ('one', '{NOW.isoformat()}')"
AN_HOUR_AGO = f"'{(NOW - timedelta(hours=1)).isoformat()}'"

PLANTED = {
    "accepted_is_held": ["DELETE FROM assignment WHERE id = '{queued}'"],
    "status_follows": [
        "UPDATE referral SET status = 'awaiting_triage' WHERE id = '{delivered_referral}'",
        (
            "INSERT INTO referral_event (id, referral_id, at, before, after, role, reasons)"
            " SELECT uuidv7_later(), id, now(), 'placed', status, 'hub', '{{}}'"
            " FROM referral WHERE id = '{delivered_referral}'"
        ),
    ],
    "status_recorded": ["UPDATE referral SET status = 'withdrawn' WHERE id = '{completed_referral}'"],
    "refusals_keep_nobody": [
        "UPDATE referral SET consent_basis = 'refused' WHERE id = '{completed_referral}'"
    ],
    "one_live_lead": [
        "DROP INDEX uq_assignment_one_live_lead",
        "UPDATE assignment SET role = 'lead' WHERE id = '{additional}'",
    ],
    "state_recorded": ["UPDATE assignment SET state = 'released' WHERE id = '{completed}'"],
    "histories_begin": [
        (
            "UPDATE assignment_event SET before = 'queued'"
            " WHERE event = 'assign' AND assignment_id = '{completed}'"
        )
    ],
    "histories_have_no_gap": [
        "DELETE FROM assignment_event WHERE event = 'acknowledge' AND assignment_id = '{completed}'"
    ],
    "moves_are_legal": [
        (
            "UPDATE assignment_event SET role = 'police'"
            " WHERE event = 'acknowledge' AND assignment_id = '{completed}'"
        )
    ],
    "nobody_waits_unseen": ["UPDATE delivery SET state = 'cancelled' WHERE assignment_id = '{queued}'"],
    "handed_over_by_a_message": [
        "UPDATE delivery SET state = 'undeliverable' WHERE assignment_id = '{delivered}'"
    ],
    "one_message_on_its_way": [
        (
            "INSERT INTO delivery (id, kind, agency_id, endpoint_id, referral_id, assignment_id, state,"
            " created_at, due_at, attempts, link_version)"
            " SELECT gen_random_uuid(), kind, agency_id, endpoint_id, referral_id, assignment_id, state,"
            " created_at, due_at, 0, 1 FROM delivery WHERE assignment_id = '{queued}'"
        )
    ],
    "nothing_held_for_nothing": ["UPDATE delivery SET state = 'held' WHERE assignment_id = '{queued}'"],
    "delivery_ids_unique": [
        "ALTER TABLE delivery DROP CONSTRAINT pk_delivery CASCADE",
        "INSERT INTO delivery SELECT * FROM delivery WHERE assignment_id = '{delivered}'",
    ],
    "attempts_gapless": [
        (
            "UPDATE attempt SET number = 2 WHERE delivery_id IN"
            " (SELECT id FROM delivery WHERE assignment_id = '{delivered}')"
        )
    ],
    "silence_after_the_end": [
        (
            "UPDATE attempt SET started_at = started_at + interval '1 hour' WHERE delivery_id IN"
            " (SELECT id FROM delivery WHERE assignment_id = '{recalled}' AND kind = 'referral')"
        )
    ],
    "messages_go_out": [
        A_WORKER,
        f"UPDATE delivery SET due_at = {AN_HOUR_AGO} WHERE assignment_id = '{{queued}}'",
    ],
    "rungs_are_climbed": [
        A_WORKER,
        (
            f"UPDATE chase SET due_at = {AN_HOUR_AGO} WHERE done_at IS NULL AND cancelled_at IS NULL"
            " AND clock_id IN (SELECT id FROM clock WHERE assignment_id = '{delivered}')"
        ),
    ],
    "breaches_are_recorded": [
        A_WORKER,
        (
            "UPDATE clock SET started_at = '2026-02-23T10:00:00Z', due_at = '2026-02-25T00:00:00Z'"
            " WHERE assignment_id = '{delivered}' AND clock = 'acknowledged'"
        ),
    ],
    "holds_are_asked_about": [
        A_WORKER,
        f"UPDATE assignment SET held_until = {AN_HOUR_AGO} WHERE id = '{{held}}'",
    ],
    "no_clock_on_the_dead": [
        (
            "UPDATE clock SET stopped_at = NULL, met = NULL"
            " WHERE assignment_id = '{completed}' AND clock = 'contact_made'"
        )
    ],
    "somebody_is_timed": ["DELETE FROM clock WHERE assignment_id = '{delivered}' AND stopped_at IS NULL"],
    "clocks_are_watched": [
        (
            "UPDATE chase SET cancelled_at = now() WHERE done_at IS NULL"
            " AND clock_id IN (SELECT id FROM clock"
            " WHERE assignment_id = '{delivered}' AND stopped_at IS NULL)"
        )
    ],
    "verdicts_follow": [
        "UPDATE clock SET met = false WHERE assignment_id = '{completed}' AND clock = 'acknowledged'"
    ],
    "clocks_recompute": [
        (
            "UPDATE clock SET due_at = due_at + interval '1 second'"
            " WHERE assignment_id = '{delivered}' AND clock = 'acknowledged'"
        )
    ],
    "agreement_behind_delivery": [
        (
            "UPDATE assignment a SET contract_id = later.id FROM contract c, contract later"
            " WHERE a.id = '{completed}' AND c.id = a.contract_id AND later.service_id = c.service_id"
            " AND later.starts_on >= c.ends_before"
        )
    ],
    "one_contract_a_day": [
        (
            "UPDATE contract c SET starts_on = c.starts_on - 1 FROM assignment a, contract own"
            " WHERE a.id = '{completed}' AND own.id = a.contract_id AND c.service_id = own.service_id"
            " AND c.starts_on = own.ends_before"
        )
    ],
    "contract_recorded": [
        (
            'UPDATE directory_version SET content = content || \'{{"ends_before": "2026-01-01"}}\''
            " WHERE kind = 'contract' AND key = (SELECT c.reference FROM contract c JOIN assignment a"
            " ON a.contract_id = c.id WHERE a.id = '{completed}')"
        )
    ],
    "decided_by_a_published_table": [
        "UPDATE routing_decision SET table_hash = 'another' WHERE referral_id = '{completed_referral}'"
    ],
    "figures_are_counts": [
        "UPDATE assignment SET assigned_at = '2025-12-31T10:00:00Z' WHERE id = '{completed}'"
    ],
    "quarters_balance": [
        (
            "UPDATE referral_event SET at = '2025-12-31T10:00:00Z'"
            " WHERE referral_id = '{completed_referral}' AND after = 'closed'"
        )
    ],
    "notices_are_seen_to": [
        "DELETE FROM notice WHERE delivery_id IN (SELECT id FROM delivery WHERE assignment_id = '{recalled}')"
    ],
    "calls_go_on": [
        (
            "INSERT INTO phone_task"
            " (id, referral_id, assignment_id, agency_id, reason, why, asked_at, due_at, on_desk, alerts)"
            " SELECT gen_random_uuid(), referral_id, id, agency_id, 'not_answered', 'so', now(), now(),"
            " false, 0"
            " FROM assignment WHERE id = '{delivered}'"
        )
    ],
}
"""What is done to a database in which everything holds, by the name of the invariant that it breaks."""

CANNOT_BE_PLANTED = {
    "contract_ends_are_seen_to": "tests/functional/test_contract_ends.py lets the days pass",
    "broker_knows_names_only": "below, with the broker",
}

_LATER = """
    CREATE FUNCTION uuidv7_later() RETURNS uuid LANGUAGE sql
    AS $$ SELECT 'ffffffff-ffff-7fff-bfff-ffffffffffff'::uuid $$
"""


@pytest.fixture
def lived(api, deliver):
    """A few referrals in every kind of state, in which all holds; gives their ids by name."""
    ids = {}

    def refer(name, **overrides):
        answer = api.refer(source_reference=f"SYN/{name}", **overrides)
        ids[f"{name}_referral"] = answer["id"]
        turns = [each["id"] for each in answer["assignments"]]
        ids[name] = turns[0]
        return turns

    refer("completed", **STANDARD)
    refer("delivered", **ANOTHER(1))
    refer("held", **ANOTHER(2))
    refer("recalled", **ANOTHER(3))
    _, ids["additional"] = refer("shared", **HIGH, **PERSON(4))
    deliver()
    api.act(ids["completed"], "acknowledge", LEAD)
    api.act(ids["completed"], "accept", LEAD, assignee="Sam")
    api.act(ids["completed"], "engage", LEAD)
    api.act(ids["completed"], "complete", LEAD, outcome="supported")
    api.act(ids["held"], "accept", LEAD, assignee="Sam")
    api.act(ids["held"], "hold", LEAD, reason="victim_asked", until="2026-03-20T10:00:00Z")
    api.act(ids["recalled"], "recall", "police", reason="a mistake")
    refer("queued", **ANOTHER(5))
    return ids


def PERSON(number):  # noqa: N802  beside ANOTHER
    return {
        "contact.phone.value": f"07700 90010{number}",
        "contact.email.value": f"nobody{number}@example.org",
        "person.given_name": f"Example{number}",
        "person.family_name": f"Sample{number}",
    }


def ANOTHER(number):  # noqa: N802  reads as an argument
    return {**STANDARD, **PERSON(number)}


def names(database, extent):
    with database.transaction(HUB) as tx:
        return [each.name for each in breaches(tx, extent)]


def plant(owner_url, name, ids):
    with psycopg.connect(owner_url) as connection:
        connection.execute(_LATER)
        for statement in PLANTED[name]:
            changed = connection.execute(statement.format(**ids)).rowcount
            assert changed, statement


def test_every_invariant_is_broken_here_or_elsewhere():
    assert {each.name for each in INVARIANTS} == PLANTED.keys() | CANNOT_BE_PLANTED.keys()
    assert len(PLANTED) >= 20


@pytest.mark.usefixtures("lived")
def test_nothing_is_found_where_everything_holds(loaded):
    assert names(loaded, Extent.FULL) == []
    assert names(loaded, Extent.QUICK) == []


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_violation_is_found_by_its_name_and_only_it(lived, loaded, loaded_owner_url, name):
    plant(loaded_owner_url, name, lived)
    assert names(loaded, Extent.FULL) == [name]
    assert names(loaded, Extent.QUICK) == [name]


def test_a_turn_without_any_history_is_found(lived, loaded, loaded_owner_url):
    with psycopg.connect(loaded_owner_url) as connection:
        connection.execute("DELETE FROM assignment_event WHERE assignment_id = %s", (lived["delivered"],))
    assert "histories_begin" in names(loaded, Extent.QUICK)


def test_a_finding_names_the_row(lived, loaded, loaded_owner_url):
    plant(loaded_owner_url, "clocks_recompute", lived)
    with loaded.transaction(HUB) as tx:
        (found,) = breaches(tx)
    with psycopg.connect(loaded_owner_url) as connection:
        statement = "SELECT assignment_id FROM clock WHERE id = %s"
        owner = connection.execute(statement, (found.ids[0],)).fetchone()
    assert (found.count, str(owner[0])) == (1, lived["delivered"])


def test_the_check_can_write_nothing(loaded):
    with (
        pytest.raises(Exception, match="read-only transaction"),
        loaded.snapshot(HUB, longest=timedelta(seconds=5)) as tx,
    ):
        tx.connection.exec_driver_sql("UPDATE check_round SET ran_at = now()")


def test_a_statement_that_takes_too_long_is_broken_off(loaded):
    with (
        pytest.raises(Exception, match="statement timeout"),
        loaded.snapshot(HUB, longest=timedelta(milliseconds=20)) as tx,
    ):
        tx.connection.exec_driver_sql("SELECT pg_sleep(5)")


@pytest.fixture
def broker(servers, loaded):
    assert loaded
    with redis.Redis.from_url(servers.broker_url.replace("redis+socket://", "unix://")) as client:
        client.delete(QUEUE)
        yield client
        client.delete(QUEUE)


def rung(servers, client):
    """Ring as the gateway does and wait for what arrives."""
    bell = Bell(servers.broker_url)
    bell.ring(Job.DELIVER)
    try:
        return client.blmove(QUEUE, QUEUE, 5, "LEFT", "LEFT")
    finally:
        bell.stop()


def test_a_nudge_says_a_name_only_and_one_that_says_more_is_found(servers, broker, loaded, lived):
    nudge = rung(servers, broker)
    assert says_a_name_only(nudge)
    assert look(loaded, Extent.QUICK).breaches == ()
    told = json.loads(nudge)
    told["headers"]["argsrepr"] = f"('{lived['queued']}',)"
    broker.rpush(QUEUE, json.dumps(told))
    (found,) = look(loaded, Extent.QUICK).breaches
    assert (found.name, found.count) == (NAMES_ONLY.name, 1)


def test_arguments_in_the_body_another_task_or_nonsense_are_found(servers, broker):
    nudge = json.loads(rung(servers, broker))
    said = {**nudge, "body": json.dumps([["an id"], {}, {}]), "properties": {}}
    assert not says_a_name_only(json.dumps(said).encode())
    assert not says_a_name_only(json.dumps({**nudge, "headers": {"task": "hub.another"}}).encode())
    assert not says_a_name_only(b"what is this")


@pytest.mark.usefixtures("broker")
def test_the_command_ends_with_0_or_1(loaded, lived, loaded_owner_url):
    """Its clock is the real one, for which all here is old; no worker is alive, so that nothing is late."""
    assert loaded
    ended = CliRunner().invoke(hub, ["check"])
    assert (ended.exit_code, "Every invariant holds" in ended.output) == (0, True), ended.output
    plant(loaded_owner_url, "clocks_recompute", lived)
    ended = CliRunner().invoke(hub, ["check", "--full"])
    assert (ended.exit_code, "clocks_recompute: 1 rows" in ended.output) == (1, True), ended.output


def test_what_the_clock_finds_is_told_once_and_again_only_after_it_was_over(
    lived, loaded, loaded_owner_url, clock, caplog
):
    def told():
        watch(loaded, [Extent.QUICK])
        with loaded.transaction(HUB) as tx:
            return [each.name for each in watched(tx).findings]

    assert told() == []
    plant(loaded_owner_url, "verdicts_follow", lived)
    assert told() == [], "it is not due again yet"
    clock.forward(minutes=5)
    assert told() == ["verdicts_follow"]
    first = since(loaded)
    clock.forward(minutes=5)
    assert told() == ["verdicts_follow"]
    assert since(loaded) == first, "still the same finding"
    with psycopg.connect(loaded_owner_url) as connection:
        connection.execute("UPDATE clock SET met = true WHERE met = false")
    clock.forward(minutes=5)
    assert told() == []
    with psycopg.connect(loaded_owner_url) as connection:
        rows = connection.execute("SELECT count(*), count(cleared_at) FROM check_finding").fetchone()
    assert rows == (1, 1)
    assert not caplog.records


def since(database):
    with database.transaction(HUB) as tx:
        (found,) = watched(tx).findings
    return found.found_at
