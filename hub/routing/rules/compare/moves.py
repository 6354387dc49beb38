"""Where real referrals would have gone under another table: who to whom, and how many each service has."""

from collections import Counter
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cache

from hub.domain.routing_table import Facts, RoutingTable
from hub.routing.rules.compare.answers import Answer, AnswerKind
from hub.routing.rules.decision import Decision, decide
from hub.routing.rules.gate import Availability, Consent
from hub.routing.rules.placement import Placement, choose


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What routing was asked about one referral, and about all that are like it."""

    facts: Facts
    consent: Consent
    excluded: frozenset[str] = frozenset()


@dataclass(kw_only=True)
class Moves:
    """Counts of referrals: `moved` by who led and who would lead, where that differs; `all` of them.

    `added` and `removed` are additional services, `before` and `after` how many referrals each service has,
    as lead or in addition. `changed` are the referrals that differ in anything.
    """

    all: int = 0
    changed: int = 0
    moved: Counter[tuple[Answer, Answer]] = field(default_factory=Counter)
    added: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    before: Counter[str] = field(default_factory=Counter)
    after: Counter[str] = field(default_factory=Counter)

    @property
    def to_nobody(self) -> int:
        """How many that somebody led would be led by nobody until a person decides."""
        return sum(
            count
            for (before, after), count in self.moved.items()
            if after.needs_a_person and not before.needs_a_person
        )


def moves(
    before: RoutingTable,
    after: RoutingTable,
    asked: Mapping[Asked, int],
    without_consent: AbstractSet[str] = frozenset(),
) -> Moves:
    """Route each referral by both tables, the consent and the exclusions; `asked` says how many are alike.

    Contracts, pauses and capacity are left out: those of a draft's time are not signed yet, and who is full
    on some day says nothing of a quarter. Services in `without_consent` may be sent a referral without one.
    """
    one, other = (_router(table, without_consent) for table in (before, after))
    found = Moves()
    for each, count in asked.items():
        _count(found, one(each), other(each), count)
    return found


def _router(table: RoutingTable, without_consent: AbstractSet[str]) -> Callable[[Asked], Placement]:
    services = {service for row in table.rows for service in (row.service, *row.alternates) if service}
    available = {
        service: Availability(live_contract=True, agreement=True, without_consent=service in without_consent)
        for service in services
    }

    @cache
    def decided(facts: Facts) -> Decision:
        return decide(table, facts)

    def route(asked: Asked) -> Placement:
        return choose(decided(asked.facts), asked.consent, asked.excluded, available)

    return route


def _count(found: Moves, before: Placement, after: Placement, count: int) -> None:
    one, other = answer_of(before), answer_of(after)
    old, new = _additional(before), _additional(after)
    found.all += count
    found.changed += count if (one, old) != (other, new) else 0
    if one != other:
        found.moved[one, other] += count
    for counter, services in (
        (found.added, new - old),
        (found.removed, old - new),
        (found.before, old | {one.service} - {""}),
        (found.after, new | {other.service} - {""}),
    ):
        for service in services:
            counter[service] += count


def answer_of(placement: Placement) -> Answer:
    """Say who has a referral by a placement."""
    if placement.lead is not None:
        return Answer(kind=AnswerKind.LED, service=placement.lead.service)
    if placement.information_only:
        return Answer(kind=AnswerKind.INFORMATION_ONLY)
    return Answer(kind=AnswerKind.OUTSIDE if placement.outside_area else AnswerKind.NOBODY)


def _additional(placement: Placement) -> frozenset[str]:
    return frozenset(choice.service for choice in placement.additional)
