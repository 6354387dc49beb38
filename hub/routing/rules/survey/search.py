"""Trying all cells: every way the questions can go, each with the cells of the grid that a row matches."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace

from hub.domain.errors import Fault, InvalidError
from hub.domain.routing_table import Row
from hub.routing.rules.survey.asking import Questions, State, bits_of
from hub.routing.rules.survey.box import Box
from hub.routing.rules.survey.boxes import Covering
from hub.routing.rules.survey.grid import CRIME_TYPES, Grid
from hub.routing.rules.survey.nodes import Nodes
from hub.routing.rules.survey.regions import Regions

MOST_STATES = 200_000
"""Far more than a table that people can read needs; past it the search would take minutes and the memory."""

Matched = Sequence[tuple[int, int]]
"""Row numbers, in order, each with the cells in which it matches."""

Judge = Callable[[Matched, int], Mapping[Hashable, int]]
"""Told who matches where and which cells are possible; gives the cells of each label."""

_End = tuple[int, tuple[tuple[Hashable, int], ...]]


class Search:
    """One search over the cells of some rows; `judge` is asked once for each way the questions can go."""

    def __init__(self, rows: Sequence[Row], grid: Grid, judge: Judge) -> None:
        """Put beside each row its cells, and beside each question what is decided after it."""
        self.rows, self.grid, self.judge = rows, grid, judge
        self._nodes: Nodes[_End] = Nodes()
        self._known: dict[tuple[int, State], int] = {}
        self._asks = Questions.of(self.rows)
        self._at_home = [self.grid.cells(row) for row in self.rows]
        self._anywhere = [self.grid.cells(row, anywhere=bool(row.visited)) for row in self.rows]
        self._typed = sum(1 << number for number, row in enumerate(self.rows) if row.crime_types)
        self._profiles = [
            (bits_of(each), self.grid.only(CRIME_TYPES, each)) for each in dict(self.grid.axes)[CRIME_TYPES]
        ]
        self._undecided = [0]
        for question in reversed(self._asks.every):
            self._undecided.insert(0, self._undecided[0] | question.main_types)

    def regions(self) -> dict[Hashable, tuple[Box, ...]]:
        """Give the boxes of each label, in the order in which labels were met.

        Raises InvalidError where the rows part the facts in more ways than can be tried.
        """
        root = self._below(0, self._asks.start)
        labels = dict.fromkeys(label for _, found in self._nodes.ends.values() for label, _ in found)
        return {label: self._boxes(root, label) for label in labels}

    def _boxes(self, root: int, label: Hashable) -> tuple[Box, ...]:
        nodes: Nodes[int] = Nodes()

        def inside(end: _End) -> int:
            return dict(end[1]).get(label, 0)

        def allowed(end: _End) -> int:
            return inside(end) | self.grid.everything & ~end[0]

        return Covering(
            grid=self.grid,
            questions=self._asks.every,
            regions=Regions(nodes=nodes),
            inside=self._nodes.mapped(root, nodes, inside),
            allowed=self._nodes.mapped(root, nodes, allowed),
        ).boxes()

    def _below(self, position: int, state: State) -> int:
        """Give the node for what follows, from the first question on that still matters."""
        every = self._asks.every
        while position < len(every) and not self._asks.is_asked(state, every[position]):
            position += 1
        state = replace(state, barred=self._telling(position, state))
        if (position, state) not in self._known:
            self._refuse_too_many()
            self._known[position, state] = self._next(position, state)
        return self._known[position, state]

    def _next(self, position: int, state: State) -> int:
        every = self._asks.every
        if position == len(every):
            return self._end(state)
        no = self._below(position + 1, self._asks.no(state, every[position]))
        yes = self._below(position + 1, self._asks.yes(state, every[position]))
        return self._nodes.branch(position, no, yes)

    def _telling(self, position: int, state: State) -> int:
        """Keep of the barred crime types only those that may yet leave a class of them without any."""
        if not state.barred:
            return 0
        classes = [types for types, _ in self._profiles]
        if not state.alive & self._typed:
            classes = [sum(classes)]
        settled = ~(state.barred | self._undecided[position])
        return state.barred & ~sum(each for each in classes if each & settled)

    def _end(self, state: State) -> int:
        possible = sum(cells for types, cells in self._profiles if types & ~state.barred)
        at_home = self._asks.place_wanted(state)
        matched = []
        for number in range(len(self.rows)):
            if state.alive >> number & 1:
                cells = self._at_home[number] if at_home >> number & 1 else self._anywhere[number]
                if cells & possible:
                    matched.append((number, cells & possible))
        labels = self.judge(matched, possible)
        return self._nodes.end((possible, tuple(each for each in labels.items() if each[1])))

    def _refuse_too_many(self) -> None:
        if len(self._known) >= MOST_STATES:
            message = (
                f"These rows part the referrals in more than {MOST_STATES:,} ways, so not every one can be "
                "tried. Let fewer rows ask about combinations of flags."
            )
            fault = Fault(pointer="/rows", code="too_many_cells", message=message)
            raise InvalidError(message, faults=(fault,))
