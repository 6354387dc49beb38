"""Who answers over bank holidays: a provider sees its own, those who oversee see all."""

from typing import Any

from hub.access.scopes import require
from hub.db import Transaction
from hub.domain.calendar import london_date
from hub.domain.codes import Role
from hub.duty.queries import cover
from hub.duty.queries.cover import Request


def listed(tx: Transaction) -> tuple[dict[str, Any], ...]:
    """Show the requests about bank holidays that are not over, by their days and by name."""
    require(tx.scope, Role.PROVIDER, Role.COORDINATOR, Role.COMMISSIONER)
    own = tx.scope.agency_id if tx.scope.role is Role.PROVIDER else None
    return tuple(map(_shown, cover.from_day(tx, london_date(tx.now), own)))


def _shown(request: Request) -> dict[str, Any]:
    return {
        "id": request.id,
        "provider": request.agency,
        "provider_name": request.agency_name,
        "first_day": request.first_day,
        "last_day": request.last_day,
        "asked_at": request.asked_at,
        "answer_by": request.alert_at,
        "commissioner_told_at": request.alerted_at,
        "confirmed_at": request.confirmed_at,
        "answers": request.answers or None,
    }
