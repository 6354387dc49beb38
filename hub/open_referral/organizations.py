"""/organizations: who offers something at present."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Annotated, Generic, TypeVar
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from hub.open_referral.answers import A_LIST, ONE
from hub.open_referral.door import entries, one_of
from hub.open_referral.entries import Entry
from hub.open_referral.filtering import is_filed
from hub.open_referral.ids import stable_id
from hub.open_referral.pages import Page, listed, shown
from hub.open_referral.parameters import OrganizationsQuery
from hub.open_referral.shapes.organization import (
    OrganizationShape,
    organization_fields,
    organization_shape,
)
from hub.open_referral.shapes.service import (
    ServiceInFullShape,
    ServiceShape,
    service_in_full,
    service_shape,
)

router = APIRouter(prefix="/organizations", tags=["organizations"])

O = TypeVar("O", bound=OrganizationShape)  # noqa: E741  an organisation


class OrganizationInFullShape(OrganizationShape):
    """An organisation with its services, each without the organisation again."""

    services: tuple[ServiceInFullShape | ServiceShape, ...]


class OrganizationsPage(Page[O], Generic[O]):
    """A page of organisations; the profile's schema for it wants these three of the list itself as well."""

    id: UUID = stable_id("list", "organizations")
    name: str = "Organisations"
    description: str = "Who supports people affected by crime, by name."


@router.get(
    "",
    response_model=OrganizationsPage[OrganizationInFullShape] | OrganizationsPage[OrganizationShape],
    responses=A_LIST,
)
def get_organizations(request: Request, asked: Annotated[OrganizationsQuery, Query()]) -> Response:
    """List by name those who offer a service that fits everything that is asked for."""
    listed_today = entries(request)
    searched = entries(request, asked.search) if asked.search else listed_today
    fitting = {each.service.organization.id for each in searched if is_filed(each, asked)}
    found = [each for each in _by_organization(listed_today) if _id(each) in fitting]
    if asked.full or asked.full_service:
        rows = [_in_full(each, with_full_services=asked.full_service) for each in found]
        return listed(rows, asked, OrganizationsPage[OrganizationInFullShape])
    shapes = [organization_shape(each[0].service.organization) for each in found]
    return listed(shapes, asked, OrganizationsPage[OrganizationShape])


@router.get("/{id}", response_model=OrganizationInFullShape, responses=ONE)
def get_organization(
    request: Request,
    id: str,  # noqa: A002  the standard's name
    *,
    full_service: Annotated[bool, Query(description="Whether its services come in full.")] = False,
) -> Response:
    """Show one organisation with its services."""
    found = one_of(_by_organization(entries(request)), id, _id)
    return shown(_in_full(found, with_full_services=full_service))


def _by_organization(found: Iterable[Entry]) -> list[list[Entry]]:
    """Give the services of each organisation, by the organisation's name."""
    grouped: defaultdict[UUID, list[Entry]] = defaultdict(list)
    for entry in found:
        grouped[entry.service.organization.id].append(entry)
    return sorted(
        grouped.values(), key=lambda each: (each[0].service.organization.name.casefold(), _id(each))
    )


def _id(services: list[Entry]) -> UUID:
    return services[0].service.organization.id


def _in_full(services: list[Entry], *, with_full_services: bool) -> OrganizationInFullShape:
    write = service_in_full if with_full_services else service_shape
    organization = organization_fields(services[0].service.organization)
    return OrganizationInFullShape.model_validate(
        {**organization, "services": tuple(write(each, with_organization=False) for each in services)}
    )
