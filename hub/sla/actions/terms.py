"""By what a clock is counted, as it is handed around and as its row keeps it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from hub.domain.codes import RiskBand
from hub.domain.ladders import Ladders
from hub.domain.opening import Opening, read_hours
from hub.domain.targets import Target, Targets, TargetUnit
from hub.settings import settings
from hub.sla.rules import Limit, Pause


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What an assignment's clocks are counted by: its risk, its service's hours, its contract's terms."""

    assignment_id: UUID
    risk: RiskBand
    opening: Opening
    targets: Targets
    ladders: Ladders = field(default_factory=dict)


def desk_hours() -> Opening:
    """Say when the referral coordinator's desk is staffed; outside that it is night."""
    return _hours(settings().coordinator_hours)


@lru_cache(maxsize=4)
def _hours(said: str) -> Opening:
    return read_hours(said)


def stored(limit: Limit) -> dict[str, Any]:
    """Give a limit as a clock's row keeps it: {"amount", "unit", "defaults_from" (null: the contract's)}."""
    day = limit.defaults_from
    return {
        "amount": limit.target.amount,
        "unit": str(limit.target.unit),
        "defaults_from": day.isoformat() if day else None,
    }


def limit_of(clock: Mapping[str, Any]) -> Limit:
    """Read the limit of a clock's row."""
    target = clock["target"]
    day = target.get("defaults_from")
    return Limit(
        target=Target(amount=target["amount"], unit=TargetUnit(target["unit"])),
        defaults_from=date.fromisoformat(day) if day else None,
    )


def pause_of(kept: Mapping[str, Any]) -> Pause:
    """Read one pause of a clock's row."""
    until = kept["until"]
    return datetime.fromisoformat(kept["since"]), datetime.fromisoformat(until) if until else None


def stands_still(clock: Mapping[str, Any]) -> bool:
    """Say whether a clock's row is paused now."""
    return any(pause["until"] is None for pause in clock["pauses"])
