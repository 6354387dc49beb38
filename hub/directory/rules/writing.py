"""A directory written down as the file that reads back to it, with its legend, in a stable order."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from hub.directory.rules.contracts import ANY, BANDS
from hub.directory.rules.opening import ALWAYS
from hub.directory.rules.routing_values import RoutingRow
from hub.directory.rules.toml_text import Pairs, toml_pairs, toml_table
from hub.directory.rules.values import (
    Agency,
    Agreement,
    Contract,
    Coverage,
    CoverageCell,
    Directory,
    Pause,
    PlainOpening,
    Service,
    SupportAgency,
)
from hub.domain.codes import ChannelKind, Clock
from hub.domain.opening import DAYS, OFFICE_HOURS, Opening
from hub.domain.routing_content import TableContent

_WEEK = (*DAYS, "bank_holidays")
_LEGEND = """\
# certainty says how sure a fact is: "S" the commissioner's own pages state it, "X" another public source
# does, "I" it is inferred and may be corrected here, "U" it is not known and this is an assumption.
#
# Days are half-open: `starts` is the first day, `ends_before` the first day no longer.
# Every key is told of in docs/reference/directory-file.md; load it with `hub load FILE --why TEXT`.
"""


def written(directory: Directory, table: TableContent | None = None, legend: str = "") -> str:
    """Write a directory and a routing table as TOML; `legend` is one more line of comment at the top."""
    weeks = _weeks(directory.services)
    parts = [
        (f"# {legend}\n#\n" if legend else "") + _LEGEND,
        toml_pairs([("name", directory.name)]),
        *_part(
            "Opening hours", (toml_table(f"[opening.{name}]", _week(week)) for name, week in weeks.items())
        ),
        *_part("Agencies", (_agency(each, directory.agreements) for each in directory.agencies)),
        *_part("Services", (_service(each, directory, weeks) for each in directory.services)),
        *_part("Support agencies", (_support_agency(each) for each in directory.support_agencies)),
    ]
    if table is not None:
        parts += _part("Routing table", routing_blocks(table))
    return "\n".join(parts)


def _part(title: str, blocks: Iterable[str]) -> list[str]:
    found = list(blocks)
    return [f"\n# {title} {'-' * (76 - len(title))}\n", *found] if found else []


def _weeks(services: Iterable[Service]) -> dict[str, PlainOpening]:
    """Name the weeks that services keep, each once: office hours, or after the first service that has it."""
    found: dict[str, PlainOpening] = {}
    for service in services:
        if service.opening != ALWAYS and service.opening not in found.values():
            usual = Opening.parse(service.opening) == OFFICE_HOURS
            name = "office-hours" if usual and "office-hours" not in found else f"hours-of-{service.slug}"
            found[name] = service.opening
    return found


def _week(week: PlainOpening) -> Pairs:
    """Give the days in their order, which a database does not keep."""
    if not isinstance(week, dict):
        return ()
    return sorted(week.items(), key=lambda pair: _WEEK.index(pair[0]))


def _agency(agency: Agency, agreements: Iterable[Agreement]) -> str:
    reached: list[tuple[str, Any]] = []
    for each in agency.endpoints:
        reached += [
            (str(each.purpose), each.address if each.channel is ChannelKind.EMAIL else None),
            (f"{each.purpose}_route", each.route),
            (f"{each.purpose}_contact", each.contact),
            (f"{each.purpose}_phone", each.phone),
        ]
    in_portal = any(each.channel is ChannelKind.PORTAL for each in agency.endpoints)
    own = [_agreement(each) for each in agreements if each.agency == agency.slug]
    head = toml_table(
        "[[agency]]",
        [
            ("slug", agency.slug),
            ("name", agency.name),
            ("kind", agency.kind),
            ("description", agency.description),
            ("website", agency.website),
            ("portal_only", in_portal or None),
            ("mail_domains", agency.mail_domains or None),
            *reached,
            *([("agreement", own[0])] if len(own) == 1 else []),
        ],
    )
    many = [toml_table("[[agency.agreement]]", each.items()) for each in own] if len(own) > 1 else []
    units = [toml_table("[[agency.unit]]", vars(each).items()) for each in agency.units]
    return "\n".join([head, *many, *units])


def _agreement(each: Agreement) -> dict[str, Any]:
    names = ("number", "starts", "ends_before", "certainty")
    return {name: getattr(each, name) for name in names}


def _service(service: Service, directory: Directory, weeks: Mapping[str, PlainOpening]) -> str:
    contracts = [each for each in directory.contracts if each.service == service.slug]
    pauses = [each for each in directory.pauses if each.service == service.slug]
    usual = contracts[-1].coverage if contracts else None
    opening = next((name for name, week in weeks.items() if week == service.opening), ALWAYS)
    head = toml_table(
        "[[service]]",
        [
            ("slug", service.slug),
            ("provider", service.provider),
            ("name", service.name),
            ("description", service.description),
            ("opening", opening),
            ("opening_certainty", service.opening_certainty),
            ("phone", service.phone),
            ("without_consent", service.without_consent or None),
            ("direct_referrals", None if service.direct_referrals else False),
        ],
    )
    return "\n".join(
        [
            head,
            *([_coverage("[service.coverage]", usual)] if usual else []),
            *(_contract(each, usual) for each in contracts),
            *(_pause(each) for each in pauses),
        ]
    )


def _coverage(header: str, coverage: Coverage) -> str:
    names = ("crime_types", "flags", "strands", "boroughs", "ages", "risks")
    cells = {name: getattr(coverage, name) for name in names}
    told = [(name, _cell(cell)) for name, cell in cells.items() if cell is not None]
    return toml_table(header, [*told, ("conditions", coverage.conditions)])


def _cell(cell: CoverageCell) -> dict[str, Any]:
    values: Any = list(cell.values) or ANY
    return {"values": values, "certainty": cell.certainty, "note": cell.note or None}


def _contract(contract: Contract, usual: Coverage | None) -> str:
    names = (
        *("reference", "award", "awarded", "starts", "ends_before", "certainty", "referrals_a_quarter"),
        *("open_at_once", "open_cases", "finish_by", "retention_months"),
    )
    parts = [toml_table("[[service.contract]]", [(name, getattr(contract, name)) for name in names])]
    if contract.targets:
        told = [
            (str(clock), _limits(contract.targets[clock])) for clock in Clock if clock in contract.targets
        ]
        parts.append(toml_table("[service.contract.targets]", told))
    for clock in (each for each in Clock if each in contract.ladder):
        bands = contract.ladder[clock]
        climbed = [(band, bands[band]) for band in BANDS if band in bands]
        parts.append(toml_table(f"[service.contract.ladder.{clock}]", climbed))
    if contract.coverage != usual:
        parts.append(_coverage("[service.contract.coverage]", contract.coverage))
    return "\n".join(parts)


def _limits(limits: Mapping[str, str]) -> dict[str, str]:
    return {band: limits[band] for band in BANDS if band in limits}


def _pause(pause: Pause) -> str:
    names = ("starts", "ends_before", "reason", "note")
    return toml_table("[[service.pause]]", [(name, getattr(pause, name)) for name in names])


def _support_agency(agency: SupportAgency) -> str:
    told = {**vars(agency), "national": agency.national or None}
    filled = [(name, list(value) if isinstance(value, tuple) else value) for name, value in told.items()]
    return toml_table("[[support_agency]]", [(name, value) for name, value in filled if value != []])


def routing_blocks(table: TableContent) -> Iterator[str]:
    """Write a routing table's head, rows, examples and signed-off gaps, a block each."""
    head = [("reference", table.reference), ("starts", table.starts_on), ("ends_before", table.ends_before)]
    yield toml_table("[routing_table]", head)
    order = [each.name for each in fields(RoutingRow)]
    for row in table.rows:
        known = sorted(row.items(), key=lambda pair: order.index(pair[0]) if pair[0] in order else len(order))
        yield toml_table("[[routing_table.row]]", _row(known))
    for kind, values in (("example", table.examples), ("signed_off", table.signed_off)):
        for each in values:
            yield toml_table(f"[[routing_table.{kind}]]", _row(vars(each).items()))


def _row(pairs: Pairs) -> Iterator[tuple[str, Any]]:
    """Give what the file says of a routing row, or of what travels with it, without the empty cells."""
    renamed = {"age_bands": "ages", "age_band": "age", "starts_on": "starts"}
    for name, value in pairs:
        is_empty = value in ((), [], None, False, "") or (name, value) == ("places", "home")
        if not is_empty and name != "position":
            is_day = name in {"starts_on", "ends_before"} and isinstance(value, str)
            yield renamed.get(name, name), date.fromisoformat(value) if is_day else value
