"""Why every other service was not chosen, in a sentence each: by the table, or by the second step."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from hub.domain.routing_table import RowRole
from hub.routing.rules.decision import Decision
from hub.routing.rules.gate import Skip
from hub.routing.rules.nearest import Nearest, nearest
from hub.routing.rules.why_not import why_not

PASSED_OVER: Mapping[Skip, str] = {
    Skip.EXCLUDED: "It fits, but the person must never be referred to it.",
    Skip.TRIED: "It fits, but it has had its turn with this referral.",
    Skip.NOT_NAMED: "It fits, but is sent only where the person's consent names it, and it does not.",
    Skip.NO_LIVE_CONTRACT: "It fits, but had no contract in force on that day.",
    Skip.NO_DIRECT_REFERRALS: "It fits, but takes no direct referrals.",
    Skip.NO_AGREEMENT: "It fits, but its provider had no data agreement in force on that day.",
    Skip.PAUSED: "It fits, but was paused.",
    Skip.FULL: "It fits, but was full.",
    Skip.OUTSIDE_CONSENT: "It fits, but the person's consent does not reach it.",
}
"""What the second step says of a service that a matching row names."""


def others(decision: Decision, chosen: AbstractSet[str] | None = None) -> Mapping[str, str]:
    """Say of each service of the table that was not chosen why not: by one cell of its nearest row.

    Chosen are those that the table leads to, unless it is told which ones the second step left.
    """
    if chosen is None:
        chosen = {row.service for row in (decision.lead, *decision.additional) if row and row.service}
    return {
        service: _sentence(decision, near)
        for service, near in sorted(nearest(decision).items())
        if service not in chosen
    }


def _sentence(decision: Decision, near: Nearest) -> str:
    if near.is_next:
        return "It comes next, where the service that leads cannot take the referral."
    if near.failed:
        return why_not(near.failed[0], near.row, decision.facts)
    if decision.conflict:
        return "Its row holds, but more than one row says who leads; a person decides."
    if near.row.role is RowRole.LEAD:
        return "Its row says that it leads, but another service leads already."
    return "It is sent only beside a service that leads, and none does."
