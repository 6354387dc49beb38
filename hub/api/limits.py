"""What is refused before anything is read: bodies that are too large, and bodies that are no JSON."""

from http import HTTPStatus

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hub.api.problems import problem

LARGEST_BODY = 256 * 1024
"""Bytes. A submission with every field at its limit has about 20 kB."""

_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})


class _TooLargeError(Exception):
    """Raised while a body is read; answered by the middleware that raised it."""


class BodyLimits:
    """Answer 413 for bodies over the limit, and 415 under /v1 for what is not application/json."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what may pass."""
        if scope["type"] != "http" or scope["method"] not in _WITH_BODY:
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        kind = headers.get(b"content-type", b"").split(b";")[0].strip().lower()
        if scope["path"].startswith("/v1/") and kind != b"application/json":
            title = "Send the body as application/json."
            answer = problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, title, code="unsupported_media_type")
            await answer(scope, receive, send)
            return
        try:
            await self.app(scope, _counted(receive), send)
        except _TooLargeError:
            title = f"A body may have {LARGEST_BODY} bytes at most."
            answer = problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, title, code="too_large")
            await answer(scope, receive, send)


def _counted(receive: Receive) -> Receive:
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > LARGEST_BODY:
            raise _TooLargeError
        return message

    return counted
