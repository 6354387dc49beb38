"""In which role the people and programs of an agency act."""

from collections.abc import Mapping
from enum import StrEnum

from hub.domain.codes import AgencyKind, Role

ROLE_OF: Mapping[AgencyKind, Role] = {
    AgencyKind.REFERRING_UNIT: Role.POLICE,
    AgencyKind.PROVIDER: Role.PROVIDER,
    AgencyKind.COORDINATOR: Role.COORDINATOR,
    AgencyKind.COMMISSIONER: Role.COMMISSIONER,
    AgencyKind.OPERATOR: Role.ADMINISTRATOR,
}
"""One role for each kind of agency: nobody at a commissioner's office can ever see a person."""

WITH_KEYS = frozenset(AgencyKind) - {AgencyKind.OPERATOR}
"""The kinds of agency whose programs may call the hub."""


class AccountState(StrEnum):
    """How far a person's account is."""

    INVITED = "invited"
    OPEN = "open"
    ENDED = "ended"


class KeyState(StrEnum):
    """Whether an API key lets anybody in."""

    LIVE = "live"
    EXPIRED = "expired"
    REVOKED = "revoked"
