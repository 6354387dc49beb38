"""/v1/phone-tasks: whom somebody must ring, for the referral coordinator alone."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from hub.api.acts import Body, Name
from hub.api.door import Calling, plain
from hub.domain.codes import Role
from hub.domain.duty import PhoneOutcome
from hub.domain.errors import Fault, InvalidError
from hub.journey.calling import record_call
from hub.sight import phone as sight

router = APIRouter(prefix="/v1/phone-tasks", tags=["phone tasks"])


class Done(Body):
    """What came of a call; who was spoken to is needed where somebody was reached."""

    outcome: PhoneOutcome
    spoken_to: Name | None = Field(default=None, description="By post; kept sealed.")


@router.get("")
def list_phone_tasks(calling: Calling) -> dict[str, Any]:
    """List the calls that are to be made, the soonest due first; never with a person."""
    return {"phone_tasks": plain(calling.run(sight.listed, Role.COORDINATOR))}


@router.post("/{task_id}/done")
def post_done(calling: Calling, task_id: UUID, body: Done) -> dict[str, Any]:
    """Record what came of a call; only one that reached the agency ends the task."""
    if body.outcome is PhoneOutcome.REACHED and body.spoken_to is None:
        fault = Fault(pointer="/spoken_to", code="required", message="Say who was spoken to.")
        raise InvalidError("The request has faults.", faults=(fault,))
    task = calling.run(
        lambda tx: record_call(tx, task_id, body.outcome, body.spoken_to or ""), Role.COORDINATOR
    )
    return {"id": str(task.id), "ended": task.ended_at is not None}
