"""The open directory, put together: its routes, its own description, and answers for any page anywhere."""

from collections.abc import Callable, Mapping
from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from starlette.routing import Match, Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hub.db import Database
from hub.open_referral import (
    about,
    organizations,
    service_at_locations,
    services,
    taxonomies,
    taxonomy_terms,
)
from hub.open_referral.about import PREFIX, VERSION

ErrorAnswers = Mapping[type[Exception], Callable[[Request, Exception], Response]]

_ALLOWED = "GET, OPTIONS"


def make_app(database: Database, *, public_url: str, licence: str, answers: ErrorAnswers) -> FastAPI:
    """Make the application; `answers` is how the hub answers each kind of error to a program."""
    app = FastAPI(
        title="Victim referral hub: open directory",
        version=VERSION,
        summary="Open Referral UK 3.0",
        description="Services that support people affected by crime, who offers them, for whom and where.",
        servers=[{"url": PREFIX}],
        root_path_in_servers=False,
        docs_url=None,  # its page would load scripts of somebody else's host
        redoc_url=None,
    )
    app.state.database = database
    app.state.public_url = public_url.rstrip("/")
    app.state.licence = licence
    for kind, answer in answers.items():
        app.add_exception_handler(kind, answer)
    for each in (about, services, service_at_locations, organizations, taxonomies, taxonomy_terms):
        app.include_router(each.router)
    return app


def mounted(app: FastAPI) -> Mount:
    """Give the route under which the gateway has the application."""
    return _WithoutSlashToo(PREFIX, app=_ForAnyPage(app), name="open_referral")


class _WithoutSlashToo(Mount):
    """Takes its own path without the last slash for the one with it: a validator may be given either."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Say whether the application answers here."""
        if scope["type"] != "http" or scope["path"] != self.path:
            return super().matches(scope)
        whole = f"{self.path}/"
        match, child = super().matches({**scope, "path": whole})
        return match, {**child, "path": whole}


class _ForAnyPage:
    """Lets pages of any host read the answers, and caches keep the good ones for some minutes.

    The standard wants this of every response, also of one that failed and to callers that are no browser.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer OPTIONS, and pass everything else on."""
        if scope["type"] == "http" and scope["method"] == "OPTIONS":
            headers = {"Allow": _ALLOWED, "Access-Control-Allow-Methods": _ALLOWED}
            headers |= {"Access-Control-Allow-Headers": "*", "Access-Control-Max-Age": "86400"}
            await Response(status_code=204, headers=headers)(scope, receive, _opened(send))
            return
        await self.app(scope, receive, _opened(send))


def _opened(send: Send) -> Send:
    async def send_opened(message: Message) -> None:
        if message["type"] == "http.response.start":
            is_good = message["status"] < HTTPStatus.MULTIPLE_CHOICES
            keep = b"public, max-age=300" if is_good else b"no-store"
            headers = [*message["headers"], (b"access-control-allow-origin", b"*"), (b"cache-control", keep)]
            message = {**message, "headers": headers}
        await send(message)

    return send_opened
