"""A figure as an address, so that each number on a page leads to the rows that it was counted from."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from hub.domain.codes import Clock
from hub.domain.errors import InvalidError
from hub.domain.quarter import Quarter
from hub.monitoring.rules import ALL, AXES_OF, MEASURES, Axis, Cut, Figure, Section
from hub.portal.commissioner import asking
from hub.portal.commissioner.naming import of_code, on_axis
from hub.portal.words import label
from hub.sight.naming import Names

PATH = "/commissioner/figures"
_CODE = re.compile(r"[a-z0-9_-]{1,60}", re.ASCII)

_OF_A_PERSON = frozenset({Axis.AGE_BAND, Axis.STRAND})


@dataclass(frozen=True, kw_only=True)
class TracedFigure:
    """One number of a page; several measures where it is their sum."""

    quarter: Quarter
    section: Section
    measures: tuple[str, ...]
    cut: Cut = ALL
    clock: Clock | None = None
    code: str | None = None

    @property
    def query(self) -> str:
        """The figure as the query of an address; it names a provider or a borough, and never a person."""
        given = {"clock": self.clock, "code": self.code, **self.cut.named}
        pairs = [("quarter", str(self.quarter)), ("section", str(self.section))]
        pairs += [("measure", str(measure)) for measure in self.measures]
        return urlencode([*pairs, *((name, str(value)) for name, value in given.items() if value)])

    @property
    def address(self) -> str:
        """Where its rows are listed."""
        return f"{PATH}?{self.query}"

    @property
    def may_be_listed(self) -> bool:
        """Whether its rows may stand on a page: those of one age or strand would say it of each person."""
        return _OF_A_PERSON.isdisjoint(self.cut.named)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The figures that it is the sum of, without their values."""
        return tuple(
            Figure(
                section=self.section,
                measure=measure,
                value=0,
                cut=self.cut,
                clock=self.clock,
                code=self.code,
            )
            for measure in self.measures
        )

    def words(self, names: Names) -> str:
        """Say what it counts: "Clocks: In time or Breached, Acknowledged by the service, RASA"."""
        kinds = {str(each): each for each in MEASURES[self.section]}
        parts = [" or ".join(label(kinds[measure]) for measure in self.measures)]
        if self.clock:
            parts.append(label(self.clock))
        if self.code:
            parts.append(of_code(self.measures[0], self.code))
        parts += [on_axis(axis, value, names) for axis, value in self.cut.named.items()]
        return f"{label(self.section)}: {', '.join(parts)}"


def read(query: QueryParams, this: Quarter) -> TracedFigure:
    """Read an address's query, of this quarter unless it says; raises InvalidError for what there is not."""
    section = asking.one(query, "section", Section, Section.CLOCKS)
    measures = asking.many(query, "measure", _one_of(tuple(map(str, MEASURES[section]))))
    cut = {axis: asking.one(query, axis, _code, None) for axis in Axis if axis in AXES_OF[section]}
    found = TracedFigure(
        quarter=asking.one(query, "quarter", Quarter.parse, this),
        section=section,
        measures=measures or (str(MEASURES[section][0]),),
        cut=Cut(**{str(axis): value for axis, value in cut.items()}),
        clock=asking.one(query, "clock", Clock, None),
        code=asking.one(query, "code", _code, None),
    )
    if not found.may_be_listed:
        raise InvalidError(
            "The rows behind a figure of one age or one hate strand are not listed: each would say it of one "
            "person. Whoever runs the hub can count them again."
        )
    return found


def _code(text: str) -> str:
    if not _CODE.fullmatch(text):
        raise ValueError(text)
    return text


def _one_of(values: tuple[str, ...]) -> Callable[[str], str]:
    def reader(text: str) -> str:
        return values[values.index(text)]

    return reader
