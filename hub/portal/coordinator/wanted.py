"""What a coordinator's form offers, and what it must say before anything is done."""

from enum import StrEnum

from hub.portal.forms import Form
from hub.portal.words import label

LONGEST = 500
"""Characters of a reason, as the API has it."""


def choices(values: type[StrEnum]) -> list[tuple[str, str]]:
    """List every closed value with its words, as the fields of a form take them."""
    return [(str(value), label(value)) for value in values]


def named(names: dict[str, str]) -> list[tuple[str, str]]:
    """List slugs with their names, by name."""
    return sorted(names.items(), key=lambda pair: pair[1])


def missing(form: Form, longest: int = LONGEST, **messages: str) -> dict[str, str]:
    """Name the fields that are empty, each with its message, and those that are too long."""
    empty = {name: message for name, message in messages.items() if not form.text(name)}
    too_long = {
        name: f"Use {longest} characters or fewer" for name in messages if len(form.text(name)) > longest
    }
    return {**empty, **too_long}
