"""Ids and references. Ids sort by time (UUID version 7), so that a page of rows is a page of days."""

import secrets
from uuid import UUID

from uuid_utils.compat import uuid7

ALPHABET = "23456789BCDFGHJKMNPQRTVWXYZ"
"""No vowels (no words), none of 0 O 1 I L S U (misheard or misread over the telephone)."""


def new_id() -> UUID:
    """Make a row's id."""
    return UUID(int=uuid7().int)


def new_reference() -> str:
    """Make a referral's reference for people: `VR-` and two groups of four, 28 thousand million in all."""
    letters = [secrets.choice(ALPHABET) for _ in range(8)]
    return f"VR-{''.join(letters[:4])}-{''.join(letters[4:])}"
