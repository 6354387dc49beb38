"""The coordinator settles many rows at once: each in a transaction of its own, each with its own outcome."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from hub.db import Database, Transaction
from hub.domain.codes import ReferralStatus, TriageReason
from hub.domain.errors import ConflictError, HubError, NotFoundError
from hub.domain.scope import Scope
from hub.journey import resolving
from hub.triage.queries import open_reasons, read_open
from hub.triage.rules import ManyAct, fits_many


@dataclass(frozen=True, kw_only=True)
class Each:
    """What came of one row: where its referral stands now, or why nothing was done about it."""

    id: UUID
    status: ReferralStatus | None = None
    refused: HubError | None = None


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What to do about every row, and why; `service` is whom it is given to."""

    act: ManyAct
    reason: str
    service: str | None = None


def resolve_each(
    database: Database, scope: Scope, item_ids: Iterable[UUID], wanted: Wanted
) -> tuple[Each, ...]:
    """Settle rows one after the other; one that cannot be settled so leaves all others as they would be.

    A row that is named twice is settled once. Who may do this at all is asked of each, as for a single one.
    """
    return tuple(_one(database, scope, item_id, wanted) for item_id in dict.fromkeys(item_ids))


def _one(database: Database, scope: Scope, item_id: UUID, wanted: Wanted) -> Each:
    try:
        status = database.run(scope, _settling(item_id, wanted))
    except HubError as error:
        return Each(id=item_id, refused=error)
    return Each(id=item_id, status=status)


def _settling(item_id: UUID, wanted: Wanted) -> Callable[[Transaction], ReferralStatus]:
    def settle(tx: Transaction) -> ReferralStatus:
        _require_fit(tx, item_id, wanted.act)
        if wanted.act is ManyAct.ASSIGN and wanted.service:
            return resolving.assign(tx, item_id, wanted.service, wanted.reason)
        return resolving.redrive(tx, item_id, wanted.reason)

    return settle


def _require_fit(tx: Transaction, item_id: UUID, act: ManyAct) -> None:
    item = read_open(tx, item_id)
    if item is None:
        raise NotFoundError("There is no such open triage row; somebody may have resolved it.")
    doubled = TriageReason.POSSIBLE_DUPLICATE in open_reasons(tx, item.referral_id)
    if doubled or not fits_many(act, item.reason):
        raise ConflictError("Look at this one by itself: it is not settled among others.", code="not_in_bulk")
