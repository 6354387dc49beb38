"""The gateway, put together: JSON doors, pages, limits, errors."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request, Response

from hub import logs
from hub.api import (
    assignments,
    cover,
    deliveries,
    health,
    monitoring,
    phone_tasks,
    problems,
    referrals,
    routing,
    services,
    surveying,
    triage,
)
from hub.api.limits import BodyLimits
from hub.db import Database
from hub.open_referral import app as open_directory
from hub.portal import error_pages
from hub.portal.routes import ROUTERS
from hub.settings import Settings, settings

ErrorAnswer = Callable[[Request, Exception], Response]

FOR_PROGRAMS = ("/v1/", "/health/", "/metrics", "/openapi.json")
"""Where programs call; everywhere else people read pages."""

DESCRIPTION = "Carries every crime victim's referral from the police to the commissioned support service."

_API = (
    referrals.router,
    assignments.router,
    deliveries.router,
    triage.router,
    monitoring.router,
    routing.router,
    surveying.router,
    services.router,
    phone_tasks.router,
    cover.router,
    health.router,
)


def make_app(configured: Settings | None = None, database: Database | None = None) -> FastAPI:
    """Make the gateway over the configured database, or over one that is given."""
    chosen = configured or settings()
    base = database or Database(chosen.database_url.get_secret_value(), pool=chosen.database_pool)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        if database is None:
            base.close()

    app = FastAPI(
        title="Victim referral hub",
        version="1",
        description=DESCRIPTION,
        lifespan=lifespan,
        docs_url=None,  # its page would load scripts of somebody else's host
        redoc_url=None,
    )
    app.state.database = base
    app.add_middleware(BodyLimits)
    _answer_errors(app)
    for router in (*_API, *ROUTERS):
        app.include_router(router)
    opened = open_directory.make_app(
        base,
        public_url=chosen.public_url,
        licence=chosen.open_data_licence,
        answers=problems.ANSWERS,
    )
    app.router.routes.append(open_directory.mounted(opened))
    return app


def _answer_errors(app: FastAPI) -> None:
    """Answer an error of the API as a problem document, and one of a page as a page."""

    def by_door(to_program: ErrorAnswer) -> ErrorAnswer:
        def answer(request: Request, error: Exception) -> Response:
            is_program = request.url.path.startswith(FOR_PROGRAMS)
            return (
                to_program(request, error)
                if is_program
                else error_pages.answer(request, error, problems.status_of)
            )

        return answer

    for kind, to_program in problems.ANSWERS.items():
        app.add_exception_handler(kind, by_door(to_program))


def gateway() -> FastAPI:
    """Make the gateway of a process: logs first, then the app; uvicorn calls this."""
    configured = settings()
    logs.configure(level=configured.log_level, form=configured.log_format)
    return make_app(configured)
