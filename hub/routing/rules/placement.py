"""The second step: which of the decided services can take it, within the consent and the exclusions."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from hub.domain.codes import AssignmentRole, TriageReason, UnitTask
from hub.domain.routing_table import Cell, Row
from hub.routing.rules.decision import Decision
from hub.routing.rules.gate import Availability, Consent, Gate, Skip
from hub.routing.rules.wording import why


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One service that gets the referral, in which role, and the sentences that say why."""

    service: str
    role: AssignmentRole
    why: tuple[str, ...]
    row_key: str


@dataclass(frozen=True, kw_only=True)
class Placement:
    """Where a referral goes now: a lead, information only, back to the referrer, or a person (triage).

    `why` speaks where nobody leads; each choice has its own. `skipped` is for the coordinator.
    """

    lead: Choice | None = None
    additional: tuple[Choice, ...] = ()
    information_only: bool = False
    outside_area: bool = False
    unit_task: UnitTask | None = None
    triage: TriageReason | None = None
    why: tuple[str, ...] = ()
    skipped: tuple[tuple[str, Skip], ...] = ()


def choose(
    decision: Decision,
    consent: Consent,
    excluded: AbstractSet[str],
    availability: Mapping[str, Availability],
    tried: AbstractSet[str] = frozenset(),
) -> Placement:
    """Place what the table decided with services that may and can take it.

    `availability` is by service slug; a service that it lacks has no live contract. `tried` holds the
    services that had their turn. Without a lead nobody additional is sent: a person decides first.
    """
    if decision.lead is None:
        return _without_lead(decision)
    gate = Gate(consent=consent, excluded=excluded, availability=availability, tried=tried)
    lead, skipped = _lead(decision.lead, decision, gate)
    if lead is None:
        return _for_a_person(decision, skipped)
    additional, skipped_too = _additional(decision, lead, gate)
    return Placement(
        lead=lead, additional=additional, unit_task=decision.unit_task, skipped=skipped + skipped_too
    )


def choose_beside(decision: Decision, leads: str, gate: Gate) -> Placement:
    """Place beside a service that leads already what the table adds now; the lead stays whoever has it.

    `gate` counts those among the tried whom nothing more is to be sent, such as who has the referral.
    """
    row = decision.lead
    lead = Choice(
        service=leads,
        role=AssignmentRole.LEAD,
        why=("It leads already.",),
        row_key=row.key if row and leads in {row.service, *row.alternates} else "by hand",
    )
    others = () if row is None else tuple(each for each in (row.service, *row.alternates) if each)
    passed_over = tuple(
        (service, refusal)
        for service in others
        if service != leads and (refusal := gate.refuses(service, only_if_named=False))
    )
    additional, skipped = _additional(decision, lead, gate)
    return Placement(lead=lead, additional=additional, skipped=passed_over + skipped)


def _lead(row: Row, decision: Decision, gate: Gate) -> tuple[Choice | None, tuple[tuple[str, Skip], ...]]:
    skipped: list[tuple[str, Skip]] = []
    for service in (row.service or "", *row.alternates):
        refusal = gate.refuses(service, only_if_named=row.only_if_named)
        if refusal is None:
            sentences = why(row, decision.facts)
            if service != row.service:
                sentences += ("It comes next in the routing table.",)
            choice = Choice(service=service, role=AssignmentRole.LEAD, why=sentences, row_key=row.key)
            return choice, tuple(skipped)
        skipped.append((service, refusal))
    return None, tuple(skipped)


def _additional(
    decision: Decision, lead: Choice, gate: Gate
) -> tuple[tuple[Choice, ...], tuple[tuple[str, Skip], ...]]:
    chosen: list[Choice] = []
    skipped: list[tuple[str, Skip]] = []
    for row in decision.additional:
        if row.service is None or row.service == lead.service:
            continue
        if refusal := gate.refuses(row.service, only_if_named=row.only_if_named):
            skipped.append((row.service, refusal))
            continue
        sentences = why(row, decision.facts)
        chosen.append(
            Choice(service=row.service, role=AssignmentRole.ADDITIONAL, why=sentences, row_key=row.key)
        )
    return tuple(chosen), tuple(skipped)


def _for_a_person(decision: Decision, skipped: tuple[tuple[str, Skip], ...]) -> Placement:
    if any(code is Skip.OUTSIDE_CONSENT for _, code in skipped):
        reason = TriageReason.OUTSIDE_CONSENT
        sentence = "The consent does not reach a service that could lead; a person decides."
    else:
        reason = TriageReason.NO_FIT
        sentence = "No service of the row can take it; a person decides."
    return Placement(unit_task=decision.unit_task, triage=reason, why=(sentence,), skipped=skipped)


def _without_lead(decision: Decision) -> Placement:
    if decision.information is not None:
        return Placement(
            information_only=True,
            unit_task=decision.unit_task,
            why=why(decision.information, decision.facts),
        )
    if decision.outside_area:
        sentence = "The person lives outside Merseyside and no service here takes them."
        return Placement(outside_area=True, unit_task=decision.unit_task, why=(sentence,))
    return Placement(unit_task=decision.unit_task, triage=TriageReason.NO_FIT, why=_no_fit(decision))


_UNKNOWN = {
    Cell.BOROUGHS: "The borough is not known and the services are split by borough; a person decides.",
    Cell.AGE_BANDS: "The age is not known and the services are split by age; a person decides.",
    Cell.RISKS: "The risk is not known and the services are split by risk; a person decides.",
}


def _no_fit(decision: Decision) -> tuple[str, ...]:
    if decision.conflict:
        keys = " and ".join(row.key for row in decision.conflict)
        return (f"Rows {keys} of the table both say who leads; a person decides.",)
    return tuple(_UNKNOWN[cell] for cell in decision.waits_for) or (
        "No row of the table leads to a service for these facts; a person decides.",
    )
