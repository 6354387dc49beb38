"""A service as it can be sent referrals on one day."""

from dataclasses import dataclass, field
from uuid import UUID

from hub.domain.ladders import Ladders
from hub.domain.opening import Opening
from hub.domain.targets import Targets


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What a day's directory says of one service; without contract or agreement it can be sent nothing."""

    service_id: UUID
    slug: str
    name: str
    agency_id: UUID
    agency_slug: str
    agency_name: str
    contract_id: UUID | None
    contract: str | None
    carried: bool
    opening: Opening
    targets: Targets
    agreement: bool
    paused: bool
    full: bool
    without_consent: bool
    direct_referrals: bool
    ladders: Ladders = field(default_factory=dict)
