"""What a survey found, a line a finding, in plain words and with the referrals that it would have touched."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from hub.domain.routing_content import SignedOff
from hub.domain.routing_table import Facts, Row, RowRole, first_failed
from hub.routing.rules.lapses import Lapse, LapseKind
from hub.routing.rules.survey import Box, ShadowReason, Survey, words

Kinds = Counter[Facts]


class GapKind(StrEnum):
    """What a line tells of; lines of equal weight stand in this order."""

    UNCOVERED = "uncovered"
    DOUBLY_LED = "doubly_led"
    NO_TABLE = "no_table"
    CLIFF = "cliff"
    """From a day on nobody leads, since a service has no contract and no other stands in the row."""
    PAUSED = "paused"
    NO_CONTRACT = "no_contract"
    """Somebody else still leads, or nobody is added."""
    SHADOWED = "shadowed"
    NEVER = "never"
    SIGNED_OFF = "signed_off"
    """Nobody leads, and the table leaves it to a person on purpose."""


@dataclass(frozen=True, kw_only=True)
class GapLine:
    """One finding: `referrals` is how many of those weighed it touches; `box` is there for cells of facts.

    `signed_off` is there for a gap that somebody left to a person, whether that still holds or has run out.
    """

    kind: GapKind
    words: str
    referrals: int = 0
    rows: tuple[str, ...] = ()
    service: str | None = None
    starts_on: date | None = None
    ends_before: date | None = None
    box: Mapping[str, Any] | None = None
    signed_off: SignedOff | None = None

    @property
    def is_open(self) -> bool:
        """Whether nobody has it in hand: all but a gap whose sign-off holds."""
        return self.kind is not GapKind.SIGNED_OFF

    def plain(self) -> dict[str, Any]:
        """Give the line as JSON-able values."""
        return {
            **vars(self),
            "kind": str(self.kind),
            "rows": list(self.rows),
            "starts_on": self.starts_on and self.starts_on.isoformat(),
            "ends_before": self.ends_before and self.ends_before.isoformat(),
            "signed_off": self.signed_off and _plain(self.signed_off),
        }


def _plain(each: SignedOff) -> dict[str, str]:
    return {"reason": each.reason, "by": each.by, "expires": each.expires.isoformat()}


COLUMNS = (
    *("starts_on", "ends_before", "table", "kind", "referrals", "finding", "rows", "service"),
    *("signed_off_because", "signed_off_by", "signed_off_until"),
)
"""Of a file of findings; the days are those of the finding, else of the stretch on which it was found.

From `signed_off_until` on a gap is open again.
"""


def in_order(lines: Sequence[GapLine]) -> tuple[GapLine, ...]:
    """Put the line that touches most referrals first, and what is left on purpose after all that is open."""
    kinds = list(GapKind)

    def weight(line: GapLine) -> tuple[bool, int, int, str]:
        return (not line.is_open, -line.referrals, kinds.index(line.kind), line.words)

    return tuple(sorted(lines, key=weight))


@dataclass(frozen=True, kw_only=True)
class LeftOnPurpose:
    """A sign-off that holds, with the lines of its gaps."""

    signed_off: SignedOff
    lines: tuple[GapLine, ...]


def left_on_purpose(lines: Sequence[GapLine]) -> tuple[LeftOnPurpose, ...]:
    """Put the gaps that are left on purpose together by their sign-off, in the order of the lines."""
    found: dict[SignedOff, list[GapLine]] = defaultdict(list)
    for line in lines:
        if line.signed_off and not line.is_open:
            found[line.signed_off].append(line)
    return tuple(LeftOnPurpose(signed_off=each, lines=tuple(group)) for each, group in found.items())


def lines_of_rows(found: Survey, kinds: Kinds, signed_off: Callable[[Row], SignedOff]) -> Iterator[GapLine]:
    """Write out what is wrong with the rows in themselves; `signed_off` is told the row of a sign-off."""
    yield from (_nobody(box, kinds) for box in found.uncovered)
    yield from _signed_off(found, kinds, signed_off)
    for each in found.doubly_led:
        keys = tuple(row.key for row in each.rows)
        yield GapLine(
            kind=GapKind.DOUBLY_LED,
            words=f"Rows {_and(keys)} contradict each other: {words(each.box)}.",
            referrals=_count(kinds, each.box.holds),
            rows=keys,
            box=each.box.plain(),
        )
    for shadow in found.shadowed:
        reasons = _and(_SHADOWED[reason] for reason in ShadowReason if reason in shadow.reasons)
        yield GapLine(
            kind=GapKind.SHADOWED,
            words=f"Row {shadow.row.key} changes nothing: {reasons}.",
            rows=(shadow.row.key,),
            service=shadow.row.service,
        )
    for row in found.never:
        told = f"Row {row.key} can never match: its cells rule each other out."
        yield GapLine(kind=GapKind.NEVER, words=told, rows=(row.key,), service=row.service)


_SHADOWED: Mapping[ShadowReason, str] = {
    ShadowReason.LEADS_ALREADY: "its service leads there already",
    ShadowReason.NO_LEAD: "nobody leads where it would add a service",
    ShadowReason.EARLIER_ROW: "a row before it says the same",
    ShadowReason.CONFLICT_ALREADY: "rows before it contradict each other there already",
}


def lines_of_lapses(found: Sequence[Lapse], names: Mapping[str, str], kinds: Kinds) -> Iterator[GapLine]:
    """Write out the services that take nobody for a time: one line for the rows that it leaves alike."""
    alike: dict[tuple[Any, ...], list[Lapse]] = defaultdict(list)
    for lapse in found:
        left = (lapse.row.role, lapse.others)
        alike[lapse.service, lapse.kind, lapse.starts_on, lapse.ends_before, lapse.reason, left].append(lapse)
    for group in alike.values():
        rows = [lapse.row for lapse in group]
        yield GapLine(
            kind=_kind(group[0]),
            words=_lapsed(group[0], [row.key for row in rows], names),
            referrals=_count(kinds, _matches_any(rows)),
            rows=tuple(row.key for row in rows),
            service=group[0].service,
            starts_on=group[0].starts_on,
            ends_before=group[0].ends_before,
        )


def _signed_off(found: Survey, kinds: Kinds, signed_off: Callable[[Row], SignedOff]) -> Iterator[GapLine]:
    for gap in found.lapsed:
        ended = signed_off(gap.row)
        told = f" {ended.by} signed it off, and that ran out on {_last(ended.expires)}."
        yield replace(_nobody(gap.box, kinds, told), signed_off=ended)
    for gap in found.excused:
        line = _nobody(gap.box, kinds)
        yield replace(line, kind=GapKind.SIGNED_OFF, signed_off=signed_off(gap.row))


def _nobody(box: Box, kinds: Kinds, told: str = "") -> GapLine:
    return GapLine(
        kind=GapKind.UNCOVERED,
        words=f"Nobody leads: {words(box)}.{told}",
        referrals=_count(kinds, box.holds),
        box=box.plain(),
    )


def _kind(lapse: Lapse) -> GapKind:
    if lapse.kind is LapseKind.PAUSED:
        return GapKind.PAUSED
    return GapKind.CLIFF if lapse.opens_gap else GapKind.NO_CONTRACT


def _matches_any(rows: Sequence[Row]) -> Callable[[Facts], bool]:
    return lambda facts: any(first_failed(row, facts) is None for row in rows)


def _lapsed(lapse: Lapse, keys: Sequence[str], names: Mapping[str, str]) -> str:
    service = names.get(lapse.service, lapse.service)
    until = "" if lapse.ends_before is None else f" until {_last(lapse.ends_before)}"
    if lapse.kind is LapseKind.PAUSED:
        reason = str(lapse.reason).replace("_", " ")
        told = f"{service} is paused ({reason}) from {_day(lapse.starts_on)}{until or ', no end is known'}"
    else:
        told = f"From {_day(lapse.starts_on)}{until} {service} has no contract{_WHY[lapse.kind]}"
    return f"{told}; {_left(lapse, names)} (row{'s' if len(keys) > 1 else ''} {_and(keys)})."


_WHY: Mapping[LapseKind, str] = {
    LapseKind.ENDED: ": it has ended by then",
    LapseKind.NOT_BEGUN: " yet",
    LapseKind.NO_CONTRACT: "",
}


def _left(lapse: Lapse, names: Mapping[str, str]) -> str:
    if lapse.row.role is RowRole.ADDITIONAL:
        return "nobody is added in its place"
    if lapse.opens_gap:
        return "nobody leads in its place"
    return f"there is still {_and(names.get(each, each) for each in lapse.others)}"


def _count(kinds: Kinds, holds: Callable[[Facts], bool]) -> int:
    return sum(count for facts, count in kinds.items() if holds(facts))


def _last(ends_before: date) -> str:
    return _day(ends_before - timedelta(days=1))


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _and(words: Iterator[str] | Sequence[str]) -> str:
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last
