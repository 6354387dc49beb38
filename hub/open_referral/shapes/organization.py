"""Who offers services."""

from uuid import UUID

from pydantic import Field

from hub.directory.queries.open_referral import ListedOrganization
from hub.open_referral.shapes import Shape


class OrganizationShape(Shape):
    """A provider, or an agency that nobody here commissioned, as lists have it."""

    id: UUID
    name: str
    description: str
    email: str | None = Field(None, description="Its public address; never one for referrals.")
    website: str | None = None


def organization_fields(organization: ListedOrganization) -> dict[str, object]:
    """Give the fields that every shape of an organisation has."""
    name = organization.name
    return {
        "id": organization.id,
        "name": name,
        "description": organization.description or f"{name} supports people affected by crime.",
        "email": organization.email,
        "website": web_address(organization.website),
    }


def organization_shape(organization: ListedOrganization) -> OrganizationShape:
    """Write an organisation as lists have it."""
    return OrganizationShape.model_validate(organization_fields(organization))


def web_address(text: str | None) -> str | None:
    """Give a whole address of a page, None for what is not one: the standard wants a URI."""
    return text if text and text.startswith(("https://", "http://")) and " " not in text else None
