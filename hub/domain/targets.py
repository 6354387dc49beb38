"""How long each clock may run: a contract's own limit, or the default of the day."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from hub.domain.codes import Clock

SENTENCE = re.compile(r"([1-9]\d*) (elapsed minute|elapsed hour|working hour|working day)s?")


class TargetUnit(StrEnum):
    """In what a limit is counted."""

    ELAPSED_MINUTES = "elapsed_minutes"
    ELAPSED_HOURS = "elapsed_hours"
    WORKING_HOURS = "working_hours"
    WORKING_DAYS = "working_days"


@dataclass(frozen=True, kw_only=True)
class Target:
    """One limit, such as 4 elapsed hours."""

    amount: int
    unit: TargetUnit

    def __post_init__(self) -> None:
        """Refuse a limit that is over before it begins."""
        if self.amount < 1:
            raise ValueError("a target is 1 at least")

    @classmethod
    def parse(cls, text: str) -> "Target":
        """Read what `str` writes, such as "4 elapsed hours" or "1 working day"; else ValueError."""
        found = SENTENCE.fullmatch(text)
        if found is None:
            raise ValueError('a target reads like "4 elapsed hours", "2 working hours" or "1 working day"')
        return cls(amount=int(found[1]), unit=TargetUnit(found[2].replace(" ", "_") + "s"))

    def __str__(self) -> str:
        words = self.unit.replace("_", " ")
        return f"{self.amount} {words.removesuffix('s') if self.amount == 1 else words}"


Targets = Mapping[tuple[Clock, bool], Target]
"""Limits by clock and whether the risk is high."""


def _targets(*rows: tuple[Clock, str, str]) -> Targets:
    below = {(clock, False): Target.parse(text) for clock, text, _ in rows}
    high = {(clock, True): Target.parse(text) for clock, _, text in rows}
    return MappingProxyType({**below, **high})


DEFAULTS: tuple[tuple[date, Targets], ...] = (
    (
        date(2017, 4, 1),
        _targets(
            (Clock.HANDED_OVER, "1 elapsed hour", "15 elapsed minutes"),
            (Clock.ACKNOWLEDGED, "1 working day", "4 elapsed hours"),
            (Clock.DECIDED, "2 working days", "12 elapsed hours"),
            (Clock.FIRST_ATTEMPT, "2 working days", "24 elapsed hours"),
            (Clock.CONTACT_MADE, "5 working days", "72 elapsed hours"),
            (Clock.NEEDS_ASSESSED, "10 working days", "5 working days"),
        ),
    ),
)
"""The limits where a contract says nothing (I), each table with the day from which it holds, oldest first.

A clock, its limit below high risk, its limit at high risk. They lie within the 2 working days that the
Victims' Code gives from report to referral [2015 Code; 2021 Code, 4.5]. A new Code is a new table here.
"""


def default_targets(day: date) -> Targets:
    """Give the table in force on `day`; before the first one, the first one."""
    return _in_force(day)[1]


def defaults_from(day: date) -> date:
    """Say since when the table of `default_targets` is in force."""
    return _in_force(day)[0]


def _in_force(day: date) -> tuple[date, Targets]:
    in_force = [each for each in DEFAULTS if each[0] <= day]
    return in_force[-1] if in_force else DEFAULTS[0]


@lru_cache(maxsize=256)
def _read(stored: str) -> Targets:
    plain = json.loads(stored)
    return {
        (Clock(clock), band == "high"): Target.parse(text)
        for clock, limits in plain.items()
        for band, text in limits.items()
    }


def read_targets(stored: Mapping[str, Mapping[str, str]]) -> Targets:
    """Read a contract's own limits, such as {"acknowledged": {"high": "4 elapsed hours", "other": ...}}."""
    return _read(json.dumps(stored, sort_keys=True)) if stored else {}
