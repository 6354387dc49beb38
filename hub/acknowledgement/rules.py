"""How urgent an assignment is to its provider: each lies in exactly one section of the inbox."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from hub.domain.assignment import LIVE, AssignmentState

SOON = timedelta(hours=24)
"""What is due within this is shown as due soon (I)."""


class Urgency(StrEnum):
    """A section of the inbox, the most urgent first."""

    OVERDUE = "overdue"
    DUE_SOON = "due_soon"
    NOT_DUE = "not_due"
    WAITING = "waiting"
    DONE = "done"


OPEN = (Urgency.OVERDUE, Urgency.DUE_SOON, Urgency.NOT_DUE, Urgency.WAITING)
"""What an inbox shows unless something else is asked for."""

_ENDED = frozenset(AssignmentState) - LIVE


@dataclass(frozen=True, kw_only=True)
class Section:
    """What belongs to one section, as a query and a page may both ask it.

    `due` of an assignment is the due instant of the next of its clocks that runs; `after` is no longer part
    of the section, `until` still is. A clock is late at its due instant.
    """

    states: frozenset[AssignmentState]
    stands_still: bool | None = None
    """Whether its clocks do, because it is on hold or contact is suspended; None for either."""
    after: datetime | None = None
    until: datetime | None = None
    or_no_due: bool = True
    """Whether one for which nothing is due belongs here too."""

    def holds(self, state: AssignmentState, due: datetime | None, *, stands_still: bool) -> bool:
        """Say whether an assignment belongs here."""
        if state not in self.states or self.stands_still not in {None, stands_still}:
            return False
        if due is None:
            return self.or_no_due
        return (self.after is None or due > self.after) and (self.until is None or due <= self.until)


def section(urgency: Urgency, now: datetime) -> Section:
    """Say what belongs to a section at `now`, an aware instant."""
    soon = now + SOON
    match urgency:
        case Urgency.OVERDUE:
            return Section(states=LIVE, stands_still=False, until=now, or_no_due=False)
        case Urgency.DUE_SOON:
            return Section(states=LIVE, stands_still=False, after=now, until=soon, or_no_due=False)
        case Urgency.NOT_DUE:
            return Section(states=LIVE, stands_still=False, after=soon)
        case Urgency.WAITING:
            return Section(states=LIVE, stands_still=True)
        case Urgency.DONE:
            return Section(states=_ENDED)


def urgency_of(state: AssignmentState, due: datetime | None, now: datetime, *, stands_still: bool) -> Urgency:
    """Say in which section an assignment lies at `now`."""
    return next(each for each in Urgency if section(each, now).holds(state, due, stands_still=stands_still))
