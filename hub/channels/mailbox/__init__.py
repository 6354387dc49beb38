"""The way back in: mail that came to the return address, out of a Maildir folder or over IMAP.

A mail is only ever moved after what it says has been recorded; what could not be recorded stays where it is.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

MOST_BYTES = 128 * 1024
"""How much of one mail is read: the hub's own mails have 20 kB, and what is said of them stands in front."""


class Shelf(StrEnum):
    """The folder that a mail is moved to once it is recorded."""

    READ = "Read"
    FOR_A_PERSON = "Written by a person"


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One mail as it lies there, cut at `MOST_BYTES`."""

    key: str
    raw: bytes = field(repr=False)


class Mailbox(Protocol):
    """A place that mail arrives in."""

    def letters(self, most: int) -> Iterator[Letter]:
        """Give the oldest mails that wait, at most so many; raises OSError where there is no reading them."""

    def put_away(self, letter: Letter, shelf: Shelf) -> None:
        """Move a mail that is recorded; one that somebody else has moved is no error."""


class Opened(Protocol):
    """Opens the mailbox for one reading, which may take so many seconds in all; raises OSError."""

    def __call__(self, *, deadline: float) -> AbstractContextManager[Mailbox]:
        """Open it."""
