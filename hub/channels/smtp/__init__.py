"""Hands mails to a mail server: a reference and a link, one recipient, the same bytes at every repeat."""

import re
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import urlsplit

from hub.channels import Code, Message, Sent, delivered, permanent, retryable, within
from hub.channels.smtp.connection import Connection, KeptConnections, MailServer
from hub.templating import email

_OURS_TO_MEND = frozenset({500, 502, 503, 504, 530, 534, 535, 538})
"""Answers of 5xx that speak of us and not of the recipient."""
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
    """Sends over kept connections to one mail server."""

    def __init__(self, server: MailServer, letterhead: Letterhead) -> None:
        self._letterhead = letterhead
        self._connections = KeptConnections(server)

    def send(self, message: Message, *, deadline: float) -> Sent:
        """Hand one mail in; the server's 250 is the hand-over."""
        try:
            mail = mail_of(message, self._letterhead)
        except (ValueError, HeaderParseError, IndexError):  # the parts of an address that email trips over
            return permanent(Code.BAD_ADDRESS)
        with within(deadline):
            return self._hand_in(mail, message.return_path)

    def close(self) -> None:
        """Close the kept connections."""
        self._connections.close()

    def _hand_in(self, mail: EmailMessage, return_path: str | None) -> Sent:
        try:
            connection = self._connections.take()
        except (OSError, smtplib.SMTPException) as error:
            return not_signed_in(error)
        try:
            connection.send_message(mail, from_addr=return_path)
        except (OSError, smtplib.SMTPException) as error:
            _let_go(connection)
            return not_handed_in(error)
        self._connections.keep(connection)
        return delivered(status=250)


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
