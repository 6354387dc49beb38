"""What rows ask of the sets (aspects, strands, places visited), one question after the other.

A question is whether any value of one class is there. A state says which rows may still match and what they
still want; a yes or a no leads to the next state, so that only what some row still asks is ever tried.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from hub.domain.codes import FLAGS, MERSEYSIDE, Borough, CrimeType, HateStrand
from hub.domain.routing_table import Row
from hub.routing.rules.survey.grid import classes_of

WANTS = 4
"""What a row may want: one of its aspects, one of `also`, one of its strands, one of the places visited."""


class Kind(StrEnum):
    """Of which set a question asks."""

    ASPECT = "aspect"
    STRAND = "strand"
    VISIT = "visit"


Asked = tuple[Kind, frozenset[str]]
Wants = tuple[Asked, ...]
"""For each of a row's wants the values of which one will do; none where it wants nothing."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """Is any of these values there? In the numbers below each row has a bit, each of its wants one more.

    `meets` are the wants that a yes satisfies, `last` those that a no leaves without hope, `bars` the rows
    that a yes rules out. `main_types` are the crime types among the values, as bits of `TYPES`.
    """

    kind: Kind
    values: frozenset[str]
    meets: int
    last: int
    bars: int
    main_types: int


@dataclass(frozen=True, kw_only=True)
class State:
    """Which rows may still match, what they want, and which crime types the noes have ruled out."""

    alive: int
    wants: int
    barred: int = 0


TYPES = tuple(str(value) for value in CrimeType)


def bits_of(types: frozenset[str]) -> int:
    """Give crime types as bits."""
    return sum(1 << number for number, value in enumerate(TYPES) if value in types)


@dataclass(frozen=True, kw_only=True)
class Questions:
    """Every question that some row asks, in order, and where the asking begins."""

    rows: int
    every: tuple[Question, ...]
    start: State

    @classmethod
    def of(cls, rows: Sequence[Row]) -> "Questions":
        """Cut the sets into classes and order the questions, the most asked first."""
        wants = [_wants(row) for row in rows]
        asked = _classes(rows)
        asked.sort(key=lambda each: (list(Kind).index(each[0]), -_weight(each, rows, wants), min(each[1])))
        start = State(
            alive=sum(1 << number for number, row in enumerate(rows) if _may_match(row)),
            wants=sum(1 << (want * len(rows) + number) for number, want, _ in _numbered(wants)),
        )
        every = tuple(_question(asked, position, rows, wants) for position in range(len(asked)))
        return cls(rows=len(rows), every=every, start=_settled(start, len(rows)))

    def is_asked(self, state: State, question: Question) -> bool:
        """Say whether the answer still matters to a row that may match."""
        return bool(state.wants & question.meets or state.alive & question.bars)

    def yes(self, state: State, question: Question) -> State:
        """Go on with one of the values there."""
        left = State(
            alive=state.alive & ~question.bars, wants=state.wants & ~question.meets, barred=state.barred
        )
        return _settled(left, self.rows)

    def no(self, state: State, question: Question) -> State:
        """Go on with none of the values there."""
        hopeless, all_rows = state.wants & question.last, (1 << self.rows) - 1
        for want in range(WANTS - 1):  # without a place visited the home may still do
            state = State(
                alive=state.alive & ~(hopeless >> (want * self.rows) & all_rows),
                wants=state.wants,
                barred=state.barred,
            )
        barred = state.barred | question.main_types
        return _settled(State(alive=state.alive, wants=state.wants, barred=barred), self.rows)

    def place_wanted(self, state: State) -> int:
        """Give the rows that only a home can still put in place."""
        return state.wants >> ((WANTS - 1) * self.rows)


def _wants(row: Row) -> Wants:
    return (
        (Kind.ASPECT, row.aspects & FLAGS),
        (Kind.ASPECT, row.also & FLAGS),
        (Kind.STRAND, row.strands & {*HateStrand}),
        (Kind.VISIT, row.visited if not row.homes >= {*Borough} else frozenset()),
    )


def _may_match(row: Row) -> bool:
    cells = (row.aspects, row.also, row.strands)
    return all(wanted or not cell for cell, (_, wanted) in zip(cells, _wants(row), strict=False))


def _numbered(
    wants: Sequence[Wants],
) -> list[tuple[int, int, Asked]]:
    """Give (row number, want number, want) for all that is wanted."""
    return [
        (number, which, each) for number, row in enumerate(wants) for which, each in enumerate(row) if each[1]
    ]


def _classes(rows: Sequence[Row]) -> list[Asked]:
    kinds = (
        (Kind.ASPECT, FLAGS, [cell for row in rows for cell in (row.aspects, row.also, row.without)]),
        (Kind.STRAND, frozenset(map(str, HateStrand)), [row.strands for row in rows]),
        (Kind.VISIT, frozenset(map(str, MERSEYSIDE)), [row.visited for row in rows]),
    )
    return [
        (kind, values)
        for kind, all_values, asked in kinds
        for values in classes_of(sorted(all_values), asked)
        if any(values <= each for each in asked)
    ]


def _weight(asked: Asked, rows: Sequence[Row], wants: Sequence[Wants]) -> int:
    kind, values = asked
    wanted = sum(each[0] is kind and values <= each[1] for row in wants for each in row)
    return wanted + sum(kind is Kind.ASPECT and values <= row.without for row in rows)


def _question(
    asked: Sequence[Asked],
    position: int,
    rows: Sequence[Row],
    wants: Sequence[Wants],
) -> Question:
    kind, values = asked[position]
    later = frozenset[str]().union(
        *(other for other_kind, other in asked[position + 1 :] if other_kind is kind)
    )
    meets = last = 0
    for number, which, (wanted_kind, wanted) in _numbered(wants):
        if wanted_kind is kind and values <= wanted:
            bit = 1 << (which * len(rows) + number)
            meets |= bit
            last |= bit if wanted.isdisjoint(later) else 0
    is_aspect = kind is Kind.ASPECT
    return Question(
        kind=kind,
        values=values,
        meets=meets,
        last=last,
        bars=sum(1 << number for number, row in enumerate(rows) if is_aspect and values <= row.without),
        main_types=bits_of(values) if is_aspect else 0,
    )


def _settled(state: State, rows: int) -> State:
    """Forget what rows want that cannot match any more, so that equal states are equal."""
    alive = sum(state.alive << (want * rows) for want in range(WANTS))
    return State(alive=state.alive, wants=state.wants & alive, barred=state.barred)
