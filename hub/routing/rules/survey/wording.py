"""A box in plain words: "sexual offence; borough not known; the victim or a spokesperson"."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from hub.domain.codes import MERSEYSIDE, AgeBand, Borough, Relationship, RiskBand
from hub.domain.routing_table import AREA
from hub.routing.rules.survey.box import Box
from hub.routing.rules.wording import BOROUGHS

_AGES: Sequence[tuple[AgeBand, str, str]] = (
    (AgeBand.UNDER_13, "0", "12"),
    (AgeBand.AGE_13_TO_15, "13", "15"),
    (AgeBand.AGE_16_TO_17, "16", "17"),
    (AgeBand.AGE_18_TO_24, "18", "24"),
    (AgeBand.AGE_25_TO_59, "25", "59"),
    (AgeBand.AGE_60_AND_OVER, "60", ""),
)
"""Each band's first and last year of age."""

_PERSONS: Mapping[Relationship, str] = {
    Relationship.VICTIM: "the victim",
    Relationship.BEREAVED_RELATIVE: "a bereaved relative",
    Relationship.WITNESS: "a witness",
    Relationship.SPOKESPERSON: "a spokesperson",
}


def words(box: Box) -> str:
    """Say what a box asks, the most telling first; "any referral" where it asks nothing."""
    return "; ".join(_parts(box)) or "any referral"


def _parts(box: Box) -> Iterator[str]:
    if box.crime_types:
        yield f"crime type {_or(map(code_words, sorted(box.crime_types)))}"
    yield from (_or(map(code_words, sorted(group))) for group in sorted(box.has, key=sorted))
    yield from (
        f"hate strand {_or(map(code_words, sorted(group)))}" for group in sorted(box.strands, key=sorted)
    )
    if box.boroughs:
        yield _places(box.boroughs)
    yield from (f"works in or visits {_or(map(_place, sorted(group)))}" for group in box.visits)
    if box.age_bands:
        yield _or(_ages(box.age_bands))
    if box.risks:
        yield _risks(box.risks)
    if box.relationships:
        yield _or(text for value, text in _PERSONS.items() if value in box.relationships)
    yield from _without(box)


def _without(box: Box) -> Iterator[str]:
    if box.lacks:
        yield f"without {_or(map(code_words, sorted(box.lacks)))}"
    if box.lacks_strands:
        yield f"no hate strand {_or(map(code_words, sorted(box.lacks_strands)))}"
    if box.lacks_visits:
        yield f"neither works in nor visits {_or(map(_place, sorted(box.lacks_visits)))}"


def code_words(code: str) -> str:
    """Write a code of a crime type, a flag or a strand as words."""
    return code.replace("antisocial", "anti-social").replace("_", " ")


def _places(boroughs: frozenset[str]) -> str:
    if boroughs == AREA:
        return "home in Merseyside or not known"
    if boroughs == MERSEYSIDE:
        return "home in Merseyside"
    known = [_place(each) for each in BOROUGHS if each in boroughs]
    known += ["outside Merseyside"] if Borough.OUTSIDE in boroughs else []
    parts = [f"home in {_or(known)}".replace("in outside", "outside")] if known else []
    return _or([*parts, "borough not known"] if Borough.NOT_KNOWN in boroughs else parts)


def _place(code: str) -> str:
    return BOROUGHS[Borough(code)]


def _ages(bands: frozenset[str]) -> Iterator[str]:
    run: list[tuple[str, str]] = []
    for band, first, last in (*_AGES, (None, "", "")):
        if band in bands:
            run.append((first, last))
        elif run:
            yield _years(run[0][0], run[-1][1])
            run = []
    if AgeBand.NOT_KNOWN in bands:
        yield "age not known"


def _years(first: str, last: str) -> str:
    if not last:
        return f"aged {first} or over" if first != "0" else "of any known age"
    return f"aged {first} to {last}" if first != "0" else f"under {int(last) + 1}"


def _risks(risks: frozenset[str]) -> str:
    known = [str(band) for band in RiskBand if band in risks and band is not RiskBand.NOT_KNOWN]
    parts = [f"{_or(known)} risk"] if known else []
    return _or([*parts, "risk not known"] if RiskBand.NOT_KNOWN in risks else parts)


def _or(given: Iterable[str]) -> str:
    *others, last = given
    return f"{', '.join(others)} or {last}" if others else last
