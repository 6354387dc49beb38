"""What every page shares: the security headers, and a problem as a page for people."""

from typing import Any

from fastapi.responses import HTMLResponse

from hub.settings import settings
from hub.templating import page

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


def show(template: str, status: int = 200, **context: Any) -> HTMLResponse:
    """Write a page with the headers that all pages carry."""
    known = {"duty_phone": settings().duty_phone, **context}
    return HTMLResponse(page(template, known), status, headers=HEADERS)
