"""Regions as diagrams: what lies in one whichever way the questions go, and what is left without a box."""

from collections.abc import Mapping
from dataclasses import dataclass

from hub.routing.rules.survey.nodes import Nodes

Answers = dict[int, bool]
"""By the number of a question, whether one of its values is there; a question left out may go either way."""


@dataclass(frozen=True, kw_only=True)
class Regions:
    """Diagrams that share their nodes, each with cells of one grid at its ends."""

    nodes: Nodes[int]

    @property
    def nothing(self) -> int:
        """The node of the region without a cell."""
        return self.nodes.end(0)

    def first(self, node: int) -> tuple[Answers, int]:
        """Give a way to cells of a region that has any, with as many noes as can be, and the cells."""
        answers: Answers = {}
        while node in self.nodes.branches:
            question, no, yes = self.nodes.branches[node]
            answers[question] = no == self.nothing
            node = yes if no == self.nothing else no
        return answers, self.nodes.ends[node]

    def common(self, node: int, answers: Mapping[int, bool]) -> int:
        """Give the cells that lie in the region whichever way the other questions go."""
        known: dict[int, int] = {}

        def shared(at: int) -> int:
            if at in self.nodes.ends:
                return self.nodes.ends[at]
            if at not in known:
                question, no, yes = self.nodes.branches[at]
                if question in answers:
                    known[at] = shared(yes if answers[question] else no)
                else:
                    half = shared(no)
                    known[at] = half and half & shared(yes)
            return known[at]

        return shared(node)

    def without(self, node: int, answers: Mapping[int, bool], cells: int) -> int:
        """Take a box out; give the node of what is left."""
        asked = sorted(answers)
        known: dict[tuple[int, int], int] = {}

        def left(at: int, position: int) -> int:
            if (at, position) not in known:
                known[at, position] = taken(at, position)
            return known[at, position]

        def taken(at: int, position: int) -> int:
            branch = self.nodes.branches.get(at)
            wanted = asked[position] if position < len(asked) else None
            if branch and (wanted is None or branch[0] < wanted):
                question, no, yes = branch
                return self.nodes.branch(question, left(no, position), left(yes, position))
            if wanted is None:
                return self.nodes.end(self.nodes.ends[at] & ~cells)
            no, yes = branch[1:] if branch and branch[0] == wanted else (at, at)
            if answers[wanted]:
                return self.nodes.branch(wanted, no, left(yes, position + 1))
            return self.nodes.branch(wanted, left(no, position + 1), yes)

        return left(node, 0)
