"""Whom a clock that is not answered goes to, and when: a contract's own ladder, or the default of the day."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from hub.domain.codes import ChaseStep, Clock
from hub.domain.targets import Target


class Share(StrEnum):
    """How much of the running time has gone when a rung comes before its clock is due."""

    A_QUARTER = "a quarter"
    HALF = "half"
    THREE_QUARTERS = "three quarters"

    @property
    def quarters(self) -> int:
        """How many quarters of the time that is."""
        return {Share.A_QUARTER: 1, Share.HALF: 2, Share.THREE_QUARTERS: 3}[self]


SENTENCE = re.compile(rf"({'|'.join(ChaseStep)}) (?:at ({'|'.join(Share)})|when due|(\d.*) after)")

ENDINGS = frozenset({ChaseStep.TAKE_BACK, ChaseStep.TRIAGE})
"""With one of these a ladder ends: the referral goes to the next service, or a person decides."""

AT_NIGHT = ChaseStep.RING_COORDINATOR
"""Taken at high risk while the coordinator's desk is closed; a phone task passes itself on after an hour."""

TAKEN_BACK_FOR = frozenset({Clock.ACKNOWLEDGED, Clock.DECIDED})
"""What the hub takes back by itself for: it was handed over and has not been accepted."""

RUNG_FOR = frozenset({Clock.ACKNOWLEDGED, Clock.DECIDED, Clock.FIRST_ATTEMPT, Clock.CONTACT_MADE})
"""For what a coordinator is rung at night by default: nobody has seen to the person yet (I)."""


@dataclass(frozen=True, kw_only=True)
class RungTerms:
    """One rung as a contract says it: at a share of the time, when the clock is due, or a time after that."""

    step: ChaseStep
    share: Share | None = None
    after: Target | None = None

    @classmethod
    def parse(cls, text: str) -> "RungTerms":
        """Read what `str` writes, such as "reminder at half" or "escalation when due"; else ValueError."""
        found = SENTENCE.fullmatch(text)
        if found is None:
            message = '"reminder at half", "escalation when due" or "triage 1 working day after"'
            raise ValueError(f"a rung reads like {message}")
        share, after = found[2], found[3]
        return cls(
            step=ChaseStep(found[1]),
            share=Share(share) if share else None,
            after=Target.parse(after) if after else None,
        )

    @property
    def when(self) -> str:
        """Say when in the words of the sentence: "at half", "when due", "1 working day after"."""
        if self.share is not None:
            return f"at {self.share}"
        return f"{self.after} after" if self.after is not None else "when due"

    @property
    def in_words(self) -> str:
        """Say when to people: "when half of the time has gone", "when it is due", "1 working day after"."""
        if self.share is not None:
            return f"when {self.share} of the time has gone"
        when = f"{self.after} after it was due" if self.after is not None else "when it is due"
        return f"{when}, if the coordinator's desk is closed" if self.step is AT_NIGHT else when

    def __str__(self) -> str:
        return f"{self.step} {self.when}"


Ladder = tuple[RungTerms, ...]
Ladders = Mapping[tuple[Clock, bool], Ladder]
"""Ladders by clock and whether the risk is high."""

NO_LADDERS: Ladders = MappingProxyType({})
"""What a contract says that says nothing."""


@dataclass(frozen=True, kw_only=True)
class LadderFault:
    """What is wrong with one rung, by its place."""

    position: int
    code: str
    message: str


def faults_of(clock: Clock, rungs: Sequence[RungTerms], *, is_high_risk: bool) -> tuple[LadderFault, ...]:
    """Say why a ladder is none: it climbs, and ends with a person or, where that may be, with taking back."""
    found = [
        fault
        for position, rung in enumerate(rungs)
        for fault in (
            *_faults_of_place(position, rung, rungs[:position]),
            *_faults_of_step(position, rung, clock, is_high_risk=is_high_risk),
        )
    ]
    if not ENDINGS.intersection(rung.step for rung in rungs):
        message = "A ladder ends with take_back or triage, so that silence never waits for nobody."
        found.append(_fault(max(len(rungs) - 1, 0), "no_end", message))
    return tuple(found)


def _fault(position: int, code: str, message: str) -> LadderFault:
    return LadderFault(position=position, code=code, message=message)


def _faults_of_place(at: int, rung: RungTerms, before: Sequence[RungTerms]) -> Iterator[LadderFault]:
    steps = [each.step for each in before]
    if rung.step in steps:
        yield _fault(at, "listed_twice", f"{rung.step} stands here twice.")
    if before and _rank(rung) < _rank(before[-1]):
        yield _fault(at, "not_climbing", f"{rung} comes before {before[-1]}.")
    if rung.step is not AT_NIGHT and ENDINGS.intersection(steps):
        yield _fault(at, "after_the_end", f"{rung.step} comes after the ladder has ended.")


def _faults_of_step(at: int, rung: RungTerms, clock: Clock, *, is_high_risk: bool) -> Iterator[LadderFault]:
    if rung.step is ChaseStep.TAKE_BACK and (is_high_risk or clock not in TAKEN_BACK_FOR):
        message = "Only below high risk is anything taken back, before it is accepted."
        yield _fault(at, "no_taking_back", message)
    if rung.step in {*ENDINGS, AT_NIGHT} and rung.share is not None:
        yield _fault(at, "too_early", f"{rung.step} comes when the clock is due at the earliest.")
    if rung.step is AT_NIGHT and not is_high_risk:
        yield _fault(at, "not_by_phone", "Nobody is rung below high risk.")
    if clock is Clock.HANDED_OVER and rung.step in {ChaseStep.REMINDER, ChaseStep.ESCALATION}:
        yield _fault(at, "nothing_to_answer", "Nobody is chased for what they have not got.")


def _rank(rung: RungTerms) -> tuple[int, int]:
    """Order rungs as far as their words alone allow: times in different units may come either way."""
    if rung.share is not None:
        return 0, rung.share.quarters
    return (1, 0) if rung.after is None else (2, 0)


def _ladder(*sentences: str) -> Ladder:
    return tuple(RungTerms.parse(sentence) for sentence in sentences)


_TO_THE_COMMISSIONER = ("reminder at half", "escalation when due", "tell_commissioner 4 working hours after")
_BEFORE_ACCEPTANCE = _ladder(*_TO_THE_COMMISSIONER, "take_back 1 working day after")
_AFTER_ACCEPTANCE = _ladder(*_TO_THE_COMMISSIONER, "triage 1 working day after")
_AT_HIGH_RISK = _ladder(
    "reminder at half",
    "escalation when due",
    "tell_commissioner 30 elapsed minutes after",
    "triage 1 elapsed hour after",
    "ring_coordinator 1 elapsed hour after",
)


def _first_table() -> Ladders:
    ladders: dict[tuple[Clock, bool], Ladder] = {}
    for clock in Clock:
        ladders[clock, False] = _BEFORE_ACCEPTANCE if clock in TAKEN_BACK_FOR else _AFTER_ACCEPTANCE
        ladders[clock, True] = _AT_HIGH_RISK if clock in RUNG_FOR else _AFTER_ACCEPTANCE
    ladders[Clock.HANDED_OVER, False] = _ladder("triage when due")
    ladders[Clock.HANDED_OVER, True] = _ladder("triage when due", "ring_coordinator when due")
    return MappingProxyType(ladders)


DEFAULTS: tuple[tuple[date, Ladders], ...] = ((date(2017, 4, 1), _first_table()),)
"""The ladders where a contract says nothing (I), each table with the day from which it holds, oldest first.

The hub's own clock, until the hand-over, goes to a person at once: nobody can be chased for what they have
not got.
"""


def default_ladders(day: date) -> Ladders:
    """Give the table in force on `day`; before the first one, the first one."""
    in_force = [ladders for effective_from, ladders in DEFAULTS if effective_from <= day]
    return in_force[-1] if in_force else DEFAULTS[0][1]


def ladder_for(clock: Clock, own: Ladders, day: date, *, is_high_risk: bool) -> Ladder:
    """Give the contract's own ladder, else the default of the London day on which the clock starts."""
    key = (clock, is_high_risk)
    return own.get(key) or default_ladders(day)[key]


@lru_cache(maxsize=256)
def _read(stored: str) -> Ladders:
    plain = json.loads(stored)
    return MappingProxyType(
        {
            (Clock(clock), band == "high"): _ladder(*sentences)
            for clock, bands in plain.items()
            for band, sentences in bands.items()
        }
    )


def read_ladders(stored: Mapping[str, Mapping[str, Sequence[str]]]) -> Ladders:
    """Read a contract's own ladders, such as {"decided": {"other": ["reminder at half", ...]}}."""
    return _read(json.dumps(stored, sort_keys=True)) if stored else NO_LADDERS
