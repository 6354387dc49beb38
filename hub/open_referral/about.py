"""/: which standard this is, who publishes it, and under which licence."""

from fastapi import APIRouter, Request, Response
from pydantic import Field

from hub.access.scopes import HUB
from hub.directory.queries.open_referral import publishers
from hub.open_referral.door import database
from hub.open_referral.pages import shown
from hub.open_referral.shapes import Shape

VERSION = "HSDS-UK-3.0"
PROFILE = "https://github.com/OpenReferralUK/uk-profile/blob/main/docs/index.md"
PREFIX = "/open-referral"

router = APIRouter()


class AboutShape(Shape):
    """What this API is."""

    version: str = Field(description="The version of the standard.")
    profile: str = Field(description="Where the standard's profile is described.")
    openapi_url: str = Field(description="Where this API is described.")
    publisher: str | None = Field(None, description="Who answers for the directory.")
    license: str = Field(description="The address of the licence under which it may be used.")
    description: str


@router.get("/", response_model=AboutShape, summary="What this API is")
def get_about(request: Request) -> Response:
    """Say which standard this is, who publishes it and under which licence."""
    with database(request).transaction(HUB) as tx:
        names = publishers(tx)
    state = request.app.state
    return shown(
        AboutShape(
            version=VERSION,
            profile=PROFILE,
            openapi_url=f"{state.public_url}{PREFIX}/openapi.json",
            publisher=", ".join(names) or None,
            license=state.licence,
            description="Services that support people affected by crime, and who offers them.",
        )
    )
