"""A draft is sent: it becomes a referral once, however often it is pressed."""

from dataclasses import dataclass
from uuid import UUID

from hub.db import Transaction
from hub.directory.queries import KnownAgency
from hub.domain.errors import ConflictError, InvalidError
from hub.intake.actions.drafts import OpenDraft, finish_draft
from hub.journey.arriving import Faulty, Incoming
from hub.journey.submitting import AlreadyHere, submit


@dataclass(frozen=True, kw_only=True)
class ToSend:
    """A draft that its account holds locked, with the body that it stands for."""

    draft: OpenDraft
    body: object


def send(tx: Transaction, source: KnownAgency, to_send: ToSend) -> UUID:
    """Submit a draft's body as its source does by API, and forget the answers; returns the referral's id.

    Raises InvalidError with every fault of the body, ConflictError (`first` is its id) where the source sent
    that reference before.
    """
    draft = to_send.draft
    if draft.referral_id is not None:
        return draft.referral_id
    (result,) = submit(tx, source, [Incoming(body=to_send.body, at=tx.now)])
    if isinstance(result, Faulty):
        raise InvalidError("The submission has faults; nothing was stored.", faults=result.faults)
    if isinstance(result, AlreadyHere):
        raise ConflictError("This referral is here already.", first=result.first, code="already_submitted")
    finish_draft(tx, draft.id, result.id)
    return result.id
