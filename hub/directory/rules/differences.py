"""What changed from one version of a thing of the directory to the next, in short."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

LONGEST = 80
NOTHING = "nothing"


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One part of it before and after, as the file would say it."""

    name: str
    before: str
    after: str


def differences(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> tuple[Difference, ...]:
    """Compare two kept contents; none where it was new or was taken out."""
    if before is None or after is None:
        return ()
    return tuple(
        Difference(name=name.replace("_", " "), before=_short(before.get(name)), after=_short(value))
        for name, value in after.items()
        if before.get(name) != value
    )


def _short(value: object) -> str:
    text = ", ".join(_words(value)) or NOTHING
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."


def _words(value: object) -> Iterator[str]:
    match value:
        case None | "":
            return
        case dict():
            for name, inner in value.items():
                said = ", ".join(_words(inner))
                if said:
                    yield f"{name.replace('_', ' ')}: {said}"
        case list():
            for inner in value:
                yield from _words(inner)
        case bool():
            yield "yes" if value else "no"
        case _:
            yield str(value)
