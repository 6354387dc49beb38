"""Agencies of a directory file, and how each of them is reached: by mail, by which route, or by its inbox."""

import re
from collections.abc import Collection, Iterator

from hub.directory.rules.reading import TableReader
from hub.directory.rules.values import INBOX, Agency, Directory, Endpoint, Unit
from hub.domain.codes import AgencyKind, ChannelKind, EndpointPurpose
from hub.domain.errors import Fault

_DOMAIN = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+")


def agency(table: TableReader) -> Agency:
    """Read one agency with its mailboxes, or its inbox, and its units."""
    kind = table.choice("kind", AgencyKind)
    in_portal = table.flag("portal_only", default=False)
    if in_portal and kind is not AgencyKind.PROVIDER:
        table.fault("portal_only", "not_a_provider", "Only a provider has an inbox to be reached by.")
    domains = _domains(table)
    reached = _inbox if in_portal else _mailbox
    read = Agency(
        slug=table.slug("slug"),
        name=table.text("name"),
        kind=kind,
        description=table.words("description"),
        website=table.website("website"),
        endpoints=tuple(
            reached(table, each, domains) for each in (EndpointPurpose.DUTY, EndpointPurpose.MANAGER)
        ),
        units=tuple(_unit(inner, domains) for inner in table.tables("unit", required=False)),
        mail_domains=domains,
    )
    table.leave("agreement")
    table.close()
    return read


def unknown_routes(directory: Directory, known: Collection[str]) -> tuple[Fault, ...]:
    """Name the mail routes that the directory asks for and the settings do not have."""
    there = ", ".join(sorted(known)) or "none"
    return tuple(
        Fault(
            pointer=pointer,
            code="unknown_route",
            message=f"HUB_MAIL_ROUTES has no route {route!r}; it has {there}. Set it up first.",
        )
        for pointer, route in _routes(directory)
        if route is not None and route not in known
    )


def _routes(directory: Directory) -> Iterator[tuple[str, str | None]]:
    for place, each in enumerate(directory.agencies):
        for endpoint in each.endpoints:
            yield f"/agency/{place}/{endpoint.purpose}_route", endpoint.route
        for number, unit in enumerate(each.units):
            yield f"/agency/{place}/unit/{number}/route", unit.route


def _domains(table: TableReader) -> tuple[str, ...]:
    found = table.texts("mail_domains")
    for place, each in enumerate(found):
        if not _DOMAIN.fullmatch(each):
            said = "Give a domain in small letters, such as example.org."
            table.fault(f"mail_domains/{place}", "bad_domain", said)
    return found


def _mailbox(table: TableReader, purpose: EndpointPurpose, domains: tuple[str, ...]) -> Endpoint:
    return Endpoint(
        purpose=purpose,
        channel=ChannelKind.EMAIL,
        address=_allowed(table, purpose, domains),
        contact=table.words(f"{purpose}_contact"),
        phone=table.words(f"{purpose}_phone"),
        route=_route(table, f"{purpose}_route"),
    )


def _inbox(table: TableReader, purpose: EndpointPurpose, _domains: tuple[str, ...]) -> Endpoint:
    for key in (str(purpose), f"{purpose}_route"):
        table.leave(key)
        if table.has(key):
            table.fault(key, "portal_gets_no_mail", "It is reached by its inbox alone; leave this out.")
    return Endpoint(
        purpose=purpose,
        channel=ChannelKind.PORTAL,
        address=INBOX,
        contact=table.words(f"{purpose}_contact"),
        phone=table.words(f"{purpose}_phone"),
    )


def _unit(table: TableReader, domains: tuple[str, ...]) -> Unit:
    read = Unit(
        slug=table.slug("slug"),
        name=table.text("name"),
        mailbox=_allowed(table, "mailbox", domains),
        route=_route(table, "route"),
    )
    table.close()
    return read


def _allowed(table: TableReader, key: str, domains: tuple[str, ...]) -> str:
    """Read a mailbox, which lies in one of the agency's domains where it lists any."""
    address = table.mailbox(key)
    if address and domains and address.rpartition("@")[2].lower() not in domains:
        said = f"{address} is in none of its mail_domains: {', '.join(domains)}."
        table.fault(key, "domain_not_allowed", said)
    return address


def _route(table: TableReader, key: str) -> str | None:
    table.leave(key)
    return table.slug(key) if table.has(key) else None
