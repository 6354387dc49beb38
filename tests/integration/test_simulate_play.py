"""A fortnight played over a real database: every invariant holds and everything adds up."""

import random
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import text

from hub.access.scopes import HUB
from hub.check import breaches
from hub.db import Database
from hub.demo.prepare import make_keys, play_a_past
from hub.demo.simulate import Play, Span, VirtualClock, any_month, cast_of, expect, play
from hub.demo.simulated_quarter import Drawn, refuse_other_use, simulate
from hub.domain.errors import HubError
from hub.domain.quarter import Quarter
from hub.monitoring.actions import quarter_report
from hub.monitoring.rules import balances

QUARTER = Quarter(year=2019, number=3)
SPAN = Span(start=QUARTER.starts_at, end=QUARTER.starts_at + timedelta(days=14))
COUNT = 90


def play_once(url, seed="test"):
    clock = VirtualClock(SPAN.start)
    database = Database(url, pool=2, now=clock)
    with database.transaction(HUB) as tx:
        cast = cast_of(tx, make_keys(tx))
    expected = expect(random.Random(5), any_month(), SPAN, COUNT)
    seen: list[int] = []
    played = play(database, clock, Play(expected=expected, cast=cast, seed=seed, until=SPAN.end), seen.append)
    assert sum(seen) == COUNT
    return database, played


@pytest.fixture(scope="module")
def played_over(servers, loaded_template):
    """A database with the fortnight in it, for tests that only look."""
    assert loaded_template
    with servers.cloned("template_loaded", "simulated_once") as name:
        database, played = play_once(servers.app_url(name))
        yield database, played
        database.close()


def rows(database, statement):
    with database.transaction(HUB) as tx:
        return [tuple(row) for row in tx.connection.execute(text(statement))]


def test_every_invariant_holds_and_every_referral_is_in_one_status(played_over):
    database, played = played_over
    with database.transaction(HUB) as tx:
        assert breaches(tx) == ()
    assert sum(played.taken.values()) == COUNT
    assert sum(count for (count,) in rows(database, "SELECT count(*) FROM referral GROUP BY status")) == COUNT
    assert rows(database, "SELECT count(*) FROM referral WHERE NOT simulated") == [(0,)]


def test_the_quarters_report_balances(played_over):
    database, _ = played_over
    with database.transaction(HUB) as tx:
        report = quarter_report(tx, QUARTER)
    assert report.balances
    assert all(balances(line) for line in report.balances)


def test_a_history_is_recorded_in_the_order_in_which_it_happened(played_over):
    database, _ = played_over
    out_of_order = rows(
        database,
        """
        SELECT id FROM (
            SELECT id, after, before, recorded_at, at,
                   lag(after) OVER (PARTITION BY assignment_id ORDER BY recorded_at, id) AS last,
                   lag(at) OVER (PARTITION BY assignment_id ORDER BY recorded_at, id) AS last_at
            FROM assignment_event) e
        WHERE before IS DISTINCT FROM last OR at < last_at
        """,
    )
    assert out_of_order == []


def test_providers_answer_in_many_ways_and_the_ladder_is_climbed(played_over):
    database, _ = played_over
    events = {event for (event,) in rows(database, "SELECT DISTINCT event FROM assignment_event")}
    assert events >= {"hand_over", "acknowledge", "accept", "contact_attempt", "engage", "complete"}
    kinds = {kind for (kind,) in rows(database, "SELECT DISTINCT kind FROM delivery")}
    assert kinds >= {"referral", "chase"}
    by_link = {link for (link,) in rows(database, "SELECT used_at IS NOT NULL FROM link")}
    assert by_link == {True, False}


def test_nothing_is_left_overdue_for_whoever_goes_on(played_over):
    database, _ = played_over
    overdue = """
        SELECT (SELECT count(*) FROM delivery WHERE state = 'queued' AND due_at <= :now),
               (SELECT count(*) FROM chase
                 WHERE done_at IS NULL AND cancelled_at IS NULL AND due_at <= :now)
    """
    with database.transaction(HUB) as tx:
        assert tuple(tx.connection.execute(text(overdue), {"now": SPAN.end}).one()) == (0, 0)


def test_the_same_seed_plays_the_same_and_takes_nothing_twice(servers, loaded_name, played_over):
    _, first = played_over
    database, second = play_once(servers.app_url(loaded_name))
    database.close()
    assert second == first
    database, third = play_once(servers.app_url(loaded_name))
    versions = "SELECT count(*), count(DISTINCT source_reference) FROM referral WHERE version = 1"
    assert rows(database, versions) == [(COUNT, COUNT)]
    assert third.already_here > COUNT / 2
    database.close()


def test_a_whole_quarter_is_played_in_an_empty_database(servers, database_name):
    urls = (servers.app_url(database_name), servers.owner_url(database_name))
    played = simulate(urls, Drawn(quarter=QUARTER, shares=any_month(), referrals=25, seed=1), lambda _: None)
    assert sum(played.taken.values()) == 25


def test_a_quarter_before_the_directory_begins_is_refused(servers, database_name):
    urls = (servers.app_url(database_name), servers.owner_url(database_name))
    early = Drawn(quarter=Quarter(year=2016, number=4), shares=any_month(), referrals=1, seed=1)
    with pytest.raises(HubError, match="2017/18 Q1"):
        simulate(urls, early, lambda _: None)


def test_a_database_with_other_referrals_is_refused(servers, played_over):
    database, _ = played_over
    url = servers.app_url("simulated_once")
    refuse_other_use(url)
    one = "(SELECT id FROM referral LIMIT 1)"
    with database.transaction(HUB) as tx:
        tx.connection.execute(text(f"UPDATE referral SET simulated = false WHERE id = {one}"))
    with pytest.raises(HubError, match="1 referrals that are not simulated"):
        refuse_other_use(url)
    with database.transaction(HUB) as tx:
        tx.connection.execute(text("UPDATE referral SET simulated = true WHERE NOT simulated"))


def test_a_database_with_a_live_worker_is_refused(servers, loaded_name, loaded):
    with loaded.transaction(HUB) as tx:
        tx.connection.execute(text("INSERT INTO worker_heartbeat (name, seen_at) VALUES ('one', now())"))
    with pytest.raises(HubError, match="A worker is running"):
        refuse_other_use(servers.app_url(loaded_name))


def test_a_past_is_played_up_to_now_and_only_where_there_is_none(servers, loaded_name):
    url = servers.app_url(loaded_name)
    database = Database(url, pool=1)
    with database.transaction(HUB) as tx:
        keys = make_keys(tx)
    play_a_past(url, keys, count=40)
    play_a_past(url, keys, count=40)
    with database.transaction(HUB) as tx:
        latest, total = tx.connection.execute(text("SELECT max(received_at), count(*) FROM referral")).one()
        statuses = Counter(tx.connection.execute(text("SELECT status FROM referral")).scalars())
        due = text("SELECT count(*) FROM delivery WHERE state = 'queued' AND due_at <= :now")
        overdue = tx.connection.execute(due, {"now": tx.now - timedelta(minutes=1)}).scalar_one()
    database.close()
    assert total == 40
    assert latest <= tx.now
    assert overdue == 0
    assert statuses["information_only"] > 0
