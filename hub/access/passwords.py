"""Passwords: argon2id, and what makes one good enough (NCSC: length over symbols)."""

import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from hub.domain.errors import Fault, InvalidError

SHORTEST, LONGEST = 12, 200
NOT_YOURS = Fault(pointer="/present", code="not_yours", message="Your present password is not right")
FEWEST_LETTERS = 5
"""How many different characters a password has at least."""


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobodys() -> str:
    return _hasher().hash("nobody has this password")


def hashed(password: str) -> str:
    """Hash a password for keeping, with its salt and its cost inside."""
    return _hasher().hash(_composed(password))


def matches(kept: str | None, password: str) -> bool:
    """Say whether a password is the kept one; where none is kept it takes as long and says no."""
    try:
        _hasher().verify(kept or _nobodys(), _composed(password))
    except VerificationError:
        return False
    return kept is not None


def is_outdated(kept: str) -> bool:
    """Say whether a kept hash costs less than new ones do, so that the next sign-in hashes again."""
    return _hasher().check_needs_rehash(kept)


def _composed(password: str) -> str:
    # the same key gives one character on some machines and two on others
    return unicodedata.normalize("NFKC", password)


def check(password: str, again: str, email: str) -> None:
    """Refuse a password that is too easy to guess; raises InvalidError with every fault."""
    name = email.partition("@")[0]
    problems = {
        "too_short": (len(password) < SHORTEST, f"Your password must be {SHORTEST} characters or more"),
        "too_long": (len(password) > LONGEST, f"Your password must be {LONGEST} characters or fewer"),
        "too_plain": (
            len(password) >= SHORTEST and len(set(password)) < FEWEST_LETTERS,
            "Your password must not be the same few characters over and over",
        ),
        "holds_the_name": (
            len(name) > 2 and name.casefold() in password.casefold(),  # noqa: PLR2004  two letters are in every word
            "Your password must not contain your email address",
        ),
        "not_the_same": (password != again, "Enter the same password twice"),
    }
    faults = tuple(
        Fault(pointer="/again" if code == "not_the_same" else "/password", code=code, message=message)
        for code, (found, message) in problems.items()
        if found
    )
    if faults:
        raise InvalidError("The password cannot be taken.", faults=faults)
