"""POST /v1/services/search: who may help, for anybody and without a key; nothing of it is kept.

A POST, so that no address and no access log holds what was asked. How often somebody may ask is for the proxy
in front to limit: the hub would have to keep who asks.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import AfterValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from hub.access.scopes import HUB
from hub.api.acts import Body
from hub.api.door import database, plain
from hub.directory.queries.public import PublicService
from hub.directory.queries.searching import Answer, Wanted, answer_to
from hub.directory.queries.support_agencies import PublicAgency
from hub.directory.rules.asked import LONGEST_WORDS
from hub.directory.rules.standing import Standing
from hub.domain.codes import MERSEYSIDE, Borough, CrimeType
from hub.domain.postcode import normalise_postcode

router = APIRouter(prefix="/v1/services", tags=["services"])

HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}


def _whole(postcode: str) -> str:
    found = normalise_postcode(postcode)
    if found is None:
        raise PydanticCustomError("bad_postcode", "Give a whole postcode, such as L34 1AA")
    return found


def _of_merseyside(borough: Borough) -> Borough:
    if borough not in MERSEYSIDE:
        raise PydanticCustomError("enum", "Give one of the five boroughs, or leave it out for anywhere")
    return borough


class Search(Body):
    """What to look for; any part may be left out. The borough of a postcode that lies here is taken first."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    crime_type: CrimeType | None = None
    borough: Annotated[Borough, AfterValidator(_of_merseyside)] | None = None
    postcode: Annotated[str, Field(max_length=16), AfterValidator(_whole)] | None = None
    words: Annotated[str, Field(max_length=LONGEST_WORDS)] | None = None


@router.post("/search")
def post_search(request: Request, body: Search) -> JSONResponse:
    """Find services and support agencies by crime, area and words. Open to anybody; nothing is kept."""
    wanted = Wanted(
        crime_type=body.crime_type, borough=body.borough, postcode=body.postcode, words=body.words or ""
    )
    with database(request).transaction(HUB) as tx:
        answer = answer_to(tx, wanted)
    return JSONResponse(_shown(answer), headers=HEADERS)


def _shown(answer: Answer) -> dict[str, Any]:
    found = answer.found
    return {
        "area": answer.area and str(answer.area),
        "without_words": answer.without_words,
        "services": [_service(each) for each in found.services],
        "agencies": [_agency(each) for each in found.agencies],
        "agencies_out_of_date": [_agency(each) for each in found.older],
    }


def _service(service: PublicService) -> dict[str, Any]:
    shown: dict[str, Any] = plain(
        {
            "slug": service.slug,
            "name": service.name,
            "provider": service.agency_name,
            "description": service.description,
            "phone": service.phone,
            "website": service.website,
            "by_referral_only": service.by_referral_only,
            "very_busy": service.full,
            "hours_confirmed": service.hours_are_certain,
            "crime_types": service.crime_types,
            "strands": service.strands,
            "boroughs": service.boroughs,
            "age_bands": service.age_bands,
            "conditions": service.conditions,
            "last_updated": service.last_updated,
            "out_of_date": False,  # under a contract that is in force today
        }
    )
    return {**shown, "hours": service.opening.serialise()}


def _agency(agency: PublicAgency) -> dict[str, Any]:
    shown: dict[str, Any] = plain(
        {
            "slug": agency.slug,
            "name": agency.name,
            "description": agency.description,
            "phone": agency.phone,
            "email": agency.email,
            "website": agency.website,
            "crime_types": agency.crime_types,
            "strands": agency.strands,
            "boroughs": agency.boroughs,
            "national": agency.is_national,
            "last_checked": agency.checked_on,
            "out_of_date": agency.standing is not Standing.CURRENT,
        }
    )
    return shown
