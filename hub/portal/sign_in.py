"""Signing in and out."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from hub.access import sessions
from hub.access.scopes import HUB
from hub.access.signing_in import Tried, sign_in
from hub.db import Database
from hub.domain.errors import NotAllowedError, NotAuthenticatedError, TooManyTriesError
from hub.portal import cookies
from hub.portal.door import AnyVisit, PerhapsVisit, go_to
from hub.portal.forms import Form, Sent
from hub.portal.navigation import PAGES, home
from hub.portal.pages import show

router = APIRouter(include_in_schema=False)

LONGEST_PATH = 200


@router.get("/sign-in", response_model=None)
def get_sign_in(request: Request, visit: PerhapsVisit, after: str = "") -> Response:
    """Show the form, or lead whoever is signed in to their first page."""
    if visit is not None:
        return go_to(home(visit.signed_in.role))
    cookies.require(request)
    return show("sign_in.html", request=request, after=own_path(after), email="")


@router.post("/sign-in", response_model=None)
def post_sign_in(request: Request, form: Sent) -> Response:
    """Sign in; whatever was wrong is answered alike."""
    cookies.require(request)
    faults = _missing(form)
    if faults:
        return _again(request, form, 422, faults)
    database: Database = request.app.state.database
    try:
        token = sign_in(database, _tried(request, form))
    except NotAuthenticatedError as error:
        return _again(request, form, 401, {"email": error.message})
    except TooManyTriesError as error:
        refusal = _again(request, form, 429, {"email": error.message})
        refusal.headers["Retry-After"] = "900"
        return refusal
    answer = go_to(_landing(database, token, form.text("after")))
    cookies.put(request, answer, token)
    return answer


@router.post("/sign-out")
def post_sign_out(request: Request, visit: AnyVisit) -> RedirectResponse:
    """End this session here and at the hub."""
    visit.run(lambda tx: sessions.end(tx, visit.signed_in.account_id, visit.signed_in.session_id))
    answer = go_to("/signed-out")
    cookies.drop(request, answer)
    return answer


@router.get("/signed-out")
def get_signed_out(request: Request) -> HTMLResponse:
    """Say that nobody is signed in any more."""
    return show("signed_out.html", request=request)


def own_path(path: str) -> str:
    """Take a path of a role's own pages to go on to, and nothing else: no other host can be smuggled in."""
    known = [href for links in PAGES.values() for _, href in links]
    fits = len(path) <= LONGEST_PATH and all(letter.isalnum() or letter in "/-_" for letter in path)
    return path if fits and any(path == href or path.startswith(f"{href}/") for href in known) else ""


def _tried(request: Request, form: Form) -> Tried:
    return Tried(
        email=form.text("email"),
        password=form.secret("password"),
        address=request.client.host if request.client else "",
        device=request.headers.get("user-agent", "")[: sessions.LONGEST_DEVICE],
        had=cookies.read(request),
    )


def _missing(form: Form) -> dict[str, str]:
    needed = {"email": "Enter your email address", "password": "Enter your password"}
    return {name: message for name, message in needed.items() if not form.secret(name).strip()}


def _again(request: Request, form: Form, status: int, faults: dict[str, str]) -> HTMLResponse:
    return show(
        "sign_in.html",
        status,
        request=request,
        after=own_path(form.text("after")),
        email=form.text("email")[:254],
        faults=faults,
    )


def _landing(database: Database, token: str, after: str) -> str:
    with database.transaction(HUB) as tx:
        found = sessions.find(tx, token)
    if found is None:
        raise NotAllowedError("Your account was ended just now.")
    wanted = own_path(after)
    is_own = any(wanted == href or wanted.startswith(f"{href}/") for _, href in PAGES[found.role])
    return wanted if is_own else home(found.role)
