from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What a submission is read against; `units` is None where any unit may refer."""

    now: datetime
    today: date
    services: frozenset[str]
    units: frozenset[str] | None
