"""Ids of what has no row: the same each time, whoever asks and whichever process answers."""

from uuid import NAMESPACE_URL, UUID, uuid5

_OURS = uuid5(NAMESPACE_URL, "urn:victim-referral-hub:open-referral")


def stable_id(kind: str, *parts: object) -> UUID:
    """Make the id of a thing of a kind from whatever tells it apart from the others of that kind."""
    return uuid5(_OURS, "/".join((kind, *map(str, parts))))
