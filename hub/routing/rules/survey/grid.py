"""The finite axes, each cut into classes of values that no row tells apart; cells as bits of one integer."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from math import prod

from hub.domain.codes import AgeBand, Borough, CrimeType, Relationship, RiskBand
from hub.domain.routing_table import Row

Classes = tuple[frozenset[str], ...]

CRIME_TYPES, BOROUGHS = "crime_types", "boroughs"
OUTSIDE = frozenset({str(Borough.OUTSIDE)})
CELLS: Mapping[str, tuple[type[StrEnum], Callable[[Row], frozenset[str]]]] = {
    CRIME_TYPES: (CrimeType, lambda row: row.crime_types),
    BOROUGHS: (Borough, lambda row: row.homes),
    "age_bands": (AgeBand, lambda row: row.age_bands),
    "risks": (RiskBand, lambda row: row.risks),
    "relationships": (Relationship, lambda row: row.relationships),
}
"""Each axis with its values and the cell of a row that asks about it."""


def classes_of(values: Iterable[str], asked: Iterable[frozenset[str]]) -> Classes:
    """Cut values into classes: two are one class where every set in `asked` holds both or neither."""
    sets = tuple(dict.fromkeys(asked))
    found: dict[tuple[bool, ...], list[str]] = {}
    for value in values:
        found.setdefault(tuple(value in each for each in sets), []).append(str(value))
    return tuple(frozenset(each) for each in found.values())


@dataclass(frozen=True, kw_only=True)
class Grid:
    """The classes of each finite axis; a set of cells is an integer, one bit a cell."""

    axes: tuple[tuple[str, Classes], ...]

    @classmethod
    def over(cls, rows: Sequence[Row]) -> "Grid":
        """Cut every axis where a row does; a home outside is always told apart."""
        asked = {name: [cell(row) for row in rows] for name, (_, cell) in CELLS.items()}
        asked[BOROUGHS].append(OUTSIDE)
        return cls(axes=tuple((name, classes_of(kind, asked[name])) for name, (kind, _) in CELLS.items()))

    @cached_property
    def everything(self) -> int:
        """Every cell."""
        return (1 << prod(len(classes) for _, classes in self.axes)) - 1

    def cells(self, row: Row, *, anywhere: bool = False) -> int:
        """Give the cells that a row's cells on these axes allow; `anywhere` leaves the borough out."""
        chosen = []
        for name, classes in self.axes:
            values = CELLS[name][1](row)
            is_open = not values or (anywhere and name == BOROUGHS)
            chosen.append([index for index, each in enumerate(classes) if is_open or each <= values])
        return self.mask(chosen)

    def only(self, name: str, values: frozenset[str]) -> int:
        """Give the cells whose value on one axis is one of these."""
        return self.mask(
            [
                [index for index, each in enumerate(classes) if axis != name or each <= values]
                for axis, classes in self.axes
            ]
        )

    def mask(self, chosen: Sequence[Iterable[int]]) -> int:
        """Give the cells of a product of classes, one set of class numbers an axis."""
        bits, stride = 1, 1
        for (_, classes), indexes in zip(reversed(self.axes), reversed(chosen), strict=True):
            bits = sum(bits << (stride * index) for index in indexes)
            stride *= len(classes)
        return bits

    def lowest(self, cells: int) -> list[set[int]]:
        """Give the first cell of a set that is not empty, as one class an axis."""
        number = (cells & -cells).bit_length() - 1
        found: list[set[int]] = []
        for _, classes in reversed(self.axes):
            number, index = divmod(number, len(classes))
            found.insert(0, {index})
        return found

    def values(self, chosen: Sequence[Iterable[int]]) -> dict[str, frozenset[str]]:
        """Name the allowed values of each axis; none for an axis of which all are."""
        return {
            name: frozenset()
            if len(set(indexes)) == len(classes)
            else frozenset[str]().union(*(classes[index] for index in indexes))
            for (name, classes), indexes in zip(self.axes, chosen, strict=True)
        }
