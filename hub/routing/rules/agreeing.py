"""Which services the person's yes would bring in, beside the one that leads."""

from collections.abc import Mapping

from hub.routing.rules.decision import Decision
from hub.routing.rules.gate import Gate, Skip


def with_a_yes(decision: Decision, gate: Gate) -> Mapping[str, Skip | None]:
    """Say of each service that the table adds and that is not sent what keeps it out even after a yes.

    None means that nothing does: the consent alone is wanting. A service that nothing keeps out as it is
    needs no yes and is left out.
    """
    return {
        row.service: gate.with_a_yes(row.service).refuses(row.service, only_if_named=row.only_if_named)
        for row in decision.additional
        if row.service and gate.refuses(row.service, only_if_named=row.only_if_named)
    }
