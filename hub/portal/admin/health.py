"""What runs, what waits, and whether what must always hold does: numbers only."""

from importlib import metadata
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from hub.access.scopes import widen
from hub.check import INVARIANTS, SEEN_LATELY, breaches, revision, running, watched, workers
from hub.db import Transaction
from hub.directory.queries.editions import current_edition
from hub.journey.phoning import duty_at
from hub.portal.door import AdministratorVisit
from hub.settings import MailRoute, settings

router = APIRouter(prefix="/admin/health", include_in_schema=False)


@router.get("")
def get_health(visit: AdministratorVisit) -> HTMLResponse:
    """Show what runs; with `check=1` in the address also whether every invariant holds."""
    is_checked = visit.request.query_params.get("check") == "1"

    def read(tx: Transaction) -> dict[str, Any]:
        widen(tx)  # row security would hide the rows that are counted, and all would seem well
        return {
            "running": running(tx),
            "workers": workers(tx),
            "lately": tx.now - SEEN_LATELY,
            "revision": revision(tx),
            "broken": {each.name: each.count for each in breaches(tx)} if is_checked else {},
            "watched": watched(tx),
            "checked_at": tx.now if is_checked else None,
            "edition": current_edition(tx),
            "duty": duty_at(tx),
        }

    found = visit.run(read)
    return visit.show(
        "admin/health.html", invariants=INVARIANTS, version=_version(), chosen=_settings(), **found
    )


def _settings() -> tuple[tuple[str, str], ...]:
    """Write the settings that people ask about, and no secret."""
    now = settings()
    return (
        ("Public address", now.public_url),
        ("Mail server", _route(now.usual_route)),
        *((f"Mail route {name}", _route(each)) for name, each in now.mail_routes.items()),
        ("Sender of mails", now.mail_from),
        ("Messages are", "sent" if now.delivery_channel == "live" else "printed and not sent"),
        ("Mailbox of the coordinator on duty", now.duty_mailbox),
        ("Phone of the coordinator on duty", now.duty_phone),
        ("Signed out without a page after", f"{now.session_idle_minutes} minutes"),
        ("Signed out in any case after", f"{now.session_hours} hours"),
        ("Webhooks on private addresses", "allowed" if now.allow_private_webhooks else "refused"),
    )


def _route(route: MailRoute) -> str:
    return f"{route.host}, port {route.port}, encryption: {route.tls}"


def _version() -> str:
    try:
        return metadata.version("victim-referral-hub")
    except metadata.PackageNotFoundError:
        return "from the source tree, not installed"
