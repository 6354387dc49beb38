"""What the rows that match in some cells come to there: the rules for one referral, all cells at a time."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from hub.domain.routing_table import Row, RowRole
from hub.routing.rules.survey.findings import ShadowReason
from hub.routing.rules.survey.grid import BOROUGHS, OUTSIDE, Grid
from hub.routing.rules.survey.search import Matched

UNCOVERED = "uncovered"


@dataclass
class Judging:
    """Looks at the rows of one table; rows from `excused` on are gaps that somebody signed off.

    From `lapsed` on they are those of which the sign-off has run out.
    `met` and `needed` gather, as bits, the rows that some facts meet and those that change a decision.
    """

    rows: Sequence[Row]
    excused: int
    lapsed: int
    grid: Grid
    met: int = 0
    needed: int = 0
    reasons: dict[int, set[ShadowReason]] = field(default_factory=lambda: defaultdict(set))

    def __post_init__(self) -> None:
        """Note the cells of homes outside."""
        self._outside = self.grid.only(BOROUGHS, OUTSIDE)

    def __call__(self, matched: Matched, possible: int) -> Mapping[Hashable, int]:
        """Give the uncovered cells, those that a sign-off speaks of, and those of rows that contradict."""
        own = [each for each in matched if each[0] < self.excused]
        answers = [each for each in own if self.rows[each[0]].role is not RowRole.ADDITIONAL]
        covered = self._outside
        for _, cells in answers:
            covered |= cells
        signed_off = self._signed_off(matched, possible & ~covered)
        for cells in signed_off.values():
            covered |= cells
        conflict, alone = self._answered(answers)
        self._added(own, alone)
        self._tasked(own)
        return {UNCOVERED: possible & ~covered, **signed_off, **dict(_by_rows(answers, conflict))}

    def _signed_off(self, matched: Matched, holes: int) -> dict[Hashable, int]:
        """Give of the cells without an answer those of each sign-off; of one that ran out, what is left."""
        found: dict[Hashable, int] = {}
        held = 0
        for number, cells in matched:
            if number >= self.excused:
                found[number] = cells & holes & (~held if number >= self.lapsed else -1)
                held |= cells if number < self.lapsed else 0
        return found

    def _answered(self, answers: Matched) -> tuple[int, int]:
        """Give the cells in which rows contradict each other, and those with one lead and no more."""
        led = informed = conflict = 0
        for number, cells in answers:
            leads = self.rows[number].role is RowRole.LEAD
            self._note(number, ShadowReason.CONFLICT_ALREADY, cells & conflict)
            if not leads:
                self._note(number, ShadowReason.EARLIER_ROW, cells & informed & ~conflict)
            self._need(number, cells & ~conflict if leads else cells & ~(conflict | informed))
            conflict |= cells & (led | informed) if leads else cells & led
            led |= cells if leads else 0
            informed |= 0 if leads else cells
        return conflict, led & ~informed & ~conflict

    def _added(self, own: Matched, alone: int) -> None:
        led: dict[str | None, int] = defaultdict(int)
        for number, cells in own:
            if self.rows[number].role is RowRole.LEAD:
                led[self.rows[number].service] |= cells & alone
        added: dict[str, int] = defaultdict(int)
        for number, cells in own:
            row = self.rows[number]
            if row.role is RowRole.ADDITIONAL and row.service:
                self._note(number, ShadowReason.NO_LEAD, cells & ~alone)
                self._note(number, ShadowReason.LEADS_ALREADY, cells & led[row.service])
                self._note(number, ShadowReason.EARLIER_ROW, cells & alone & added[row.service])
                self._need(number, cells & alone & ~led[row.service] & ~added[row.service])
                added[row.service] |= cells

    def _tasked(self, own: Matched) -> None:
        tasked = 0
        for number, cells in own:
            if self.rows[number].unit_task:
                self._note(number, ShadowReason.EARLIER_ROW, cells & tasked)
                self._need(number, cells & ~tasked)
                tasked |= cells

    def _need(self, number: int, cells: int) -> None:
        self.met |= 1 << number
        if cells:
            self.needed |= 1 << number

    def _note(self, number: int, reason: ShadowReason, cells: int) -> None:
        if cells:
            self.reasons[number].add(reason)


def _by_rows(answers: Matched, conflict: int) -> Iterable[tuple[tuple[int, ...], int]]:
    """Part the cells of a conflict by exactly who matches there."""
    parts: dict[tuple[int, ...], int] = {(): conflict} if conflict else {}
    for number, cells in answers:
        parts = dict(_parted(parts, number, cells))
    return parts.items()


def _parted(
    parts: Mapping[tuple[int, ...], int], number: int, cells: int
) -> Iterator[tuple[tuple[int, ...], int]]:
    for rows, there in parts.items():
        if there & cells:
            yield (*rows, number), there & cells
        if there & ~cells:
            yield rows, there & ~cells
