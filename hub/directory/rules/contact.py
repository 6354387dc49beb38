"""How a support agency may be reached, as a person types it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from hub.directory.rules.reading import MAILBOX, WEBSITE

_PHONE = re.compile(r"\+?[0-9][0-9 ]{1,24}")
LONGEST = 200
"""Characters of an address."""


@dataclass(frozen=True, kw_only=True)
class Contact:
    """A telephone number, a mail address and a website, each None where there is none."""

    phone: str | None = None
    email: str | None = None
    website: str | None = None


def wrong_in(contact: Contact) -> Mapping[str, str]:
    """Say by field what is no number or address, and what would be one."""
    found = {}
    if contact.phone and not _PHONE.fullmatch(contact.phone):
        found["phone"] = "Enter a phone number in digits and spaces, such as 0151 496 0100"
    if contact.email and not _fits(MAILBOX, contact.email):
        found["email"] = "Enter an email address, such as help@agency.example.org"
    if contact.website and not _fits(WEBSITE, contact.website):
        found["website"] = "Enter a web address that begins with https://, such as https://www.example.org"
    return found


def _fits(pattern: re.Pattern[str], value: str) -> bool:
    return len(value) <= LONGEST and pattern.fullmatch(value) is not None
