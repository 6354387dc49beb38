"""Takes a returned mail apart; whatever bytes it is made of, the answer is a value."""

import hashlib
import logging
import re
from collections.abc import Iterator
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser, BytesParser
from email.utils import getaddresses, parseaddr
from itertools import islice

from flufl.bounce import all_failures

from hub.channels.mailbox import MOST_BYTES
from hub.domain.returned import Report, ReturnedMail

MOST_PARTS = 200
MOST_TEXT = 20_000
_LONGEST_LINE = 998
"""RFC 5322, 2.1.1; what is beyond it would make searching for wordings slow."""

_CAME_TO = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "to", "cc")
_DAEMON = re.compile(r"mailer-?daemon|postmaster|mail delivery|delivery (sub)?system|^ndr@", re.IGNORECASE)
_TAG = re.compile(r"<[^>]{0,500}>")

logging.getLogger("flufl.bounce").disabled = True  # what it writes of a fault may hold words of the mail


def read(raw: bytes) -> ReturnedMail:
    """Say what a mail says; raises nothing, and of what it cannot read it says nothing."""
    raw = raw[:MOST_BYTES]
    digest = hashlib.sha256(raw).digest()
    tamed = b"\n".join(line[:_LONGEST_LINE] for line in raw.splitlines())
    for parser in (BytesParser(), BytesHeaderParser()):
        try:
            return _taken_apart(digest, parser.parsebytes(tamed))
        except Exception:  # noqa: BLE001, S112 - email and flufl.bounce each trip in ways of their own; the second look reads the head alone
            continue
    return ReturnedMail(digest=digest)


def _taken_apart(digest: bytes, mail: Message) -> ReturnedMail:
    parts = tuple(islice(mail.walk(), MOST_PARTS))
    reports = tuple(_reports(parts))
    delays, failures = (0, 0) if reports else _scanned(mail)
    return ReturnedMail(
        digest=digest,
        came_to=_came_to(mail),
        reports=reports,
        is_receipt=any(_is_receipt(part) for part in parts),
        failures=failures + len(mail.get_all("x-failed-recipients", [])),
        delays=delays,
        has_no_sender=_has_no_sender(mail),
        is_from_daemon=bool(_DAEMON.search(_field(mail, "from"))),
        is_answer="in-reply-to" in mail,
        auto_submitted=_first_word(_field(mail, "auto-submitted")),
        is_marked_automatic=_is_marked_automatic(mail),
        subject=_field(mail, "subject"),
        text=_words_of(parts),
    )


def _scanned(mail: Message) -> tuple[int, int]:
    """Count the recipients that flufl.bounce finds: still tried, and given up."""
    try:
        delays, failures = all_failures(mail)
    except Exception:  # noqa: BLE001 - one of its detectors wants a sender, others trip over odd bytes
        return 0, 0
    return len(delays), len(failures)


def _came_to(mail: Message) -> tuple[str, ...]:
    """Read where it was delivered to; a forger writes `To`, so what our own server wrote comes first."""
    named = [str(value) for field in _CAME_TO for value in mail.get_all(field, [])]
    return tuple(address for _, address in getaddresses(named) if address)


def _has_no_sender(mail: Message) -> bool:
    path = mail.get("return-path")
    if path is not None and str(path).strip() in {"", "<>"}:
        return True
    return "from" in mail and parseaddr(_field(mail, "from"))[1] == ""


def _is_marked_automatic(mail: Message) -> bool:
    precedence = (_field(mail, "precedence"), _field(mail, "x-precedence"))
    old = ("x-autoreply", "x-autorespond", "x-autoresponse", "x-mail-autoreply")
    return any(each.lower() == "auto_reply" for each in precedence) or any(each in mail for each in old)


def _is_receipt(part: Message) -> bool:
    """Whether it says that a mail was shown; a filter that throws one away says so in the same form."""
    if part.get_content_type() != "message/disposition-notification":
        return False
    return any("displayed" in _field(block, "disposition").lower() for block in _blocks(part))


def _reports(parts: tuple[Message, ...]) -> Iterator[Report]:
    """Read the blocks of RFC 3464 that speak of a recipient; the one of the whole mail has no action."""
    for part in parts:
        for block in _blocks(part) if part.get_content_type() == "message/delivery-status" else ():
            if "action" in block:
                yield Report(
                    action=_first_word(_field(block, "action")),
                    status=_field(block, "status") or None,
                    diagnostic=_field(block, "diagnostic-code") or None,
                )


def _blocks(part: Message) -> list[Message]:
    """Give the groups of fields that a report is made of."""
    held = part.get_payload()
    return [each for each in held if isinstance(each, Message)] if isinstance(held, list) else []


def _words_of(parts: tuple[Message, ...]) -> str:
    """Give the beginning of the first text, without the mark-up of one in HTML."""
    for part in parts:
        if part.get_content_maintype() == "text":
            held = part.get_payload(decode=True)
            text = held[:MOST_TEXT].decode("utf-8", "replace") if isinstance(held, bytes) else ""
            return _TAG.sub(" ", text) if part.get_content_subtype() == "html" else text
    return ""


def _field(mail: Message, name: str) -> str:
    value = str(mail.get(name, "")).strip()
    try:
        return str(make_header(decode_header(value)))
    except Exception:  # noqa: BLE001 - decode_header has errors of several modules; the field as it stands will do
        return value


def _first_word(value: str) -> str | None:
    found = re.match(r"[A-Za-z-]+", value)
    return found.group().lower() if found else None
