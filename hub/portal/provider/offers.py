"""Which acts a page offers: those that the assignment's state allows, and no others."""

from collections.abc import Mapping
from typing import Any

from hub.domain.assignment import AssignmentEvent as E
from hub.domain.assignment import AssignmentState as S
from hub.domain.assignment import Refusal, next_state
from hub.domain.codes import Role

ACTS = (
    E.ACKNOWLEDGE,
    E.ACCEPT,
    E.DECLINE,
    E.CONTACT_ATTEMPT,
    E.ENGAGE,
    E.ASSESS,
    E.COMPLETE,
    E.RESUME,
    E.HOLD,
    E.RELEASE,
    E.WITHDRAW,
)
"""What a provider can do, in the order of the buttons."""


def offered(
    row: Mapping[str, Any], *, is_suspended: bool = False, is_assessed: bool = False
) -> tuple[E, ...]:
    """List the acts that are possible now for an assignment's row.

    An acknowledgement that came by a mail's link can be confirmed. While contact is suspended no attempt is
    to be made. Needs are assessed once.
    """
    possible = [event for event in ACTS if _is_possible(row, event)]
    if row["state"] is S.ACKNOWLEDGED and row["unverified_link"]:
        possible.insert(0, E.ACKNOWLEDGE)
    needless = {*([E.CONTACT_ATTEMPT] if is_suspended else []), *([E.ASSESS] if is_assessed else [])}
    return tuple(each for each in possible if each not in needless)


def _is_possible(row: Mapping[str, Any], event: E) -> bool:
    reached = next_state(row["state"], event, Role.PROVIDER, held_from=row["held_from"])
    return not isinstance(reached, Refusal)
