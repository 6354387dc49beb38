"""/services: what is offered."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from hub.open_referral.answers import A_LIST, ONE
from hub.open_referral.door import entries, one_of, wanted_entries
from hub.open_referral.pages import Page, listed, shown
from hub.open_referral.parameters import ServicesQuery
from hub.open_referral.shapes.service import (
    MinimalServiceShape,
    ServiceInFullShape,
    ServiceShape,
    minimal_shape,
    service_in_full,
    service_shape,
)

router = APIRouter(prefix="/services", tags=["services"])


@router.get(
    "",
    response_model=Page[ServiceInFullShape] | Page[ServiceShape] | Page[MinimalServiceShape],
    responses=A_LIST,
)
def get_services(request: Request, asked: Annotated[ServicesQuery, Query()]) -> Response:
    """List services by name, as far as they fit everything that is asked for."""
    found, _ = wanted_entries(request, asked)
    if asked.minimal:
        all_at_once = "per_page" not in asked.model_fields_set
        rows = [minimal_shape(each) for each in found]
        return listed(rows, asked, Page[MinimalServiceShape], as_one=all_at_once)
    if asked.full:
        return listed([service_in_full(each) for each in found], asked, Page[ServiceInFullShape])
    return listed([service_shape(each) for each in found], asked, Page[ServiceShape])


@router.get("/{id}", response_model=ServiceInFullShape, responses=ONE)
def get_service(request: Request, id: str) -> Response:  # noqa: A002  the standard's name
    """Show one service with all that belongs to it."""
    return shown(service_in_full(one_of(entries(request), id, lambda each: each.id)))
