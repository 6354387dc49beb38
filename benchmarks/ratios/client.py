"""A bare HTTP client over kept connections: it costs as little as can be of the machine that it shares."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What came of some requests: how long all took, each one's seconds, and how many were as wanted."""

    seconds: float
    each: tuple[float, ...]
    good: int

    @property
    def rate(self) -> float:
        """Give the good answers a second."""
        return self.good / self.seconds


@dataclass(frozen=True, kw_only=True)
class Request:
    """One POST."""

    path: str
    key: str
    body: bytes

    def line(self) -> bytes:
        """Write it as it goes over the wire."""
        head = (
            f"POST {self.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {self.key}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(self.body)}\r\n\r\n"
        )
        return head.encode() + self.body


def post_all(port: int, requests: Sequence[Request], *, connections: int, wanted: int = 201) -> Asked:
    """Send requests over some connections, each as soon as the answer before it is there."""
    return asyncio.run(_post_all(port, [each.line() for each in requests], connections, wanted))


async def _post_all(port: int, lines: Sequence[bytes], connections: int, wanted: int) -> Asked:
    waiting, taken, good = iter(lines), list[float](), 0

    async def one() -> None:
        nonlocal good
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for line in waiting:
            began = time.perf_counter()
            writer.write(line)
            status = await _status(reader)
            good += status == wanted
            taken.append(time.perf_counter() - began)
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(connections)))
    return Asked(seconds=time.perf_counter() - began, each=tuple(taken), good=good)


def post_at(port: int, requests: Sequence[Request], *, per_second: float, connections: int = 8) -> Asked:
    """Send requests at a rate, whatever the answers take: each when its time has come."""
    return asyncio.run(_post_at(port, [each.line() for each in requests], per_second, connections))


async def _post_at(port: int, lines: Sequence[bytes], per_second: float, connections: int) -> Asked:
    wanted, began, good, taken = 201, time.perf_counter(), 0, list[float]()
    waiting = iter(enumerate(lines))

    async def one() -> None:
        nonlocal good
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for number, line in waiting:
            await asyncio.sleep(max(0.0, began + number / per_second - time.perf_counter()))
            sent = time.perf_counter()
            writer.write(line)
            status = await _status(reader)
            good += status == wanted
            taken.append(time.perf_counter() - sent)
        writer.close()

    await asyncio.gather(*(one() for _ in range(connections)))
    return Asked(seconds=time.perf_counter() - began, each=tuple(taken), good=good)


async def _status(reader: asyncio.StreamReader) -> int:
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(
        int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")
    )
    await reader.readexactly(length)
    return int(head.split(b" ", 2)[1])
