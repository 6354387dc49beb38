"""What the filters of the commissioner's lists offer."""

from hub.db import Transaction
from hub.domain.codes import Borough, Clock, CrimeType, RiskBand
from hub.monitoring.queries.breaches import providers
from hub.monitoring.queries.quarters import received_by_quarter
from hub.portal.words import label
from hub.sight.naming import Names

Choices = dict[str, list[tuple[str, str]]]


def choices(tx: Transaction, known: Names) -> Choices:
    """Give each filter's values with their words: providers by name, quarters from the newest on."""
    offering = {slug: known.agencies[slug] for slug in providers(tx)}
    quarters = sorted(received_by_quarter(tx), reverse=True)
    return {
        "provider": sorted(offering.items(), key=lambda each: each[1]),
        "clock": [(each, label(each)) for each in Clock],
        "borough": [(each, label(each)) for each in Borough],
        "crime_type": [(each, label(each)) for each in CrimeType],
        "risk": [(each, label(each)) for each in RiskBand],
        "quarter": [(str(each), each.label) for each in quarters],
    }
