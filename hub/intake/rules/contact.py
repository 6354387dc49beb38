"""Whether anybody can reach the person without putting them at risk."""

from dataclasses import dataclass

from hub.domain.codes import ContactChannel, ReturnReason
from hub.domain.safe_contact import safe_channels
from hub.domain.submission import Contact, Submission


@dataclass(frozen=True, kw_only=True)
class ContactFinding:
    """The ways that are safe, or why the referral goes back."""

    passes: bool
    channels: tuple[ContactChannel, ...] = ()
    reasons: tuple[ReturnReason, ...] = ()
    why: str


def judge_contact(submission: Submission, *, sensitive: bool) -> ContactFinding:
    """Judge whether a safe channel or a go-between is left; if not, the referral goes back with the reason.

    Where the submission names no way at all, it is insufficient as well.
    """
    channels = safe_channels(submission.contact, sensitive=sensitive)
    if channels:
        return ContactFinding(passes=True, channels=channels, why=f"safe: {', '.join(channels)}")
    if not names_a_way(submission.contact):
        return ContactFinding(
            passes=False,
            reasons=(ReturnReason.NO_SAFE_CONTACT, ReturnReason.INSUFFICIENT_INFORMATION),
            why="no way to reach the person is given, and nobody stands in between",
        )
    return ContactFinding(
        passes=False,
        reasons=(ReturnReason.NO_SAFE_CONTACT,),
        why="none of the ways given is safe, and nobody safe stands in between",
    )


def names_a_way(contact: Contact) -> bool:
    """Say whether there is anything to reach, safe or not."""
    values = (contact.phone.value, contact.email.value, contact.letter.value, contact.address)
    return contact.through is not None or any(value is not None for value in values)
