"""What a table says of some facts, as far as two tables can differ in it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class AnswerKind(StrEnum):
    """Who has a referral by a table."""

    LED = "led"
    INFORMATION_ONLY = "information_only"
    OUTSIDE = "outside"
    """The home is outside Merseyside: back to the referrer."""
    NOBODY = "nobody"
    """No row leads, or nobody whom a row names may be sent it: a person decides."""
    CONFLICT = "conflict"
    """Rows contradict each other: a person decides."""


@dataclass(frozen=True, kw_only=True, order=True)
class Answer:
    """Who leads: a service, or why none does."""

    kind: AnswerKind
    service: str = ""

    @property
    def needs_a_person(self) -> bool:
        """Whether nobody takes it until a person decides."""
        return self.kind in {AnswerKind.NOBODY, AnswerKind.CONFLICT}

    def plain(self) -> dict[str, Any]:
        """Give it as JSON-able values; no service where nobody leads."""
        return {"kind": str(self.kind), "service": self.service or None}
