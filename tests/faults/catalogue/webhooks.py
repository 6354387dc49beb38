"""The endpoint drips, floods, redirects, is gone or busy, is not who it says, or is ourselves."""

import itertools
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from uuid import UUID

from hub.journey import addresses
from tests.faults.certificates import server_context, trusting
from tests.faults.desk import Kind
from tests.faults.fault import Fault
from tests.faults.house import DEADLINE, PROVIDER, House
from tests.faults.processes import until
from tests.faults.receivers import Script, Visit

COUNT = 4
_TRIES = """
    SELECT a.code, a.status, extract(epoch FROM a.ended_at - a.started_at) FROM attempt a
    JOIN delivery d ON d.id = a.delivery_id JOIN referral r ON r.id = d.referral_id
    JOIN endpoint e ON e.id = a.endpoint_id
    WHERE r.source_reference = ANY(%(mine)s) AND e.channel = 'webhook' AND a.ended_at IS NOT NULL
"""
LONGEST = timedelta(hours=28)
"""No wish of another machine makes a message wait for longer than the whole plan."""


def _meets(
    house: House, script: Script, *, code: str, most_seconds: float = DEADLINE + 1.0, **settings: str
) -> int:
    """Have each message meet the script once, at least, and the try say what it was."""
    house.endpoint.script = script
    house.start_workers(2, **settings)
    house.submit(COUNT, Kind.HATE)
    until(lambda: len(_tries(house)) >= COUNT, 40, "each message meets it")
    found = _tries(house)
    house.expect(all(row[0] == code for row in found), f"tries end as {sorted({row[0] for row in found})}")
    longest = max(float(row[2]) for row in found)
    house.expect(longest < most_seconds, f"a try took {longest:.1f} s")
    return len(found)


def _tries(house: House) -> list[tuple[str, int | None, float]]:
    return [(row[0], row[1], row[2]) for row in house.rows(_TRIES, mine=house.asked)]


def _heal(house: House) -> None:
    house.endpoint.script = None
    house.healing()


def drip(visit: Visit, _message: str) -> bool:
    """Answer byte by byte, and never come to an end."""
    visit.body()
    with suppress(OSError):
        for byte in b"HTTP/1.1 204 No Content\r\nX-Long: " + b"x" * 600:
            visit.wfile.write(bytes([byte]))
            time.sleep(0.1)
    return True


def dripping(house: House) -> int:
    met = _meets(house, drip, code="timed_out")
    mails = house.submit(6, Kind.BURGLARY)
    until(lambda: house.compare(mails).handed_over == 6, 20, "mails go out beside it")
    _heal(house)
    return met


def flooding(house: House) -> int:
    """A 200 with an endless body: what was said counts, what follows is not read to its end."""
    sent: list[int] = []

    def flood(visit: Visit, _message: str) -> bool:
        visit.door.ledger.take(_message, None)
        visit.body()
        visit.send_response(200)
        visit.send_header("Content-Length", str(10**9))
        visit.end_headers()
        count = 0
        with suppress(OSError):
            for _ in range(4000):
                count += visit.wfile.write(b"x" * 65536)
        sent.append(count)
        return True

    met = _meets(house, flood, code="taken")
    until(lambda: len(sent) >= COUNT, 20, "the endpoint has noticed")
    house.expect(max(sent) < 32 * 2**20, f"{max(sent)} bytes of an answer were read")
    _heal(house)
    return met


def moved(house: House) -> int:
    """A 301 to another place: it is never followed, and the mailbox gets the message."""
    followed: list[str] = []

    def redirect(visit: Visit, message: str) -> bool:
        if visit.path != "/":
            followed.append(message)
            return visit.refuse(204)
        return visit.refuse(301, Location=f"http://127.0.0.1:{house.endpoint.port}/elsewhere")

    met = _meets(house, redirect, code="redirected")
    house.settle()
    house.expect(not followed, f"{len(followed)} redirects were followed")
    _heal(house)
    return met


def gone(house: House) -> int:
    """A 410: nothing more goes there; its mailbox gets the messages, or they wait in sight for the resume."""
    visits: list[str] = []

    def refuse(visit: Visit, message: str) -> bool:
        visits.append(message)
        return visit.refuse(410)

    house.endpoint.script = refuse
    house.start_workers(2)
    first = house.submit(COUNT, Kind.HATE)
    house.settle()
    house.expect(house.compare(first).handed_over == COUNT, "the mailbox gets what was refused")
    webhook, mailbox = _addresses(house)
    house.expect(_is_suspended(house, webhook), "the endpoint is suspended")
    house.end_workers()
    with house.told() as tx:
        addresses.resume(tx, webhook)
        addresses.suspend(tx, mailbox)
    waiting = house.submit(COUNT, Kind.HATE)
    house.start_workers(2)
    until(lambda: _is_suspended(house, webhook), 20, "it is suspended again")
    until(lambda: house.under_way() == 0, 20, "and nothing is in hand")
    total = len(visits)
    time.sleep(1.5)  # several looks of each worker
    house.expect(len(visits) == total, f"{len(visits) - total} tries went to a suspended endpoint")
    house.expect(not house.compare(waiting).handed_over, "what has no address in use waits")
    house.endpoint.script = None
    with house.told() as tx:
        addresses.resume(tx, webhook)
        addresses.resume(tx, mailbox)
    house.healing()
    house.settle()
    house.expect(house.compare(waiting).handed_over == COUNT, "after the resume they go")
    return total


def _addresses(house: House) -> tuple[UUID, UUID]:
    """The provider's endpoint, and the mailbox that comes after it."""
    return (_address(house, "webhook"), _address(house, "email"))


def _address(house: House, channel: str) -> UUID:
    rows = house.rows(
        "SELECT e.id FROM endpoint e JOIN agency g ON g.id = e.agency_id WHERE g.slug = %(slug)s "
        "AND e.purpose = 'duty' AND e.channel = %(channel)s AND e.suspended_for IS DISTINCT FROM 'replaced'",
        slug=PROVIDER,
        channel=channel,
    )
    return UUID(str(rows[0][0]))


def _is_suspended(house: House, endpoint: UUID) -> bool:
    return bool(
        house.count(
            "SELECT count(*) FROM endpoint WHERE id = %(one)s AND paused AND suspended_for = 'gone'",
            one=endpoint,
        )
    )


def mendable(house: House) -> int:
    """401, 403, 404 and 422: somebody is told at once, and the same endpoint gets it once it is mended."""
    said = itertools.cycle((401, 403, 404, 422))
    house.endpoint.script = lambda visit, _message: visit.refuse(next(said))
    house.start_workers(2)
    house.submit(COUNT, Kind.HATE)
    until(lambda: len(_tries(house)) >= COUNT, 40, "each is met")
    until(lambda: house.under_way() == 0, 20, "and recorded")
    met = _tries(house)
    house.expect({row[0] for row in met} == {"refused"}, f"tries end as {sorted({row[0] for row in met})}")
    house.expect(
        house.count("SELECT count(*) FROM delivery WHERE kind = 'endpoint_alert'"), "somebody is told at once"
    )
    _heal(house)
    house.settle()
    taken = sum(row[0] == "taken" for row in _tries(house))
    house.expect(taken == COUNT, f"{taken} of {COUNT} are taken by the endpoint once it is mended")
    return len(met)


def unavailable(house: House) -> int:
    """503 for longer than an address may keep a message waiting: the mailbox gets it, at high risk sooner."""
    visits: list[str] = []

    def refuse(visit: Visit, message: str) -> bool:
        visits.append(message)
        return visit.refuse(503)

    house.endpoint.script = refuse
    minutes = {"HUB_FALL_BACK_MINUTES": "0.05", "HUB_FALL_BACK_MINUTES_HIGH_RISK": "0.05"}
    house.start_workers(2, **minutes)
    house.submit(COUNT, Kind.HATE)
    until(
        lambda: house.compare().handed_over == COUNT, 20, "the mailbox gets them, while the endpoint is away"
    )
    house.expect(len(visits) <= 2 * COUNT, f"{len(visits)} tries were made before")
    _heal(house)
    return len(visits)


def _retry_afters() -> dict[str, str]:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=5), usegmt=True)
    past = format_datetime(datetime.now(UTC) - timedelta(hours=5), usegmt=True)
    return {
        "seconds": "2",
        "nought": "0",
        "eleven days": "950400",
        "below nought": "-10",
        "a date": soon,
        "a date that is past": past,
        "words": "as soon as you like",
        "endless digits": "9" * 400,
    }


def busy(house: House) -> int:
    """429 with eight kinds of Retry-After: each is obeyed within limits, and none stops the message."""
    kinds = _retry_afters()
    said = iter(list(kinds.values()) * 50)
    _, mailbox = _addresses(house)
    with house.told() as tx:
        addresses.suspend(tx, mailbox)  # with another address in use a long wish is left for that one
    house.endpoint.script = lambda visit, _message: visit.refuse(429, Retry_After=next(said))
    house.start_workers(2)
    house.submit(len(kinds), Kind.HATE)
    until(lambda: len(_tries(house)) >= len(kinds), 40, "each kind is met")
    until(lambda: house.under_way() == 0, 20, "and recorded")
    waits = house.count(
        "SELECT count(*) FROM delivery d JOIN referral r ON r.id = d.referral_id WHERE d.state = 'queued' "
        "AND r.source_reference = ANY(%(mine)s) AND d.due_at > now() + %(longest)s",
        mine=house.asked,
        longest=LONGEST,
    )
    house.expect(waits == 0, f"{waits} messages wait for longer than the plan allows")
    sooner = house.count(
        "SELECT count(*) FROM delivery d JOIN referral r ON r.id = d.referral_id WHERE d.state = 'queued' "
        "AND r.source_reference = ANY(%(mine)s) AND d.attempts = 1 AND d.due_at < now()",
        mine=house.asked,
    )
    house.expect(sooner == 0, f"{sooner} messages are due again at once")
    with house.told() as tx:
        addresses.resume(tx, mailbox)
    _heal(house)
    return len(kinds)


def expired(house: House) -> int:
    """Its certificate has ended: nothing is said to it until it has a new one."""
    folder = house.ground.folder
    ended, old = server_context(folder, ended=True)
    good, new = server_context(folder)
    house.endpoint.tls = ended
    house.to(address=f"https://localhost:{house.endpoint.port}/")
    met = _meets(
        house, lambda _visit, _message: False, code="tls_failed", SSL_CERT_FILE=trusting(folder, old, new)
    )
    house.expect(not house.compare().handed_over, "nothing is said to it")
    house.endpoint.tls = good
    _heal(house)
    return met


def ourselves(house: House) -> int:
    """Its name leads to loopback: nobody connects there, and the mailbox gets the message."""
    good, file = server_context(house.ground.folder)
    house.endpoint.tls = good
    house.to(address=f"https://localhost:{house.endpoint.port}/")
    visits: list[str] = []

    def note(_visit: Visit, message: str) -> bool:
        visits.append(message)
        return False

    met = _meets(house, note, code="bad_address", HUB_ALLOW_PRIVATE_WEBHOOKS="false", SSL_CERT_FILE=str(file))
    house.settle()
    house.expect(not visits, f"{len(visits)} connections went to loopback")
    _heal(house)
    return met


FAULTS = (
    Fault(name="webhook drip-feed", inject=dripping),
    Fault(name="webhook huge reply", inject=flooding),
    Fault(name="webhook 301", inject=moved),
    Fault(name="webhook 410", inject=gone),
    Fault(name="webhook 401, 403, 404 and 422", inject=mendable),
    Fault(name="webhook 503 beyond the patience", inject=unavailable),
    Fault(name="webhook 429 with eight kinds of Retry-After", inject=busy),
    Fault(name="webhook expired certificate", inject=expired),
    Fault(name="webhook name that resolves to loopback", inject=ourselves),
)
