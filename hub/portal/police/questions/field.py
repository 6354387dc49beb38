"""A question of the submission form: what it asks, how it is answered, and where the answer goes."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from hub.portal.words import label

Option = tuple[str, ...]
"""A value, its text, and perhaps a hint."""

WINDOWS = 50
"""How many windows of safe times a form may send: as many as a submission may have."""

ROOM = 3
"""How many it offers where fewer are filled."""

DAY_PARTS = ("day", "month", "year")


class Kind(StrEnum):
    """How a question is answered."""

    TEXT = "text"
    WORDS = "words"
    LINES = "lines"
    CHOICE = "choice"
    PICK = "pick"
    BOXES = "boxes"
    TICK = "tick"
    DAY = "day"
    MOMENT = "moment"
    WHOLE = "whole"
    WINDOWS = "windows"


class Source(StrEnum):
    """Where options come from that the directory holds."""

    SERVICES = "services"
    UNITS = "units"


@dataclass(frozen=True, kw_only=True)
class Field:
    """One question. `name` is the JSON pointer of its answer in a submission, with dots for slashes.

    `into` is the pointer where it differs from the name: a list joins what is there, a text replaces it.
    `time` asks for the time of day beside a day; `missing` is what to say where the answer is required.
    """

    name: str
    kind: Kind
    label: str
    short: str = ""
    hint: str = ""
    heading: str = ""
    options: tuple[Option, ...] = ()
    source: Source | None = None
    missing: str = ""
    into: str = ""
    time: str = ""
    width: int = 0
    longest: int = 0
    kept_on_refusal: bool = False

    @property
    def called(self) -> str:
        """What a summary calls it."""
        return self.short or self.label

    @property
    def keys(self) -> tuple[str, ...]:
        """The names of the fields that the page sends for it."""
        match self.kind:
            case Kind.DAY:
                return tuple(f"{self.name}_{part}" for part in DAY_PARTS)
            case Kind.MOMENT:
                return (*(f"{self.name}_{part}" for part in DAY_PARTS), f"{self.name}_time")
            case Kind.WINDOWS:
                parts = ("days", "from", "to")
                return tuple(f"{self.name}.{slot}.{part}" for slot in range(WINDOWS) for part in parts)
            case _:
                return (self.name,)


def options_of(values: Iterable[StrEnum], hints: dict[StrEnum, str] | None = None) -> tuple[Option, ...]:
    """Offer closed values by their words."""
    said = hints or {}
    return tuple(
        (str(value), label(value), said[value]) if value in said else (str(value), label(value))
        for value in values
    )
