"""Receivers that do next to nothing, so that what is measured is the hub: one of mails, one of webhooks.

    python -m benchmarks.ratios.receivers smtp PORT
    python -m benchmarks.ratios.receivers http PORT

A webhook whose path is /drip is answered a byte a second, for as long as the other side bears it.
"""

import asyncio
import sys
from contextlib import suppress

GONE = (ConnectionError, asyncio.IncompleteReadError)
NO_CONTENT = b"HTTP/1.1 204 No Content\r\nConnection: keep-alive\r\n\r\n"
DRIP = b"HTTP/1.1 200 OK\r\nX-Slow: " + b"z" * 600
LONGEST_SECONDS = 3600.0


async def take_mails(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Take every mail of one connection."""
    writer.write(b"220 bench\r\n")
    with suppress(*GONE):
        while line := await reader.readline():
            word = line[:4].upper()
            if word == b"DATA":
                writer.write(b"354 go on\r\n")
                await reader.readuntil(b"\r\n.\r\n")
                writer.write(b"250 taken\r\n")
            elif word == b"QUIT":
                writer.write(b"221 bye\r\n")
                break
            else:
                writer.write(b"250 bench\r\n")
    writer.close()


async def take_webhooks(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Take every webhook of one connection."""
    with suppress(*GONE):
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(_length(head))
            if head.startswith(b"POST /drip"):
                await _drip(writer)
            writer.write(NO_CONTENT)


async def _drip(writer: asyncio.StreamWriter) -> None:
    for place in range(len(DRIP)):
        writer.write(DRIP[place : place + 1])
        await writer.drain()
        await asyncio.sleep(1)


def _length(head: bytes) -> int:
    lines = head.lower().split(b"\r\n")
    return next((int(line[15:]) for line in lines if line.startswith(b"content-length:")), 0)


async def main(kind: str, port: int) -> None:
    """Listen until the process is ended, or an hour is over."""
    take = {"smtp": take_mails, "http": take_webhooks}[kind]
    server = await asyncio.start_server(take, "127.0.0.1", port, limit=2**20)
    async with server:
        await asyncio.sleep(LONGEST_SECONDS)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
