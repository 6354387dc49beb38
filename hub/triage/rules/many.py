"""What a coordinator can do about many rows at once, and about which."""

from enum import StrEnum

from hub.domain.codes import TriageReason

MOST_AT_ONCE = 200


class ManyAct(StrEnum):
    """What can be done about many rows at once."""

    REDRIVE = "redrive"
    ASSIGN = "assign"


_NEEDS_NO_LOOK = frozenset(
    {
        TriageReason.NO_FIT,
        TriageReason.UNDELIVERABLE,
        TriageReason.OUTSIDE_CONSENT,
        TriageReason.DECLINED,
        TriageReason.NOT_ANSWERED,
        TriageReason.RELEASED,
    }
)


def fits_many(act: ManyAct, reason: TriageReason) -> bool:
    """Say whether a row may be settled among others.

    Where somebody may be in danger, may be here twice, or would lose a service that has accepted, a person
    looks at each by itself (I).
    """
    if act is ManyAct.REDRIVE:
        return reason is TriageReason.UNDELIVERABLE
    return reason in _NEEDS_NO_LOOK
