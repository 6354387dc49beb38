"""What may be asked of each list; a parameter that is not among these is a fault, and never passed over."""

from datetime import UTC, datetime, time
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from hub.domain.errors import Fault, InvalidError
from hub.domain.opening import CLOCK_TIME
from hub.domain.postcode import normalise_postcode
from hub.open_referral.timetable import Day

_A_PAGE, _LARGEST_PAGE = 25, 1000
_LONGEST_SEARCH = 200


class Format(StrEnum):
    """How a list is written."""

    JSON = "json"
    NDJSON = "ndjson"


def _instant(given: object) -> object:
    """Read an ISO 8601 day or instant; a blank is a plus that nobody escaped, and UTC is what is not said."""
    try:
        at = datetime.fromisoformat(str(given).strip().replace(" 0", "+0"))
    except ValueError:
        raise PydanticCustomError(
            "not_an_instant", "Expected an instant such as 2026-03-04T10:00:00Z"
        ) from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _clock_time(given: object) -> object:
    found = CLOCK_TIME.fullmatch(
        str(given).removesuffix(":00") if len(str(given)) > len("09:00") else str(given)
    )
    if found is None:
        raise PydanticCustomError("not_a_time", "Expected a time on London's clocks such as 09:00")
    return time(int(found[1]), int(found[2]))


def _day(given: object) -> object:
    text = str(given).strip().casefold()
    for day in Day:
        if text in {day.value.casefold(), day.name[:3].casefold(), day.name.casefold()}:
            return day
    raise PydanticCustomError("not_a_day", "Expected a day such as MO or Monday")


def _postcode(given: object) -> object:
    found = normalise_postcode(str(given))
    if found is None:
        raise PydanticCustomError("not_a_postcode", "Expected a whole UK postcode such as L34 1AA")
    return found


Instant = Annotated[datetime, BeforeValidator(_instant)]
ClockTime = Annotated[time, BeforeValidator(_clock_time)]
Weekday = Annotated[Day, BeforeValidator(_day)]
Postcode = Annotated[str, BeforeValidator(_postcode)]
Age = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class ListQuery(BaseModel):
    """What every list takes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    search: str | None = Field(
        None, max_length=_LONGEST_SEARCH, pattern=r"^[^\x00]*$", description="Words to look for."
    )
    page: int = Field(1, ge=1, le=1_000_000, description="Which page, from 1.")
    per_page: int = Field(_A_PAGE, ge=1, le=_LARGEST_PAGE, description="How many a page.")
    format: Format = Field(
        Format.JSON, description="`json`, a page; or `ndjson`, all results, one a line, without pages."
    )

    @model_validator(mode="before")
    @classmethod
    def _without_blanks(cls, given: Any) -> Any:
        """Take a parameter that is left blank, as an empty field of a form is, for one that is not there."""
        if not isinstance(given, dict):
            return given
        return {name: value for name, value in given.items() if value != ""}


class TermQuery(ListQuery):
    """What lists take whose rows are filed under terms."""

    taxonomy_term_id: UUID | None = Field(None, description="Only what is filed under this term.")
    taxonomy_id: UUID | None = Field(None, description="Only what is filed under any term of this taxonomy.")
    modified_after: Instant | None = Field(
        None, description="Only what has changed at or after this instant."
    )
    full: bool = Field(False, description="Whether each row comes with all that belongs to it.")


class ServiceQuery(TermQuery):
    """What lists of services take, wherever they are."""

    organization_id: UUID | None = Field(None, description="Only what this organisation offers.")
    minimum_age: Age | None = Field(None, description="Only services whose minimum age is this or more.")
    maximum_age: Age | None = Field(None, description="Only services whose maximum age is this or less.")
    day: Weekday | None = Field(None, description="Only services that open on this day: MO, or Monday.")
    start_time: ClockTime | None = Field(
        None, description="Only services with a session that opens at this time, London's, or later."
    )
    end_time: ClockTime | None = Field(
        None, description="Only services with a session that closes at this time, London's, or earlier."
    )
    postcode: Postcode | None = Field(None, description="Only services for the borough of this postcode.")
    proximity: float | None = Field(
        None,
        gt=0,
        allow_inf_nan=False,
        description="Metres around `postcode`. No point is held: it leaves out those that serve the whole "
        "country, and within the borough nothing is nearer than another.",
    )


class ServicesQuery(ServiceQuery):
    """What the list of services takes."""

    minimal: bool = Field(
        False, description="Whether each row is only told apart and dated, all of them on one page."
    )


class OrganizationsQuery(TermQuery):
    """What the list of organisations takes."""

    full_service: bool = Field(False, description="Whether the services of each come in full.")


class TermsQuery(ListQuery):
    """What the list of taxonomy terms takes."""

    taxonomy_id: UUID | None = Field(None, description="Only terms of this taxonomy.")
    parent_id: UUID | None = Field(None, description="Only terms directly below this one.")
    top_only: bool = Field(False, description="Only terms that are below no other.")


def refuse_contradictions(asked: ServiceQuery) -> None:
    """Raise InvalidError, with every fault, for parameters that say nothing together."""
    faults = []
    if isinstance(asked, ServicesQuery) and asked.minimal and asked.full:
        message = "Ask for minimal or for full, not both."
        faults.append(Fault(pointer="/minimal", code="contradiction", message=message))
    if asked.proximity is not None and asked.postcode is None:
        message = "Give the postcode from which it is measured."
        faults.append(Fault(pointer="/proximity", code="postcode_needed", message=message))
    if faults:
        raise InvalidError("The request has faults.", faults=tuple(faults))
