"""What a survey finds in a table."""

from dataclasses import dataclass
from enum import StrEnum

from hub.domain.routing_table import Row
from hub.routing.rules.survey.box import Box


class ShadowReason(StrEnum):
    """Why a row adds nothing where it matches."""

    LEADS_ALREADY = "leads_already"
    """Its service leads there."""
    NO_LEAD = "no_lead"
    """Nobody leads there, so nobody is added."""
    EARLIER_ROW = "earlier_row"
    """A row before it says the same."""
    CONFLICT_ALREADY = "conflict_already"
    """Rows before it contradict each other there already."""


@dataclass(frozen=True, kw_only=True)
class Overlap:
    """Rows that all say who leads (or that nobody does) in a box; a person decides there."""

    rows: tuple[Row, ...]
    box: Box


@dataclass(frozen=True, kw_only=True)
class Excused:
    """A box in which nobody leads and that a sign-off speaks of, told by the sign-off's row."""

    row: Row
    box: Box


@dataclass(frozen=True, kw_only=True)
class Shadow:
    """A row that changes no decision anywhere; without all the shadows of a table it decides the same."""

    row: Row
    reasons: frozenset[ShadowReason]


@dataclass(frozen=True, kw_only=True)
class Survey:
    """All that is wrong with the rows of a table in themselves, exact over every possible referral.

    In `uncovered` nobody leads, no information is given and nobody has signed the gap off; a home outside
    Merseyside is left out, since such a referral goes back. `excused` are the same, but signed off; where two
    sign-offs speak of the same cells, both are told. In `lapsed` no sign-off holds any longer. `never` are
    rows that no facts can meet.
    """

    uncovered: tuple[Box, ...]
    excused: tuple[Excused, ...]
    lapsed: tuple[Excused, ...]
    doubly_led: tuple[Overlap, ...]
    shadowed: tuple[Shadow, ...]
    never: tuple[Row, ...]

    @property
    def is_sound(self) -> bool:
        """Whether nothing was found that nobody has signed off."""
        return not (self.uncovered or self.lapsed or self.doubly_led or self.shadowed or self.never)
