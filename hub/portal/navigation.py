"""Where each role may go from any page."""

from collections.abc import Mapping
from dataclasses import dataclass

from hub.access.sessions import SignedIn
from hub.domain.codes import Role
from hub.portal.words import label

Links = tuple[tuple[str, str], ...]

PAGES: Mapping[Role, Links] = {
    Role.POLICE: (
        ("Referrals", "/police"),
        ("Make a referral", "/police/new"),
        ("Find a person", "/police/search"),
    ),
    Role.PROVIDER: (
        ("Inbox", "/provider"),
        ("Messages to you", "/provider/deliveries"),
        ("Bank holidays", "/provider/cover"),
    ),
    Role.COORDINATOR: (
        ("Triage", "/coordinator"),
        ("Referrals", "/coordinator/referrals"),
        ("Find a person", "/coordinator/search"),
        ("Rota", "/rota"),
    ),
    Role.COMMISSIONER: (
        ("Delivery times", "/commissioner"),
        ("Breaches", "/commissioner/breaches"),
        ("Quarters", "/commissioner/quarters"),
        ("Referrals", "/commissioner/referrals"),
        ("Services", "/commissioner/directory"),
        ("Support agencies", "/commissioner/support-agencies"),
        ("Routing table", "/commissioner/routing"),
        ("Bank holidays", "/commissioner/calendar"),
        ("Bank holiday cover", "/commissioner/cover"),
    ),
    Role.ADMINISTRATOR: (
        ("Agencies", "/admin"),
        ("Users", "/admin/users"),
        ("Keys", "/admin/keys"),
        ("Mails", "/admin/mails"),
        ("Health", "/admin/health"),
        ("Rota", "/rota"),
    ),
}
"""The first page of a role is its home."""

TEAM = ("Your team", "/team")


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """What every page shows of the person who is signed in."""

    name: str
    agency_name: str
    unit_name: str | None
    role: Role
    role_name: str
    is_manager: bool
    form_token: str
    navigation: tuple[Mapping[str, object], ...]


def home(role: Role) -> str:
    """Say where a role lands after signing in."""
    return PAGES[role][0][1]


def visitor_of(signed_in: SignedIn, form_token: str, path: str) -> Visitor:
    """Describe a person for the layout, with the page they are on marked in the navigation."""
    shows_team = signed_in.is_manager and signed_in.role is not Role.ADMINISTRATOR
    links = (*PAGES[signed_in.role], *((TEAM,) if shows_team else ()))
    here = max((href for _, href in links if _lies_under(path, href)), key=len, default=None)
    return Visitor(
        name=signed_in.name,
        agency_name=signed_in.agency_name,
        unit_name=signed_in.unit_name,
        role=signed_in.role,
        role_name=label(signed_in.role),
        is_manager=signed_in.is_manager,
        form_token=form_token,
        navigation=tuple({"text": text, "href": href, "active": href == here} for text, href in links),
    )


def _lies_under(path: str, href: str) -> bool:
    return path == href or path.startswith(f"{href}/")
