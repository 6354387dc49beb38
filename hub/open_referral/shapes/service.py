"""What is offered: a service as lists have it, in full, and at a place."""

from datetime import date
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from hub.directory.queries.open_referral import Standing
from hub.open_referral.entries import Entry
from hub.open_referral.shapes import Instant, Shape
from hub.open_referral.shapes.organization import OrganizationShape, organization_shape, web_address
from hub.open_referral.shapes.place import (
    ServiceAreaShape,
    ServicePlaceShape,
    service_areas,
    service_place,
)
from hub.open_referral.shapes.reaching import (
    ContactShape,
    PhoneShape,
    ScheduleShape,
    contact_shapes,
    phone_shapes,
    schedule_shapes,
)
from hub.open_referral.shapes.taxonomy import AttributeShape, attribute_shape

Status = Literal["active", "inactive", "temporarily closed"]
_STATUS: dict[Standing, Status] = {
    Standing.OPEN: "active",
    Standing.PAUSED: "temporarily closed",
    Standing.OUT_OF_DATE: "inactive",
}
_ALERT = {
    Standing.PAUSED: "This service is taking nobody new at present.",
    Standing.OUT_OF_DATE: "These details were last checked more than a year ago and may be out of date.",
}


class MinimalServiceShape(Shape):
    """What tells a service apart and when it last changed, with the fields that the standard requires."""

    id: UUID
    name: str
    status: Status
    modified_date: Instant
    last_modified: Instant


class ServiceShape(Shape):
    """A service as lists have it, without what it has many of."""

    id: UUID
    organization_id: UUID
    name: str
    description: str
    url: str | None = None
    email: str | None = None
    status: Status
    application_process: str | None = Field(None, description="How to come to it, if not by asking.")
    eligibility_description: str | None = None
    minimum_age: int | None = Field(None, description="Left out where there is no minimum.")
    maximum_age: int | None = Field(None, description="Inclusive; left out where there is no maximum.")
    assured_date: date | None = Field(None, description="When the details were last looked at.")
    alert: str | None = None
    last_modified: Instant
    organization: OrganizationShape | None = None


class ServiceAnywhereShape(ServiceShape):
    """A service in full, but for the places where it is."""

    phones: tuple[PhoneShape, ...]
    schedules: tuple[ScheduleShape, ...]
    service_areas: tuple[ServiceAreaShape, ...]
    languages: tuple[Shape, ...] = Field((), description="None is held.")
    funding: tuple[Shape, ...] = Field((), description="None is held.")
    cost_options: tuple[Shape, ...] = Field((), description="None is held.")
    contacts: tuple[ContactShape, ...]
    attributes: tuple[AttributeShape, ...]


class ServiceInFullShape(ServiceAnywhereShape):
    """A service with all that belongs to it."""

    service_at_locations: tuple[ServicePlaceShape, ...]


def minimal_shape(entry: Entry) -> MinimalServiceShape:
    """Write the least of a service."""
    return MinimalServiceShape(
        id=entry.id,
        name=entry.service.name,
        status=_STATUS[entry.service.standing],
        modified_date=entry.service.modified_at,
        last_modified=entry.service.modified_at,
    )


def service_shape(entry: Entry, *, with_organization: bool = True) -> ServiceShape:
    """Write a service as lists have it."""
    return ServiceShape.model_validate(_fields(entry, with_organization=with_organization))


def service_anywhere(entry: Entry) -> ServiceAnywhereShape:
    """Write a service in full, without its places."""
    return ServiceAnywhereShape.model_validate(_many(entry))


def service_in_full(entry: Entry, *, with_organization: bool = True) -> ServiceInFullShape:
    """Write a service with all that belongs to it; within its organisation, without that again."""
    places = tuple(service_place(entry.id, each) for each in entry.boroughs)
    return ServiceInFullShape.model_validate(
        {**_many(entry, with_organization=with_organization), "service_at_locations": places}
    )


def _fields(entry: Entry, *, with_organization: bool) -> dict[str, Any]:
    service = entry.service
    organization = service.organization
    return {
        "id": entry.id,
        "organization_id": organization.id,
        "name": service.name,
        "description": service.description,
        "url": web_address(organization.website),
        "email": organization.email,
        "status": _STATUS[service.standing],
        "application_process": (
            "The police or another service can refer you." if service.by_referral_only else None
        ),
        "eligibility_description": " ".join(service.conditions) or None,
        "minimum_age": entry.minimum_age,
        "maximum_age": entry.maximum_age,
        "assured_date": service.assured_on,
        "alert": _ALERT.get(service.standing),
        "last_modified": service.modified_at,
        "organization": organization_shape(organization) if with_organization else None,
    }


def _many(entry: Entry, *, with_organization: bool = True) -> dict[str, Any]:
    return {
        **_fields(entry, with_organization=with_organization),
        "phones": phone_shapes(entry),
        "schedules": schedule_shapes(entry),
        "service_areas": service_areas(entry.id, entry.boroughs, is_national=entry.service.is_national),
        "contacts": contact_shapes(entry),
        "attributes": tuple(attribute_shape("service", entry.id, each) for each in entry.terms),
    }
