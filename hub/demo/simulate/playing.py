"""Plays referrals through the journey by a virtual clock, the soonest event first.

Acts of some hours go into one transaction, each at its own instant: no rung of a clock that starts within the
group falls due within it. What may queue a message stands alone, so that the message goes out seconds later.
"""

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import groupby
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import event, text

from hub import journey
from hub.access.scopes import HUB, widen
from hub.db import Database, Transaction
from hub.delivery.actions import Confirmed
from hub.delivery.rules.notices import NOTICES
from hub.demo.simulate.behaviour import behaviour_of
from hub.demo.simulate.coordinator import Coordinator
from hub.demo.simulate.haste import collecting_seldom, no_waiting_for_the_disk
from hub.demo.simulate.post import Post, read_turns
from hub.demo.simulate.provider import Providers, Turn
from hub.demo.simulate.schedule import Expected
from hub.demo.simulate.script import Play, Played, Progress
from hub.demo.simulate.stage import Agenda, Planned, VirtualClock
from hub.demo.simulate.submissions import write
from hub.domain.calendar import london_date
from hub.domain.codes import DeliveryKind, RiskBand
from hub.domain.errors import ConflictError, InvalidError, NotFoundError
from hub.domain.opening import Opening
from hub.jobs import silence
from hub.journey.chasing import BATCH, chase_batch, recall_next

_log = structlog.get_logger(__name__)

GROUP = timedelta(hours=5)
"""Less than half of the shortest time for a decision: whatever an answer starts is chased later than that."""
MOST_IN_A_GROUP = 200
POST_TAKES = timedelta(seconds=3)
"""From the queue to the provider's mailbox."""
CHASES_EVERY = 1800
"""Seconds between two looks for rungs that are due."""

_DUE = text("""
    SELECT (SELECT min(due_at) FROM chase WHERE done_at IS NULL AND cancelled_at IS NULL) AS chase,
           (SELECT min(d.due_at) FROM delivery d JOIN endpoint e ON e.id = d.endpoint_id
             WHERE d.state = 'queued' AND d.lease_token IS NULL AND NOT e.paused) AS delivery
""")


def play(database: Database, clock: VirtualClock, asked: Play, progress: Progress) -> Played:
    """Play it all; `database` must tell its time by `clock`. No bell rings, no commit waits for the disk."""
    database.close()  # of connections that were made before
    event.listen(database.engine, "do_connect", no_waiting_for_the_disk)
    with silence(), collecting_seldom():
        return _Player(database, clock, asked, progress).run()


class _Player:
    def __init__(self, database: Database, clock: VirtualClock, asked: Play, progress: Progress) -> None:
        self._database = database
        self._clock = clock
        self._asked = asked
        self._progress = progress
        self._agenda = Agenda()
        self._providers = Providers(self._agenda)
        self._post = Post(_lots(asked.seed, "post"))
        self._turns: dict[UUID, Turn] = {}
        self._played = Played()
        self._chase_at: datetime | None = None
        self._send_at: datetime | None = None
        self._chased_on: date | None = None
        """The last day on which breaches were marked and lapsed persons erased as well."""

    def run(self) -> Played:
        """Play until the end, and once more see to what is due then."""
        asked = self._asked
        for tick, each in groupby(asked.expected, key=lambda expected: expected.tick):
            self._agenda.plan(tick, partial(self._submit, tuple(each)), alone=True)
        lots = _lots(asked.seed, "coordinator")
        coordinator = Coordinator(self._agenda, asked.cast.coordinator, lots, self._ring)
        coordinator.start(self._clock(), asked.until)
        self._look_for_due()
        while self._step():
            pass
        self._clock.reach(asked.until)
        self._chased_on = None
        self._see_to_due(chase=True)
        return self._played

    def _step(self) -> bool:
        """Take the next step, be it acts or what is due by itself; false when the end is reached."""
        due = min((at for at in (self._chase_at, self._send_at) if at), default=None)
        act = self._agenda.next_at()
        soonest = min((at for at in (due, act) if at), default=None)
        if soonest is None or soonest > self._asked.until:
            return False
        if due is not None and due <= soonest:
            chase = self._chase_at is not None and self._chase_at <= due
            self._clock.reach(due)
            self._see_to_due(chase=chase)
            return True
        until = min(at for at in (soonest + GROUP, due, self._asked.until) if at)
        self._act(self._agenda.take(until, MOST_IN_A_GROUP))
        return True

    def _act(self, group: Sequence[Planned]) -> None:
        with self._database.transaction(HUB) as tx:
            for planned in group:
                at = self._clock.reach(planned.at)
                try:
                    planned.deed(tx.at(at), at)
                except (ConflictError, NotFoundError) as stale:
                    # refused before anything was written, since somebody else has acted meanwhile
                    self._played.stale += 1
                    widen(tx)
                    _log.debug("stale", code=stale.code)
                self._played.acts += 1
            self._note_due(tx)

    def _submit(self, expected: Sequence[Expected], tx: Transaction, at: datetime) -> None:
        for source, each in groupby(sorted(expected, key=lambda e: e.source), key=lambda e: e.source):
            agency, scope = self._asked.cast.sources[source]
            listed = tuple(each)
            for first in range(0, len(listed), 200):
                some = listed[first : first + 200]
                incoming = [journey.Incoming(body=write(self._asked.seed, one), at=one.at) for one in some]
                acting = tx.acting(scope).at(at)
                for result in journey.submit(acting, agency, incoming, simulated=True):
                    self._count(result)
        self._progress(len(expected))

    def _count(self, result: object) -> None:
        if isinstance(result, journey.Taken):
            status = str(result.status)
            self._played.taken[status] = self._played.taken.get(status, 0) + 1
        if isinstance(result, journey.AlreadyHere):
            self._played.already_here += 1
        if isinstance(result, journey.Faulty):
            raise InvalidError("A simulated referral has faults.", faults=result.faults)

    def _see_to_due(self, *, chase: bool) -> None:
        today = london_date(self._clock())
        if chase and today != self._chased_on:
            self._chased_on = today
            journey.chase_due(self._database)
        with self._database.transaction(HUB) as tx:
            while chase and chase_batch(tx) == BATCH:
                pass
            while chase and recall_next(tx):
                pass
            self._hand_over(tx, self._post.send_due(tx))
            self._note_due(tx)

    def _hand_over(self, tx: Transaction, read: Sequence[Confirmed]) -> None:
        new = [each for each in read if each.assignment_id and each.assignment_id not in self._turns]
        rows = read_turns(tx, [each.assignment_id for each in new if each.assignment_id]) if new else {}
        for each in read:
            if each.assignment_id is None:
                continue
            if each.assignment_id not in self._turns:
                self._turns[each.assignment_id] = self._turn(rows[each.assignment_id], each.delivery_id)
            turn = self._turns[each.assignment_id]
            if each.kind is DeliveryKind.REFERRAL:
                self._providers.receive(turn, each.at)
            else:
                self._providers.remind(turn, each.kind, each.at)
            if each.kind in NOTICES:
                self._providers.read_notice(turn, each.at)

    def _turn(self, row: Any, delivery_id: UUID) -> Turn:
        return Turn(
            id=row.id,
            scope=self._asked.cast.providers[row.agency_id],
            agency_id=row.agency_id,
            behaviour=behaviour_of(row.slug),
            opening=Opening.parse(row.opening),
            high_risk=row.risk_band is RiskBand.HIGH,
            delivery_id=delivery_id,
            rng=_lots(self._asked.seed, f"{row.source_reference}/{row.service}"),
        )

    def _ring(self, assignment_id: UUID, at: datetime) -> None:
        if assignment_id in self._turns:
            self._providers.answer_soon(self._turns[assignment_id], at)

    def _look_for_due(self) -> None:
        with self._database.transaction(HUB) as tx:
            self._note_due(tx)

    def _note_due(self, tx: Transaction) -> None:
        tx.flush()
        row = tx.connection.execute(_DUE).one()
        after = self._clock() + POST_TAKES
        self._send_at = None if row.delivery is None else max(row.delivery + POST_TAKES, after)
        self._chase_at = None if row.chase is None else max(_round_up(row.chase), after)


def _round_up(at: datetime) -> datetime:
    seconds = -(-int(at.timestamp()) // CHASES_EVERY) * CHASES_EVERY
    return datetime.fromtimestamp(seconds, UTC)


def _lots(seed: str, name: str) -> random.Random:
    return random.Random(f"{seed}/{name}")  # noqa: S311 - drawn lots, no secret
