"""How the tag of a state looks, beside its word."""

from collections.abc import Mapping
from enum import StrEnum

from hub.domain.assignment import AssignmentState as S
from hub.domain.codes import AttemptOutcome as A
from hub.domain.codes import DeliveryState as D
from hub.domain.codes import ReferralStatus as R
from hub.domain.codes import ReturnedKind as K
from hub.domain.routing_content import DraftState as T

_BY_LOOK: Mapping[str, tuple[StrEnum, ...]] = {
    "waiting": (S.QUEUED, S.DELIVERED, D.QUEUED, T.OPEN),
    "moving": (S.ACKNOWLEDGED, S.ACCEPTED, S.IN_PROGRESS, R.PLACED, T.APPROVED),
    "good": (S.COMPLETED, D.DELIVERED, A.DELIVERED, T.PUBLISHED),
    "warning": (
        R.AWAITING_TRIAGE,
        R.RETURNED,
        S.DECLINED,
        S.RELEASED,
        A.UNKNOWN,
        A.RETRYABLE,
        K.DELAYED,
        K.WRITTEN,
    ),
    "bad": (S.UNDELIVERABLE, D.UNDELIVERABLE, A.PERMANENT, K.PERMANENT, K.TEMPORARY),
    "paused": (S.ON_HOLD, D.HELD),
}

_LOOKS: Mapping[tuple[type, str], str] = {
    (type(value), value): look for look, values in _BY_LOOK.items() for value in values
}


def look(value: str) -> str:
    """Name a state's look; one that needs nobody any more is `over`."""
    return _LOOKS.get((type(value), value), "over")
