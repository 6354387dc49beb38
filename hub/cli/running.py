"""Commands that run something: the gateway, a worker, the scheduler, migrations."""

import os
import sys
from typing import Annotated

import typer
import uvicorn
from sqlalchemy import text

from hub import logs, migrations
from hub.cli.shared import err, out, told, transaction
from hub.domain.errors import HubError
from hub.settings import settings


@told
def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, help="How many gateway processes.")] = 1,
) -> None:
    """Run the gateway: the API, the pages and /health."""
    _refuse_an_owner()
    uvicorn.run(
        "hub.app:gateway",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        access_log=False,  # an address may hold a link's secret; the hub's own log has routes only
        server_header=False,
        timeout_graceful_shutdown=10,
    )


@told
def worker(
    threads: Annotated[int, typer.Option(min=1, help="How many tasks side by side.")] = 2,
) -> None:
    """Run a worker: it delivers, chases, and looks for what is due by itself. Run as many as you like."""
    _refuse_an_owner()
    _celery(
        "worker",
        "--pool=threads",
        f"--concurrency={threads}",
        "--without-gossip",
        "--without-mingle",
        "--without-heartbeat",
    )


@told
def scheduler() -> None:
    """Run the scheduler: it rings every few seconds. A second one does no harm."""
    settings()
    _celery("beat", "--scheduler=celery.beat:Scheduler")


@told
def migrate() -> None:
    """Bring the database's tables to this version, as their owner (HUB_OWNER_DATABASE_URL)."""
    logs.configure(level="info", form="console")
    owner = settings().owner_database_url
    if owner is None:
        raise HubError("Set HUB_OWNER_DATABASE_URL to the database as the role that owns its tables.")
    migrations.upgrade(owner.get_secret_value())
    out.print("The tables are up to date.")


def _celery(kind: str, *arguments: str) -> None:
    level = settings().log_level
    # a root user is told so by Celery in eight lines; its reason, pickled messages, is not ours: JSON only
    quiet = "ignore:You're running the worker with superuser"
    command = [sys.executable, "-W", quiet, "-m", "celery", "-A", "workers.app", "--quiet", kind, *arguments]
    os.execv(sys.executable, [*command, f"--loglevel={level}"])  # noqa: S606  our own interpreter, no shell


_ABOVE_THE_FENCES = text("""
    SELECT EXISTS (SELECT 1 FROM pg_class
                    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
                      AND relowner = current_user::regrole)
        OR EXISTS (SELECT 1 FROM pg_roles
                    WHERE rolname = current_user AND (rolsuper OR rolbypassrls))
""")


def _refuse_an_owner() -> None:
    """Stop where the application's role owns tables: row security and append-only would not hold for it."""
    with transaction() as tx:
        is_above = tx.connection.execute(_ABOVE_THE_FENCES).scalar_one()
    if is_above:
        err.print(
            "HUB_DATABASE_URL names a role that owns tables or is a superuser, so that neither row "
            "security nor the append-only log would hold. Use the application's role, hub_app; the owner "
            "is for `hub migrate` alone.",
            style="bold red",
        )
        raise typer.Exit(1)
