"""When a provider may say that it could not reach the person: after real tries, on different days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from hub.domain.calendar import london_date
from hub.domain.errors import Fault

TRIES_NEEDED = 3
DAYS_NEEDED = 3
"""Three attempts on three days (domain: time limits); the referrer is told by the completion itself."""


@dataclass(frozen=True, kw_only=True)
class Tried:
    """One try: when, and whether it counted, that is by a safe way at a safe time."""

    at: datetime
    counts: bool


def lacking(tries: Iterable[Tried]) -> tuple[Fault, ...]:
    """Say all that is missing before `could_not_contact`; nothing if it may be said.

    A letter, a wrong number, and a try by an unsafe way or at an unsafe time reached for nobody.
    """
    counting = [each.at for each in tries if each.counts]
    days = {london_date(at) for at in counting}
    faults = []
    if len(counting) < TRIES_NEEDED:
        message = f"This outcome needs {TRIES_NEEDED} attempts that count; {len(counting)} are on record."
        faults.append(Fault(pointer="/outcome", code="too_few_attempts", message=message))
    if len(days) < DAYS_NEEDED:
        message = f"The attempts that count lie on {len(days)} days; this outcome needs {DAYS_NEEDED}."
        faults.append(Fault(pointer="/outcome", code="too_few_days", message=message))
    return tuple(faults)
