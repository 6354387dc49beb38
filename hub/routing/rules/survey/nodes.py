"""Shared nodes of a diagram: equal parts are one node, and a question that changes nothing is left out."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T", bound=Hashable)
U = TypeVar("U", bound=Hashable)
Branch = tuple[int, int, int]
"""The number of a question, and the nodes for no and for yes."""


@dataclass
class Nodes(Generic[T]):
    """Nodes by number: a branch, or an end that holds a value."""

    branches: dict[int, Branch] = field(default_factory=dict)
    ends: dict[int, T] = field(default_factory=dict)
    _by_branch: dict[Branch, int] = field(default_factory=dict)
    _by_end: dict[T, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.branches) + len(self.ends)

    def end(self, value: T) -> int:
        """Give the node of a value."""
        if value not in self._by_end:
            self._by_end[value] = len(self)
            self.ends[self._by_end[value]] = value
        return self._by_end[value]

    def branch(self, question: int, no: int, yes: int) -> int:
        """Give the node that asks a question; the answer's own where both lead to the same."""
        if no == yes:
            return no
        key = (question, no, yes)
        if key not in self._by_branch:
            self._by_branch[key] = len(self)
            self.branches[self._by_branch[key]] = key
        return self._by_branch[key]

    def mapped(self, node: int, into: "Nodes[U]", change: Callable[[T], U]) -> int:
        """Build the diagram below `node` again with every value changed; give its node in `into`."""
        known: dict[int, int] = {}

        def build(at: int) -> int:
            if at not in known:
                if at in self.ends:
                    known[at] = into.end(change(self.ends[at]))
                else:
                    question, no, yes = self.branches[at]
                    known[at] = into.branch(question, build(no), build(yes))
            return known[at]

        return build(node)
