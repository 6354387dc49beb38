"""The sweep meets rows that it cannot claim, must not claim, or does not know."""

import time

import psycopg

from tests.faults.desk import Kind
from tests.faults.fault import Fault
from tests.faults.house import DEADLINE, House
from tests.faults.processes import until
from tests.faults.receivers import Visit

_PLANT = """
    INSERT INTO delivery (id, kind, agency_id, endpoint_id, referral_id, state, created_at, due_at, attempts,
                          link_version)
    SELECT gen_random_uuid(), %(kind)s, e.agency_id, e.id, r.id, 'queued', now(), now() - interval '1 hour',
           0, 1
    FROM (SELECT * FROM endpoint WHERE {which} LIMIT 1) e,
         (SELECT id FROM referral ORDER BY received_at DESC LIMIT 1) r, generate_series(1, %(count)s)
"""
_PAUSED_ONE = "address = 'paused@example.org'"
_HATE_ONE = (
    "agency_id = (SELECT id FROM agency WHERE slug = 'anthony-walker-foundation') AND channel = 'webhook' \
AND NOT paused"
)


def _pause_one(house: House) -> None:
    house.rows(
        "INSERT INTO endpoint (id, agency_id, purpose, channel, address, position, paused) "
        "SELECT gen_random_uuid(), id, 'duty', 'email', 'paused@example.org', 9, true "
        "FROM agency WHERE slug = 'rasa' ON CONFLICT DO NOTHING"
    )


def _handed_over(house: House, references: list[str]) -> bool:
    compared = house.compare(references)
    return compared.handed_over + compared.waiting >= len(references) and not compared.lost


def locked(house: House) -> int:
    """Somebody holds rows of messages, and one address, for as long as it takes."""
    held = house.submit(6, Kind.HATE, Kind.BURGLARY)
    with psycopg.connect(house.ground.cluster.url("postgres", house.database)) as holder:
        rows = holder.execute(
            "SELECT d.id FROM delivery d JOIN referral r ON r.id = d.referral_id "
            "WHERE r.source_reference = ANY(%s) FOR UPDATE OF d",
            [held],
        ).fetchall()
        house.start_workers(2)
        others = house.submit(10, Kind.HATE, Kind.BURGLARY)
        until(lambda: _handed_over(house, others), 20, "what nobody holds goes out")
        holder.execute(f"SELECT id FROM endpoint WHERE {_HATE_ONE} FOR UPDATE")
        mails = house.submit(6, Kind.BURGLARY)
        until(lambda: _handed_over(house, mails), 20, "what goes to an address that nobody holds goes out")
        house.expect(not house.compare(held).handed_over, "what is held stays")
    house.healing()
    return len(rows)


def page_of_paused(house: House) -> int:
    """Two thousand older messages of an address that is paused lie before those that may go."""
    _pause_one(house)
    house.submit(1, Kind.BURGLARY)
    house.rows(_PLANT.format(which=_PAUSED_ONE), kind="unit_notice", count=2000)
    house.start_workers(1)
    begun = time.monotonic()
    house.submit(10)
    until(lambda: _handed_over(house, house.asked), 20, "the others go out")
    house.expect(time.monotonic() - begun < 15, "the others go out at once")
    tried = house.count(
        "SELECT count(*) FROM delivery WHERE attempts > 0 "
        f"AND endpoint_id = (SELECT id FROM endpoint WHERE {_PAUSED_ONE})"
    )
    house.expect(tried == 0, f"{tried} messages went to a paused address")
    house.healing()
    house.rows(f"DELETE FROM delivery WHERE endpoint_id = (SELECT id FROM endpoint WHERE {_PAUSED_ONE})")
    return 2000


def page_of_capped(house: House) -> int:
    """A slow address has hundreds of older messages; no more than a few are in hand at once."""
    together: list[int] = [0]
    most = [0]

    def slow(visit: Visit, _message: str) -> bool:
        together[0] += 1
        most[0] = max(most[0], together[0])
        visit.body()
        time.sleep(DEADLINE * 0.6)
        together[0] -= 1
        return False

    house.endpoint.script = slow
    house.submit(1, Kind.BURGLARY)
    house.rows(_PLANT.format(which=_HATE_ONE), kind="unit_notice", count=300)
    house.start_workers(2, HUB_DELIVERY_IN_FLIGHT="2")
    until(lambda: most[0] >= 1, 20, "the slow one is at work")
    begun = time.monotonic()
    mails = house.submit(20, Kind.BURGLARY)
    until(lambda: _handed_over(house, mails), 25, "the others go out beside it")
    house.expect(time.monotonic() - begun < 20, "the others are not held up")
    house.expect(most[0] <= 2, f"{most[0]} were in hand at once, of 2 that may be")
    house.endpoint.script = None
    house.healing()
    house.rows("DELETE FROM delivery WHERE kind = 'unit_notice' AND state = 'queued' AND lease_token IS NULL")
    return 300


def unknown_kind(house: House) -> int:
    """Messages of a kind that only a newer version knows lie before the others."""
    house.submit(1, Kind.BURGLARY)
    house.rows("ALTER TABLE delivery DROP CONSTRAINT IF EXISTS ck_delivery_kind")
    house.rows(_PLANT.format(which=_HATE_ONE), kind="from_a_newer_version", count=20)
    house.start_workers(2)
    house.submit(12, Kind.HATE, Kind.BURGLARY)
    try:
        until(lambda: _handed_over(house, house.asked), 25, "the kinds that are known go out")
    finally:
        house.rows("DELETE FROM delivery WHERE kind = 'from_a_newer_version'")
    house.healing()
    return 20


def unknown_step(house: House) -> int:
    """A rung that only a newer version knows is due beside the others."""
    house.submit(2, Kind.HATE)
    house.rows(
        "INSERT INTO chase (id, clock_id, step, round, due_at) "
        "SELECT gen_random_uuid(), id, 'from_a_newer_version', 1, now() - interval '1 hour' FROM clock"
    )
    due = house.rows(
        "UPDATE chase SET due_at = now() - interval '1 minute' WHERE step <> 'from_a_newer_version' "
        "AND done_at IS NULL AND cancelled_at IS NULL RETURNING id::text"
    )
    house.endpoint.script = lambda visit, _message: visit.refuse(503)
    house.start_workers(1)
    try:
        until(
            lambda: house.count("SELECT count(*) FROM chase WHERE done_at IS NOT NULL"),
            20,
            "the rungs that are known are climbed",
        )
    finally:
        house.rows("DELETE FROM chase WHERE step = 'from_a_newer_version'")
        house.endpoint.script = None
    house.healing()
    return len(due)


def early_finisher(house: House) -> int:
    """A whole page of messages that hold no longer lies before the others, and nobody rings again."""
    house.submit(3, Kind.HATE)
    house.submit(1, Kind.HATE)
    last = house.asked[-1]
    answered = house.rows(
        "SELECT a.id::text FROM assignment a JOIN referral r ON r.id = a.referral_id "
        "WHERE r.source_reference = %(one)s",
        one=last,
    )[0][0]
    house.desk.act("anthony-walker-foundation", answered, "accept", assignee="Duty worker")
    house.rows(
        "INSERT INTO delivery (id, kind, agency_id, endpoint_id, referral_id, assignment_id, state, "
        "created_at, due_at, attempts, link_version) "
        "SELECT gen_random_uuid(), 'chase', e.agency_id, e.id, a.referral_id, a.id, 'queued', now(), "
        f"now() - interval '1 hour', 0, 1 FROM assignment a, (SELECT * FROM endpoint WHERE {_HATE_ONE}) e, "
        "generate_series(1, 100) WHERE a.id::text = %(one)s",
        one=answered,
    )
    house.rows("UPDATE assignment SET state = 'declined' WHERE id::text = %(one)s", one=answered)
    house.ground.tell_broker("FLUSHALL")
    try:
        house.start_workers(1, HUB_SWEEP_SECONDS="600")
        until(lambda: _handed_over(house, house.asked[:3]), 10, "one look is enough for all that is due")
    finally:
        house.rows("UPDATE assignment SET state = 'accepted' WHERE id::text = %(one)s", one=answered)
    cancelled = house.count("SELECT count(*) FROM delivery WHERE kind = 'chase' AND state = 'cancelled'")
    house.expect(cancelled >= 100, f"{cancelled} of 100 that hold no longer were cancelled")
    house.healing()
    return 100


FAULTS = (
    Fault(name="sweep: rows and addresses that somebody holds", inject=locked),
    Fault(name="sweep: a page of paused rows", inject=page_of_paused),
    Fault(name="sweep: a page of rows of a slow address", inject=page_of_capped, of_its_own=True),
    Fault(name="sweep: a kind of message from a newer version", inject=unknown_kind, of_its_own=True),
    Fault(name="sweep: a rung from a newer version", inject=unknown_step, of_its_own=True),
    Fault(name="sweep: an early finisher", inject=early_finisher, of_its_own=True),
)
