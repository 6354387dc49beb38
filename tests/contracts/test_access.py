"""Every role at every route of the API, with what is its own, another's, and nobody's: nothing leaks."""

from uuid import uuid4

import pytest
from sqlalchemy import insert

from hub.access.keys import NewKey, make
from hub.access.scopes import HUB
from hub.app import FOR_PROGRAMS
from hub.domain.codes import AgencyKind, Role
from hub.domain.ids import new_id
from hub.models import Agency
from tests.factories.duty import asked_about_easter, asked_to_ring
from tests.factories.gateway import Keys, routes_of
from tests.factories.submissions import submission
from tests.factories.whole_database import tables

HOLDER, STRANGER = "anthony-walker-foundation", "rasa"
CALLERS = {
    "police": Role.POLICE,
    "other-force": Role.POLICE,
    HOLDER: Role.PROVIDER,
    STRANGER: Role.PROVIDER,
    "coordinator": Role.COORDINATOR,
    "commissioner": Role.COMMISSIONER,
}
POLICE, PROVIDER = {Role.POLICE}, {Role.PROVIDER}
COORDINATOR, COMMISSIONER = {Role.COORDINATOR}, {Role.COMMISSIONER}
EVERYBODY = POLICE | PROVIDER | COORDINATOR | COMMISSIONER
OVERSEERS = {"coordinator", "commissioner"}

WISH = {"asked_by": "the person", "how": "phone", "taken_by": "PC 0000"}
BY_HAND = {"service": "vulnerable-victims", "reason": "asked for"}
AMENDED = {"crime": {"incident_borough": "wirral"}, "reason": "so it is"}
WHY = {"reason": "so it is"}
A_HOLD = {"reason": "victim_asked", "until": "2026-03-20T10:00:00Z"}
A_YES = {"services": ["buddy-scheme"], "how": "phone", "given_on": "2026-03-04"}
A_TRY = {"channel": "phone", "result": "no_answer", "worker": "Sam"}
REFERRAL, ASSIGNMENT, TRIAGE = "/v1/referrals/{referral}", "/v1/assignments/{assignment}", "/v1/triage/{item}"

OBJECTS = {
    ("GET", REFERRAL): (EVERYBODY, {"police", *OVERSEERS}, None),
    ("GET", f"{REFERRAL}/timeline"): (EVERYBODY, {"police", *OVERSEERS}, None),
    ("POST", f"{REFERRAL}/withdraw"): (EVERYBODY - COMMISSIONER, {"police", HOLDER, "coordinator"}, WISH),
    ("POST", f"{REFERRAL}/assign"): (COORDINATOR, {"coordinator"}, BY_HAND),
    ("POST", f"{REFERRAL}/amend"): (POLICE | COORDINATOR, {"police", "coordinator"}, AMENDED),
    ("GET", ASSIGNMENT): (EVERYBODY - POLICE, {HOLDER, *OVERSEERS}, None),
    ("GET", f"{ASSIGNMENT}/timeline"): (EVERYBODY - POLICE, {HOLDER, *OVERSEERS}, None),
    ("POST", f"{ASSIGNMENT}/check-for-conflict"): (PROVIDER, {HOLDER}, {}),
    ("POST", f"{ASSIGNMENT}/acknowledge"): (PROVIDER | COORDINATOR, {HOLDER, "coordinator"}, {}),
    ("POST", f"{ASSIGNMENT}/acknowledge-notices"): (PROVIDER, {HOLDER}, {}),
    ("POST", f"{ASSIGNMENT}/accept"): (PROVIDER, {HOLDER}, {"assignee": "Sam"}),
    ("POST", f"{ASSIGNMENT}/decline"): (PROVIDER, {HOLDER}, {"reason": "capacity"}),
    ("POST", f"{ASSIGNMENT}/contact-attempts"): (PROVIDER, {HOLDER}, A_TRY),
    ("POST", f"{ASSIGNMENT}/engage"): (PROVIDER, {HOLDER}, {}),
    ("POST", f"{ASSIGNMENT}/assess"): (PROVIDER, {HOLDER}, {}),
    ("POST", f"{ASSIGNMENT}/consent"): (PROVIDER, {HOLDER}, A_YES),
    ("POST", f"{ASSIGNMENT}/hold"): (PROVIDER, {HOLDER}, A_HOLD),
    ("POST", f"{ASSIGNMENT}/resume"): (PROVIDER, {HOLDER}, {}),
    ("POST", f"{ASSIGNMENT}/complete"): (PROVIDER, {HOLDER}, {"outcome": "supported"}),
    ("POST", f"{ASSIGNMENT}/release"): (PROVIDER, {HOLDER}, {"reason": "capacity"}),
    ("POST", f"{ASSIGNMENT}/recall"): (POLICE | COORDINATOR, {"police", "coordinator"}, WHY),
    ("POST", f"{ASSIGNMENT}/reassign"): (COORDINATOR, {"coordinator"}, BY_HAND),
    ("GET", TRIAGE): (COORDINATOR, {"coordinator"}, None),
    ("POST", f"{TRIAGE}/assign"): (COORDINATOR, {"coordinator"}, BY_HAND),
    ("POST", f"{TRIAGE}/join"): (COORDINATOR, {"coordinator"}, {"referral": str(uuid4())}),
    ("POST", f"{TRIAGE}/release"): (COORDINATOR, {"coordinator"}, WHY),
    ("POST", f"{TRIAGE}/redrive"): (COORDINATOR, {"coordinator"}, WHY),
    ("POST", f"{TRIAGE}/return"): (COORDINATOR, {"coordinator"}, {}),
    ("POST", f"{TRIAGE}/close"): (COORDINATOR, {"coordinator"}, WHY),
    ("POST", "/v1/phone-tasks/{task}/done"): (COORDINATOR, {"coordinator"}, {"outcome": "no_answer"}),
    ("POST", "/v1/cover/{cover}/confirm"): (PROVIDER, {HOLDER}, {"answers": "", "phone": "", "hours": {}}),
    ("POST", "/v1/deliveries/{delivery}/replay"): (PROVIDER | COORDINATOR, {HOLDER, "coordinator"}, {}),
    ("POST", "/v1/endpoints/{endpoint}/test"): (PROVIDER, {HOLDER}, {}),
}
"""Method and path: which roles may come at all, whose object it is, and a good body."""

LISTS = {
    ("GET", "/v1/referrals"): EVERYBODY,
    ("GET", "/v1/assignments"): EVERYBODY - POLICE,
    ("GET", "/v1/triage"): COORDINATOR,
    ("GET", "/v1/phone-tasks"): COORDINATOR,
    ("GET", "/v1/cover"): EVERYBODY - POLICE,
    ("GET", "/v1/deliveries"): PROVIDER | COORDINATOR,
    ("GET", "/v1/endpoints"): PROVIDER,
    ("GET", "/v1/monitoring/quarters/2025-26-Q4"): COORDINATOR | COMMISSIONER,
    ("GET", "/v1/routing/explain?crime_type=burglary&borough=wirral"): EVERYBODY,
    ("GET", "/v1/routing/gaps"): COORDINATOR | COMMISSIONER,
}
"""Method and path: which roles may come."""

OPEN = {
    ("GET", "/health/live"),
    ("GET", "/health/ready"),
    ("GET", "/metrics"),
    ("POST", "/v1/services/search"),
    ("GET", "/openapi.json"),
    ("HEAD", "/openapi.json"),
}
"""For anybody; none of them holds anything of a referral."""

ELSEWHERE = {
    ("POST", "/v1/referrals"),  # below, and in tests/functional/test_intake.py
    ("POST", "/v1/triage/bulk"),  # names rows in its body: tests/functional/test_triage_many.py
    ("GET", "/link/{delivery_id}/{token}"),  # the link's own secret: tests/functional/test_handing_over.py
    ("HEAD", "/link/{delivery_id}/{token}"),
    ("POST", "/link/{delivery_id}/{token}"),
}


@pytest.fixture
def world(api, deliver, loaded):
    """A delivered referral, a triage row, and a second force that has nothing to do with either."""
    with loaded.transaction(HUB) as tx:
        row = {
            "id": new_id(),
            "slug": "other-force",
            "name": "Other Force",
            "kind": AgencyKind.REFERRING_UNIT,
        }
        tx.connection.execute(insert(Agency), row)
        key = make(tx, NewKey(agency_id=row["id"], role=Role.POLICE, label="test"))
    api.keys = Keys(by_slug={**api.keys.by_slug, "other-force": key})
    answer = api.refer()
    api.refer(
        person_reference="2",
        **{"crime.type": "sexual_offence", "person.borough": "not_known", "person.postcode": None},
    )
    deliver()
    (item,) = api.get("/v1/triage", "coordinator").json()["triage"]
    with loaded.transaction(HUB) as tx:
        (task,), cover = asked_to_ring(tx, answer, HOLDER), asked_about_easter(tx, HOLDER)
    (message,) = api.get("/v1/deliveries?kind=referral", HOLDER).json()["deliveries"]
    return {
        "referral": answer["id"],
        "assignment": answer["assignments"][0]["id"],
        "item": item["id"],
        "task": str(task),
        "cover": str(cover),
        "delivery": message["id"],
        "endpoint": message["endpoint"],
    }


def call(api, route, who, names, body=None):
    method, path = route
    filled = path.format_map(names)
    return api.get(filled, who) if method == "GET" else api.post(filled, who, body)


def written(owner_url):
    return {name: rows for name, rows in tables(owner_url).items() if name != "audit_event"}


def shape(path):
    """Give a route's path with its parameters unnamed."""
    bare = path.partition("?")[0]
    return "/".join("{}" if part.startswith("{") else part for part in bare.split("/"))


def test_no_route_lacks_a_row(api):
    known = {*OBJECTS, *LISTS, *OPEN, *ELSEWHERE}
    rows = {(method, shape(path)) for method, path in known}
    routes = routes_of(api.client.app)
    there = {(method, shape(path)) for method, path in routes if path.startswith((*FOR_PROGRAMS, "/link/"))}
    there = {(method, path.replace("quarters/{}", "quarters/2025-26-Q4")) for method, path in there}
    assert there == rows


@pytest.mark.parametrize("route", OBJECTS, ids=" ".join)
def test_only_whose_it_is_gets_at_an_object_and_all_others_learn_nothing(api, world, route, loaded_owner_url):
    roles, own, body = OBJECTS[route]
    before = written(loaded_owner_url)
    assert call(api, route, None, world, body).status_code == 401
    unknown = dict.fromkeys(world, str(uuid4()))
    for who, role in CALLERS.items():
        refused = 404 if role in roles else 403
        nothing_there = call(api, route, who, unknown, body)
        assert nothing_there.status_code == refused, f"{who}, unknown id"
        if who not in own:
            answer = call(api, route, who, world, body)
            assert answer.status_code == refused, who
            assert answer.json() == nothing_there.json(), f"{who} can tell it from one that is not there"
    assert written(loaded_owner_url) == before
    for who in sorted(own):
        answer = call(api, route, who, world, body)
        assert answer.status_code in {200, 201, 409, 422}, (who, answer.text)


@pytest.mark.parametrize("route", LISTS, ids=" ".join)
def test_lists_are_for_their_roles(api, world, route):
    assert call(api, route, None, world).status_code == 401
    for who, role in CALLERS.items():
        assert call(api, route, who, world).status_code == (200 if role in LISTS[route] else 403), who


def test_reading_changes_nothing_but_the_log_of_who_looked(api, world, loaded_owner_url):
    before = written(loaded_owner_url)
    reads = [route for route in (*OBJECTS, *LISTS, *sorted(OPEN)) if route[0] in {"GET", "HEAD"}]
    assert len(reads) >= 15
    for _, path in reads:
        for who in (None, *CALLERS):
            call(api, ("GET", path), who, world)
        assert written(loaded_owner_url) == before, path


def test_a_list_holds_only_what_is_the_callers(api, world):
    seen = {
        who: [each["id"] for each in api.get("/v1/referrals", who).json()["referrals"]] for who in CALLERS
    }
    assert {who for who, ids in seen.items() if ids} == {"police", *OVERSEERS}
    assigned = {
        who: [each["id"] for each in api.get("/v1/assignments", who).json()["assignments"]]
        for who in CALLERS
        if CALLERS[who] is not Role.POLICE
    }
    assert assigned[HOLDER] == [world["assignment"]]
    assert assigned[STRANGER] == []


@pytest.mark.parametrize("route", sorted(OPEN), ids=" ".join)
def test_what_is_open_to_anybody_names_no_referral(api, world, route):
    method, path = route
    answer = api.client.request(method, path, json={} if method == "POST" else None)
    assert answer.status_code == 200
    for trace in (*world.values(), "SYN/18/000123", "Example", "Ines"):
        assert trace not in answer.text


def test_who_may_submit(api, world):
    statuses = {
        who: api.post("/v1/referrals", who, submission(source_reference="SYN/18/9")).status_code
        for who in CALLERS
    }
    assert world
    assert statuses == {
        "police": 201,
        "other-force": 403,
        HOLDER: 403,
        STRANGER: 403,
        "coordinator": 403,
        "commissioner": 403,
    }


@pytest.mark.parametrize("name", ["nothing", "1", "00000000", "%27"])
def test_an_id_that_is_none_is_refused_without_a_failure(api, name):
    for path in (f"/v1/referrals/{name}", f"/v1/assignments/{name}", f"/v1/triage/{name}"):
        assert api.get(path, "coordinator").status_code in {404, 422}
