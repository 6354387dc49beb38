"""What becomes of open cases when the contract behind them ends: a date in, the next step out."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from hub.domain.codes import RiskBand

REMIND_BEFORE = timedelta(days=14)
"""How long before the last day a provider is reminded of what is still open (I)."""

_ONE_DAY = timedelta(days=1)


class Plan(StrEnum):
    """What a contract says of cases that are open at its end."""

    FINISH = "finish"
    TRANSFER = "transfer_with_consent"


class Step(StrEnum):
    """What is done next about a case whose contract ends."""

    NOTHING = "nothing"
    REMIND = "remind"
    ASK = "ask"
    DECIDE_AGAIN = "decide_again"


@dataclass(frozen=True, kw_only=True)
class Ending:
    """A contract's newest version as its end sees it; `ends_before` is the first day without it.

    `has_successor` says that another contract of the same service is in force from its end on, or today if
    it has ended: then its cases go on under that one.
    """

    ends_before: date
    plan: Plan
    finish_by: date | None
    has_successor: bool

    @property
    def last_day(self) -> date:
        """The day from which a person is asked about what is open: to finish by, or the contract's last."""
        of_the_contract = self.ends_before - _ONE_DAY
        if self.plan is Plan.FINISH and self.finish_by is not None:
            return max(self.finish_by, of_the_contract)
        return of_the_contract

    @property
    def remind_on(self) -> date:
        """The day from which a provider is reminded."""
        return self.last_day - REMIND_BEFORE


def step_for_accepted(ending: Ending, today: date) -> Step:
    """Say what is next for a case that its provider holds: a reminder, then from the last day on a person."""
    if ending.has_successor or today < ending.remind_on:
        return Step.NOTHING
    return Step.REMIND if today < ending.last_day else Step.ASK


def step_for_unanswered(ending: Ending, today: date, risk: RiskBand) -> Step:
    """Say what is next for a case that nobody has accepted: without a contract nobody may take it on.

    At high risk a person decides, as with every recall that the hub would make by itself.
    """
    if ending.has_successor or today < ending.ends_before:
        return Step.NOTHING
    return Step.ASK if risk is RiskBand.HIGH else Step.DECIDE_AGAIN
