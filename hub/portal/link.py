"""The page behind a mail's link: it shows a reference and a form, and only the form's POST does anything.

Scanners open links, so GET and HEAD change nothing. Whoever holds the link can acknowledge and nothing else,
and is on record as not verified.
"""

import hmac
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse

from hub.access.scopes import HUB, by_link
from hub.acknowledgement import queries
from hub.db import Database, Transaction
from hub.delivery.queries import links
from hub.domain.assignment import LIVE, UNANSWERED
from hub.domain.assignment import AssignmentState as S
from hub.domain.codes import RiskBand
from hub.domain.errors import Fault, HubError, InvalidError, NotFoundError
from hub.journey import acknowledge
from hub.portal.pages import show
from hub.sealing import link_token

router = APIRouter(include_in_schema=False)

LONGEST_NAME = 100


@dataclass(frozen=True, kw_only=True)
class Linked:
    """What a good link leads to."""

    assignment_id: UUID
    delivery_id: UUID
    agency_id: UUID
    agency_name: str
    reference: str
    state: S
    is_high_risk: bool

    @property
    def may_acknowledge(self) -> bool:
        """Whether there is still something to acknowledge."""
        return self.state in UNANSWERED

    @property
    def is_over(self) -> bool:
        """Whether this is not the provider's any more."""
        return self.state not in LIVE


@router.api_route("/link/{delivery_id}/{token}", methods=["GET", "HEAD"])
def get_link(request: Request, delivery_id: UUID, token: str) -> HTMLResponse:
    """Show the reference and the form; changes nothing."""
    database: Database = request.app.state.database
    with database.transaction(HUB) as tx:
        linked = find(tx, delivery_id, token)
    if linked is None:
        return show("link_unknown.html", 404)
    return show("link.html", linked=linked, faults={}, name="")


@router.post("/link/{delivery_id}/{token}")
def post_link(
    request: Request, delivery_id: UUID, token: str, name: Annotated[str, Form(max_length=1000)] = ""
) -> HTMLResponse:
    """Acknowledge in the name that was typed."""
    database: Database = request.app.state.database
    try:
        linked = database.run(HUB, lambda tx: _act(tx, delivery_id, token, name))
    except InvalidError as error:
        with database.transaction(HUB) as tx:
            shown = find(tx, delivery_id, token)
        faults = {fault.pointer: fault.message for fault in error.faults}
        return show("link.html", 422, linked=shown, faults=faults, name=name[:LONGEST_NAME])
    except NotFoundError:
        return show("link_unknown.html", 404)
    except HubError:
        return show("link_over.html", 409)
    return show("link_done.html", linked=linked)


def _act(tx: Transaction, delivery_id: UUID, token: str, name: str) -> Linked:
    linked = find(tx, delivery_id, token)
    if linked is None:
        raise NotFoundError("There is no such link.")
    cleaned = " ".join(name.split())
    _check(cleaned)
    acting = tx.acting(by_link(linked.agency_id))
    acknowledge(acting, linked.assignment_id, tx.now, by_name=cleaned)
    links.use(tx, delivery_id)
    return linked


def _check(name: str) -> None:
    faults = {
        "required": (not name, "Enter your name"),
        "too_long": (len(name) > LONGEST_NAME, f"Your name must be {LONGEST_NAME} characters or fewer"),
        "bad_text": (not name.isprintable(), "Your name must not have control characters"),
    }
    found = tuple(
        Fault(pointer="/name", code=code, message=message) for code, (bad, message) in faults.items() if bad
    )
    if found:
        raise InvalidError("The form has faults.", faults=found)


def find(tx: Transaction, delivery_id: UUID, token: str) -> Linked | None:
    """Find what a link leads to; None for one that is wrong or has expired, without telling which."""
    link = links.read(tx, delivery_id)
    if link is None or tx.now >= link["expires_at"]:
        return None
    wanted = link_token(delivery_id, link["link_version"])
    if not hmac.compare_digest(wanted.encode(), token.encode()):
        return None
    (turn,) = queries.lock_known(tx, [link["assignment_id"]])
    return Linked(
        assignment_id=turn.id,
        delivery_id=delivery_id,
        agency_id=turn.agency_id,
        agency_name=link["agency_name"],
        reference=turn.reference,
        state=turn.state,
        is_high_risk=turn.risk is RiskBand.HIGH,
    )
