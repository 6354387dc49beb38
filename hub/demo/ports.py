"""Which loopback ports the demo takes."""

import socket
from collections.abc import Collection, Iterable

LOOPBACK = "127.0.0.1"


class PortError(Exception):
    """Stop what listens there, or ask for another port."""


def is_free(port: int) -> bool:
    """Tell whether a server could listen there now."""
    with socket.socket(socket.AF_INET) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def choose(name: str, preferred: int, asked: int | None, promised: Collection[int] = ()) -> int:
    """Take the port that was asked for, or else the first free one from the preferred on.

    Raises PortError when the one asked for is taken, by a stranger or by the demo's own promise.
    """
    if asked is not None:
        if asked in promised or not is_free(asked):
            raise PortError(f"port {asked}, asked for by {name}, is taken")
        return asked
    found = next((p for p in range(preferred, 65536) if p not in promised and is_free(p)), None)
    if found is None:
        raise PortError(f"no port from {preferred} on is free; ask for one with {name}")
    return found


def listens(port: int) -> bool:
    """Tell whether something answers on the port."""
    with socket.socket(socket.AF_INET) as tried:
        tried.settimeout(1)
        return tried.connect_ex((LOOPBACK, port)) == 0


class Held:
    """Ports kept from everybody else between their choice and the start of who will listen on them."""

    def __init__(self, ports: Iterable[int]) -> None:
        self._sockets: dict[int, socket.socket] = {}
        try:
            for port in ports:
                self._sockets[port] = _listening(port)
        except OSError as error:
            self.release(*self._sockets)
            raise PortError("another demo took a port at the same moment; start this one again") from error

    def release(self, *ports: int) -> None:
        """Let go of ports whose own server is about to start."""
        for port in ports:
            held = self._sockets.pop(port, None)
            if held is not None:
                held.close()


def _listening(port: int) -> socket.socket:
    held = socket.socket(socket.AF_INET)
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        held.bind((LOOPBACK, port))
        held.listen(1)
    except OSError:
        held.close()
        raise
    return held
