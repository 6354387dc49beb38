"""Connections to endpoints: to checked addresses only, under one total deadline.

The deadline is the thread's (`within`); the client's own timeouts, which start anew with each byte, are not
used.
"""

import ipaddress
import select
import ssl
from collections.abc import Iterable
from typing import Any

import httpcore2

from hub.channels import connect, resolve, seconds_left

_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class PrivateAddressError(Exception):
    """Correct the endpoint's address: its host leads to no public address."""


def is_public(address: str) -> bool:
    """Whether an address is of the open internet: not private, local, shared, multicast or translated."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and ip not in _NAT64


class CheckedNetwork(httpcore2.NetworkBackend):
    """Connects to checked addresses only, and gives every read and write what is left of the deadline."""

    def __init__(self, *, allow_private: bool) -> None:
        self._allow_private = allow_private

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the deadline stands in its place
        local_address: str | None = None,  # noqa: ARG002 - ours to ignore
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002 - likewise
    ) -> httpcore2.NetworkStream:
        """Look up, check, and connect to what was checked."""
        addresses = resolve(host, port)
        if not self._allow_private and not all(is_public(address) for address in addresses):
            raise PrivateAddressError
        return _Stream(connect(addresses, port))


class _Stream(httpcore2.NetworkStream):
    """A connection whose operations all share one deadline."""

    def __init__(self, connection: Any) -> None:
        self._socket = connection

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 - the deadline stands in its place
        """Read what there is."""
        self._socket.settimeout(seconds_left())
        received: bytes = self._socket.recv(max_bytes)
        return received

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002 - likewise
        """Write it all; the timeout of sendall is a total one."""
        self._socket.settimeout(seconds_left())
        self._socket.sendall(buffer)

    def close(self) -> None:
        """Close the socket."""
        self._socket.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002 - the deadline stands in its place
    ) -> httpcore2.NetworkStream:
        """Encrypt; the certificate is checked against the name, not the address."""
        self._socket.settimeout(seconds_left())
        return _Stream(ssl_context.wrap_socket(self._socket, server_hostname=server_hostname))

    def get_extra_info(self, info: str) -> Any:
        """Say whether the other side has spoken or gone, which tells the pool to drop a kept connection."""
        if info == "is_readable":
            if self._socket.fileno() < 0:  # another thread has closed it
                return True
            waiting = select.poll()
            waiting.register(self._socket, select.POLLIN)
            return bool(waiting.poll(0))
        return None
