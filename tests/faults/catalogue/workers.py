"""A worker dies or freezes with a message in hand."""

import signal
import time

from tests.faults.desk import Kind
from tests.faults.fault import Fault
from tests.faults.house import LEASE, WORKER, House
from tests.faults.processes import until
from tests.faults.receivers import Manners, Visit, deaf_port

ONE = f"{WORKER}-1"
_SEVEN_MORE_DEATHS = (
    """
    INSERT INTO attempt (id, delivery_id, number, endpoint_id, started_at, outcome)
    SELECT gen_random_uuid(), d.id, n, d.endpoint_id, now(), 'unknown'
    FROM delivery d, generate_series(2, 8) n WHERE d.id::text = %(mine)s
    """,
    "UPDATE delivery SET attempts = 8 WHERE id::text = %(mine)s",
)
"""What seven workers more would leave that died of it: played as rows, for each takes seconds to start."""

_NEIGHBOURS = """
    SELECT count(*) FROM attempt a JOIN delivery d ON d.id = a.delivery_id
    JOIN referral r ON r.id = d.referral_id
    WHERE a.outcome = 'unknown' AND d.id::text <> %(mine)s AND r.source_reference = ANY(%(references)s)
"""


def killed_before_send(house: House) -> int:
    """It has claimed, and the connection is not yet there."""
    with deaf_port() as port:
        house.to(address=f"http://127.0.0.1:{port}/")
        house.submit(4, Kind.HATE)
        house.start_workers(1, HUB_SEND_DEADLINE_SECONDS="5", HUB_DELIVERY_BATCH="4")
        until(lambda: house.under_way() >= 4, 20, "all four are in its hands")
        house.ground.processes.kill(ONE)
        house.expect(house.under_way() == 4, "the claims are still there")
        house.to()
        # the messages stay with the address that they were queued for, which now answers
        house.rows(
            "UPDATE delivery SET endpoint_id = (SELECT id FROM endpoint WHERE address = %(now)s) "
            "WHERE state = 'queued' AND kind = 'referral'",
            now=f"http://127.0.0.1:{house.endpoint.port}/",
        )
    house.healing()
    house.start_workers(1)
    return 1


def killed_after_2xx(house: House) -> int:
    """The receiver has taken it and has said so, and the worker never gets to write that down."""
    killed: list[str] = []

    def kill_after(visit: Visit, message: str) -> bool:
        if killed:
            return False
        killed.append(message)
        visit.body()
        house.ground.processes.freeze(ONE)
        visit.accept()
        house.ground.processes.kill(ONE)
        return True

    house.endpoint.script = kill_after
    house.submit(6, Kind.HATE)
    house.start_workers(1)
    until(lambda: killed and not house.ground.processes.is_alive(ONE), 20, "the worker is killed")
    house.healing()
    house.start_workers(1)
    until(lambda: house.seen.times()[killed[0]] == 2, LEASE + 20, "it is sent again under the same id")
    return 1


def killed_in_mid_body(house: House) -> int:
    """Half of a mail, and half of a webhook, have gone out."""

    class Deadly(Manners):
        def in_mid_body(self) -> None:
            if house.ground.processes.is_alive(ONE):
                house.ground.processes.kill(ONE)

    def half(visit: Visit, _message: str) -> bool:
        visit.rfile.read(10)
        if house.ground.processes.is_alive(ONE):
            house.ground.processes.kill(ONE)
        return True

    for manners, script, kind in ((Deadly(), None, Kind.BURGLARY), (Manners(), half, Kind.HATE)):
        house.mail.manners, house.endpoint.script = manners, script
        house.submit(4, kind)
        house.start_workers(1)
        until(lambda: not house.ground.processes.is_alive(ONE), 20, "the worker is killed in mid-body")
    house.mail.manners, house.endpoint.script = Manners(), None
    house.healing()
    house.start_workers(2)
    return 2


def frozen_past_its_lease(house: House) -> int:
    """Frozen after the receiver took it; another worker sends it again; then the first one wakes up."""
    frozen: list[str] = []

    def freeze_after(visit: Visit, message: str) -> bool:
        if frozen:
            return False
        frozen.append(message)
        visit.body()
        house.ground.processes.freeze(ONE)
        visit.accept()
        return True

    house.endpoint.script = freeze_after
    house.start_schedulers(2)
    house.start_workers(1)
    house.submit(6, Kind.HATE)
    until(lambda: frozen, 20, "the worker is frozen")
    house.ground.processes.freeze("scheduler-1")
    house.start_workers(1)
    until(lambda: house.seen.times()[frozen[0]] == 2, LEASE + 20, "another worker sends it again")
    until(lambda: house.under_way() == 0, 20, "and records it")
    house.ground.processes.thaw(ONE)
    house.ground.processes.thaw("scheduler-1")
    house.healing()
    time.sleep(1.5)  # the thawed one writes down what it has, or tries to
    house.submit(2, Kind.HATE)
    return 2


def poison(house: House) -> int:
    """One message kills whichever worker takes it, every time; its neighbours must not pay for that."""
    kills: list[str] = []
    mine: list[str] = []

    def deadly(_visit: Visit, message: str) -> bool:
        if not mine:
            mine.append(message)
        if message != mine[0]:
            return False
        for name in house.ground.processes.names(WORKER):
            kills.append(name)
            house.ground.processes.send(name, signal.SIGKILL)
        return True

    house.endpoint.script = deadly
    house.submit(1, Kind.HATE)
    house.start_workers(1)
    until(lambda: not house.ground.processes.is_alive(ONE), 20, "the first one dies")
    for statement in _SEVEN_MORE_DEATHS:
        house.rows(statement, mine=mine[0])
    house.submit(6, Kind.HATE, Kind.BURGLARY)
    for _ in range(6):
        house.rows("UPDATE delivery SET lease_until = now() WHERE lease_token IS NOT NULL")
        house.start(ONE, "worker")
        until(lambda: not house.ground.processes.is_alive(ONE) or _is_given_up(house, mine[0]), 60, "it ends")
        if house.ground.processes.is_alive(ONE):
            break
    house.expect(_is_given_up(house, mine[0]), "the message that kills has been given up")
    house.expect(len(kills) <= 2, f"after seven it was allowed to kill {len(kills)} workers more")
    neighbours = house.count(_NEIGHBOURS, mine=mine[0], references=house.asked)
    house.expect(neighbours <= 8, f"{neighbours} tries of neighbours were burnt")
    house.endpoint.script = None
    house.healing()
    return len(kills)


def _is_given_up(house: House, message: str) -> bool:
    """It went to the other channel, or to a person."""
    asked = "SELECT count(*) FROM delivery WHERE id::text = %(message)s AND state = 'undeliverable'"
    return bool(house.count(asked, message=message))


FAULTS = (
    Fault(name="worker killed before send", inject=killed_before_send),
    Fault(name="worker killed after the receiver's 2xx", inject=killed_after_2xx, may_repeat=True),
    Fault(name="worker killed in mid-body", inject=killed_in_mid_body, may_repeat=True),
    Fault(
        name="two schedulers and a worker, frozen past the lease and thawed",
        inject=frozen_past_its_lease,
        may_repeat=True,
    ),
    Fault(name="poison row", inject=poison, may_repeat=True),
)
