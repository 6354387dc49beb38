"""How each provider behaves, as shares, and how long people take. Written by us (I), none of it measured."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from hub.domain.codes import ContactResult, DeclineReason, Outcome
from hub.domain.opening import Opening
from hub.domain.working_time import add_working_time


@dataclass(frozen=True, kw_only=True)
class Behaviour:
    """What share of its referrals a provider treats in some way."""

    by_link: float = 0.5
    """Acknowledged by the mail's link; the rest by the provider's own key."""
    late: float = 0.1
    silent: float = 0.03
    """Not answered unless somebody chases."""
    declines: float = 0.07
    bounces: float = 0.006
    straight: float = 0.15
    """Decided at once, without an acknowledgement first."""


ORDINARY = Behaviour()
BEHAVIOURS: Mapping[str, Behaviour] = {
    "victim-support": Behaviour(by_link=0.1, late=0.08, silent=0.02, declines=0.05, straight=0.3),
    "anthony-walker-foundation": Behaviour(by_link=0.0, late=0.03, silent=0.01, declines=0.03, straight=0.4),
    "listening-ear": Behaviour(by_link=0.2, declines=0.25),
    "light-for-life": Behaviour(by_link=0.9, late=0.2, silent=0.25),
    "sefton-council": Behaviour(late=0.2),
    "knowsley-council": Behaviour(bounces=0.03),
    "kems": Behaviour(by_link=0.9, late=0.2, bounces=0.08),
    "families-fighting-for-justice": Behaviour(by_link=0.8, declines=0.02),
}

DECLINES: Mapping[DeclineReason, float] = {
    DeclineReason.VICTIM_DECLINED: 0.4,
    DeclineReason.CAPACITY: 0.2,
    DeclineReason.INSUFFICIENT_INFORMATION: 0.12,
    DeclineReason.MISDIRECTED: 0.08,
    DeclineReason.NO_SAFE_CONTACT: 0.06,
    DeclineReason.CONFLICT_OF_INTEREST: 0.05,
    DeclineReason.RISK_TOO_HIGH: 0.04,
    DeclineReason.LANGUAGE_OR_ACCESS: 0.03,
    DeclineReason.DUPLICATE: 0.02,
}

TRIES: Mapping[ContactResult, float] = {
    ContactResult.SPOKE: 0.68,
    ContactResult.NO_ANSWER: 0.18,
    ContactResult.MESSAGE_LEFT_SAFELY: 0.08,
    ContactResult.TEXT_SENT: 0.04,
    ContactResult.WRONG_NUMBER: 0.012,
    ContactResult.SOMEONE_ELSE_ANSWERED: 0.008,
}

OUTCOMES: Mapping[Outcome, float] = {
    Outcome.SUPPORTED: 0.7,
    Outcome.ONE_OFF_ADVICE: 0.15,
    Outcome.REFERRED_ON: 0.06,
    Outcome.DECLINED_BY_VICTIM: 0.05,
    Outcome.MOVED_AWAY: 0.02,
    Outcome.SAFEGUARDING: 0.02,
}

ON_CALL = 0.75
"""How often somebody answers for a high-risk person outside office hours."""
AFTER_REMINDER, AFTER_ESCALATION = 0.55, 0.7
"""How many silent ones answer once they are reminded, and once their manager is."""


def behaviour_of(agency: str) -> Behaviour:
    """Give a provider's shares by its slug."""
    return BEHAVIOURS.get(agency, ORDINARY)


def working(rng: random.Random, opening: Opening, since: datetime, hours: float) -> datetime:
    """Draw an instant about so many hours of opening later."""
    return add_working_time(opening, since, int(rng.expovariate(1 / hours) * 3600) + 120)


def elapsed(rng: random.Random, since: datetime, hours: float) -> datetime:
    """Draw an instant about so many hours later, day or night."""
    return since + timedelta(seconds=int(rng.expovariate(1 / hours) * 3600) + 120)


def answers_at(
    rng: random.Random, opening: Opening, since: datetime, hours: float, *, high_risk: bool
) -> datetime:
    """Draw when a provider acts that takes about so many working hours; at high risk mostly sooner."""
    if high_risk and rng.random() < ON_CALL:
        return elapsed(rng, since, min(hours / 2, 1.2))
    return working(rng, opening, since, hours)
