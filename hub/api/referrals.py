"""POST and GET /v1/referrals: submitting, following and withdrawing."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Body, Depends, Header, Query, Response

from hub.access.scopes import widen
from hub.api import acts
from hub.api.door import ANY_AGENCY, EVERYBODY, Calling, happened_at, plain
from hub.api.intake import Submitting, submitting
from hub.db import Transaction
from hub.domain.codes import Role
from hub.journey.amending import amend_referral
from hub.journey.ending import Wish, withdraw
from hub.journey.replacing import place_by_hand
from hub.sight import referrals as sight

router = APIRouter(prefix="/v1/referrals", tags=["referrals"])


@router.post("", status_code=201, response_model=dict[str, Any])
async def post_referral(
    calling: Annotated[Submitting, Depends(submitting)],
    body: Annotated[Any, Body()],
    idempotency_key: Annotated[str | None, Header(max_length=255)] = None,
) -> Response:
    """Submit a referral. 201 means that all of it is on disk: where it goes, or why it came back."""
    answer = await calling.run(body, idempotency_key, *ANY_AGENCY)
    return Response(answer, status_code=201, media_type="application/json")


@router.get("")
def list_referrals(
    calling: Calling,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    after: UUID | None = None,
) -> dict[str, Any]:
    """List the caller's referrals, newest first; `after` is the last id of the page before."""
    found = calling.run(lambda tx: sight.listed(tx, limit, after), *EVERYBODY)
    more = str(found[-1]["id"]) if len(found) == limit else None
    return {"referrals": plain(found), "after": more}


@router.get("/{referral_id}")
def get_referral(calling: Calling, referral_id: UUID) -> dict[str, Any]:
    """Show one referral in the shape of the answer to its submission."""
    found: dict[str, Any] = plain(calling.run(lambda tx: sight.read(tx, referral_id), *EVERYBODY))
    return found


@router.get("/{referral_id}/timeline")
def get_timeline(calling: Calling, referral_id: UUID) -> dict[str, Any]:
    """Tell what happened to a referral, as far as the caller may know."""
    return {"events": plain(calling.run(lambda tx: sight.timeline(tx, referral_id), *EVERYBODY))}


@router.post("/{referral_id}/withdraw")
def post_withdraw(calling: Calling, referral_id: UUID, body: acts.Withdraw) -> dict[str, Any]:
    """Stop for the person: contact stops at once, questions come after."""

    def act(tx: Transaction) -> dict[str, Any]:
        wish = Wish(
            asked_by=body.asked_by, how=body.how, taken_by=body.taken_by, services=tuple(body.services)
        )
        status = withdraw(tx, referral_id, happened_at(tx, body.at), wish)
        return {"id": str(referral_id), "status": str(status)}

    return calling.run(act, Role.POLICE, Role.PROVIDER, Role.COORDINATOR)


@router.post("/{referral_id}/amend")
def post_amend(calling: Calling, referral_id: UUID, body: Annotated[Any, Body()]) -> dict[str, Any]:
    """Change the crime, the place or the risk: it is decided again, and a person moves it if need be."""

    def act(tx: Transaction) -> dict[str, Any]:
        done = amend_referral(tx, referral_id, body)
        return {
            "id": str(referral_id),
            "status": str(done.status),
            "changed": list(done.changed),
            "goes_on": done.goes_on,
            "why": done.why,
        }

    return calling.run(act, Role.POLICE, Role.COORDINATOR)


@router.post("/{referral_id}/assign")
def post_assign(calling: Calling, referral_id: UUID, body: acts.Assign) -> dict[str, Any]:
    """Give a referral to a service by hand, within the consent; for the referral coordinator."""

    def act(tx: Transaction) -> dict[str, Any]:
        sight.own(tx, referral_id)
        widen(tx)
        place_by_hand(tx, referral_id, body.service, body.reason)
        found: dict[str, Any] = plain(sight.view(tx, referral_id))
        return found

    return calling.run(act, Role.COORDINATOR)
