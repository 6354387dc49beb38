"""Every role at every page, with what is its own, another agency's, ended, and nobody's: nothing leaks.

The table is held against the routes themselves: a page without a row fails.
"""

import re
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count
from uuid import UUID, uuid4

import psycopg
import pytest
from fastapi import FastAPI
from sqlalchemy import insert, select

from hub.access import accounts, passwords, sessions
from hub.access.keys import NewKey, make
from hub.access.scopes import HUB
from hub.app import FOR_PROGRAMS, make_app
from hub.db import Database
from hub.demo.prepare import directory_file
from hub.directory.rules import read_routing_table
from hub.domain.codes import AgencyKind, Role
from hub.domain.ids import new_id
from hub.jobs import silence
from hub.journey import commissioning
from hub.models import Agency, Delivery, Endpoint
from hub.routing import queries
from hub.settings import settings
from tests.factories.duty import asked_about_easter, asked_to_ring, on_the_rota
from tests.factories.gateway import Api, Post, routes_of
from tests.factories.portal import HERE, Portal, account_of, open_account
from tests.factories.time import Clock
from tests.factories.whole_database import tables_over

HOLDER, STRANGER = "anthony-walker-foundation", "rasa"
VISITORS = {
    "police": Role.POLICE,
    "sigma": Role.POLICE,
    "vulnerable-persons": Role.POLICE,
    "other-force": Role.POLICE,
    HOLDER: Role.PROVIDER,
    STRANGER: Role.PROVIDER,
    "coordinator": Role.COORDINATOR,
    "commissioner": Role.COMMISSIONER,
    "administrator": Role.ADMINISTRATOR,
}
MANAGERS = frozenset(VISITORS) - {"sigma", "vulnerable-persons"}
OF_THE_UNIT = frozenset({"police", "sigma"})
LOADED, WORLD = "template_loaded", "template_world"
_numbers = count(1)
PERSON = ("Ines", "Example Street", "07700 900123", "ines@example.org", "free text")


@dataclass(frozen=True)
class Row:
    """Who may come at all, and whose the object is; None for a page that is about no one object."""

    visitors: frozenset[str]
    own: frozenset[str] | None = None


def all_of(role):
    return frozenset(who for who, theirs in VISITORS.items() if theirs is role)


POLICE, PROVIDER = all_of(Role.POLICE), all_of(Role.PROVIDER)
COORDINATOR, COMMISSIONER = all_of(Role.COORDINATOR), all_of(Role.COMMISSIONER)
ADMINISTRATOR, EVERYBODY = all_of(Role.ADMINISTRATOR), frozenset(VISITORS)

UNITS = Row(POLICE, OF_THE_UNIT)
DRAFT = Row(POLICE, frozenset({"sigma"}))
HOLDERS = Row(PROVIDER, frozenset({HOLDER}))
TRIAGE = Row(COORDINATOR, COORDINATOR)
COLLEAGUE = Row(MANAGERS, frozenset({HOLDER}))
ADMINS = Row(ADMINISTRATOR, ADMINISTRATOR)

PUBLIC = {
    "GET /",
    "GET /emergency-help",
    "GET /privacy",
    "GET /accessibility",
    "GET /find-support",
    "POST /find-support",
    "GET /services/{slug}",
    "GET /static/{name}",
    "GET /sign-in",
    "POST /sign-in",
    "GET /signed-out",
    "GET /invitation/{token}",
    "POST /invitation/{token}",
}
"""For anybody; the last two need the invitation's own secret (tests/functional/test_sign_in.py)."""

ROWS: dict[str, Row] = {
    "GET /account": Row(EVERYBODY),
    "POST /account/sessions/{session_id}/end": Row(EVERYBODY, frozenset({HOLDER})),
    "POST /account/sessions/end-others": Row(EVERYBODY),
    "GET /account/password": Row(EVERYBODY),
    "POST /account/password": Row(EVERYBODY),
    "POST /sign-out": Row(EVERYBODY),
    "GET /team": Row(MANAGERS),
    "GET /team.csv": Row(MANAGERS),
    "GET /team/invite": Row(MANAGERS),
    "POST /team/invite": Row(MANAGERS),
    "GET /team/{account_id}": COLLEAGUE,
    "POST /team/{account_id}/{act}": COLLEAGUE,
    "GET /police": Row(POLICE),
    "GET /police/referrals.csv": Row(POLICE),
    "GET /police/search": Row(POLICE),
    "POST /police/search": Row(POLICE),
    "GET /police/new": Row(POLICE),
    "POST /police/new": Row(POLICE),
    "GET /police/drafts/{draft_id}": DRAFT,
    "GET /police/drafts/{draft_id}/check": DRAFT,
    "POST /police/drafts/{draft_id}/delete": DRAFT,
    "POST /police/drafts/{draft_id}/send": DRAFT,
    "GET /police/drafts/{draft_id}/{step}": DRAFT,
    "POST /police/drafts/{draft_id}/{step}": DRAFT,
    "GET /police/referrals/{referral_id}": UNITS,
    "GET /police/referrals/{referral_id}/sent": UNITS,
    "GET /police/referrals/{referral_id}/let-go": UNITS,
    "POST /police/referrals/{referral_id}/let-go": UNITS,
    "POST /police/referrals/{referral_id}/send-again": UNITS,
    "GET /police/referrals/{referral_id}/recall/{assignment_id}": UNITS,
    "POST /police/referrals/{referral_id}/recall/{assignment_id}": UNITS,
    "POST /police/referrals/{referral_id}/tasks/{task}/done": UNITS,
    "GET /police/referrals/{referral_id}/amend": UNITS,
    "POST /police/referrals/{referral_id}/amend": UNITS,
    "GET /police/referrals/{referral_id}/withdraw": UNITS,
    "POST /police/referrals/{referral_id}/withdraw": UNITS,
    "GET /provider": Row(PROVIDER),
    "GET /provider/inbox.csv": Row(PROVIDER),
    "GET /provider/deliveries": Row(PROVIDER),
    "GET /provider/deliveries.csv": Row(PROVIDER),
    "GET /provider/deliveries/{delivery_id}": HOLDERS,
    "POST /provider/deliveries/{delivery_id}/replay": HOLDERS,
    "POST /provider/endpoints/{endpoint_id}/test": HOLDERS,
    "GET /coordinator/deliveries/{delivery_id}": TRIAGE,
    "POST /coordinator/deliveries/{delivery_id}/replay": TRIAGE,
    "GET /provider/assignments/{assignment_id}": HOLDERS,
    **{
        f"{method} /provider/assignments/{{assignment_id}}/{act}": HOLDERS
        for act in (
            "accept",
            "assess",
            "complete",
            "contact-attempts",
            "decline",
            "engage",
            "hold",
            "release",
            "withdraw",
        )
        for method in ("GET", "POST")
    },
    **{
        f"POST /provider/assignments/{{assignment_id}}/{act}": HOLDERS
        for act in ("acknowledge", "check-for-conflict", "consent", "notices", "resume")
    },
    "GET /coordinator": Row(COORDINATOR),
    "GET /coordinator/triage.csv": Row(COORDINATOR),
    "GET /coordinator/triage/{item_id}": TRIAGE,
    "GET /coordinator/triage/{item_id}/compare": TRIAGE,
    "GET /coordinator/many": Row(COORDINATOR),
    "POST /coordinator/many": Row(COORDINATOR),
    **{
        f"{method} /coordinator/triage/{{item_id}}/{act}": TRIAGE
        for act in ("assign", "close", "redrive", "return")
        for method in ("GET", "POST")
    },
    "POST /coordinator/triage/{item_id}/join": TRIAGE,
    "POST /coordinator/triage/{item_id}/release": TRIAGE,
    "GET /coordinator/referrals": Row(COORDINATOR),
    "GET /coordinator/referrals.csv": Row(COORDINATOR),
    "GET /coordinator/referrals/{referral_id}": TRIAGE,
    **{
        f"{method} /coordinator/referrals/{{referral_id}}/{act}": TRIAGE
        for act in ("amend", "assign", "withdraw")
        for method in ("GET", "POST")
    },
    **{
        f"{method} /coordinator/assignments/{{assignment_id}}/{act}": TRIAGE
        for act in ("confirm", "reassign", "recall")
        for method in ("GET", "POST")
    },
    "GET /coordinator/search": Row(COORDINATOR),
    "POST /coordinator/search": Row(COORDINATOR),
    "GET /coordinator/phone/{task_id}": TRIAGE,
    "POST /coordinator/phone/{task_id}": TRIAGE,
    "GET /rota": Row(COORDINATOR | ADMINISTRATOR),
    "POST /rota": Row(COORDINATOR | ADMINISTRATOR),
    "POST /rota/{entry_id}/remove": Row(COORDINATOR | ADMINISTRATOR, COORDINATOR | ADMINISTRATOR),
    "GET /provider/cover": Row(PROVIDER),
    "POST /provider/cover/{cover_id}": HOLDERS,
    "GET /commissioner/cover": Row(COMMISSIONER),
    "GET /commissioner": Row(COMMISSIONER),
    "GET /commissioner/delivery-times.csv": Row(COMMISSIONER),
    "GET /commissioner/figures": Row(COMMISSIONER),
    "GET /commissioner/figures.csv": Row(COMMISSIONER),
    "GET /commissioner/breaches": Row(COMMISSIONER),
    "GET /commissioner/breaches.csv": Row(COMMISSIONER),
    "GET /commissioner/quarters": Row(COMMISSIONER),
    "GET /commissioner/quarters/{quarter}": Row(COMMISSIONER),
    "GET /commissioner/quarters/{quarter}.csv": Row(COMMISSIONER),
    "GET /commissioner/referrals": Row(COMMISSIONER),
    "GET /commissioner/referrals.csv": Row(COMMISSIONER),
    "GET /commissioner/referrals/{referral_id}": Row(COMMISSIONER, COMMISSIONER),
    "GET /commissioner/calendar": Row(COMMISSIONER),
    "POST /commissioner/calendar": Row(COMMISSIONER),
    "GET /commissioner/calendar/remove": Row(COMMISSIONER),
    "POST /commissioner/calendar/remove": Row(COMMISSIONER),
    "GET /commissioner/directory": Row(COMMISSIONER),
    "GET /commissioner/directory/{service_slug}": Row(COMMISSIONER, COMMISSIONER),
    **{
        f"{method} /commissioner/directory/{{service_slug}}/{act}": Row(COMMISSIONER, COMMISSIONER)
        for act in ("pause", "resume")
        for method in ("GET", "POST")
    },
    "GET /commissioner/routing": Row(COMMISSIONER),
    "GET /commissioner/routing/explain": Row(COMMISSIONER),
    "GET /commissioner/support-agencies": Row(COMMISSIONER),
    "GET /commissioner/support-agencies/{support_agency}": Row(COMMISSIONER, COMMISSIONER),
    "POST /commissioner/support-agencies/{support_agency}/checked": Row(COMMISSIONER, COMMISSIONER),
    "POST /commissioner/support-agencies/{support_agency}/closed": Row(COMMISSIONER, COMMISSIONER),
    "GET /commissioner/routing/tables/{table_id}": Row(COMMISSIONER, COMMISSIONER),
    "GET /commissioner/routing/drafts": Row(COMMISSIONER),
    "POST /commissioner/routing/drafts": Row(COMMISSIONER),
    "GET /commissioner/routing/drafts/{routing_draft_id}": Row(COMMISSIONER, COMMISSIONER),
    **{
        f"POST /commissioner/routing/drafts/{{routing_draft_id}}/{act}": Row(COMMISSIONER, COMMISSIONER)
        for act in ("approve", "drop", "publish", "revise")
    },
    "GET /commissioner/routing/drafts/{routing_draft_id}/file": Row(COMMISSIONER, COMMISSIONER),
    "GET /commissioner/routing/tables/{table_id}/file": Row(COMMISSIONER, COMMISSIONER),
    "GET /commissioner/routing/gaps": Row(COMMISSIONER),
    "GET /commissioner/routing/gaps.csv": Row(COMMISSIONER),
    "GET /commissioner/routing/compare": Row(COMMISSIONER),
    "POST /commissioner/routing/compare": Row(COMMISSIONER),
    "GET /admin": Row(ADMINISTRATOR),
    "GET /admin/agencies.csv": Row(ADMINISTRATOR),
    "GET /admin/agencies/{slug}": ADMINS,
    "POST /admin/agencies/{slug}/endpoints/{endpoint_id}/pause": ADMINS,
    "POST /admin/agencies/{slug}/endpoints/{endpoint_id}/resume": ADMINS,
    "POST /admin/agencies/{slug}/endpoints/{endpoint_id}/add-secret": ADMINS,
    "POST /admin/agencies/{slug}/endpoints/{endpoint_id}/drop-secret": ADMINS,
    "POST /admin/agencies/{slug}/endpoints/{endpoint_id}/test": ADMINS,
    "GET /admin/users": Row(ADMINISTRATOR),
    "GET /admin/users.csv": Row(ADMINISTRATOR),
    "GET /admin/users/invite": Row(ADMINISTRATOR),
    "POST /admin/users/invite": Row(ADMINISTRATOR),
    "GET /admin/users/{account_id}": ADMINS,
    "POST /admin/users/{account_id}/{act}": ADMINS,
    "GET /admin/keys": Row(ADMINISTRATOR),
    "GET /admin/keys.csv": Row(ADMINISTRATOR),
    "GET /admin/keys/make": Row(ADMINISTRATOR),
    "POST /admin/keys/make": Row(ADMINISTRATOR),
    "GET /admin/keys/{prefix}": ADMINS,
    "POST /admin/keys/{prefix}/revoke": ADMINS,
    "GET /admin/mails": Row(ADMINISTRATOR),
    "GET /admin/mails.csv": Row(ADMINISTRATOR),
    "GET /admin/mails/returned": Row(ADMINISTRATOR),
    "GET /admin/mails/{delivery_id}": ADMINS,
    "POST /admin/mails/{delivery_id}/replay": ADMINS,
    "GET /admin/health": Row(ADMINISTRATOR),
}


def is_a_page(path):
    return not path.startswith((*FOR_PROGRAMS, "/link/"))


@dataclass(frozen=True)
class World:
    """A gateway, what is in its database, and a session's token for each visitor."""

    app: FastAPI
    names: dict[str, str]
    tokens: dict[str, str]


@pytest.fixture(scope="module")
def built(servers, loaded_template):
    """Build the world once, as a template to clone: one app serves every clone in turn."""
    servers.clone(LOADED, WORLD)
    database = Database(servers.app_url(WORLD), now=Clock())
    with silence(), Api(make_app(settings(), database), loaded_template) as api:
        portal = Portal(api.client.app, database)
        names = build(api, portal, Post(database), database)
        tokens = {who: portal.token(who) for who in VISITORS}
        database.close()
        yield World(app=api.client.app, names=names, tokens=tokens)


@pytest.fixture
def world(built):
    return built.names


@contextmanager
def opened(servers, built):
    """Lend a clone of the world: its pages, and what looks at all rows but those that reading may leave.

    Those are the log of who looked, and when a session was last used.
    """
    name = f"world_{next(_numbers)}"
    with servers.cloned(WORLD, name), psycopg.connect(servers.owner_url(name), autocommit=True) as connection:
        database = Database(servers.app_url(name), now=Clock())

        def written(*but):
            left = {"audit_event", "session", *but}
            return {name: rows for name, rows in tables_over(connection).items() if name not in left}

        yield Portal(built.app, database, dict(built.tokens)), written
        database.close()


@pytest.fixture
def stage(servers, built):
    """A clone of its own for a test that changes something."""
    with opened(servers, built) as found:
        built.app.state.database = found[0].database
        yield found


@pytest.fixture
def portal(stage):
    return stage[0]


@pytest.fixture
def written(stage):
    return stage[1]


@pytest.fixture(scope="module")
def unchanged(servers, built):
    with opened(servers, built) as found:
        yield found


@pytest.fixture
def still(built, unchanged):
    """One clone for all tests in which nothing may change: each looks at the rows before and after."""
    built.app.state.database = unchanged[0].database
    return unchanged


def build(api, portal, deliver, loaded):
    """Make what every role has a page about: held, ended and returned referrals, a triage row, a draft."""
    with loaded.transaction(HUB) as tx:
        row = {"id": new_id(), "slug": "other-force", "name": "Other Force"}
        tx.connection.execute(insert(Agency), {**row, "kind": AgencyKind.REFERRING_UNIT})
        agency = tx.connection.execute(select(Agency).where(Agency.id == row["id"])).one()
        secret = passwords.hashed("a password for tests")
        open_account(tx, agency, "other-force", secret, is_manager=True)
        holder = tx.connection.execute(select(Agency).where(Agency.slug == HOLDER)).one()
        colleague = open_account(tx, holder, "colleague", secret)
        table = read_routing_table(directory_file().read_text())
        drafted = commissioning.draft(tx, replace(table, reference="A DRAFT"), "for a test")
        published = queries.published_tables(tx)[0]
        key = make(tx, NewKey(agency_id=holder.id, role=Role.PROVIDER, label="test"))
        endpoint = tx.connection.execute(
            select(Endpoint.id).where(Endpoint.agency_id == holder.id).order_by(Endpoint.position)
        ).scalars().first()  # fmt: skip
        mine = sessions.find(tx, sessions.start(tx, account_of(tx, HOLDER), ""))
        entry, cover = on_the_rota(tx), asked_about_easter(tx, HOLDER)
    held = api.refer()
    ended = api.refer(person_reference="2", **{"person.family_name": "Other"})
    api.refer(
        person_reference="3",
        **{"crime.type": "sexual_offence", "person.borough": "not_known", "person.postcode": None},
    )
    returned = api.refer(person_reference="4", **{"person.borough": "outside", "person.postcode": None})
    deliver()
    api.act(ended["assignments"][0], "decline", HOLDER, reason="victim_declined")
    second = {"source": "stop-hate-uk", "referring_unit": "helpline", "source_reference": "S/1"}
    api.refer("stop-hate-uk", None, **second, **{"risk.score": None, "risk.band": "standard"})
    items = {item["reason"]: item["id"] for item in api.get("/v1/triage", "coordinator").json()["triage"]}
    started = portal.post("/police/new", "sigma")
    draft = re.search(r"/police/drafts/([0-9a-f-]{36})", started.headers["location"])
    with loaded.transaction(HUB) as tx:
        (task,) = asked_to_ring(tx, held, HOLDER)
        about = UUID(held["assignments"][0]["id"])
        delivery = tx.connection.execute(
            select(Delivery.id).where(Delivery.assignment_id == about)
        ).scalar_one()  # fmt: skip
    return {
        "task_id": str(task),
        "entry_id": str(entry),
        "cover_id": str(cover),
        "referral_id": held["id"],
        "delivery_id": str(delivery),
        "assignment_id": held["assignments"][0]["id"],
        "ended": ended["assignments"][0]["id"],
        "returned": returned["id"],
        "item_id": items["no_fit"],
        "duplicate_id": items["possible_duplicate"],
        "draft_id": draft.group(1),
        "routing_draft_id": str(drafted.id),
        "table_id": str(published["id"]),
        "session_id": str(mine.session_id),
        "account_id": str(colleague),
        "endpoint_id": str(endpoint),
        "prefix": key.split("_")[1],
        "slug": HOLDER,
        "support_agency": "samaritans-liverpool",
        "service_slug": "hate-crime-advocacy",
        "quarter": "2025-26-Q4",
        "step": "consent",
        "act": "end",
        "task": "refer_to_marac",
    }


EVERY_FIELD = {
    "reason": "capacity",
    "why": "so it is",
    "text": "so it is",
    "assignee": "Sam",
    "asked_by": "the person",
    "how": "phone",
    "taken_by": "Sam",
    "which": "all",
    "service": "vulnerable-victims",
    "channel": "phone",
    "result": "no_answer",
    "worker": "Sam",
    "outcome": "supported",
}
"""A form that has something for most pages; each takes what it knows."""


def visit(portal, route, who, names, **fields):
    method, path = route.split(" ")
    if path.endswith(("/compare", "/join", "/release")) and "duplicate_id" in names:
        path = path.replace("{item_id}", "{duplicate_id}")
    filled = path.format_map(names)
    return (
        portal.get(filled, who) if method == "GET" else portal.post(filled, who, **{**EVERY_FIELD, **fields})
    )


def plain(answer):
    """What a refusal says, without what differs from visitor to visitor."""
    found = re.search(r"<main.*?</main>", answer.text, re.DOTALL)
    return answer.status_code, answer.headers.get("location"), found and found.group(0)


def unknown(names):
    made_up = {name: str(uuid4()) for name, value in names.items() if is_uuid(value)}
    nobody = dict.fromkeys(("slug", "service_slug", "support_agency"), "nobody")
    return {**names, **made_up, **nobody, "prefix": "zzzzzzzz"}


def is_uuid(text):
    try:
        return bool(UUID(text))
    except ValueError:
        return False


def test_no_page_lacks_a_row(built):
    there = {f"{method} {path}" for method, path in routes_of(built.app) if is_a_page(path)}
    assert there == {*PUBLIC, *ROWS}


@pytest.mark.parametrize("route", ROWS)
def test_a_page_is_for_its_visitors_and_its_object_for_whose_it_is(route, still, world):
    portal, written = still
    row = ROWS[route]
    own = row.visitors if row.own is None else row.own
    before = written()
    anonymous = visit(portal, route, None, world)
    assert anonymous.status_code == 303
    assert anonymous.headers["location"].startswith("/sign-in")
    for who in VISITORS:
        if who not in row.visitors:
            assert visit(portal, route, who, world).status_code == 403, who
        elif who not in own:
            nothing_there = visit(portal, route, who, unknown(world))
            answer = visit(portal, route, who, world)
            assert plain(answer) == plain(nothing_there), f"{who} can tell it from one that is not there"
            assert answer.status_code in {404, 409, 422}, who
            assert not any(trace in answer.text for trace in PERSON), who
    assert written() == before
    if row.own is not None:
        for who in sorted(own):
            assert visit(portal, route, who, unknown(world)).status_code in {404, 422, 409}, f"{who}, unknown"
        assert written() == before


@pytest.mark.parametrize("route", ROWS)
def test_whose_it_is_gets_an_answer_and_reading_changes_nothing(route, portal, world, written):
    row = ROWS[route]
    own = row.visitors if row.own is None else row.own
    before = written() if route.startswith("GET") else None
    for who in sorted(own):
        answer = visit(portal, route, who, world)
        assert answer.status_code in {200, 303, 409, 422}, (who, answer.status_code)
        assert answer.headers["cache-control"] == "no-store"
        if route.startswith("GET"):
            assert answer.status_code in {200, 303, 409}, who
            assert written() == before, f"{who} changed something by looking"


@pytest.mark.parametrize("route", [route for route in ROWS if route.startswith("POST")])
def test_a_form_without_its_token_or_from_another_site_does_nothing(route, still, world):
    portal, written = still
    row = ROWS[route]
    who = min(row.visitors if row.own is None else row.own)
    token = portal.token(who)
    path = route.split(" ")[1].format_map(world)
    before = written()
    good = sessions.form_token(token)
    for headers, form_token in (
        ({"Origin": HERE}, "0" * 64),
        ({"Origin": "https://elsewhere.example.org"}, good),
        ({}, good),
    ):
        form = {**EVERY_FIELD, "token": form_token}
        assert portal.request("POST", path, token, data=form, headers=headers).status_code == 403
    assert written() == before


@pytest.mark.parametrize("route", [route for route in ROWS if "{assignment_id}" in route])
def test_a_turn_that_has_ended_shows_nothing_of_the_person_and_moves_no_more(route, portal, world, written):
    ended = {**world, "assignment_id": world["ended"]}
    before = written("notice_receipt")
    for who in sorted(ROWS[route].own or ()):
        answer = visit(portal, route, who, ended)
        assert answer.status_code in {200, 303, 404, 409, 422}
        assert not any(trace in answer.text for trace in PERSON)
        assert written("notice_receipt") == before, who


@pytest.mark.parametrize("route", sorted(PUBLIC), ids=str)
def test_a_public_page_reads_no_cookie_and_changes_nothing(route, portal, world, written):
    method, path = route.split(" ")
    names = {"slug": "the-hub", "name": "hub.css", "token": "unknown"}
    before = written("sign_in_attempt")
    answer = portal.request(method, path.format_map(names), data=None, headers={"Origin": HERE})
    assert answer.status_code in {200, 401, 404, 422}
    assert written("sign_in_attempt") == before
    for trace in (*PERSON, *world.values()):
        assert is_uuid(trace) is False or trace not in answer.text


def test_an_ended_account_gets_nowhere(portal, world):
    token = portal.token(HOLDER)
    with portal.database.transaction(HUB) as tx:
        accounts.end(tx, account_of(tx, HOLDER))
    path = f"/provider/assignments/{world['assignment_id']}"
    assert portal.request("GET", path, token).status_code == 303
