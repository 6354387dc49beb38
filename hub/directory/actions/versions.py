"""Every change of the directory leaves a version for good: what it is now, who said so and why."""

from collections.abc import Iterable, Mapping

from sqlalchemy import insert, text

from hub.db import Transaction
from hub.directory.rules.changes import Change, Key
from hub.domain.errors import Fault, InvalidError
from hub.domain.ids import new_id
from hub.domain.plain import to_plain
from hub.models import DirectoryVersion

LONGEST_WHY = 1000
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtext('directory'))")


def lock(tx: Transaction) -> None:
    """Let one transaction at a time change the directory, so that none decides by what another changes."""
    tx.connection.execute(_ONE_AT_A_TIME)


def append_versions(
    tx: Transaction, changes: Iterable[Change], versions: Mapping[Key, int], why: str
) -> None:
    """Keep what each changed thing is now, as the next of its versions."""
    who = {"role": tx.scope.role, "agency_id": tx.scope.agency_id, "account_id": tx.scope.account_id}
    rows = [
        {
            **who,
            "id": new_id(),
            "kind": change.kind,
            "key": change.key,
            "version": versions.get((change.kind, change.key), 0) + 1,
            "content": None if change.after is None else to_plain(change.after),
            "at": tx.now,
            "why": why,
        }
        for change in changes
    ]
    if rows:
        tx.connection.execute(insert(DirectoryVersion), rows)


def reason(why: str) -> str:
    """Give a reason as it is kept; raises InvalidError where there is none, or one too long to be read."""
    said = " ".join(why.split())
    if not said:
        fault = Fault(pointer="/why", code="missing", message="Say why; it is kept with the change.")
        raise InvalidError("Say why.", faults=(fault,))
    if len(said) > LONGEST_WHY:
        message = f"Say it in {LONGEST_WHY} characters or fewer."
        fault = Fault(pointer="/why", code="too_long", message=message)
        raise InvalidError("The reason is too long.", faults=(fault,))
    return said
