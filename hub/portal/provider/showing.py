"""What all pages of a provider share: the notices to acknowledge, and the form of an act that may be made."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from fastapi.responses import HTMLResponse

from hub.db import Transaction
from hub.delivery.queries.notices import open_notices
from hub.domain.assignment import AssignmentEvent as E
from hub.domain.errors import ConflictError, InvalidError
from hub.portal.door import Visit
from hub.portal.provider.offers import offered
from hub.sight import assignments as sight

Found = dict[str, Any]

MEANWHILE = "This referral has moved on since you opened the page. Open it again to see what you can do now."

_PLAINER: Mapping[str, str] = {
    "before_the_last_event": "Enter a time after what happened last with this referral",
    "before_the_assignment": "Enter a time after the referral was sent to you",
    "not_in_the_future": "The day must be in the future",
    "too_far_ahead": "The day must be within the next 30 days",
}


def answer(
    visit: Visit,
    template: str,
    look: Callable[[Transaction], Found],
    status: int = 200,
    *,
    about: UUID | None = None,
    **context: Any,
) -> HTMLResponse:
    """Show a page with what `look` finds, and above it the notices that nobody has acknowledged yet.

    A page `about` one assignment shows that one's own notices itself.
    """

    def act(tx: Transaction) -> Found:
        agency_id = tx.scope.agency_id
        notices = open_notices(tx, agency_id) if agency_id else ()
        others = [each for each in notices if each.assignment_id != about]
        return {"open_notices": others, "now": tx.now, **look(tx)}

    return visit.show(f"provider/{template}.html", status, **{**visit.run(act), **context})


def ask(
    visit: Visit, assignment_id: UUID, event: E, template: str, status: int = 200, **context: Any
) -> HTMLResponse:
    """Show the form of an act on one assignment, without anything of the person.

    Raises NotFoundError for another agency's, ConflictError where its state does not allow the act.
    """

    def look(tx: Transaction) -> Found:
        row = sight.own(tx, assignment_id)
        if event not in offered(row):
            raise ConflictError(MEANWHILE)
        return {"turn": sight.head(row) | {"service_name": row["service_name"]}}

    given = {name: values[0] for name, values in visit.form.values.items() if name != "token"}
    return answer(visit, template, look, status, **{"given": given, **context})


def faults_for_people(error: InvalidError) -> dict[str, str]:
    """Give the first message for each field, in words for people where the fault speaks to programs."""
    found: dict[str, str] = {}
    for each in error.faults:
        found.setdefault(each.pointer, _PLAINER.get(each.code, each.message))
    return found


def path_of(assignment_id: UUID, done: E | None = None) -> str:
    """Give the address of an assignment's page, which may say what has just been done."""
    return f"/provider/assignments/{assignment_id}{f'?done={done}' if done else ''}"
