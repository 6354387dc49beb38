"""What follows from a decline, or from a release after accepting, by its coded reason."""

from collections.abc import Mapping
from enum import StrEnum

from hub.domain.codes import DeclineReason as D
from hub.domain.codes import ReturnReason


class Follow(StrEnum):
    """What the hub does next with a referral that its lead has declined or given back."""

    END = "end"
    ROUTE_AGAIN = "route_again"
    RETURN = "return"
    COORDINATOR = "coordinator"


FOLLOWS: Mapping[D, Follow] = {
    D.VICTIM_DECLINED: Follow.END,
    D.CAPACITY: Follow.ROUTE_AGAIN,
    D.OUT_OF_AREA: Follow.ROUTE_AGAIN,
    D.AGE: Follow.ROUTE_AGAIN,
    D.NOT_COMMISSIONED: Follow.ROUTE_AGAIN,
    D.CONFLICT_OF_INTEREST: Follow.ROUTE_AGAIN,
    D.LANGUAGE_OR_ACCESS: Follow.ROUTE_AGAIN,
    D.INSUFFICIENT_INFORMATION: Follow.RETURN,
    D.NO_SAFE_CONTACT: Follow.RETURN,
    D.DUPLICATE: Follow.COORDINATOR,
    D.RISK_TOO_HIGH: Follow.COORDINATOR,
    D.MISDIRECTED: Follow.COORDINATOR,
    D.OTHER: Follow.COORDINATOR,
}
"""The victim's own no ends it for good; what the referrer can mend goes back; the rest waits for a person.

A release has the same codes and the same row: whoever took a referral on and finds that it is not theirs says
no later, and no other thing.
"""

RETURNS: Mapping[D, ReturnReason] = {
    D.INSUFFICIENT_INFORMATION: ReturnReason.INSUFFICIENT_INFORMATION,
    D.NO_SAFE_CONTACT: ReturnReason.NO_SAFE_CONTACT,
}
"""The reason that the referring unit reads."""
