"""Hands mails to a mail server: a reference and a link, one recipient, the same bytes at every repeat.

Which server is the address's `route`: a relay for secure mail, or the usual one. A route that asks for
encryption and is not given it gets nothing, and no address outside the agency's own domains is ever named.
"""

import re
import smtplib
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import urlsplit
from uuid import UUID

from hub.channels import Code, Message, Sent, delivered, permanent, retryable, within
from hub.channels.smtp.connection import Connection, KeptConnections, MailServer
from hub.templating import email

_OURS_TO_MEND = frozenset({500, 502, 503, 504, 530, 534, 535, 538, 555})
"""Answers of 5xx that speak of us and not of the recipient."""
_NO_ADDRESS = (ValueError, HeaderParseError, IndexError, AttributeError)
"""What the standard library's parser raises over an address that is none; not all of it on purpose."""
_POLICY = re.compile(rb"^5\.7\.\d+")
_PERMANENT = 500
_CLOSING = 421


@dataclass(frozen=True, kw_only=True)
class Letterhead:
    """What every mail says about the hub."""

    sender: str
    public_url: str
    duty_mailbox: str
    duty_phone: str

    @property
    def host(self) -> str:
        """The host that the hub's message ids end with."""
        return urlsplit(self.public_url).hostname or "localhost"


class SmtpChannel:
    """Sends over kept connections to the usual mail server and to those of named routes."""

    def __init__(
        self, server: MailServer, letterhead: Letterhead, routes: Mapping[str, MailServer] | None = None
    ) -> None:
        servers: dict[str | None, MailServer] = {None: server}
        servers.update(routes or {})
        self._ways = {
            name: (KeptConnections(each), replace(letterhead, sender=each.sender or letterhead.sender))
            for name, each in servers.items()
        }

    def send(self, message: Message, *, deadline: float) -> Sent:
        """Hand one mail in; the server's 250 is the hand-over."""
        if not may_go_to(message.address, message.mail_domains):
            return permanent(Code.DOMAIN_NOT_ALLOWED)
        if message.route not in self._ways:
            return retryable(Code.NO_ROUTE)
        connections, letterhead = self._ways[message.route]
        try:
            mail = mail_of(message, letterhead)
        except _NO_ADDRESS:
            return permanent(Code.BAD_ADDRESS)
        with within(deadline):
            return _hand_in(connections, mail, message)

    def close(self) -> None:
        """Close the kept connections."""
        for connections, _ in self._ways.values():
            connections.close()


def may_go_to(address: str, domains: tuple[str, ...]) -> bool:
    """Say whether an address lies in one of these domains themselves, or there are none to lie in."""
    return not domains or address.rpartition("@")[2].lower() in domains


def _hand_in(connections: KeptConnections, mail: EmailMessage, message: Message) -> Sent:
    try:
        connection = connections.take()
    except (OSError, smtplib.SMTPException) as error:
        return not_signed_in(error)
    try:
        connection.send_message(
            mail, from_addr=message.return_path, **_wishes(connection, message.delivery_id)
        )
    except (OSError, smtplib.SMTPException) as error:
        _let_go(connection)
        return not_handed_in(error)
    connections.keep(connection)
    return delivered(status=250)


def _wishes(connection: Connection, delivery_id: UUID) -> dict[str, tuple[str, ...]]:
    """Ask to be told of failure and delay, with the headers alone, where the server offers that (RFC 3461).

    A success is not asked for: it would say no more than the server's own 250, a mail each.
    """
    if not connection.has_extn("dsn"):
        return {}
    return {
        "mail_options": ("RET=HDRS", f"ENVID={delivery_id}"),
        "rcpt_options": ("NOTIFY=FAILURE,DELAY",),
    }


def mail_of(message: Message, letterhead: Letterhead) -> EmailMessage:
    """Write the mail; ValueError or HeaderParseError if the address is none."""
    mail = EmailMessage(policy=SMTP)
    words = email(message.kind, _context(message, letterhead))
    mail["From"] = letterhead.sender
    mail["To"] = Address(addr_spec=message.address)
    mail["Reply-To"] = letterhead.duty_mailbox
    mail["Subject"] = words.subject
    mail["Date"] = format_datetime(message.created_at)
    mail["Message-ID"] = f"<{message.delivery_id}@{letterhead.host}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail.set_content(words.text)
    mail.add_alternative(words.html, subtype="html")
    mail.set_boundary(f"=_{message.delivery_id.hex}")
    return mail


def not_signed_in(error: Exception) -> Sent:
    """Judge what went wrong before the recipient was named, so never a fault of theirs."""
    match error:
        case ssl.SSLError() | smtplib.SMTPNotSupportedError():
            return retryable(Code.TLS_FAILED)
        case smtplib.SMTPResponseException():
            return _ours(error.smtp_code)
        case _:
            return _broken_off(error)


def not_handed_in(error: Exception) -> Sent:
    """Judge what went wrong with one mail."""
    match error:
        case smtplib.SMTPNotSupportedError():  # an address beyond ASCII, and a server that takes none
            return permanent(Code.BAD_ADDRESS)
        case smtplib.SMTPRecipientsRefused():
            return _refusal(*next(iter(error.recipients.values())))
        case smtplib.SMTPSenderRefused():
            return _ours(error.smtp_code)
        case smtplib.SMTPResponseException():
            return _refusal(error.smtp_code, error.smtp_error)
        case _:
            return _broken_off(error)


def _broken_off(error: Exception) -> Sent:
    # smtplib turns a timeout into its own "disconnected"
    late = isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError)
    return retryable(Code.TIMED_OUT if late else Code.UNREACHABLE)


def _refusal(status: int, words: bytes | str) -> Sent:
    said = words if isinstance(words, bytes) else words.encode()
    if status < _PERMANENT:
        return retryable(Code.BUSY, status)
    if status in _OURS_TO_MEND or _POLICY.match(said):
        return retryable(Code.SENDER_REFUSED, status)
    return permanent(Code.RECIPIENT_REFUSED, status)


def _ours(status: int) -> Sent:
    return retryable(Code.BUSY if status < _PERMANENT else Code.SENDER_REFUSED, status)


def _context(message: Message, letterhead: Letterhead) -> dict[str, object]:
    return {
        "reference": message.reference,
        **message.detail,
        "link_url": message.link_url,
        "urgent": message.high_risk,
        "awaited": message.awaited,
        "due_text": message.due_text,
        "duty_mailbox": letterhead.duty_mailbox,
        "duty_phone": letterhead.duty_phone,
        "hub_url": letterhead.public_url,
    }


def _let_go(connection: Connection) -> None:
    with suppress(OSError, smtplib.SMTPException):
        connection.close()
