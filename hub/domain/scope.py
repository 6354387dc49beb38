"""Whose rows a transaction may touch. Only hub/access makes a scope; queries over referrals take one."""

from dataclasses import dataclass
from uuid import UUID

from hub.domain.codes import Role


@dataclass(frozen=True, kw_only=True)
class Scope:
    """The acting role, its agency, and the key or the account it came with; the hub and a link have neither.

    An account of a referring unit acts for that unit alone.
    """

    role: Role
    agency_id: UUID | None = None
    key_id: UUID | None = None
    account_id: UUID | None = None
    unit_id: UUID | None = None

    @property
    def actor_id(self) -> UUID | None:
        """The person's account, or else the key, that acts."""
        return self.account_id or self.key_id

    @property
    def sees_every_referral(self) -> bool:
        """Whether rows of all agencies are in sight; the person may be hidden all the same."""
        return self.role in {Role.HUB, Role.COORDINATOR, Role.COMMISSIONER}

    @property
    def sees_the_person(self) -> bool:
        """Whether personal details may ever be shown: a commissioner never sees them."""
        return self.role is not Role.COMMISSIONER
