"""The two ledgers against the rows: what is lost, what is doubled, and what came twice from outside.

Lost: answered 201, and neither handed over nor before a person; or called handed over, and no receiver saw
it; or an act that was answered 200 and stands in no history. Doubled, in our own state: two live leads, two
referrals of one key, two messages of one kind for one turn, a try recorded twice, one turn's referral seen
under two ids. That a receiver sees the same id twice after a crash is counted apart, and must be explained
by a try whose end nobody recorded.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import psycopg

from tests.faults.desk import Answer
from tests.faults.receivers import Ledger

LIVE = "('queued', 'delivered', 'undeliverable', 'acknowledged', 'accepted', 'in_progress', 'on_hold')"


@dataclass(frozen=True, kw_only=True)
class Compared:
    """What the comparison found; all empty is as it should be, but for `repeats`."""

    lost: tuple[str, ...] = ()
    doubled: tuple[str, ...] = ()
    repeats: int = 0
    """How often a receiver took an id that it had taken before."""
    unexplained: tuple[str, ...] = ()
    """Ids that receivers took more often than tries were begun."""
    unanswered: tuple[str, ...] = ()
    """References that were sent again and again and never answered: a hub that was away for too long."""
    waiting: int = 0
    """Referrals that are before a person."""
    handed_over: int = 0


_REFERRALS = """
    SELECT r.id::text, r.source_reference, r.status,
           EXISTS (SELECT FROM triage_item t WHERE t.referral_id = r.id AND t.closed_at IS NULL),
           array(SELECT d.id::text FROM delivery d WHERE d.referral_id = r.id AND d.kind = 'referral'),
           EXISTS (SELECT FROM assignment a WHERE a.referral_id = r.id
                      AND a.state IN ('acknowledged', 'accepted', 'in_progress', 'on_hold', 'completed')),
           array(SELECT a.id::text FROM assignment a WHERE a.referral_id = r.id)
    FROM referral r WHERE r.source_reference = ANY(%(references)s)
"""

_DOUBLED = {
    "two live leads": f"""
        SELECT r.source_reference FROM referral r JOIN assignment a ON a.referral_id = r.id
        WHERE r.source_reference = ANY(%(references)s) AND a.role = 'lead' AND a.state IN {LIVE}
        GROUP BY r.source_reference HAVING count(*) > 1
    """,
    "two referrals of one key": """
        SELECT source_reference FROM referral WHERE source_reference = ANY(%(references)s)
        GROUP BY source_reference, person_reference, version HAVING count(*) > 1
    """,
    "two turns of one service": f"""
        SELECT r.source_reference FROM referral r JOIN assignment a ON a.referral_id = r.id
        WHERE r.source_reference = ANY(%(references)s) AND a.state IN {LIVE}
        GROUP BY r.source_reference, a.service_id HAVING count(*) > 1
    """,
    "two messages of one kind for one turn": """
        SELECT r.source_reference FROM referral r JOIN delivery d ON d.referral_id = r.id
        WHERE r.source_reference = ANY(%(references)s) AND d.kind = 'referral'
          AND d.state IN ('held', 'queued', 'delivered')
        GROUP BY r.source_reference, d.assignment_id HAVING count(*) > 1
    """,
    "a try twice": """
        SELECT DISTINCT r.source_reference FROM referral r JOIN delivery d ON d.referral_id = r.id,
        LATERAL (SELECT count(*) AS tries, count(DISTINCT number) AS numbers,
                        coalesce(max(number), 0) AS last,
                        count(*) FILTER (WHERE outcome = 'delivered') AS hits
                   FROM attempt WHERE delivery_id = d.id) t
        WHERE r.source_reference = ANY(%(references)s)
          AND (t.tries <> t.numbers OR t.numbers <> t.last OR t.hits > 1)
    """,
    "an event twice": """
        SELECT DISTINCT r.source_reference FROM referral r JOIN assignment a ON a.referral_id = r.id
        JOIN assignment_event e ON e.assignment_id = a.id
        WHERE r.source_reference = ANY(%(references)s) AND e.before IS DISTINCT FROM e.after
        GROUP BY r.source_reference, a.id, e.event HAVING count(*) > 1 AND e.event NOT IN
            ('hold', 'resume', 'redrive', 'give_up', 'hand_over')
    """,
}
"""What must never be, by name: statements that give the references of those that are."""

_TRIES = """
    SELECT d.id::text, count(a.id)::int FROM delivery d LEFT JOIN attempt a ON a.delivery_id = d.id
    WHERE d.id::text = ANY(%(ids)s) GROUP BY d.id
"""
_ACTS = {"acknowledge": "acknowledge", "accept": "accept", "decline": "decline"}
_SAID_AND_DONE = """
    SELECT count(*) FROM assignment_event WHERE assignment_id::text = %(assignment)s AND event = %(event)s
"""


@dataclass(kw_only=True)
class Books:
    """The ledgers of one house, over a connection that sees every row."""

    connection: psycopg.Connection[Any]
    answers: Mapping[str, Sequence[Answer]]
    acts: Sequence[tuple[str, str, int]]
    seen: Ledger
    found: list[tuple[Any, ...]] = field(default_factory=list)

    def compare(self, references: Sequence[str]) -> Compared:
        """Compare what was answered about these with the rows and with what was seen."""
        asked = {"references": list(references)}
        self.found = self.connection.execute(_REFERRALS, asked).fetchall()
        times = self.seen.times()
        mine = {delivery for row in self.found for delivery in row[4]}
        counted = {message: count for message, count in times.items() if message in mine}
        return Compared(
            lost=(*self._lost(references, times), *self._said_but_not_done()),
            doubled=(*self._doubled(asked), *self._under_two_ids()),
            repeats=sum(counted.values()) - len(counted),
            unexplained=self._unexplained(counted),
            unanswered=tuple(each for each in references if not self._ids(each)),
            waiting=sum(row[3] for row in self.found),
            handed_over=sum(any(each in times for each in row[4]) for row in self.found),
        )

    def _lost(self, references: Sequence[str], times: Counter[str]) -> list[str]:
        rows = {row[1]: row for row in self.found}
        said = []
        for reference in references:
            ids = self._ids(reference)
            row = rows.get(reference)
            if not ids:
                continue  # nobody was promised anything; `unanswered` tells
            if row is None or row[0] not in ids or len(ids) > 1:
                said.append(f"{reference}: answered, and not on record under that id")
            elif not (row[3] or row[5] or any(each in times for each in row[4]) or _is_over(row[2])):
                said.append(f"{reference}: {row[2]}, seen by nobody")
        return said + self._claimed(times)

    def _ids(self, reference: str) -> set[str]:
        return {answer.referral for answer in self.answers.get(reference, ()) if answer.referral}

    def _claimed(self, times: Counter[str]) -> list[str]:
        delivered = self.connection.execute(
            "SELECT id::text FROM delivery WHERE state = 'delivered' AND id::text = ANY(%s)",
            [[each for row in self.found for each in row[4]]],
        ).fetchall()
        return [
            f"message {each}: handed over, says the hub; no receiver saw it"
            for (each,) in delivered
            if each not in times
        ]

    def _said_but_not_done(self) -> list[str]:
        said = []
        for verb, assignment, status in self.acts:
            event = _ACTS.get(verb)
            if status != 200 or event is None:
                continue
            asked = {"assignment": assignment, "event": event}
            row = self.connection.execute(_SAID_AND_DONE, asked).fetchone()
            if row is None or row[0] == 0:
                said.append(f"assignment {assignment}: {verb} was answered 200 and is in no history")
        return said

    def _doubled(self, asked: dict[str, Any]) -> list[str]:
        return [
            f"{reference}: {name}"
            for name, statement in _DOUBLED.items()
            for (reference,) in self.connection.execute(statement, asked).fetchall()
        ]

    def _under_two_ids(self) -> list[str]:
        mine = {turn for row in self.found for turn in row[6]}
        ids: dict[str, set[str]] = {}
        for message, assignment in list(self.seen.about.items()):
            if assignment in mine:
                ids.setdefault(assignment, set()).add(message)
        return [f"assignment {each}: seen under two ids" for each, under in ids.items() if len(under) > 1]

    def _unexplained(self, counted: Mapping[str, int]) -> tuple[str, ...]:
        tries = dict(self.connection.execute(_TRIES, {"ids": list(counted)}).fetchall())
        return tuple(message for message, times in counted.items() if times > tries.get(message, 0))


def _is_over(status: str) -> bool:
    return status in {"returned", "information_only", "withdrawn", "closed", "void"}
