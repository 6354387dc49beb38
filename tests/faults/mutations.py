"""The proof that each fault can be seen: with its defence switched off, it must be.

A mutation is a change to a copy of the tree, or to the house's database. Where its words no longer fit the
source, it is to be written anew: a mutation that changes nothing proves nothing.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

from tests.faults.ground import ROOT
from tests.faults.house import House

_COPIED = ("hub", "workers", "templates", "directories")


@dataclass(frozen=True, kw_only=True)
class Patch:
    """Other words in one file; `old` must stand there exactly `times` times."""

    file: str
    old: str
    new: str
    times: int = 1

    def applied(self, text: str) -> str:
        found = text.count(self.old)
        if found != self.times:
            raise MisfitError(f"{self.file} holds {found} times, not {self.times}: {self.old!r}")
        return text.replace(self.old, self.new)


class MisfitError(Exception):
    """Write the mutation anew: the source that it changes has changed."""


@dataclass(frozen=True, kw_only=True)
class Mutation:
    """One defence switched off, and the faults that must then be seen."""

    name: str
    shown_by: tuple[str, ...]
    patches: tuple[Patch, ...] = ()
    sql: tuple[str, ...] = ()

    def prepare(self, house: House) -> None:
        house.statements = list(self.sql)
        for statement in self.sql:
            house.rows(statement.format(database=house.database))


@contextmanager
def mutated(parent: Path, mutation: Mutation | None = None) -> Iterator[Path]:
    """Lend a copy of the tree with the mutation in it, or as it is, so that a long run stays with one tree.

    It lies in `parent`. Raises MisfitError where the mutation fits no longer.
    """
    folder = Path(mkdtemp(prefix="tree-", dir=parent))
    try:
        for each in _COPIED:
            shutil.copytree(ROOT / each, folder / each)  # with what is compiled, so that programs start soon
        for patch in mutation.patches if mutation else ():
            file = folder / patch.file
            file.write_text(patch.applied(file.read_text()))
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _patch(file: str, old: str, new: str, times: int = 1) -> tuple[Patch, ...]:
    return (Patch(file=file, old=old, new=new, times=times),)


CLAIM, OUTCOME = "hub/delivery/queries/claim.py", "hub/delivery/queries/outcome.py"
DRAIN, SWEEP = "hub/delivery/drain.py", "workers/sweep.py"

MUTATIONS = (
    Mutation(
        name="the workers do not look for what is due by themselves",
        shown_by=("broker emptied (FLUSHALL)", "broker down", "broker silent", "broker full"),
        patches=_patch(
            SWEEP,
            "        for step in steps:",
            "        for step in steps[:1]:",
        ),
    ),
    Mutation(
        name="a request rings by itself and waits for the broker",
        shown_by=("broker silent", "broker down", "broker full", "broker cuts its lines"),
        patches=_patch(
            "hub/jobs.py",
            "lambda: bell(settings().broker_url.get_secret_value()).ring(job))",
            "lambda: bell(settings().broker_url.get_secret_value())._app.send_task(job, retry=False))",
        ),
    ),
    Mutation(
        name="a worker ends when the broker is gone",
        shown_by=("broker restarted under load", "broker down"),
        patches=_patch(
            "workers/app.py",
            '"broker_connection_retry_on_startup": True,',
            '"broker_connection_retry": False,',
        ),
    ),
    Mutation(
        name="a task that nobody knows ends the worker",
        shown_by=("queue holds a task that nobody knows",),
        patches=_patch(
            "workers/app.py",
            "_sweep = Sweep()\n",
            "import os\nfrom celery.signals import task_unknown\n"
            "_ends = lambda **_: os._exit(1)\ntask_unknown.connect(_ends)\n_sweep = Sweep()\n",
        ),
    ),
    Mutation(
        name="nobody takes up what a dead worker had",
        shown_by=(
            "worker killed before send",
            "worker killed after the receiver's 2xx",
            "worker killed in mid-body",
            "two schedulers and a worker, frozen past the lease and thawed",
        ),
        patches=_patch(
            DRAIN, "expired = expired and self._batch(self._reclaim, 1, count)", "expired = False"
        ),
    ),
    Mutation(
        name="a result is written whoever has the lease by now",
        shown_by=("two schedulers and a worker, frozen past the lease and thawed",),
        patches=_patch(OUTCOME, "d.id = :id AND d.lease_token = :lease_token", "d.id = :id"),
    ),
    Mutation(
        name="each try goes out under a new id",
        shown_by=(
            "worker killed after the receiver's 2xx",
            "SMTP no reply after the final dot",
        ),
        patches=_patch(
            "hub/delivery/actions/sending.py",
            "delivery_id=claimed.id,",
            "delivery_id=__import__('uuid').uuid4(),",
        ),
    ),
    Mutation(
        name="a message may kill workers without end",
        shown_by=("poison row",),
        patches=_patch(DRAIN, "claimed.made > rules.MOST_ATTEMPTS", "claimed.made > 1000"),
    ),
    Mutation(
        name="a claim waits for rows that somebody holds",
        shown_by=("sweep: rows and addresses that somebody holds",),
        patches=_patch(CLAIM, " SKIP LOCKED", "", times=4),
    ),
    Mutation(
        name="a paused address is no reason to wait",
        shown_by=("sweep: a page of paused rows",),
        patches=_patch(
            CLAIM,
            "WHERE NOT e.paused AND coalesce(busy.under_way, 0) < :in_flight\n    ORDER BY oldest",
            "WHERE coalesce(busy.under_way, 0) < :in_flight\n    ORDER BY oldest",
        ),
    ),
    Mutation(
        name="an address gets all at once",
        shown_by=("sweep: a page of rows of a slow address",),
        patches=_patch(CLAIM, "LIMIT greatest(:in_flight - coalesce(busy.under_way, 0), 0)", "LIMIT :batch"),
    ),
    Mutation(
        name="a page without anything to send ends the look",
        shown_by=("sweep: an early finisher",),
        patches=_patch(DRAIN, "if claimed is None:", "if not claimed:"),
    ),
    Mutation(
        name="a worker takes kinds of messages that it does not know",
        shown_by=("sweep: a kind of message from a newer version",),
        patches=_patch(CLAIM, " AND {_KNOWN}", "", times=2),
    ),
    Mutation(
        name="a worker takes rungs that it does not know",
        shown_by=("sweep: a rung from a newer version",),
        patches=_patch("hub/sla/queries/chases.py", "    Chase.step.in_(list(ChaseStep)),", "   "),
    ),
    Mutation(
        name="leases go by each worker's own clock",
        shown_by=("clocks an hour forward and back, workers apart", "every clock an hour forward and back"),
        patches=_patch(CLAIM, "d.lease_until <= clock_timestamp()", "d.lease_until <= :now"),
    ),
    Mutation(
        name="London keeps to Greenwich all year",
        shown_by=("summer time begins",),
        patches=_patch("hub/domain/calendar.py", 'ZoneInfo("Europe/London")', 'ZoneInfo("Etc/UTC")'),
    ),
    Mutation(
        name="London keeps to summer time all year",
        shown_by=("summer time ends", "29 February"),
        patches=_patch("hub/domain/calendar.py", 'ZoneInfo("Europe/London")', 'ZoneInfo("Etc/GMT-1")'),
    ),
    Mutation(
        name="a commit does not wait for the disk",
        shown_by=(
            "PostgreSQL restarted with -m immediate under load",
            "a PostgreSQL backend killed under load",
            "disk full",
        ),
        sql=("ALTER DATABASE {database} SET synchronous_commit = off",),
    ),
    Mutation(
        name="a migration waits for its lock as long as it takes",
        shown_by=("migration under load",),
        patches=_patch("hub/migrations/env.py", "SET lock_timeout = '2s'", "SET lock_timeout = '0'"),
    ),
    Mutation(
        name="a mail server's 4xx is for good",
        shown_by=("SMTP 4xx", "SMTP greylist"),
        patches=_patch(
            "hub/channels/smtp/__init__.py",
            "return retryable(Code.BUSY, status)",
            "return permanent(Code.RECIPIENT_REFUSED, status)",
        ),
    ),
    Mutation(
        name="nobody is asked about what was given up",
        shown_by=("SMTP 5xx at RCPT", "SMTP 5xx at DATA"),
        patches=_patch("hub/journey/delivering.py", "    ask_a_person(tx, [question])\n", ""),
    ),
    Mutation(
        name="without STARTTLS a mail goes in plain text",
        shown_by=("SMTP STARTTLS stripped",),
        patches=_patch(
            "hub/channels/smtp/connection.py",
            "            self.starttls(context=self._context)",
            "            self.has_extn('starttls') and self.starttls(context=self._context)",
        ),
    ),
    Mutation(
        name="a read starts its own time anew",
        shown_by=("webhook drip-feed",),
        patches=_patch(
            "hub/channels/webhook/network.py",
            "self._socket.settimeout(seconds_left())\n        received",
            "self._socket.settimeout(5)\n        received",
        ),
    ),
    Mutation(
        name="an answer is read to its end",
        shown_by=("webhook huge reply",),
        patches=_patch(
            "hub/channels/webhook/answers.py",
            "MOST_OF_AN_ANSWER = 64 * 1024",
            "MOST_OF_AN_ANSWER = 10**12",
        ),
    ),
    Mutation(
        name="redirects are followed",
        shown_by=("webhook 301",),
        patches=_patch("hub/channels/webhook/clients.py", "follow_redirects=False", "follow_redirects=True"),
    ),
    Mutation(
        name="any answer is a yes",
        shown_by=("webhook 410", "webhook 429 with eight kinds of Retry-After"),
        patches=_patch(
            "hub/channels/webhook/answers.py", "if OK <= status < REDIRECT:", "if OK <= status < SERVER:"
        ),
    ),
    Mutation(
        name="an endpoint that is gone stays in use",
        shown_by=("webhook 410",),
        patches=_patch(
            "hub/delivery/rules/retry.py",
            "alert=alert, suspend=True",
            "alert=alert, suspend=False",
            times=2,
        ),
    ),
    Mutation(
        name="what may be mended is refused for good",
        shown_by=("webhook 401, 403, 404 and 422",),
        patches=_patch(
            "hub/delivery/rules/retry.py",
            "TO_BE_MENDED = frozenset({401, 403, 404, 422})",
            "TO_BE_MENDED = frozenset[int]()",
        )
        + _patch(
            "hub/channels/webhook/answers.py",
            "return retryable(Code.REFUSED, status)",
            "return permanent(Code.REFUSED, status)",
        ),
    ),
    Mutation(
        name="an address may keep a message waiting without end",
        shown_by=("webhook 503 beyond the patience",),
        patches=_patch(
            "hub/delivery/rules/retry.py",
            "if standing.others and at > standing.waiting_since + limit:",
            "if False:",
        ),
    ),
    Mutation(
        name="what happens is recorded at each worker's own time",
        shown_by=(
            "clocks an hour forward and back, workers apart",
            "every clock an hour forward and back",
        ),
        patches=_patch(
            "hub/acknowledgement/queries/turns.py",
            "return now if last is None or last <= now else last + timedelta(microseconds=1)",
            "return now",
        ),
    ),
    Mutation(
        name="a wish to wait is obeyed without a limit",
        shown_by=("webhook 429 with eight kinds of Retry-After",),
        patches=_patch(
            "hub/delivery/rules/retry.py",
            "min(wished, plan.longest)",
            "wished",
        ),
    ),
    Mutation(
        name="a certificate is not looked at",
        shown_by=("webhook expired certificate",),
        patches=_patch(
            "hub/channels/webhook/clients.py",
            "context = ssl.create_default_context()",
            "context = ssl._create_unverified_context()",
        ),
    ),
    Mutation(
        name="an address is not looked at",
        shown_by=("webhook name that resolves to loopback",),
        patches=_patch(
            "hub/channels/webhook/network.py",
            "if not self._allow_private and",
            "if False and not self._allow_private and",
        ),
    ),
    Mutation(
        name="an Idempotency-Key is not kept",
        shown_by=("the same submission fifty at a time",),
        patches=_patch("hub/api/idempotency.py", "    if key is None:", "    if key or key is None:"),
    ),
    Mutation(
        name="a referral's key is not unique",
        shown_by=("the same submission fifty at a time",),
        sql=(
            (
                "DO $$ BEGIN EXECUTE (SELECT 'ALTER TABLE referral DROP CONSTRAINT ' || quote_ident(conname) "
                "FROM pg_constraint WHERE conrelid = 'referral'::regclass AND contype = 'u' "
                "AND cardinality(conkey) = 4); END $$"
            ),
        ),
    ),
    Mutation(
        name="a repeat is no repeat",
        shown_by=("acknowledged twice",),
        patches=_patch(
            "hub/acknowledgement/actions.py",
            "if act.event is not E.CONTACT_ATTEMPT and _repeats(tx, turn, act.event):",
            "if False:",
        ),
    ),
    Mutation(
        name="a late accept is only refused",
        shown_by=("answered after the re-route",),
        patches=_patch("hub/journey/answering.py", "if turn.state is S.RECALLED:", "if False:"),
    ),
    Mutation(
        name="a hand-over is written whatever was answered before",
        shown_by=("acknowledged before the hand-over is recorded",),
        patches=_patch(
            "hub/journey/delivering.py",
            "if turn is not None and turn.state is S.QUEUED:",
            "if turn is not None:",
        ),
    ),
    Mutation(
        name="a turn is not locked for an act",
        shown_by=("accept racing decline fifty at a time",),
        patches=_patch("hub/acknowledgement/queries/turns.py", "    .with_for_update(of=Assignment)\n", ""),
    ),
)
