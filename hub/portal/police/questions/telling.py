"""Answers as a summary shows them: in words, one line each."""

from collections.abc import Mapping

from hub.portal.forms import Form
from hub.portal.police.questions.body import value_of
from hub.portal.police.questions.field import DAY_PARTS, Field, Kind, Option
from hub.portal.words import label

_MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905  a list of twelve strings is longer
)


def told(asked: Field, form: Form, options: tuple[Option, ...]) -> str:
    """Write one answer in words; empty where there is none."""
    texts = {option[0]: option[1] for option in options}
    match asked.kind:
        case Kind.CHOICE | Kind.PICK | Kind.BOXES | Kind.TICK:
            return "; ".join(texts.get(value, value) for value in form.many(asked.name))
        case Kind.DAY | Kind.MOMENT:
            return _day(asked, form)
        case Kind.WINDOWS:
            return "; ".join(_window(each) for each in value_of(asked, form) or ())
        case Kind.LINES:
            return "; ".join(value_of(asked, form) or ())
        case _:
            return form.text(asked.name)


def _day(asked: Field, form: Form) -> str:
    day, month, year = (form.text(f"{asked.name}_{part}") for part in DAY_PARTS)
    named = _MONTHS[int(month) - 1] if month in {str(each) for each in range(1, 13)} else month
    clock = form.text(f"{asked.name}_time")
    written = " ".join(part for part in (day, named, year) if part)
    return f"{written} at {clock}" if clock else written


def _window(window: Mapping[str, list[str]]) -> str:
    days = ", ".join(label(day) for day in window["days"])
    return f"{days} {window['from']} to {window['to']}"
