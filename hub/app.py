"""The gateway, put together: JSON doors, pages, limits, errors."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from hub import logs
from hub.api import assignments, health, monitoring, problems, referrals, routing, triage
from hub.api.limits import BodyLimits
from hub.db import Database
from hub.portal import front, link
from hub.settings import Settings, settings

DESCRIPTION = "Carries every crime victim's referral from the police to the commissioned support service."


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
    problems.install(app)
    for router in (
        referrals.router,
        assignments.router,
        triage.router,
        monitoring.router,
        routing.router,
        health.router,
        front.router,
        link.router,
    ):
        app.include_router(router)
    return app


def gateway() -> FastAPI:
    """Make the gateway of a process: logs first, then the app; uvicorn calls this."""
    configured = settings()
    logs.configure(level=configured.log_level, form=configured.log_format)
    return make_app(configured)
