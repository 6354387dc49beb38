"""Where a service is offered: in boroughs. The directory holds no street and no point on a map.

A location is therefore a borough and `virtual`: a place to be helped in is agreed with the service, and for
many of them is kept from others for good reason.
"""

from uuid import UUID

from pydantic import Field

from hub.domain.codes import Borough
from hub.open_referral.ids import stable_id
from hub.open_referral.shapes import Shape
from hub.open_referral.shapes.taxonomy import AttributeShape, attribute_shape
from hub.open_referral.terms import TERM_OF

_GSS = {
    Borough.KNOWSLEY: "E08000011",
    Borough.LIVERPOOL: "E08000012",
    Borough.ST_HELENS: "E08000013",
    Borough.SEFTON: "E08000014",
    Borough.WIRRAL: "E08000015",
}
"""The codes of the Office for National Statistics."""
_STATISTICS = "http://statistics.data.gov.uk/id/statistical-geography/"


class LocationShape(Shape):
    """A borough in which something is offered."""

    id: UUID
    location_type: str
    name: str
    description: str
    external_identifier: str
    external_identifier_type: str
    attributes: tuple[AttributeShape, ...] | None = None


class ServiceAreaShape(Shape):
    """An area for whose people a service is; the whole country has no code."""

    id: UUID
    service_id: UUID
    name: str
    description: str
    service_area: str = Field(description="The name again, as the UK profile has it.")
    uri: str | None = None


class ServicePlaceShape(Shape):
    """A service at a location, as the service lists it."""

    id: UUID
    service_id: UUID
    location_id: UUID
    location: LocationShape


def location_shape(borough: Borough, *, in_full: bool) -> LocationShape:
    """Write a borough as a location."""
    location_id = stable_id("location", borough)
    term = TERM_OF[borough]
    return LocationShape(
        id=location_id,
        location_type="virtual",
        name=term.name,
        description=f"Offered to people in {term.name}. Where to meet is agreed with the service.",
        external_identifier=_GSS[borough],
        external_identifier_type="ONS GSS code",
        attributes=(attribute_shape("location", location_id, term),) if in_full else None,
    )


def service_place(service_id: UUID, borough: Borough) -> ServicePlaceShape:
    """Write that a service is offered in a borough."""
    location = location_shape(borough, in_full=True)
    return ServicePlaceShape(
        id=place_id(service_id, borough), service_id=service_id, location_id=location.id, location=location
    )


def place_id(service_id: UUID, borough: Borough) -> UUID:
    """Give the id of a service at a borough's location."""
    return stable_id("service_at_location", service_id, borough)


def service_areas(
    service_id: UUID, boroughs: tuple[Borough, ...], *, is_national: bool
) -> tuple[ServiceAreaShape, ...]:
    """Write the areas of a service: its boroughs, and the country for one that is for all of it."""
    areas = [
        _area(service_id, borough, TERM_OF[borough].name, f"{_STATISTICS}{_GSS[borough]}")
        for borough in boroughs
    ]
    return (*([_area(service_id, "national", "National", None)] if is_national else []), *areas)


def _area(service_id: UUID, place: str, name: str, uri: str | None) -> ServiceAreaShape:
    return ServiceAreaShape(
        id=stable_id("service_area", service_id, place),
        service_id=service_id,
        name=name,
        description="Anywhere in the country." if uri is None else f"People who live in {name}.",
        service_area=name,
        uri=uri,
    )
