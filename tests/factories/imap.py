"""A small IMAP server over TLS, as much of RFC 3501 and RFC 6851 as reading a mailbox takes."""

import re
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

USER, PASSWORD = "returns", 'a "quoted" password'


@dataclass
class Kept:
    """What the server holds, by folder and unique id, and how it behaves."""

    folders: dict[str, dict[int, bytes]] = field(default_factory=lambda: {"INBOX": {}})
    deleted: set[int] = field(default_factory=set)
    moves: bool = True
    """Whether it knows MOVE."""
    refuses: str | None = None
    """A command that it says no to."""
    drips: bool = False
    """Whether it sends one byte of an endless greeting at a time."""
    commands: list[str] = field(default_factory=list)
    port: int = 0
    stopped: threading.Event = field(default_factory=threading.Event)

    def put(self, raw: bytes) -> int:
        """Let a mail arrive."""
        uid = 1 + max([uid for mails in self.folders.values() for uid in mails], default=0)
        self.folders["INBOX"][uid] = raw
        return uid

    def waiting(self) -> list[int]:
        """Name what is in the folder and not deleted."""
        return sorted(set(self.folders["INBOX"]) - self.deleted)


class _Talk(socketserver.StreamRequestHandler):
    kept: Kept

    def handle(self) -> None:
        kept = self.kept
        while kept.drips and not kept.stopped.wait(0.05):
            self.wfile.write(b"*")
        self._say("* OK ready")
        while line := self.rfile.readline().decode().strip():
            tag, _, command = line.partition(" ")
            name = command.upper().removeprefix("UID ").partition(" ")[0]
            kept.commands.append(name)
            if name == kept.refuses:
                self._say(f"{tag} NO not that")
            elif not getattr(self, f"_{name.lower()}")(tag, command):
                self._say(f"{tag} OK done")
            if name == "LOGOUT":
                return

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def _capability(self, _tag: str, _command: str) -> None:
        self._say(f"* CAPABILITY IMAP4rev1{' MOVE' if self.kept.moves else ''}")

    def _login(self, tag: str, command: str) -> bool:
        wanted = PASSWORD.replace('"', '\\"')
        if command.endswith(f'{USER} "{wanted}"'):
            return False
        self._say(f"{tag} NO who are you")
        return True

    def _create(self, _tag: str, command: str) -> None:
        self.kept.folders.setdefault(_folder(command), {})

    def _select(self, tag: str, command: str) -> bool:
        if _folder(command) in self.kept.folders:
            self._say(f"* {len(self.kept.folders[_folder(command)])} EXISTS")
            return False
        self._say(f"{tag} NO there is none")
        return True

    def _search(self, _tag: str, _command: str) -> None:
        self._say(f"* SEARCH {' '.join(map(str, self.kept.waiting()))}".rstrip())

    def _fetch(self, _tag: str, command: str) -> None:
        uid, start, size = map(int, re.findall(r"FETCH (\d+) \(BODY\.PEEK\[\]<(\d+)\.(\d+)>\)", command)[0])
        raw = self.kept.folders["INBOX"].get(uid)
        if raw is not None:
            part = raw[start : start + size]
            self._say(f"* 1 FETCH (UID {uid} BODY[]<{start}> {{{len(part)}}}")
            self.wfile.write(part + b")\r\n")

    def _move(self, tag: str, command: str) -> None:
        self._copy(tag, command)
        self.kept.folders["INBOX"].pop(_uid(command), None)

    def _copy(self, _tag: str, command: str) -> None:
        raw = self.kept.folders["INBOX"].get(_uid(command))
        if raw is not None:
            self.kept.folders[_folder(command)][_uid(command)] = raw

    def _store(self, _tag: str, command: str) -> None:
        assert "\\Deleted" in command
        self.kept.deleted.add(_uid(command))

    def _logout(self, _tag: str, _command: str) -> None:
        self._say("* BYE")


def _folder(command: str) -> str:
    return re.findall(r'"([^"]+)"', command)[-1]


def _uid(command: str) -> int:
    return int(re.findall(r"(?:MOVE|COPY|STORE) (\d+)", command)[0])


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, *_: object) -> None:
        """A client that hangs up is no news."""


@contextmanager
def imap_server(context: ssl.SSLContext, kept: Kept) -> Iterator[Kept]:
    """Serve what is kept on loopback."""
    with _Server(("127.0.0.1", 0), type("Talk", (_Talk,), {"kept": kept})) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        kept.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield kept
        finally:
            kept.stopped.set()
            server.shutdown()
