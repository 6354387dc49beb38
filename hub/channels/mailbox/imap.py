"""A mailbox on an IMAP server, over TLS, under a total deadline."""

import imaplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from hub.channels import connect, resolve, seconds_left, within
from hub.channels.mailbox import MOST_BYTES, Letter, Shelf


@dataclass(frozen=True, kw_only=True)
class ImapServer:
    """Where the mailbox is, and whose it is."""

    host: str
    port: int = 993
    user: str
    password: str = field(repr=False)
    folder: str = "INBOX"


class _HurriedSocket(ssl.SSLSocket):
    """Reads and writes within what is left of the deadline: imaplib's timeout starts anew with each byte."""

    def recv_into(self, *arguments: Any) -> int:
        """Read, as the file that imaplib makes of the socket does."""
        self.settimeout(seconds_left())
        return super().recv_into(*arguments)

    def sendall(self, *arguments: Any) -> None:
        """Write it all."""
        self.settimeout(seconds_left())
        super().sendall(*arguments)


class _Connection(imaplib.IMAP4):
    """imaplib over such a socket."""

    def __init__(self, host: str, port: int) -> None:
        self._context = ssl.create_default_context()
        self._context.sslsocket_class = _HurriedSocket
        super().__init__(host, port)

    def _create_socket(self, timeout: float | None) -> socket.socket:  # noqa: ARG002 - the deadline stands in its place
        plain = connect(resolve(self.host, self.port), self.port)
        plain.settimeout(seconds_left())
        return self._context.wrap_socket(plain, server_hostname=self.host)


class ImapBox:
    """One folder of a signed-in connection."""

    def __init__(self, connection: imaplib.IMAP4, folder: str) -> None:
        self._connection = connection
        for shelf in Shelf:
            connection.create(_quoted(shelf))  # says no where it is there already
        _must(connection.select(_quoted(folder)))

    def letters(self, most: int) -> Iterator[Letter]:
        """Give the oldest mails by their unique ids; fetching marks none as seen."""
        found = _must(self._connection.uid("SEARCH", "UNDELETED"))
        for uid in (found[0] or b"").split()[:most]:
            parts = _must(self._connection.uid("FETCH", uid.decode(), f"(BODY.PEEK[]<0.{MOST_BYTES}>)"))
            raw = next((part[1] for part in parts if isinstance(part, tuple)), None)
            if raw is not None:  # None: another worker was quicker
                yield Letter(key=uid.decode(), raw=raw[:MOST_BYTES])

    def put_away(self, letter: Letter, shelf: Shelf) -> None:
        """Move it, or copy it and mark the first one as deleted where the server knows no move."""
        if "MOVE" in self._connection.capabilities:
            self._connection.uid("MOVE", letter.key, _quoted(shelf))
            return
        _must(self._connection.uid("COPY", letter.key, _quoted(shelf)))
        _must(self._connection.uid("STORE", letter.key, "+FLAGS.SILENT", r"(\Deleted)"))


@contextmanager
def opened(server: ImapServer, *, deadline: float) -> Iterator[ImapBox]:
    """Sign in for at most `deadline` seconds; what goes wrong is an OSError without words of a mail."""
    with within(deadline), _as_os_error():
        connection = _Connection(server.host, server.port)
        try:
            connection.login(server.user, server.password)
            yield ImapBox(connection, server.folder)
        finally:
            with suppress(OSError, imaplib.IMAP4.error):
                connection.logout()


@contextmanager
def _as_os_error() -> Iterator[None]:
    try:
        yield
    except imaplib.IMAP4.error as error:
        # its text may hold what the server said of a mail
        raise ConnectionError(f"the mail server's answer was {type(error).__name__}") from None


def _must(answer: tuple[str, list[Any]]) -> list[Any]:
    said, found = answer
    if said != "OK":
        raise ConnectionError("the mail server refused a command")
    return found


def _quoted(folder: str) -> str:
    escaped = folder.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
