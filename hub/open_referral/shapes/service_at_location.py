"""A service in one borough, as lists have it and in full."""

from uuid import UUID

from hub.domain.codes import Borough
from hub.open_referral.entries import Entry
from hub.open_referral.shapes import Shape
from hub.open_referral.shapes.place import LocationShape, location_shape, place_id
from hub.open_referral.shapes.service import (
    ServiceAnywhereShape,
    ServiceShape,
    service_anywhere,
    service_shape,
)


class ServiceAtLocationShape(Shape):
    """A service in a borough, without what either has many of."""

    id: UUID
    service_id: UUID
    location_id: UUID
    location: LocationShape
    service: ServiceShape


class ServiceAtLocationInFullShape(Shape):
    """A service in a borough, with all that belongs to both."""

    id: UUID
    service_id: UUID
    location_id: UUID
    location: LocationShape
    service: ServiceAnywhereShape


def place_shape(entry: Entry, borough: Borough) -> ServiceAtLocationShape:
    """Write a service in a borough as lists have it."""
    location = location_shape(borough, in_full=False)
    return ServiceAtLocationShape(
        id=place_id(entry.id, borough),
        service_id=entry.id,
        location_id=location.id,
        location=location,
        service=service_shape(entry),
    )


def place_in_full(entry: Entry, borough: Borough) -> ServiceAtLocationInFullShape:
    """Write a service in a borough with all that belongs to it."""
    location = location_shape(borough, in_full=True)
    return ServiceAtLocationInFullShape(
        id=place_id(entry.id, borough),
        service_id=entry.id,
        location_id=location.id,
        location=location,
        service=service_anywhere(entry),
    )
