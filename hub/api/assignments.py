"""/v1/assignments: what a provider has been given, and its answers."""

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query

from hub.api import acts
from hub.api.door import Calling, happened_at, plain
from hub.db import Transaction
from hub.domain.assignment import AssignmentState
from hub.domain.codes import DeclineReason, Role
from hub.domain.errors import ConflictError, Fault, InvalidError
from hub.journey import Yes, agree, answering, declining, ending, noticing, resolving, supporting
from hub.journey.finishing import Answered
from hub.sight import assignments as sight
from hub.sight.clocks import clock_stories

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
    found = calling.run(lambda tx: sight.listed(tx, limit, after, state or ()), *_READERS)
    more = str(found[-1]["id"]) if len(found) == limit else None
    return {"assignments": plain(found), "after": more}


@router.get("/{assignment_id}")
def get_assignment(calling: Calling, assignment_id: UUID) -> dict[str, Any]:
    """Show one assignment, with the person's details from accepting it until it ends."""
    found: dict[str, Any] = plain(
        calling.run(lambda tx: sight.view(tx, sight.own(tx, assignment_id)), *_READERS)
    )
    return found


@router.get("/{assignment_id}/timeline")
def get_timeline(calling: Calling, assignment_id: UUID) -> dict[str, Any]:
    """Tell what happened in one assignment, and how each of its clocks was counted; nobody's free text."""

    def read(tx: Transaction) -> dict[str, Any]:
        return {
            "events": sight.timeline(tx, assignment_id),
            "clocks": clock_stories(tx, [assignment_id]),
        }

    found: dict[str, Any] = plain(calling.run(read, *_READERS))
    return found


@router.post("/{assignment_id}/check-for-conflict")
def post_check_for_conflict(calling: Calling, assignment_id: UUID) -> dict[str, Any]:
    """Show the name alone, before deciding, to see whether the provider may take this person on; recorded."""
    found = calling.run(lambda tx: sight.check_for_conflict(tx, assignment_id), Role.PROVIDER)
    return {"given_name": found.given_name, "family_name": found.family_name}


@router.post("/{assignment_id}/acknowledge-notices")
def post_acknowledge_notices(calling: Calling, assignment_id: UUID) -> dict[str, Any]:
    """Say that every notice about it was read; until then its contact details are hidden."""
    count = calling.run(lambda tx: noticing.acknowledge_notices(tx, assignment_id), Role.PROVIDER)
    return {"id": str(assignment_id), "acknowledged": count}


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


@router.post("/{assignment_id}/assess")
def post_assess(calling: Calling, assignment_id: UUID, body: acts.Act | None = None) -> Response:
    """Say that the person's needs were assessed; what was found is not kept here."""
    given = body or acts.Act()
    return _answer(calling, lambda tx: supporting.assess(tx, assignment_id, happened_at(tx, given.at)))


@router.post("/{assignment_id}/consent")
def post_consent(calling: Calling, assignment_id: UUID, body: acts.Consent) -> dict[str, Any]:
    """Record, as the provider that leads, that the person agrees to more services; they get their turn."""

    def act(tx: Transaction) -> dict[str, Any]:
        yes = Yes(services=tuple(body.services), how=body.how, given_on=body.given_on, at=body.at or tx.now)
        agreed = agree(tx, assignment_id, yes)
        return {"id": str(assignment_id), "services": sorted(body.services), "added": list(agreed.added)}

    return calling.run(act, Role.PROVIDER)


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
        lambda tx: declining.release(tx, assignment_id, happened_at(tx, body.at), body.reason, body.text),
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
def post_reassign(calling: Calling, assignment_id: UUID, body: acts.Reassign) -> Response:
    """Take it from a service that has accepted and give it to another, or to whom the table leads now."""
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
