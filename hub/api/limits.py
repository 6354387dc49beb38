"""What is refused before anything is read: bodies that are too large, and bodies that are no JSON."""

from contextlib import suppress
from http import HTTPStatus

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hub.api.problems import problem

LARGEST_BODY = 256 * 1024
"""Bytes. A submission with every field at its limit has about 20 kB."""

_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})


class _TooLargeError(Exception):
    """Raised while a body is read; whatever the app makes of it, the answer is 413."""


class BodyLimits:
    """Answer 413 for bodies over the limit, and 415 under /v1 for what is not application/json."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what may pass."""
        if scope["type"] != "http" or scope["method"] not in _WITH_BODY:
            await self.app(scope, receive, send)
            return
        if _is_of_another_kind(scope):
            title = "Send the body as application/json."
            answer = problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, title, code="unsupported_media_type")
            await answer(scope, receive, send)
            return
        body = _Counted(receive, send)
        with suppress(_TooLargeError):
            await self.app(scope, body.receive, body.send)
        if body.is_too_large:
            title = f"A body may have {LARGEST_BODY} bytes at most."
            answer = problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, title, code="too_large")
            await answer(scope, receive, send)


def _is_of_another_kind(scope: Scope) -> bool:
    """Say whether there is a body under /v1 that is no JSON; many acts need none, and then no kind either."""
    headers = dict(scope["headers"])
    kind = headers.get(b"content-type", b"").split(b";")[0].strip().lower()
    is_empty = headers.get(b"content-length", b"0") == b"0" and b"transfer-encoding" not in headers
    return scope["path"].startswith("/v1/") and kind != b"application/json" and bool(kind or not is_empty)


class _Counted:
    """Counts a body while it is read, and holds back what is answered to one that is too large.

    FastAPI takes any fault of reading for a bad request, so the exception alone would be lost.
    """

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send
        self._seen = 0
        self.is_too_large = False

    async def receive(self) -> Message:
        message = await self._receive()
        self._seen += len(message.get("body", b""))
        if self._seen > LARGEST_BODY:
            self.is_too_large = True
            raise _TooLargeError
        return message

    async def send(self, message: Message) -> None:
        if not self.is_too_large:
            await self._send(message)
