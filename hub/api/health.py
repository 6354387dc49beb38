"""/health and /metrics: whether the gateway lives, whether it can store, and how much is waiting."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from hub.access.scopes import HUB
from hub.api.door import database
from hub.check import running, watched
from hub.duty.queries import phone
from hub.journey.phoning import duty_at

router = APIRouter(tags=["health"])


@router.get("/health/live")
def get_live() -> dict[str, str]:
    """Say that the gateway runs."""
    return {"status": "live"}


@router.get("/health/ready")
def get_ready(request: Request) -> Response:
    """Say whether a referral could be stored now; a broker that is down does not matter to that."""
    with database(request).transaction(HUB) as tx:
        found = running(tx)
    status = 200 if found.migrated else 503
    body: dict[str, Any] = {"status": "ready" if found.migrated else "not migrated"}
    return JSONResponse(body, status)


@router.get("/metrics")
def get_metrics(request: Request) -> Response:
    """Give what waits, in Prometheus' format; numbers only."""
    with database(request).transaction(HUB) as tx:
        found = running(tx)
        calls, calls_overdue = phone.counts(tx) if found.migrated else (0, 0)
        on_duty = int(found.migrated and duty_at(tx).coordinator is not None)
        findings = len(watched(tx).findings) if found.migrated else 0
    registry = CollectorRegistry()
    for name, meaning, value in (
        ("hub_deliveries_due", "Messages that are due and not yet sent", found.deliveries_due),
        ("hub_oldest_due_seconds", "For how long the oldest of them has been due", found.oldest_due_seconds),
        ("hub_chases_due", "Rungs that are due and not yet climbed", found.chases_due),
        ("hub_triage_open", "Rows that wait for a person", found.triage_open),
        ("hub_triage_overdue", "Those of them that are past their due time", found.triage_overdue),
        ("hub_calls_open", "Calls that are to be made", calls),
        ("hub_calls_overdue", "Those of them that are past their due time", calls_overdue),
        ("hub_on_duty", "Whether the rota has a coordinator or a deputy now: 1 or 0", on_duty),
        (
            "hub_suspended_waiting",
            "Messages that wait for an address that is not in use",
            found.suspended_waiting,
        ),
        ("hub_check_findings", "Invariants that the last checks found broken", findings),
        ("hub_workers_live", "Workers seen in the last 30 seconds", found.workers),
    ):
        Gauge(name, meaning, registry=registry).set(value)
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)
