"""Errors as pages: what happened, that nothing was changed, and what to do next."""

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import quote

import structlog
from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.exceptions import HTTPException

from hub.domain import errors
from hub.domain.errors import HubError
from hub.portal.pages import HEADERS, show

_log = structlog.get_logger(__name__)

_TITLES: dict[HTTPStatus, str] = {
    HTTPStatus.NOT_FOUND: "Page not found",
    HTTPStatus.FORBIDDEN: "You cannot do this",
    HTTPStatus.CONFLICT: "This has changed meanwhile",
    HTTPStatus.UNPROCESSABLE_ENTITY: "There is a problem with this request",
    HTTPStatus.TOO_MANY_REQUESTS: "Too many tries",
    HTTPStatus.SERVICE_UNAVAILABLE: "The service is not available",
    HTTPStatus.METHOD_NOT_ALLOWED: "Page not found",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "This was too long",
}

_NOTHING_THERE = "If you typed or pasted the address, check that it is whole."
_NOT_TEXT = "Something that was sent is no text that can be kept. Go back and type it anew."
_NOTHING_STORED = "Nothing was stored. Try again in a few minutes."

_OTHERS: tuple[tuple[type[Exception], HTTPStatus, str], ...] = (
    (RequestValidationError, HTTPStatus.NOT_FOUND, _NOTHING_THERE),
    (DataError, HTTPStatus.UNPROCESSABLE_ENTITY, _NOT_TEXT),
    (OperationalError, HTTPStatus.SERVICE_UNAVAILABLE, _NOTHING_STORED),
    (PoolTimeoutError, HTTPStatus.SERVICE_UNAVAILABLE, _NOTHING_STORED),
)


def answer(request: Request, error: Exception, status_of: Callable[[HubError], HTTPStatus]) -> Response:
    """Answer any error of a page with a page; whoever is not signed in is led to the sign-in.

    `status_of` is the one table of statuses, which the API keeps.
    """
    if isinstance(error, errors.NotAuthenticatedError):
        return _sign_in_first(request)
    if isinstance(error, HubError):
        return _page(request, status_of(error), error.message)
    if isinstance(error, HTTPException):
        status = HTTPStatus(error.status_code)
        return _page(request, status, _NOTHING_THERE if status < HTTPStatus.INTERNAL_SERVER_ERROR else "")
    for kind, status, message in _OTHERS:
        if isinstance(error, kind):
            return _page(request, status, message)
    _log.error("unexpected", exc_info=error)
    return _page(request, HTTPStatus.INTERNAL_SERVER_ERROR, _NOTHING_STORED)


def _sign_in_first(request: Request) -> Response:
    is_a_page = request.method == "GET"
    wanted = f"?after={quote(request.url.path)}" if is_a_page else ""
    return RedirectResponse(f"/sign-in{wanted}", HTTPStatus.SEE_OTHER, headers=HEADERS)


def _page(request: Request, status: HTTPStatus, message: str) -> Response:
    title = _TITLES.get(status, "There is a problem with the service")
    return show("error.html", status, request=request, title=title, message=message)
