"""A region written as few boxes: take a cell that is left, widen it as far as the region goes, and go on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce

from hub.routing.rules.survey.asking import Kind, Question
from hub.routing.rules.survey.box import Box, Groups
from hub.routing.rules.survey.grid import CRIME_TYPES, Grid
from hub.routing.rules.survey.regions import Answers, Regions

Chosen = list[set[int]]
Found = tuple[Answers, Chosen]

MOST_WEIGHED = 100
"""Of more boxes than these nobody reads all, and weighing each against the others takes its square."""


@dataclass(frozen=True, kw_only=True)
class Covering:
    """One region to be covered: `inside` are its cells, `allowed` those and the cells that cannot be."""

    grid: Grid
    questions: Sequence[Question]
    regions: Regions
    inside: int
    allowed: int

    def boxes(self) -> tuple[Box, ...]:
        """Give boxes that hold every cell of the region and nothing else; they may overlap."""
        found = self._needed(list(self._found()))
        return tuple(box for box in map(self._named, found) if not box.is_empty)

    def _found(self) -> Iterator[Found]:
        rest = self.inside
        while rest != self.regions.nothing:
            answers, cells = self.regions.first(rest)
            found = self._widened(answers, cells)
            rest = self._without(rest, found)
            yield found

    def _without(self, node: int, found: Found) -> int:
        answers, chosen = found
        return self.regions.without(node, answers, self.grid.mask(chosen))

    def _needed(self, found: list[Found]) -> list[Found]:
        """Leave out, the smallest first, each box whose cells all lie in others as well."""
        if len(found) > MOST_WEIGHED:
            return found
        for one in sorted(found, key=self._size):
            others = [other for other in found if other is not one]
            if reduce(self._without, others, self.inside) == self.regions.nothing:
                found = others
        return found

    def _size(self, found: Found) -> float:
        answers, chosen = found
        return float(self.grid.mask(chosen).bit_count()) / 2.0 ** len(answers)

    def _widened(self, answers: Answers, cells: int) -> Found:
        """Leave out every question that can be, on balance of cells; then widen each axis; then try again."""
        common = self.regions.common(self.allowed, answers)
        for question in _easiest_first(answers):
            fewer = {each: yes for each, yes in answers.items() if each != question}
            shared = self.regions.common(self.allowed, fewer)
            if shared & cells and 2 * shared.bit_count() >= common.bit_count():
                answers, common = fewer, shared
        chosen = self._widest(common, common & cells)
        mask = self.grid.mask(chosen)
        for question in _easiest_first(answers):
            fewer = {each: yes for each, yes in answers.items() if each != question}
            if not mask & ~self.regions.common(self.allowed, fewer):
                answers = fewer
        return answers, chosen

    def _widest(self, allowed: int, cells: int) -> Chosen:
        """Widen the first cell axis by axis, beginning with each in turn; give the widest."""
        axes = range(len(self.grid.axes))
        orders = [[*axes[first:], *axes[:first]] for first in axes]
        found = [self._widen(allowed, cells, order) for order in orders]
        return max(found, key=lambda chosen: self.grid.mask(chosen).bit_count())

    def _widen(self, allowed: int, cells: int, order: Sequence[int]) -> Chosen:
        chosen = self.grid.lowest(cells)
        for axis in order:
            for value in range(len(self.grid.axes[axis][1])):
                slab = [{value} if each == axis else indexes for each, indexes in enumerate(chosen)]
                if not self.grid.mask(slab) & ~allowed:
                    chosen[axis].add(value)
        return chosen

    def _named(self, found: Found) -> Box:
        answers, chosen = found
        values = self.grid.values(chosen)
        lacks = self._lacked(answers, Kind.ASPECT)
        types = values.pop(CRIME_TYPES)
        types = types - lacks or types
        has = self._groups(answers, Kind.ASPECT)
        return Box(
            crime_types=types,
            has=tuple(group for group in has if not types or not types <= group),
            lacks=lacks,
            strands=self._groups(answers, Kind.STRAND),
            lacks_strands=self._lacked(answers, Kind.STRAND),
            visits=self._groups(answers, Kind.VISIT),
            lacks_visits=self._lacked(answers, Kind.VISIT),
            **values,
        )

    def _groups(self, answers: Answers, kind: Kind) -> Groups:
        groups = [self.questions[each].values for each, yes in answers.items() if yes]
        mine = [self.questions[each].kind is kind for each, yes in answers.items() if yes]
        return tuple(group for group, is_mine in zip(groups, mine, strict=True) if is_mine)

    def _lacked(self, answers: Answers, kind: Kind) -> frozenset[str]:
        lacked = [self.questions[each] for each, yes in answers.items() if not yes]
        return frozenset[str]().union(*(each.values for each in lacked if each.kind is kind))


def _easiest_first(answers: Answers) -> list[int]:
    """Noes before yeses: a box says better what is there than what is not; the least asked first."""
    return sorted(answers, key=lambda question: (answers[question], -question))
