"""The cookie of a signed-in browser: `__Host-` over TLS, and a plain name on loopback only.

The `__Host-` prefix makes browsers refuse it unless it is secure, for this host alone and for the whole path.
"""

from fastapi import Request
from fastapi.responses import Response

from hub.domain.errors import NotAllowedError
from hub.settings import settings

SECURE, PLAIN = "__Host-hub", "hub"
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def read(request: Request) -> str | None:
    """Read the session's token from the cookie that fits this connection; None where there can be none."""
    name = _name(request)
    return request.cookies.get(name) if name else None


def require(request: Request) -> str:
    """Give the cookie's name; raises NotAllowedError on a connection that others could listen to."""
    name = _name(request)
    if name is None:
        raise NotAllowedError("Signing in needs https. Ask whoever runs the hub to set its public address.")
    return name


def put(request: Request, response: Response, token: str) -> None:
    """Give the browser its token; raises NotAllowedError on a connection that others could listen to."""
    name = require(request)
    secure = name == SECURE
    response.set_cookie(name, token, path="/", secure=secure, httponly=True, samesite="lax")


def drop(request: Request, response: Response) -> None:
    """Take the token away again."""
    name = _name(request)
    if name:
        response.delete_cookie(name, path="/", secure=name == SECURE, httponly=True, samesite="lax")


def _name(request: Request) -> str | None:
    if settings().public_url.startswith("https://"):
        return SECURE
    return PLAIN if request.url.hostname in _LOOPBACK else None
