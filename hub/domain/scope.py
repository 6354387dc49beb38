"""Whose rows a transaction may touch. Only hub/access makes a scope; queries over referrals take one."""

from dataclasses import dataclass
from uuid import UUID

from hub.domain.codes import Role


@dataclass(frozen=True, kw_only=True)
class Scope:
    """The acting role, its agency and the key it came with; the hub and a link have no key."""

    role: Role
    agency_id: UUID | None = None
    key_id: UUID | None = None

    @property
    def sees_every_referral(self) -> bool:
        """Whether rows of all agencies are in sight; the person may be hidden all the same."""
        return self.role in {Role.HUB, Role.COORDINATOR, Role.COMMISSIONER}

    @property
    def sees_the_person(self) -> bool:
        """Whether personal details may ever be shown: a commissioner never sees them."""
        return self.role is not Role.COMMISSIONER
