"""A decision of the routing table in plain English."""

from collections.abc import Iterator

from hub.portal.filters import day
from hub.portal.words import label
from hub.routing.rules import Decision, Row, others, why
from hub.sight.naming import Names


def explained_lines(decision: Decision, names: Names) -> Iterator[str]:
    """Tell by which table, who would have the referral and why, then of each other service why not."""
    table = decision.table
    received = day(decision.facts.received_on)
    yield f"By the table {table.reference} ({table.hash[:12]}), received on {received}:"
    yield ""
    yield from _answer(decision, names)
    yield ""
    yield "The person's consent, exclusions, contracts and capacity are looked at afterwards."
    yield ""
    yield "Why no other service:"
    for service, sentence in others(decision).items():
        yield f"  {names.services.get(service, service)}: {sentence}"


def _answer(decision: Decision, names: Names) -> Iterator[str]:
    if decision.lead:
        yield from _chosen("Lead", decision.lead, decision, names)
    for row in decision.additional:
        yield from _chosen("In addition", row, decision, names)
    if decision.information:
        yield from _chosen("Information only", decision.information, decision, names)
    if decision.outside_area:
        yield "Back to the referrer: the person lives outside Merseyside and no row takes them."
    if decision.conflict:
        yield f"A person decides: {' and '.join(row.key for row in decision.conflict)} both say who leads."
    if decision.no_fit:
        unknown = "".join(
            f" It might, were this known: {label(cell).lower()}." for cell in decision.waits_for
        )
        yield f"A person decides: no row leads to a service.{unknown}"
    if decision.unit_task:
        yield f"Task for the referring unit: {label(decision.unit_task)}"


def _chosen(role: str, row: Row, decision: Decision, names: Names) -> Iterator[str]:
    service = names.services.get(row.service, row.service) if row.service else "nobody is sent"
    yield f"{role}: {service} (row {row.key})"
    yield from (f"  {sentence}" for sentence in why(row, decision.facts))
    if row.alternates:
        then = ", then ".join(names.services.get(each, each) for each in row.alternates)
        yield f"  If it cannot take the referral: {then}."
    if row.only_if_named:
        yield "  Only if the person's consent names this service."
