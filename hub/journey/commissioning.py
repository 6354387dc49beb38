"""The life of a routing table: drafted, checked, approved by a second person, published, then never changed.

Whoever drafts need not be a person: the operator's shell loads files. Whoever approves, publishes or drops is
a person of the commissioner who is signed in, and who approves is not who made the last revision.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from hub import audit
from hub.access.scopes import require
from hub.audit import Entry, Event
from hub.db import Transaction
from hub.directory.queries.destinations import destinations_between
from hub.directory.rules import CarriedYear, RoutingTable
from hub.domain.calendar import london_date
from hub.domain.codes import Role
from hub.domain.errors import ConflictError, Fault, InvalidError, NotAllowedError, NotFoundError
from hub.domain.routing_content import DraftState, TableContent
from hub.routing import actions, queries
from hub.routing.queries import DraftRow
from hub.routing.rules.checking import Checked, Destination
from hub.routing.rules.checking import check as check_content

_A_DAY = timedelta(days=1)
_OVER = {
    DraftState.PUBLISHED: "This draft is published and no longer changes: begin a new one.",
    DraftState.DROPPED: "This draft was dropped: begin a new one.",
}


@dataclass(frozen=True, kw_only=True)
class Drafted:
    """A draft as it stands; `changed` says whether a revision was written."""

    id: UUID
    reference: str
    revision: int
    changed: bool


def draft(tx: Transaction, table: RoutingTable, why: str) -> Drafted:
    """Keep a table as the draft of its reference: a new one, or the next revision of the open one.

    What the draft says already is not written again. Raises InvalidError without a reason, or where a table
    is published under the reference.
    """
    require(tx.scope, Role.COMMISSIONER, Role.HUB)
    if not why.strip():
        fault = Fault(pointer="/why", code="required", message="Say why the table changes.")
        raise InvalidError("The draft has no reason.", faults=(fault,))
    actions.one_at_a_time(tx)
    if queries.published_as(tx, table.reference):
        raise InvalidError("Nothing was drafted.", faults=(actions.changed(table.reference),))
    content = table.content()
    there = queries.open_draft(tx, table.reference, lock=True)
    if there and there.hash == content.fingerprint():
        return Drafted(id=there.id, reference=there.reference, revision=there.revision, changed=False)
    draft_id = actions.revise(tx, there, content, why.strip())
    revision = there.revision + 1 if there else 1
    _record(tx, Event.ROUTING_DRAFTED, draft_id, revision=revision, hash=content.fingerprint())
    return Drafted(id=draft_id, reference=table.reference, revision=revision, changed=True)


def draft_loaded(tx: Transaction, table: RoutingTable, why: str) -> Drafted | None:
    """Leave the table of a file that was loaded as a draft; None where just this is published already."""
    there, fingerprint = queries.published_as(tx, table.reference), table.content().fingerprint()
    if there and there["hash"] == fingerprint:
        return None
    drafted = queries.open_draft(tx, table.reference)
    if drafted and drafted.hash == fingerprint:  # the same file again needs no reason
        return Drafted(id=drafted.id, reference=drafted.reference, revision=drafted.revision, changed=False)
    return draft(tx, table, why)


def publish_carried(tx: Transaction, table: RoutingTable, years: tuple[CarriedYear, ...]) -> None:
    """Publish a table and its copies, unchecked and approved by nobody, for the demo and simulations."""
    actions.one_at_a_time(tx)
    tables = [table, *(year.routing_table for year in years if year.routing_table)]
    actions.publish_carried(tx, [(each.content(), each.carried_from or each.reference) for each in tables])


def check(tx: Transaction, content: TableContent) -> Checked:
    """Check a table against the directory, its own examples and what is published; nothing is written."""
    today = london_date(tx.now)
    found = destinations_between(tx, content.starts_on, content.ends_before)
    destinations = {
        slug: Destination(direct_referrals=direct, contracted=contracted)
        for slug, (direct, contracted) in found.items()
    }
    return check_content(content, destinations, today, _begun(tx, content, today))


def _begun(tx: Transaction, content: TableContent, today: date) -> tuple[Fault, ...]:
    """Find the days that have begun and that a published table holds: these are decided already."""
    until = min(content.ends_before, today + _A_DAY)
    held = queries.tables_that_hold(tx, content.starts_on, until) if content.starts_on < until else ()
    if not held:
        return ()
    message = (
        f"{', '.join(held)} decides on days that have begun; "
        f"start on {today + _A_DAY} at the earliest, under a reference of its own."
    )
    return (Fault(pointer="/routing_table/starts", code="days_have_begun", message=message),)


def approve(tx: Transaction, draft_id: UUID, seen: str) -> None:
    """Approve what a draft says, as a second person; again by anyone else changes nothing.

    `seen` is the print of what the person looked at. Raises NotFoundError, NotAllowedError for whoever made
    the last revision, and ConflictError where it is over or says something else by now.
    """
    _require_person(tx)
    actions.one_at_a_time(tx)  # whoever waited for a revision must read the draft as that has left it
    found = _open(tx, draft_id, seen)
    if found.made_account_id == tx.scope.account_id:
        message = "You made the last revision of this draft, so another person must approve it."
        raise NotAllowedError(message)
    if not found.approved:
        actions.mark_approved(tx, found)
        _record(tx, Event.ROUTING_APPROVED, found.id, revision=found.revision, hash=found.hash)


def publish(tx: Transaction, draft_id: UUID, seen: str) -> UUID:
    """Publish an approved draft that checks clean; returns the table's id.

    Raises NotFoundError, ConflictError where it is over, not approved or not what was seen, and InvalidError
    with every fault of the check.
    """
    _require_person(tx)
    actions.one_at_a_time(tx)
    found = _open(tx, draft_id, seen)
    if not found.approved or found.content.fingerprint() != found.hash:
        raise ConflictError("A second person must approve this draft first.", code="not_approved")
    checked = check(tx, found.content)
    if not checked.clean:
        raise InvalidError("The draft has faults and was not published.", faults=checked.faults)
    table_id = actions.publish_draft(tx, found)
    actions.mark_published(tx, found)
    _record(tx, Event.ROUTING_PUBLISHED, found.id, table=str(table_id), hash=found.hash)
    return table_id


def drop(tx: Transaction, draft_id: UUID) -> None:
    """End a draft that will not be published; what it said is kept. Raises NotFoundError, ConflictError."""
    _require_person(tx)
    actions.one_at_a_time(tx)
    found = _open(tx, draft_id)
    actions.mark_dropped(tx, found)
    _record(tx, Event.ROUTING_DROPPED, found.id, revision=found.revision)


def _open(tx: Transaction, draft_id: UUID, seen: str | None = None) -> DraftRow:
    found = queries.draft(tx, draft_id, lock=True)
    if found is None:
        raise NotFoundError("There is no such draft.")
    if found.state in _OVER:
        raise ConflictError(_OVER[found.state], code="draft_over")
    if seen is not None and seen != found.hash:
        raise ConflictError("The draft has changed since you looked: read it again.", code="draft_changed")
    return found


def _require_person(tx: Transaction) -> None:
    """Refuse a key and the shell: only a person who is signed in can be a second one."""
    require(tx.scope, Role.COMMISSIONER)
    if tx.scope.account_id is None:
        raise NotAllowedError("Only a person who is signed in can do this.")


def _record(tx: Transaction, event: Event, draft_id: UUID, **detail: object) -> None:
    audit.record(tx, Entry(event=event, detail={"draft": str(draft_id), **detail}))
