"""Errors as application/problem+json (RFC 9457), every fault of a request at once."""

from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DataError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.exceptions import HTTPException

from hub.domain import errors
from hub.domain.errors import Fault, HubError

_log = structlog.get_logger(__name__)

STATUSES: dict[type[HubError], HTTPStatus] = {
    errors.NotAuthenticatedError: HTTPStatus.UNAUTHORIZED,
    errors.TooManyTriesError: HTTPStatus.TOO_MANY_REQUESTS,
    errors.NotAllowedError: HTTPStatus.FORBIDDEN,
    errors.NotFoundError: HTTPStatus.NOT_FOUND,
    errors.ConflictError: HTTPStatus.CONFLICT,
    errors.InvalidError: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.KeyReusedError: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.DirectoryFileError: HTTPStatus.UNPROCESSABLE_ENTITY,
}
"""The one table of statuses: an error knows what it means, the door knows how HTTP says so."""


def status_of(error: HubError) -> HTTPStatus:
    """Say which HTTP status an error has, for a program and on a page alike."""
    found = (STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES)
    return next(found, HTTPStatus.INTERNAL_SERVER_ERROR)


def problem(
    status: HTTPStatus,
    title: str,
    *,
    code: str,
    faults: Sequence[Fault] = (),
    first: object = None,
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    """Make a problem document."""
    body: dict[str, Any] = {"type": f"urn:victim-referral-hub:{code}", "title": title, "status": int(status)}
    if first is not None:
        body["id"] = str(first)
    body["errors"] = [
        {"pointer": fault.pointer, "code": str(fault.code), "message": fault.message} for fault in faults
    ]
    return JSONResponse(body, status, headers=headers, media_type="application/problem+json")


def _hub_error(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HubError):
        raise error
    status = status_of(error)
    headers = {"WWW-Authenticate": "Bearer"} if status is HTTPStatus.UNAUTHORIZED else None
    first = getattr(error, "first", None)
    return problem(status, error.message, code=error.code, faults=error.faults, first=first, headers=headers)


def _validation_error(_request: Request, error: Exception) -> JSONResponse:
    """Name every fault by its place and kind; what was sent is never repeated."""
    if not isinstance(error, RequestValidationError):
        raise error
    faults = sorted(_fault(each) for each in error.errors())
    title = "The request has faults."
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, title, code="invalid", faults=faults)


_CODES = {"missing": "required", "extra_forbidden": "unknown_field", "json_invalid": "not_json"}


_MESSAGES = {
    "json_invalid": "This is not JSON.",
    "extra_forbidden": "This field is not part of the request.",
    "missing": "This field is required.",
}


def _fault(found: dict[str, Any]) -> Fault:
    kind = found["type"]
    place = [] if kind == "json_invalid" else [str(part) for part in found["loc"][1:]]
    pointer = "".join(f"/{part}" for part in place)
    message = _MESSAGES.get(kind) or f"{found['msg']}."
    return Fault(pointer=pointer, code=_CODES.get(kind, kind), message=message)


def _http_error(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    status = HTTPStatus(error.status_code)
    headers = dict(error.headers) if error.headers else None
    return problem(status, status.phrase, code=status.name.lower(), headers=headers)


def _unavailable(_request: Request, error: Exception) -> JSONResponse:
    _log.error("nothing_could_be_stored", exc_info=error, sqlstate=_state(error))
    return problem(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "Nothing was stored. Send the same request again, with the same Idempotency-Key.",
        code="unavailable",
        headers={"Retry-After": "5"},
    )


def _not_storable(_request: Request, error: Exception) -> JSONResponse:
    _log.info("not_storable", exc_info=error, sqlstate=_state(error))
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "A value cannot be stored as it is.", code="not_storable")


def _unexpected(_request: Request, error: Exception) -> JSONResponse:
    _log.error("unexpected", exc_info=error, sqlstate=_state(error))
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, "The hub failed; nothing was stored.", code="hub_failed")


def _state(error: Exception) -> str | None:
    return getattr(error.orig, "sqlstate", None) if isinstance(error, DBAPIError) else None


ANSWERS: dict[type[Exception], Callable[[Request, Exception], JSONResponse]] = {
    HubError: _hub_error,
    RequestValidationError: _validation_error,
    HTTPException: _http_error,
    OperationalError: _unavailable,
    DataError: _not_storable,
    PoolTimeoutError: _unavailable,
    Exception: _unexpected,
}
"""How each kind of error is answered to a program."""
