"""Which services an earlier no still bars, and for how long: values in, reasons out (see decision 0014)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from hub.domain.assignment import LIVE
from hub.domain.assignment import AssignmentState as S
from hub.domain.codes import AssignmentRole, DeclineReason, Outcome, RiskBand
from hub.domain.routing_table import Facts

CAPACITY_HOLDS = timedelta(days=14)
"""For how long a service that had no capacity is not asked again (I)."""

CONTRACT_ENDED = "contract_ended"
"""Why a turn was recalled that nobody had answered when its contract ended; it bars nobody."""

SILENT = "not_answered"
"""Why the hub itself recalls a turn: the service was silent to the end of its ladder."""

WITHOUT_THE_PERSON = frozenset({"returned", "joined"})
"""Why turns end as withdrawn where nobody asked for it: the referral went back, or another one carries it."""


class Bar(StrEnum):
    """Why a service is not given a referral again."""

    HAS_IT = "has_it"
    VICTIM_SAID_NO = "victim_said_no"
    CONFLICT_OF_INTEREST = "conflict_of_interest"
    LANGUAGE_OR_ACCESS = "language_or_access"
    CAPACITY = "capacity"
    OUT_OF_AREA = "out_of_area"
    AGE = "age"
    NOT_COMMISSIONED = "not_commissioned"
    RISK_TOO_HIGH = "risk_too_high"
    DECLINED = "declined"
    TAKEN_BACK = "taken_back"
    WORK_DONE = "work_done"
    SILENT = "silent"


NO_PERSON_OVERRULES = frozenset({Bar.VICTIM_SAID_NO, Bar.CONFLICT_OF_INTEREST})
"""What a coordinator cannot overrule either: the person's own no, and a danger that the provider has seen."""


@dataclass(frozen=True, kw_only=True)
class PastTurn:
    """One service's turn with a person, and the facts as they were when it ended.

    `reason` is the code of a decline or release, the outcome of a completed one, or None.
    `is_of_this_version` is False for a turn of the same referral before it was returned and sent again.
    """

    service: str
    provider: str
    contract_id: UUID
    role: AssignmentRole
    state: S
    reason: str | None
    ended_on: date
    facts: Facts
    is_of_this_version: bool = True


@dataclass(frozen=True, kw_only=True)
class Offered:
    """What today's directory says of a service that an earlier no may bar.

    `reopened_on` is the last day, up to today, on which a pause of it ended; `is_named` says that the consent
    names it.
    """

    service: str
    provider: str
    contract_id: UUID | None
    reopened_on: date | None = None
    is_named: bool = False


@dataclass(frozen=True, kw_only=True)
class Found:
    """One bar: why, and until before which day, where a day ends it."""

    bar: Bar
    ends_before: date | None = None

    @property
    def may_be_overruled(self) -> bool:
        """Whether a coordinator may give the referral to the service all the same."""
        return self.bar not in NO_PERSON_OVERRULES


_RISK = {RiskBand.NOT_KNOWN: 0, RiskBand.STANDARD: 1, RiskBand.MEDIUM: 2, RiskBand.HIGH: 3}

_Ask = Callable[[PastTurn, Offered, Facts, date], Found | None]


def _always(bar: Bar) -> _Ask:
    return lambda _past, _offered, _facts, _today: Found(bar=bar)


def _while_same(bar: Bar, same: Callable[[Facts], object]) -> _Ask:
    return lambda past, _offered, facts, _today: Found(bar=bar) if same(past.facts) == same(facts) else None


def _whole(facts: Facts) -> object:
    return {name: value for name, value in facts.plain().items() if name != "received_on"}


def _capacity(past: PastTurn, offered: Offered, _facts: Facts, today: date) -> Found | None:
    """Hold for 14 days, or less where a pause has ended since; one that goes on is the directory's to say."""
    has_reopened = offered.reopened_on is not None and offered.reopened_on > past.ended_on
    ends_before = past.ended_on + CAPACITY_HOLDS
    return None if has_reopened or today >= ends_before else Found(bar=Bar.CAPACITY, ends_before=ends_before)


def _same_contract(past: PastTurn, offered: Offered, _facts: Facts, _today: date) -> Found | None:
    is_same = offered.contract_id in {None, past.contract_id}
    return Found(bar=Bar.NOT_COMMISSIONED) if is_same else None


def _risk(past: PastTurn, _offered: Offered, facts: Facts, _today: date) -> Found | None:
    return None if _RISK[facts.risk] < _RISK[past.facts.risk] else Found(bar=Bar.RISK_TOO_HIGH)


def _until_sent_again(past: PastTurn, offered: Offered, facts: Facts, today: date) -> Found | None:
    return _FACTS_SAME(past, offered, facts, today) if past.is_of_this_version else None


_FACTS_SAME = _while_same(Bar.DECLINED, _whole)

HOLDS: Mapping[DeclineReason, _Ask] = {
    DeclineReason.VICTIM_DECLINED: _always(Bar.VICTIM_SAID_NO),
    DeclineReason.CONFLICT_OF_INTEREST: _always(Bar.CONFLICT_OF_INTEREST),
    DeclineReason.LANGUAGE_OR_ACCESS: _always(Bar.LANGUAGE_OR_ACCESS),
    DeclineReason.CAPACITY: _capacity,
    DeclineReason.OUT_OF_AREA: _while_same(
        Bar.OUT_OF_AREA, lambda facts: (facts.borough, facts.works_or_visits)
    ),
    DeclineReason.AGE: _while_same(Bar.AGE, lambda facts: facts.age_band),
    DeclineReason.NOT_COMMISSIONED: _same_contract,
    DeclineReason.RISK_TOO_HIGH: _risk,
    DeclineReason.DUPLICATE: _FACTS_SAME,
    DeclineReason.MISDIRECTED: _FACTS_SAME,
    DeclineReason.OTHER: _FACTS_SAME,
    DeclineReason.INSUFFICIENT_INFORMATION: _until_sent_again,
    DeclineReason.NO_SAFE_CONTACT: _until_sent_again,
}
"""For how long each reason of a decline or a release holds; a row for every one."""

OF_THE_PROVIDER = frozenset({DeclineReason.CONFLICT_OF_INTEREST, DeclineReason.LANGUAGE_OR_ACCESS})
"""What bars every service of the provider, and not the one that declined alone (I)."""


def bar_of(past: PastTurn, offered: Offered, facts: Facts, today: date) -> Found | None:
    """Say whether one earlier turn bars a service for these facts today, and why."""
    if _is_no_to_all(past):
        return Found(bar=Bar.VICTIM_SAID_NO)
    reason = _declined_for(past)
    if past.service != offered.service:
        reaches = reason in OF_THE_PROVIDER and past.provider == offered.provider
        return HOLDS[reason](past, offered, facts, today) if reason and reaches else None
    if reason is not None:
        return HOLDS[reason](past, offered, facts, today)
    return _without_reason(past, offered, facts)


def _is_no_to_all(past: PastTurn) -> bool:
    """Say whether the person said no to the lead, which is meant for all."""
    return past.role is AssignmentRole.LEAD and _declined_for(past) is DeclineReason.VICTIM_DECLINED


def _declined_for(past: PastTurn) -> DeclineReason | None:
    if past.state not in {S.DECLINED, S.RELEASED} or past.reason is None:
        return None
    return DeclineReason(past.reason)


def _without_reason(past: PastTurn, offered: Offered, facts: Facts) -> Found | None:
    """Judge a turn that ended otherwise: what was taken back is not sent back in the same round (I).

    A no to one service stands until the person names it in the consent under which it is sent again.
    """
    if past.state in LIVE:
        return Found(bar=Bar.HAS_IT) if past.is_of_this_version else None
    if _victim_said_no(past):
        is_undone = offered.is_named and not past.is_of_this_version
        return None if is_undone else Found(bar=Bar.VICTIM_SAID_NO)
    if past.state is S.RECALLED and past.reason == SILENT:
        return Found(bar=Bar.SILENT) if past.is_of_this_version else None
    is_same = _whole(past.facts) == _whole(facts)
    if not is_same or not past.is_of_this_version or past.reason == CONTRACT_ENDED:
        return None
    return Found(bar=Bar.WORK_DONE if past.state is S.COMPLETED else Bar.TAKEN_BACK)


def _victim_said_no(past: PastTurn) -> bool:
    is_withdrawn = past.state is S.WITHDRAWN and past.reason not in WITHOUT_THE_PERSON
    return is_withdrawn or past.reason == Outcome.DECLINED_BY_VICTIM


def bars(
    history: Iterable[PastTurn], offered: Sequence[Offered], facts: Facts, today: date
) -> dict[str, Found]:
    """Say which services of a day an earlier turn bars, by slug, the gravest reason of each."""
    turns = tuple(history)
    found: dict[str, Found] = {}
    for each in offered:
        reasons = [bar for past in turns if (bar := bar_of(past, each, facts, today))]
        if reasons:
            found[each.service] = min(reasons, key=_gravity)
    return found


def _gravity(found: Found) -> tuple[bool, int]:
    return found.may_be_overruled, list(Bar).index(found.bar)
