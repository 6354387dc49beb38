"""/service_at_locations: each service in each borough where it is offered."""

from collections.abc import Iterable, Iterator
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from hub.domain.codes import Borough
from hub.open_referral.answers import A_LIST, ONE
from hub.open_referral.door import entries, one_of, wanted_entries
from hub.open_referral.entries import Entry
from hub.open_referral.filtering import is_wanted
from hub.open_referral.pages import Page, listed, shown
from hub.open_referral.parameters import ServiceQuery
from hub.open_referral.shapes.place import place_id
from hub.open_referral.shapes.service_at_location import (
    ServiceAtLocationInFullShape,
    ServiceAtLocationShape,
    place_in_full,
    place_shape,
)

router = APIRouter(prefix="/service_at_locations", tags=["service_at_locations"])

Place = tuple[Entry, Borough]


@router.get(
    "", response_model=Page[ServiceAtLocationInFullShape] | Page[ServiceAtLocationShape], responses=A_LIST
)
def get_service_at_locations(request: Request, asked: Annotated[ServiceQuery, Query()]) -> Response:
    """List services by name, once for each borough; a postcode or a borough's term leaves only that one."""
    found, borough = wanted_entries(request, asked)
    places = [(entry, at) for entry, at in _places(found) if is_wanted(entry.at(at), asked, borough)]
    if asked.full:
        return listed([place_in_full(*each) for each in places], asked, Page[ServiceAtLocationInFullShape])
    return listed([place_shape(*each) for each in places], asked, Page[ServiceAtLocationShape])


@router.get("/{id}", response_model=ServiceAtLocationInFullShape, responses=ONE)
def get_service_at_location(request: Request, id: str) -> Response:  # noqa: A002  the standard's name
    """Show one service in one borough, with all that belongs to it."""
    return shown(place_in_full(*one_of(_places(entries(request)), id, _id)))


def _places(found: Iterable[Entry]) -> Iterator[Place]:
    return ((entry, borough) for entry in found for borough in entry.boroughs)


def _id(place: Place) -> UUID:
    entry, borough = place
    return place_id(entry.id, borough)
