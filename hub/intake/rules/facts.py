"""What routing may know of a referral on record."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hub.domain.calendar import london_date
from hub.domain.routing_table import Facts


def facts_of_row(row: Mapping[str, Any], at: datetime) -> Facts:
    """Give the facts of a referral's row as of an instant; the age is still that of the day of receipt."""
    return Facts(
        crime_type=row["crime_type"],
        flags=frozenset(row["flags"]),
        strands=frozenset(row["strands"]),
        borough=row["borough"],
        works_or_visits=frozenset(row["works_or_visits"]),
        incident_borough=row["incident_borough"],
        age_band=row["age_band"],
        risk=row["risk_band"],
        relationship=row["relationship"],
        received_on=london_date(at),
    )
