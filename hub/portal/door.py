"""What every page behind the sign-in shares: who visits, in what role, and the form that they sent."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from hub.access import sessions
from hub.access.scopes import HUB, require
from hub.access.sessions import SignedIn
from hub.db import Database, Transaction
from hub.domain.codes import Role
from hub.domain.errors import NotAllowedError, NotAuthenticatedError
from hub.domain.scope import Scope
from hub.portal import cookies
from hub.portal.forms import Form, Sent, check_token
from hub.portal.navigation import Visitor, visitor_of
from hub.portal.pages import HEADERS, show

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Visit:
    """A signed-in person's request, with the means to act in one transaction and to answer with a page."""

    request: Request
    signed_in: SignedIn
    database: Database
    form: Form
    form_token: str

    @property
    def scope(self) -> Scope:
        """For whom this acts."""
        return self.signed_in.scope

    @property
    def visitor(self) -> Visitor:
        """What the layout shows of the person, with the navigation of their role."""
        return visitor_of(self.signed_in, self.form_token, self.request.url.path)

    def run(self, act: Callable[[Transaction], T]) -> T:
        """Run `act` as the person in one transaction."""
        return self.database.run(self.scope, act)

    def show(self, template: str, status: int = 200, **context: Any) -> HTMLResponse:
        """Answer with a page."""
        return show(template, status, request=self.request, **context)


def visit(request: Request, form: Sent) -> Visit:
    """Find out who visits by the cookie; raises NotAuthenticatedError for nobody.

    A POST must carry the token of the session's own forms; raises NotAllowedError for one that does not.
    """
    token = cookies.read(request)
    database: Database = request.app.state.database
    found = None
    if token:
        with database.transaction(HUB) as tx:
            found = sessions.find(tx, token)
    if token is None or found is None:
        raise NotAuthenticatedError("Sign in first.")
    wanted = sessions.form_token(token)
    if request.method == "POST":
        check_token(form, wanted)
    made = Visit(request=request, signed_in=found, database=database, form=form, form_token=wanted)
    request.state.visitor = made.visitor  # for a page that tells of an error
    return made


def perhaps(request: Request, form: Sent) -> Visit | None:
    """Find out who visits a page that is for everybody."""
    if request.method != "GET" or cookies.read(request) is None:
        return None
    try:
        return visit(request, form)
    except NotAuthenticatedError:
        return None


def visit_by(*roles: Role) -> Callable[[Visit], Visit]:
    """Make the dependency that lets in one role, or a few; raises NotAllowedError for the others."""

    def check(found: Annotated[Visit, Depends(visit)]) -> Visit:
        require(found.scope, *roles)
        return found

    return check


def _manager(found: Annotated[Visit, Depends(visit)]) -> Visit:
    if not found.signed_in.is_manager:
        raise NotAllowedError("Only a manager of your agency can do this.")
    return found


AnyVisit = Annotated[Visit, Depends(visit)]
PerhapsVisit = Annotated[Visit | None, Depends(perhaps)]
PoliceVisit = Annotated[Visit, Depends(visit_by(Role.POLICE))]
ProviderVisit = Annotated[Visit, Depends(visit_by(Role.PROVIDER))]
CoordinatorVisit = Annotated[Visit, Depends(visit_by(Role.COORDINATOR))]
CommissionerVisit = Annotated[Visit, Depends(visit_by(Role.COMMISSIONER))]
AdministratorVisit = Annotated[Visit, Depends(visit_by(Role.ADMINISTRATOR))]
RotaVisit = Annotated[Visit, Depends(visit_by(Role.COORDINATOR, Role.ADMINISTRATOR))]
ManagerVisit = Annotated[Visit, Depends(_manager)]


def go_to(path: str) -> RedirectResponse:
    """Answer a POST by leading to a page, so that reloading it sends nothing again."""
    return RedirectResponse(path, 303, headers=HEADERS)
