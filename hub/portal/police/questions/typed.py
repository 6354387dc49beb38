"""From a submission back to what would have been typed, for a returned referral that is sent again."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from hub.domain.calendar import LONDON
from hub.domain.codes import PersonFlag
from hub.portal.police.questions import QUESTIONS, Field, Kind, Step
from hub.portal.police.questions.answers import Answers
from hub.portal.police.questions.field import WINDOWS
from hub.portal.police.questions.risk import LANGUAGES

Found = dict[str, tuple[str, ...]]

FIXED = ("source_reference", "person_reference")
_PERSON_FLAGS = frozenset(str(each) for each in PersonFlag)
_LISTED = frozenset(code for code, *_ in LANGUAGES)


def answers_again(body: Mapping[str, Any]) -> Answers:
    """Fill in every page from a body, with the numbers fixed by which it becomes the next version."""
    whole, typed = _split(body), Found()
    for step in Step:
        for asked in QUESTIONS[step]:
            value = _at(whole, asked.name)
            if value:
                typed |= _WRITERS.get(asked.kind, _text)(asked, value)
    fixed = {name: str(body[name]) for name in FIXED}
    kept = {key: values for key, values in typed.items() if key not in fixed}
    return Answers(typed=kept, saved=frozenset(Step) - {Step.RECEIVERS}, fixed=fixed)


def _split(body: Mapping[str, Any]) -> dict[str, Any]:
    """Part what the form asks by two questions: flags of person and crime, and a language not in the list."""
    crime, needs = dict(body["crime"]), dict(body["needs"])
    flags = crime["flags"]
    crime["flags"] = [each for each in flags if each in _PERSON_FLAGS]
    crime["aspects"] = [each for each in flags if each not in _PERSON_FLAGS]
    if needs.get("interpreter") not in _LISTED:
        needs["interpreter_other"] = needs.pop("interpreter", None)
    return {**body, "crime": crime, "needs": needs}


def _at(body: Mapping[str, Any], name: str) -> Any:
    value: Any = body
    for part in name.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _text(asked: Field, value: Any) -> Found:
    return {asked.name: (str(value),)}


def _lines(asked: Field, value: Any) -> Found:
    return {asked.name: ("\n".join(value),)}


def _boxes(asked: Field, value: Any) -> Found:
    return {asked.name: tuple(value)}


def _tick(asked: Field, _value: Any) -> Found:
    return {asked.name: ("yes",)}


def _day(asked: Field, value: Any) -> Found:
    found = date.fromisoformat(value)
    parts = {"day": found.day, "month": found.month, "year": found.year}
    return {f"{asked.name}_{part}": (str(number),) for part, number in parts.items()}


def _moment(asked: Field, value: Any) -> Found:
    local = datetime.fromisoformat(value).astimezone(LONDON)
    return {**_day(asked, local.date().isoformat()), f"{asked.name}_time": (f"{local:%H:%M}",)}


def _windows(asked: Field, value: Any) -> Found:
    return {
        f"{asked.name}.{slot}.{part}": tuple(window[part]) if part == "days" else (window[part],)
        for slot, window in enumerate(value[:WINDOWS])
        for part in ("days", "from", "to")
    }


_WRITERS: Mapping[Kind, Callable[[Field, Any], Found]] = {
    Kind.LINES: _lines,
    Kind.BOXES: _boxes,
    Kind.TICK: _tick,
    Kind.DAY: _day,
    Kind.MOMENT: _moment,
    Kind.WINDOWS: _windows,
}
