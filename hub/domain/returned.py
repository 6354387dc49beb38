"""What a mail to the return address says, as far as it matters to the hub: never kept, never logged."""

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Report:
    """What a mail server reports of one recipient, in the fields of RFC 3464, as they were written."""

    action: str | None
    status: str | None
    diagnostic: str | None = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True)
class ReturnedMail:
    """A mail taken apart; whatever could not be read of it is empty."""

    digest: bytes
    """Which mail it is, so that reading it twice changes nothing."""
    came_to: tuple[str, ...] = field(default=(), repr=False)
    """The addresses that it was delivered to, those that our own mail server wrote first."""
    reports: tuple[Report, ...] = ()
    is_receipt: bool = False
    """A message disposition notification (RFC 8098): somebody's program says that it was shown."""
    failures: int = 0
    """For how many recipients it was given up, by the wording of mail servers that report in words."""
    delays: int = 0
    """For how many it is still being tried, by the same."""
    has_no_sender: bool = False
    """The empty return path, which only mail servers and programs use."""
    is_from_daemon: bool = False
    is_answer: bool = False
    """It says which mail it answers."""
    auto_submitted: str | None = None
    """The first word of that field (RFC 3834), in small letters."""
    is_marked_automatic: bool = False
    """Marked as automatic in one of the ways that are older than RFC 3834."""
    subject: str = field(default="", repr=False)
    text: str = field(default="", repr=False)
    """The beginning of what it says in words."""
