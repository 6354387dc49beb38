"""/v1/cover: who answers for a provider over bank holidays."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from hub.api.acts import Body
from hub.api.door import Calling, plain
from hub.db import Transaction
from hub.domain.codes import Role
from hub.journey.covering import confirm_cover
from hub.sight import cover as sight

router = APIRouter(prefix="/v1/cover", tags=["cover"])


class Cover(Body):
    """Who answers, and when on each day that was asked about."""

    answers: str = Field(max_length=100, description="Who answers, by post.")
    phone: str = Field(max_length=20, description="The number that is answered.")
    hours: dict[str, str] = Field(
        max_length=30, description="Each day's hours by its date: closed, always, or such as 09:00-17:00."
    )


@router.get("")
def list_cover(calling: Calling) -> dict[str, Any]:
    """List the bank holidays that a provider was asked about; to those who oversee, every provider's."""
    found = calling.run(sight.listed, Role.PROVIDER, Role.COORDINATOR, Role.COMMISSIONER)
    return {"cover": plain(found)}


@router.post("/{request_id}/confirm")
def post_confirm(calling: Calling, request_id: UUID, body: Cover) -> dict[str, Any]:
    """Say who answers; again with something else corrects it, until the days are over."""

    def act(tx: Transaction) -> None:
        confirm_cover(tx, request_id, {**body.hours, "answers": body.answers, "phone": body.phone})

    calling.run(act, Role.PROVIDER)
    return {"id": str(request_id), "confirmed": True}
