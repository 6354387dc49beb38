"""/v1/assignments: what a provider has been given, and its answers."""

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query

from hub import audit
from hub.access.agreements import is_covered
from hub.acknowledgement import queries
from hub.api import acts
from hub.api.assignment_view import head, view
from hub.api.door import Calling, happened_at, plain
from hub.audit import Entry, Event
from hub.db import Transaction
from hub.domain.assignment import LIVE, AssignmentState
from hub.domain.codes import DeclineReason, Role
from hub.domain.errors import ConflictError, Fault, InvalidError, NotFoundError
from hub.domain.submission import Identity, SealedPart
from hub.intake.actions import open_part
from hub.journey import answering, declining, ending, resolving, supporting
from hub.journey.finishing import Answered

router = APIRouter(prefix="/v1/assignments", tags=["assignments"])

_READERS = (Role.PROVIDER, Role.COORDINATOR, Role.COMMISSIONER)
Response = dict[str, Any]


@router.get("")
def list_assignments(
    calling: Calling,
    state: Annotated[list[AssignmentState] | None, Query()] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    after: UUID | None = None,
) -> dict[str, Any]:
    """List the caller's assignments, newest first; `after` is the last id of the page before."""

    def act(tx: Transaction) -> dict[str, Any]:
        rows = queries.page(tx, limit, after, state or ())
        audit.record(tx, Entry(event=Event.ASSIGNMENT_VIEWED, detail={"count": len(rows)}))
        more = str(rows[-1]["id"]) if len(rows) == limit else None
        return {"assignments": [head(row) for row in rows], "after": more}

    return calling.run(act, *_READERS)


@router.get("/{assignment_id}")
def get_assignment(calling: Calling, assignment_id: UUID) -> dict[str, Any]:
    """Show one assignment, with the person's details from accepting it until it ends."""

    def act(tx: Transaction) -> dict[str, Any]:
        row = _own(tx, assignment_id)
        audit.record(tx, _viewed(Event.ASSIGNMENT_VIEWED, row))
        return view(tx, row)

    return calling.run(act, *_READERS)


@router.get("/{assignment_id}/timeline")
def get_timeline(calling: Calling, assignment_id: UUID) -> dict[str, Any]:
    """Tell what happened in one assignment, without anybody's free text."""

    def act(tx: Transaction) -> dict[str, Any]:
        row = _own(tx, assignment_id)
        audit.record(tx, _viewed(Event.TIMELINE_VIEWED, row))
        events = [
            {
                "at": each["at"],
                "event": each["event"],
                "state": each["after"],
                "by": each["role"],
                "verified": each["verified"],
                "reason": each["reason"],
            }
            for each in queries.events(tx, [assignment_id])
        ]
        return {"events": plain(events)}

    return calling.run(act, *_READERS)


@router.post("/{assignment_id}/check-for-conflict")
def post_check_for_conflict(calling: Calling, assignment_id: UUID) -> dict[str, Any]:
    """Show the name alone, before deciding, to see whether the provider may take this person on; recorded."""

    def act(tx: Transaction) -> dict[str, Any]:
        row = _own(tx, assignment_id)
        if row["state"] not in LIVE:
            raise ConflictError("This is not yours any more.", code="not_in_this_state")
        if not is_covered(tx, assignment_id):
            raise ConflictError("Your contract or data agreement is not in force.", code="not_covered")
        identity = open_part(tx, row["referral_id"], SealedPart.IDENTITY, Identity) or Identity()
        audit.record(tx, _viewed(Event.NAME_CHECKED, row))
        return {"given_name": identity.given_name, "family_name": identity.family_name}

    return calling.run(act, Role.PROVIDER)


@router.post("/{assignment_id}/acknowledge")
def post_acknowledge(calling: Calling, assignment_id: UUID, body: acts.Act | None = None) -> Response:
    """Say that it has been seen; the coordinator, who has rung, may only confirm what came by link."""
    given = body or acts.Act()
    return _answer(
        calling,
        lambda tx: answering.acknowledge(tx, assignment_id, happened_at(tx, given.at)),
        Role.PROVIDER,
        Role.COORDINATOR,
    )


@router.post("/{assignment_id}/accept")
def post_accept(calling: Calling, assignment_id: UUID, body: acts.Accept) -> Response:
    """Take it on; the details are then at GET /v1/assignments/{id}."""
    return _answer(
        calling, lambda tx: answering.accept(tx, assignment_id, happened_at(tx, body.at), body.assignee)
    )


@router.post("/{assignment_id}/decline")
def post_decline(calling: Calling, assignment_id: UUID, body: acts.Decline) -> Response:
    """Say no for a coded reason."""
    _need_words(body.reason, body.text)
    return _answer(
        calling,
        lambda tx: declining.decline(tx, assignment_id, happened_at(tx, body.at), body.reason, body.text),
    )


@router.post("/{assignment_id}/contact-attempts")
def post_contact_attempt(calling: Calling, assignment_id: UUID, body: acts.ContactAttempt) -> dict[str, Any]:
    """Record a try to reach the person; the answer says whether it counts, and why or why not."""

    def act(tx: Transaction) -> dict[str, Any]:
        tried = supporting.Try(
            at=happened_at(tx, body.at), channel=body.channel, result=body.result, worker=body.worker
        )
        answered, finding = supporting.attempt_contact(tx, assignment_id, tried)
        return {**_state(answered), "counts": finding.counts, "why": finding.why}

    return calling.run(act, Role.PROVIDER)


@router.post("/{assignment_id}/engage")
def post_engage(calling: Calling, assignment_id: UUID, body: acts.Act | None = None) -> Response:
    """Say that the person was reached and takes the support up."""
    given = body or acts.Act()
    return _answer(calling, lambda tx: supporting.engage(tx, assignment_id, happened_at(tx, given.at)))


@router.post("/{assignment_id}/hold")
def post_hold(calling: Calling, assignment_id: UUID, body: acts.Hold) -> Response:
    """Pause the clocks for a reason that may pause them, from now until a day when a person is asked."""

    def act(tx: Transaction) -> Answered:
        happened_at(tx, body.at)
        return supporting.hold(tx, assignment_id, body.reason, body.until)

    return _answer(calling, act)


@router.post("/{assignment_id}/resume")
def post_resume(calling: Calling, assignment_id: UUID, body: acts.Act | None = None) -> Response:
    """Go on after a hold, from now."""
    given = body or acts.Act()

    def act(tx: Transaction) -> Answered:
        happened_at(tx, given.at)
        return supporting.resume(tx, assignment_id)

    return _answer(calling, act)


@router.post("/{assignment_id}/complete")
def post_complete(calling: Calling, assignment_id: UUID, body: acts.Complete) -> Response:
    """End the work with a coded outcome."""
    marks = {name: mark for name in ("cope", "recover") if (mark := getattr(body, name)) is not None}
    return _answer(
        calling,
        lambda tx: supporting.complete(tx, assignment_id, happened_at(tx, body.at), body.outcome, marks),
    )


@router.post("/{assignment_id}/release")
def post_release(calling: Calling, assignment_id: UUID, body: acts.Release) -> Response:
    """Give it back after accepting it."""
    _need_words(body.reason, body.text)
    return _answer(
        calling,
        lambda tx: ending.release(tx, assignment_id, happened_at(tx, body.at), body.reason, body.text),
    )


@router.post("/{assignment_id}/recall")
def post_recall(calling: Calling, assignment_id: UUID, body: acts.Recall) -> Response:
    """Take it back from a service that has not accepted; for the referring unit and the coordinator."""
    return _answer(
        calling,
        lambda tx: ending.recall(tx, assignment_id, happened_at(tx, body.at), body.reason),
        Role.POLICE,
        Role.COORDINATOR,
    )


@router.post("/{assignment_id}/reassign")
def post_reassign(calling: Calling, assignment_id: UUID, body: acts.Assign) -> Response:
    """Take it from a service that has accepted and give it to another; for the coordinator, who says why."""
    return {
        "referral_status": calling.run(
            lambda tx: resolving.reassign(tx, assignment_id, body.service, body.reason), Role.COORDINATOR
        )
    }


def _answer(calling: Calling, act: Callable[[Transaction], Answered], *roles: Role) -> Response:
    answered = calling.run(act, *(roles or (Role.PROVIDER,)))
    if isinstance(answered, answering.TooLate):
        # kept and committed, and a refusal all the same: the provider must not ring this person
        raise ConflictError(
            "Another service holds this; do not contact; ring the coordinator.", code="recalled"
        )
    return _state(answered)


def _state(answered: Answered) -> dict[str, Any]:
    return {"id": str(answered.assignment_id), "state": str(answered.state)}


def _need_words(reason: DeclineReason, text: str | None) -> None:
    if reason is DeclineReason.OTHER and text is None:
        fault = Fault(pointer="/text", code="required", message="Say in words what `other` means.")
        raise InvalidError("The request has faults.", faults=(fault,))


def _own(tx: Transaction, assignment_id: UUID) -> dict[str, Any]:
    row = queries.one(tx, assignment_id)
    if row is None:
        raise NotFoundError("There is no such assignment.")
    return row


def _viewed(event: Event, row: dict[str, Any]) -> Entry:
    return Entry(event=event, referral_id=row["referral_id"], assignment_id=row["id"])
