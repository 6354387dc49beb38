"""Connections to the mail server under a total deadline, kept for the next mail.

smtplib's timeout starts anew with each byte. Here the socket itself asks what is left of the thread's
deadline before it reads or writes, in plain text and inside TLS alike.
"""

import smtplib
import socket
import ssl
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from hub.channels import connect, resolve, seconds_left

_IDLE_SECONDS = 20.0
"""How long a connection is kept; mail servers close theirs after a minute or more."""

if TYPE_CHECKING:
    _Base = socket.socket
else:
    _Base = object


class _Hurried(_Base):
    """A socket's reading and writing, each given what is left of the deadline."""

    def recv_into(self, *arguments: Any) -> int:
        """Read, as the file that smtplib makes of the socket does."""
        self.settimeout(seconds_left())
        return super().recv_into(*arguments)

    def sendall(self, *arguments: Any) -> None:
        """Write it all; the timeout of sendall is a total one."""
        self.settimeout(seconds_left())
        super().sendall(*arguments)


class _Socket(_Hurried, socket.socket):
    """A plain one."""


class _TlsSocket(_Hurried, ssl.SSLSocket):
    """An encrypted one."""


@dataclass(frozen=True, kw_only=True)
class MailServer:
    """Where mails are handed in, and as whom."""

    host: str
    port: int
    tls: Literal["none", "starttls", "implicit"]
    user: str | None = None
    password: str | None = None
    sender: str | None = None
    """The sender of its mails, where it takes none of the letterhead's."""
    local_hostname: str = "localhost"
    """What we call ourselves; smtplib would ask the DNS, for as long as that takes."""


class Connection(smtplib.SMTP):
    """One signed-in connection."""

    def __init__(self, server: MailServer, context: ssl.SSLContext) -> None:
        self._server, self._context = server, context
        super().__init__(server.host, server.port, local_hostname=server.local_hostname)
        try:
            self._sign_in()
        except BaseException:
            self.close()
            raise

    def _sign_in(self) -> None:
        if self._server.tls == "starttls":
            self.ehlo_or_helo_if_needed()
            self.starttls(context=self._context)
        self.ehlo_or_helo_if_needed()
        if self._server.user:
            self.login(self._server.user, self._server.password or "")

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:  # noqa: ARG002 - the deadline stands in its place
        plain = _Socket(fileno=connect(resolve(host, port), port).detach())
        if self._server.tls != "implicit":
            return plain
        plain.settimeout(seconds_left())
        return self._context.wrap_socket(plain, server_hostname=host)


class KeptConnections:
    """Connections between two mails; any thread may take one, and a fault drops it."""

    def __init__(self, server: MailServer) -> None:
        self._server = server
        self._context = ssl.create_default_context()
        self._context.sslsocket_class = _TlsSocket
        self._idle: deque[tuple[float, Connection]] = deque()

    def take(self) -> Connection:
        """Give a kept connection that is still good, or a new one; raises OSError and smtplib's errors."""
        while self._idle:
            try:
                since, connection = self._idle.pop()
            except IndexError:  # another thread was quicker
                break
            if time.monotonic() - since < _IDLE_SECONDS and _is_alive(connection):
                return connection
            connection.close()
        return Connection(self._server, self._context)

    def keep(self, connection: Connection) -> None:
        """Keep a connection that has done its work."""
        self._idle.append((time.monotonic(), connection))

    def close(self) -> None:
        """Close what is kept."""
        while self._idle:
            with suppress(IndexError):
                self._idle.pop()[1].close()


def _is_alive(connection: Connection) -> bool:
    """Whether the server still listens; a mail that fails half-way costs more than this one question."""
    try:
        return connection.noop()[0] == 250  # noqa: PLR2004 - SMTP's yes
    except (OSError, smtplib.SMTPException):
        return False
