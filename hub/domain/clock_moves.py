"""What each event of an assignment does to its clocks, as a table beside the one of its moves."""

from collections.abc import Mapping
from dataclasses import dataclass

from hub.domain.assignment import AssignmentEvent as E
from hub.domain.assignment import AssignmentState as S
from hub.domain.codes import Clock


@dataclass(frozen=True, kw_only=True)
class Effect:
    """Which clocks an event stops as kept or late, which it starts, and whether it ends all others.

    A clock that is ended was neither kept nor, unless it was late already, breached: what it timed will
    not happen any more.
    """

    stops: frozenset[Clock] = frozenset()
    starts: tuple[Clock, ...] = ()
    ends_the_rest: bool = False


NONE = Effect()
_END = Effect(ends_the_rest=True)

EFFECTS: Mapping[E, Effect] = {
    E.ASSIGN: Effect(starts=(Clock.HANDED_OVER,)),
    E.HAND_OVER: Effect(stops=frozenset({Clock.HANDED_OVER}), starts=(Clock.ACKNOWLEDGED,)),
    E.ACKNOWLEDGE: Effect(stops=frozenset({Clock.HANDED_OVER, Clock.ACKNOWLEDGED}), starts=(Clock.DECIDED,)),
    E.ACCEPT: Effect(
        stops=frozenset({Clock.HANDED_OVER, Clock.ACKNOWLEDGED, Clock.DECIDED}),
        starts=(Clock.FIRST_ATTEMPT, Clock.CONTACT_MADE),
    ),
    E.DECLINE: Effect(
        stops=frozenset({Clock.HANDED_OVER, Clock.ACKNOWLEDGED, Clock.DECIDED}), ends_the_rest=True
    ),
    E.ENGAGE: Effect(
        stops=frozenset({Clock.FIRST_ATTEMPT, Clock.CONTACT_MADE}), starts=(Clock.NEEDS_ASSESSED,)
    ),
    E.ASSESS: Effect(stops=frozenset({Clock.NEEDS_ASSESSED})),
    E.COMPLETE: _END,
    E.RELEASE: _END,
    E.REASSIGN: _END,
    E.RECALL: _END,
    E.WITHDRAW: _END,
    E.VOID: _END,
}

COUNTING_ATTEMPT = Effect(stops=frozenset({Clock.FIRST_ATTEMPT}))
"""What a contact attempt does when it counts."""

_ANSWERS = frozenset({E.ACKNOWLEDGE, E.ACCEPT, E.DECLINE})


def effect_of(event: E) -> Effect:
    """Give the effect of `event`; most events that are not in the table have none."""
    return EFFECTS.get(event, NONE)


SEEN_BUT_NOT_VERIFIED = Effect(stops=frozenset({Clock.HANDED_OVER}), starts=(Clock.ACKNOWLEDGED,))
"""What an acknowledgement by link does at high risk: whoever holds the link has the message, so it was handed
over, but the provider has not acknowledged. That clock runs on, or starts where the answer came first."""


def implied(event: E, before: S, *, is_unverified: bool = False) -> tuple[Clock, ...]:
    """Name the clocks that an answer started and stopped in one instant, because a step was skipped.

    An acknowledgement of what the hub still holds as queued implies its hand-over; a decision without one
    implies the acknowledgement. Without these rows a quick answer would be missing from the figures. A
    decision confirms an acknowledgement that came by link (`is_unverified`), so that at high risk, where
    nothing else has started it, the time to decide begins and ends with it.
    """
    if event not in _ANSWERS:
        return ()
    skipped: tuple[Clock, ...] = (Clock.ACKNOWLEDGED,) if before in {S.QUEUED, S.UNDELIVERABLE} else ()
    if event is not E.ACKNOWLEDGE and (before is not S.ACKNOWLEDGED or is_unverified):
        skipped += (Clock.DECIDED,)
    return skipped
