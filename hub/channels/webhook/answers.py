"""What an endpoint's answer, or its silence, says about trying again."""

import ssl
from collections.abc import Iterator
from contextlib import suppress

import httpcore2
import httpx2

from hub.channels import Code, Sent, delivered, permanent, retryable
from hub.channels.webhook.network import PrivateAddressError
from hub.channels.webhook.retry_after import wish
from hub.db import wall_clock

MOST_OF_AN_ANSWER = 64 * 1024
TROUBLE = (httpcore2.NetworkError, httpcore2.ProtocolError, httpcore2.TimeoutException, OSError)
"""Everything that a connection raises; PrivateAddressError comes before there is one."""

_BUSY = frozenset({408, 421, 425, 429})
_MAY_BE_MENDED = frozenset({401, 403, 404, 422})
"""They speak of a key, a path or a check on the other side, which somebody there mends once told."""
_GONE = 410
OK, REDIRECT, CLIENT, SERVER = 200, 300, 400, 500


def judged(response: httpx2.Response) -> Sent:
    """Read a status.

    Any other 4xx is for good: it is about the bytes, which would be the same again, and the next address
    of the agency is then the quicker way.
    """
    status = response.status_code
    if OK <= status < REDIRECT:
        return delivered(status=status)
    if REDIRECT <= status < CLIENT:
        return permanent(Code.REDIRECTED, status)
    if status == _GONE:
        return permanent(Code.GONE, status)
    if status in _MAY_BE_MENDED:
        return retryable(Code.REFUSED, status)
    return busy(response) or permanent(Code.REFUSED, status)


def busy(response: httpx2.Response) -> Sent | None:
    """Say of an answer that means "not now" for how long; None for any other."""
    status, headers = response.status_code, response.headers
    if status not in _BUSY and status < SERVER:
        return None
    asked = wish(headers.get_list("retry-after"), headers.get_list("date"), wall_clock())
    return retryable(Code.BUSY if status in _BUSY else Code.SERVER_ERROR, status, asked)


def broken(error: Exception) -> Sent:
    """Judge what went wrong before there was an answer."""
    match error:
        case PrivateAddressError():
            return permanent(Code.BAD_ADDRESS)
        case httpcore2.TimeoutException() | TimeoutError():
            return retryable(Code.TIMED_OUT)
        case ssl.SSLError():
            return retryable(Code.TLS_FAILED)
        case httpcore2.ProtocolError():
            return retryable(Code.SERVER_ERROR)
        case _:
            return retryable(Code.UNREACHABLE)


def bounded(response: httpx2.Response) -> Iterator[bytes]:
    """Give an answer's body in parts, up to the cap and not much further."""
    read = 0
    for part in response.iter_raw():
        yield part
        read += len(part)
        if read > MOST_OF_AN_ANSWER:
            return


def read_some(response: httpx2.Response) -> None:
    """Read a small answer to its end, for the connection's sake; its status has said all that counts."""
    with suppress(*TROUBLE):
        for _ in bounded(response):
            pass
