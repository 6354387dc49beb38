"""One's own account: where one is signed in, and the password."""

from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from hub.access import passwords, sessions
from hub.access.credentials import set_password
from hub.access.signing_in import is_password_of
from hub.db import Transaction
from hub.domain.errors import InvalidError, TooManyTriesError
from hub.portal import cookies
from hub.portal.devices import device_name
from hub.portal.door import AnyVisit, Visit, go_to
from hub.portal.forms import faults_of

router = APIRouter(prefix="/account", include_in_schema=False)


@router.get("")
def get_account(visit: AnyVisit) -> HTMLResponse:
    """Show who one is here and where one is signed in."""
    return _account(visit)


@router.post("/sessions/{session_id}/end", response_model=None)
def post_end_session(visit: AnyVisit, session_id: UUID) -> Response:
    """End one of one's own sessions."""
    visit.run(lambda tx: sessions.end(tx, visit.signed_in.account_id, session_id))
    return go_to("/account")


@router.post("/sessions/end-others", response_model=None)
def post_end_others(visit: AnyVisit) -> Response:
    """End all sessions but this one."""
    mine = visit.signed_in
    visit.run(lambda tx: sessions.end_others(tx, mine.account_id, mine.session_id))
    return go_to("/account")


@router.get("/password")
def get_password(visit: AnyVisit) -> HTMLResponse:
    """Show the form of a new password."""
    return visit.show("account/password.html")


@router.post("/password", response_model=None)
def post_password(request: Request, visit: AnyVisit) -> Response:
    """Change the password: the other sessions end, and this one goes on under a new token."""
    try:
        _check(request, visit)
    except InvalidError as error:
        return visit.show("account/password.html", 422, faults=faults_of(error))
    except TooManyTriesError as error:
        return visit.show("account/password.html", 429, faults={"/present": error.message})
    token = visit.run(lambda tx: _change(tx, visit))
    answer = go_to("/account")
    cookies.put(request, answer, token)
    return answer


def _check(request: Request, visit: Visit) -> None:
    address = request.client.host if request.client else ""
    mine, form = visit.signed_in, visit.form
    passwords.check(form.secret("password"), form.secret("again"), mine.email)
    if not is_password_of(visit.database, mine.account_id, address, form.secret("present")):
        raise InvalidError("The form has faults.", faults=(passwords.NOT_YOURS,))


def _change(tx: Transaction, visit: Visit) -> str:
    set_password(tx, visit.signed_in.account_id, visit.form.secret("password"))
    device = visit.request.headers.get("user-agent", "")
    return sessions.start(tx, visit.signed_in.account_id, device)


def _account(visit: Visit) -> HTMLResponse:
    found = visit.run(lambda tx: sessions.listed(tx, visit.signed_in.account_id))
    shown = [
        {**row, "device": device_name(row["device"]), "is_this": row["id"] == visit.signed_in.session_id}
        for row in found
    ]
    return visit.show("account/account.html", sessions=shown, email=visit.signed_in.email)
