"""The search for support: by what happened, where, and words; kept nowhere, and in no address."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse

from hub.access.scopes import HUB
from hub.db import Database
from hub.directory.queries.searching import Answer, Wanted, answer_to
from hub.directory.rules.asked import LONGEST_WORDS
from hub.domain.codes import MERSEYSIDE, Borough, CrimeType
from hub.domain.postcode import normalise_postcode
from hub.portal.public import show_public
from hub.portal.words import label
from hub.portal.words.public import HAPPENED

router = APIRouter(include_in_schema=False)

AREAS = tuple((each, label(each)) for each in Borough if each in MERSEYSIDE)
AFTER_SEXUAL_OFFENCES = frozenset({CrimeType.SEXUAL_OFFENCE, CrimeType.CHILD_SEXUAL_EXPLOITATION})
"""After these a sexual assault referral centre is named, whoever else is found."""

Typed = dict[str, str]
NOTHING: Typed = {"words": "", "crime_type": "", "borough": "", "postcode": ""}


@router.get("/find-support")
def get_find_support(request: Request) -> HTMLResponse:
    """Ask what happened and where."""
    return _form(request, NOTHING)


@router.post("/find-support")
def post_find_support(
    request: Request,
    words: Annotated[str, Form()] = "",
    crime_type: Annotated[str, Form()] = "",
    borough: Annotated[str, Form()] = "",
    postcode: Annotated[str, Form()] = "",
) -> HTMLResponse:
    """List who may help. A POST, so that no address, history or log holds what was asked."""
    typed = {
        "words": words.strip(),
        "crime_type": crime_type,
        "borough": borough,
        "postcode": postcode.strip(),
    }
    faults = _faults(typed)
    if faults:
        return _form(request, typed, 422, faults)
    wanted = Wanted(
        crime_type=CrimeType(crime_type) if crime_type else None,
        borough=Borough(borough) if borough else None,
        postcode=normalise_postcode(typed["postcode"]),
        words=words,
    )
    database: Database = request.app.state.database
    with database.transaction(HUB) as tx:
        answer = answer_to(tx, wanted)
    return _found(request, typed, wanted, answer)


def _faults(typed: Typed) -> dict[str, str]:
    happened, area, postcode = typed["crime_type"], typed["borough"], typed["postcode"]
    problems = (
        (
            "words",
            len(typed["words"]) > LONGEST_WORDS,
            f"Use {LONGEST_WORDS} characters or fewer. A few words are enough",
        ),
        ("crime_type", happened and happened not in HAPPENED, "Choose what happened from the list"),
        ("borough", area and area not in MERSEYSIDE, "Choose where you live from the list"),
        (
            "postcode",
            postcode and normalise_postcode(postcode) is None,
            "Enter a whole postcode, such as L34 1AA, or leave it out and choose a borough",
        ),
    )
    return {name: message for name, is_so, message in problems if is_so}


def _form(
    request: Request, typed: Typed, status: int = 200, faults: dict[str, str] | None = None
) -> HTMLResponse:
    return show_public(request, "find_support", status, faults=faults or {}, **_asking(typed))


def _found(request: Request, typed: Typed, wanted: Wanted, answer: Answer) -> HTMLResponse:
    happened = {*answer.found.meant, *([wanted.crime_type] if wanted.crime_type else ())}
    return show_public(
        request,
        "services",
        found=answer.found,
        without_words=answer.without_words,
        happened=HAPPENED[wanted.crime_type] if wanted.crime_type else None,
        area=label(answer.area) if answer.area in MERSEYSIDE else None,
        lies=answer.area if answer.area not in MERSEYSIDE else None,
        is_by_postcode=wanted.postcode is not None and answer.area in MERSEYSIDE - {wanted.borough},
        names_medical_care=not happened.isdisjoint(AFTER_SEXUAL_OFFENCES),
        **_asking(typed),
    )


def _asking(typed: Typed) -> dict[str, Any]:
    """Give what the form is made of."""
    return {
        "typed": typed,
        "happenings": tuple(HAPPENED.items()),
        "areas": AREAS,
        "longest_words": LONGEST_WORDS,
    }
