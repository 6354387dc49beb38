"""Loading a directory file: everything it names is as it says afterwards, and what it was before is kept."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from hub import audit
from hub.audit import Entry, Event
from hub.db import Transaction
from hub.directory.actions import applying
from hub.directory.actions.versions import lock, reason
from hub.directory.queries.recorded import recorded
from hub.directory.rules import CarriedYear, Directory
from hub.directory.rules.changes import Key, clashes, plan, things
from hub.directory.rules.reaching import unknown_routes
from hub.domain.calendar import london_date
from hub.domain.codes import DirectoryKind
from hub.domain.errors import DirectoryFileError
from hub.settings import settings

FIRST_LOAD = "first load"


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """What a load found and did, counted by kind.

    `left` are things of these kinds that the file lacks and that stay; `ended` are pauses that it ended,
    `given_way` contracts that were only carried over. `why` is the reason that was kept.
    """

    new: Counter[DirectoryKind]
    changed: Counter[DirectoryKind]
    unchanged: Counter[DirectoryKind]
    left: tuple[Key, ...]
    ended: tuple[str, ...]
    given_way: tuple[str, ...]
    why: str


def load(
    tx: Transaction, directory: Directory, years: Sequence[CarriedYear] = (), *, why: str = ""
) -> Loaded:
    """Make the directory say what a checked file says, and the years it is carried into; all or nothing.

    Each change is kept as a version with `why` and whom the transaction acts for; the same file again
    changes nothing. The routing table is not written here: `hub.journey.commissioning` drafts it. Raises
    InvalidError for a change without a reason, unless nothing was ever loaded, and DirectoryFileError where a
    contract does not go with one that the file lacks, or a mail route is not set up here.
    """
    lock(tx)
    now, wanted = recorded(tx), things(directory, years)
    faults = (*clashes(now.things, directory), *unknown_routes(directory, settings().mail_routes))
    if faults:
        raise DirectoryFileError("Nothing was loaded.", faults=faults)
    found = plan(now.things, wanted, london_date(tx.now))
    given = why if why or now.versions else FIRST_LOAD
    if found.changes:
        given = reason(given)
        applying.apply(tx, found.changes, now.versions, given)
    named = [change for change in found.changes if (change.kind, change.key) in wanted]
    loaded = Loaded(
        new=Counter(change.kind for change in named if change.before is None),
        changed=Counter(change.kind for change in named if change.before is not None),
        unchanged=Counter(kind for kind, _ in found.unchanged),
        left=found.left,
        ended=tuple(
            each.key for each in found.changes if each not in named and each.kind is DirectoryKind.PAUSE
        ),
        given_way=tuple(each.key for each in found.changes if each.after is None),
        why=given,
    )
    counts = {"new": loaded.new.total(), "changed": loaded.changed.total()}
    audit.record(tx, Entry(event=Event.DIRECTORY_LOADED, detail=counts))
    return loaded
