"""A quarter's referrals by crime type, borough and the service that led first; how many needed a person."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hub.db import Transaction
from hub.domain.codes import Borough
from hub.domain.quarter import Quarter
from hub.intake.queries.first_answers import (
    A_PERSON,
    INFORMATION_ONLY,
    OUTSIDE,
    SENT_BACK,
    FirstAnswer,
    first_answers,
)
from hub.routing.rules.survey.wording import code_words
from hub.routing.rules.wording import BOROUGHS

COLUMNS = ("crime_type", "borough", "service", "referrals", "all", "needed_a_person", "share")
"""Of a file: the last three are of the crime type and the borough together, the share of 1."""


@dataclass(frozen=True, kw_only=True)
class TallyLine:
    """One crime type in one borough: how many went where, most first."""

    crime_type: str
    borough: str
    to: tuple[tuple[str, int], ...]

    @property
    def count(self) -> int:
        """All of them."""
        return sum(count for _, count in self.to)

    @property
    def needed_a_person(self) -> int:
        """How many no service was found for by the first decision, so that a person decided."""
        return dict(self.to).get(A_PERSON, 0)

    @property
    def share(self) -> float:
        """The share of those, of 1."""
        return self.needed_a_person / self.count


def tally(tx: Transaction, quarter: Quarter) -> tuple[TallyLine, ...]:
    """Count a quarter; a line for each crime type and borough that there were."""
    by_place: dict[tuple[str, str], list[FirstAnswer]] = defaultdict(list)
    for each in first_answers(tx, quarter):
        by_place[each.crime_type, each.borough].append(each)
    return tuple(
        TallyLine(
            crime_type=str(crime_type),
            borough=str(borough),
            to=tuple((each.to, each.count) for each in sorted(found, key=lambda each: -each.count)),
        )
        for (crime_type, borough), found in by_place.items()
    )


def together(lines: tuple[TallyLine, ...]) -> TallyLine | None:
    """Add all lines up; None where there are none."""
    counts: dict[str, int] = defaultdict(int)
    for line in lines:
        for service, count in line.to:
            counts[service] += count
    to = tuple(sorted(counts.items(), key=lambda each: -each[1]))
    return TallyLine(crime_type="", borough="", to=to) if counts else None


def cells(lines: tuple[TallyLine, ...]) -> Iterator[tuple[object, ...]]:
    """Give a row of `COLUMNS` for each service of each line."""
    for line in lines:
        for to, count in line.to:
            share = f"{line.share:.4f}"
            yield line.crime_type, line.borough, to, count, line.count, line.needed_a_person, share


_NO_SERVICE: Mapping[str, str] = {
    A_PERSON: "a person",
    INFORMATION_ONLY: "information only",
    OUTSIDE: "back, from outside Merseyside",
    SENT_BACK: "sent back to the unit",
}


def heading_words(line: TallyLine) -> str:
    """Say which referrals a line counts, such as "Hate crime, St Helens"."""
    crime, borough = code_words(line.crime_type), Borough(line.borough)
    return f"{crime[:1].upper()}{crime[1:]}, {BOROUGHS.get(borough) or _NOWHERE[borough]}"


_NOWHERE: Mapping[Borough, str] = {
    Borough.OUTSIDE: "outside Merseyside",
    Borough.NOT_KNOWN: "borough not known",
}


def words(line: TallyLine, names: Mapping[str, str]) -> str:
    """Say how many there were, how many needed a person, and where each went; services by their names."""
    to = "; ".join(f"{names.get(each) or _NO_SERVICE.get(each, each)} {count}" for each, count in line.to)
    return f"{line.count}, needed a person {line.needed_a_person} ({line.share:.1%}): {to}"
