"""The page behind an invitation: a person sets a password, once."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from hub.access import invitations
from hub.access.scopes import HUB
from hub.db import Database
from hub.domain.errors import InvalidError
from hub.portal import cookies
from hub.portal.door import go_to
from hub.portal.forms import Sent, faults_of
from hub.portal.pages import show

router = APIRouter(prefix="/invitation", include_in_schema=False)


@router.get("/{token}")
def get_invitation(request: Request, token: str) -> HTMLResponse:
    """Show for whom the invitation is, and the form; opening it uses nothing up."""
    return _form(request, token, 200, {})


@router.post("/{token}", response_model=None)
def post_invitation(request: Request, form: Sent, token: str) -> Response:
    """Set the password; then sign in with it."""
    cookies.require(request)
    database: Database = request.app.state.database
    password, again = form.secret("password"), form.secret("again")
    try:
        database.run(HUB, lambda tx: invitations.open_account(tx, token, password, again))
    except InvalidError as error:
        return _form(request, token, 422, faults_of(error))
    return go_to("/sign-in")


def _form(request: Request, token: str, status: int, faults: dict[str, str]) -> HTMLResponse:
    database: Database = request.app.state.database
    with database.transaction(HUB) as tx:
        found = invitations.invited(tx, token)
    if found is None:
        return show("invitation_over.html", 404, request=request)
    return show("invitation.html", status, request=request, invited=found, faults=faults)
