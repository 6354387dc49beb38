"""What every page shares: the security headers, and the names that the layout reads."""

from functools import cache
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment

from hub.portal.filters import FILTERS
from hub.portal.look import address
from hub.settings import settings
from hub.templating import page_environment

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(), clipboard-read=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"
    ),
    # a browser that may say nothing sends `Origin: null` with a form, which is what a forged form sends too
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


def show(template: str, status: int = 200, *, request: Request | None = None, **context: Any) -> HTMLResponse:
    """Write a page of templates/web with the headers that all pages carry.

    Who visits is read from the request, where the door put them. `faults` is {field or pointer: message};
    the error summary `errors`, a list of {"text", "href"}, is made of it unless the page gives its own.
    """
    faults = {_field(name): message for name, message in context.get("faults", {}).items()}
    known = {
        "visitor": getattr(request.state, "visitor", None) if request else None,
        "request_path": request.url.path if request else "",
        "duty_phone": settings().duty_phone,
        "asset": address,
        "exit_page": False,
        "errors": [{"text": message, "href": f"#{name}"} for name, message in faults.items()],
        **context,
        "faults": faults,
    }
    return HTMLResponse(_templates().get_template(f"web/{template}").render(known), status, headers=HEADERS)


@cache
def _templates() -> Environment:
    return page_environment(FILTERS)


def _field(name: str) -> str:
    """Turn a pointer such as /person/birth_date into the name of its field, which is also its id."""
    return name.strip("/").replace("/", ".")
