"""What people read in place of a closed value; every member of hub.domain.codes has its words."""

from collections.abc import Mapping
from enum import StrEnum

from hub.portal.words import (
    clocks,
    coordinating,
    directory,
    duty,
    events,
    figures,
    messages,
    person,
    provider,
    routing,
    running,
    work,
)

__all__ = ["WORDS", "label", "written_out"]

WORDS: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    type(next(iter(each))): each
    for each in (
        *person.ALL,
        *work.ALL,
        *messages.ALL,
        *events.ALL,
        *figures.ALL,
        *routing.ALL,
        *provider.ALL,
        *running.ALL,
        *coordinating.ALL,
        *directory.ALL,
        *duty.ALL,
        *clocks.ALL,
    )
}
"""One mapping an enum: the same value may read differently in two of them."""

_ANY: Mapping[str, str] = {
    str(value): text for each in reversed(tuple(WORDS.values())) for value, text in each.items()
}
"""For a value that has lost its enum; the words of the earlier mapping hold."""


def label(value: str) -> str:
    """Give the words for a closed value; one that has none is written out with spaces."""
    if isinstance(value, StrEnum) and type(value) in WORDS:
        return WORDS[type(value)][value]
    return _ANY.get(str(value)) or written_out(value)


def written_out(value: str) -> str:
    """Write a code as words: "sent_back" is "Sent back"."""
    spaced = str(value).replace("_", " ").strip()
    return spaced[:1].upper() + spaced[1:]
