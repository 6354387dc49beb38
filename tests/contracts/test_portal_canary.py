"""A marked person driven through every page: no page shows what its role may not see yet, or any more."""

import re

import pytest
from sqlalchemy import select

from hub.access.scopes import HUB
from hub.domain.codes import Role
from hub.models import AuditEvent
from tests.contracts.test_portal_access import HOLDER, PUBLIC, ROWS, VISITORS
from tests.factories.portal import account_of, text_of

MARKS = {
    "given": "Canarygiven",
    "family": "Canaryfamily",
    "born": "July 1991",
    "born_as_a_program_writes_it": "1991-07",
    "address": "7 Canary Mews",
    "postcode": "L34 1AA",
    "phone": "900777",
    "email": "canary@example.org",
    "ask_for": "Canaryask",
    "introduce_as": "Canaryintro",
    "may_answer": "Canarymay",
    "never_tell": "Canarynever",
    "summary": "Canarysummary",
    "officer": "Canaryofficer",
    "recorder": "Canaryrecorder",
}
NAME = {"given", "family"}
OF_THE_REFERRER = {"officer", "recorder"}
SEEN_AFTER_ACCEPTING = set(MARKS) - OF_THE_REFERRER - {"born_as_a_program_writes_it"}
STANDARD = {"risk": {"tool": "merit", "score": 20, "band": "standard"}}
CANARY = {
    "officer.name": "PC Canaryofficer",
    "person.given_name": "Canarygiven",
    "person.family_name": "Canaryfamily",
    "person.birth_date": "1991-07-07",
    "person.address": "7 Canary Mews",
    "contact.phone.value": "07700 900777",
    "contact.email.value": "canary@example.org",
    "contact.ask_for": "Canaryask",
    "contact.introduce_as": "Canaryintro",
    "contact.may_answer": ["Canarymay"],
    "contact.never_tell": ["Canarynever"],
    "consent.recorded_by": "PC Canaryrecorder",
    "summary": "Canarysummary, in the referrer's own words",
}
SECOND = {"source": "stop-hate-uk", "referring_unit": "helpline", "source_reference": "S/1"}


@pytest.fixture
def canary(api, deliver):
    """Refer the marked person, and once more by another source, so that a coordinator has a row of them."""
    answer = api.refer(**CANARY, **STANDARD)
    deliver()
    api.refer("stop-hate-uk", None, **CANARY, **STANDARD, **SECOND)
    (item,) = api.get("/v1/triage", "coordinator").json()["triage"]
    return {
        "referral_id": answer["id"],
        "assignment_id": answer["assignments"][0]["id"],
        "item_id": item["id"],
        "quarter": "2025-26-Q4",
        "slug": HOLDER,
    }


def pages(names):
    """Give every page's address that these names can fill."""
    for route in sorted({*ROWS, *PUBLIC}):
        method, path = route.split(" ")
        if method == "GET" and set(re.findall(r"{(\w+)}", path)) <= set(names):
            yield path.format_map(names)


def shown(portal, who, names):
    """Say which marks stand on which of a visitor's pages."""
    found = {}
    for path in pages(names):
        answer = portal.get(path, who)
        marks = {name for name, mark in MARKS.items() if mark in answer.text}
        if marks:
            found[path] = marks
    return found


def all_shown(portal, names):
    found = {who: shown(portal, who, names) for who in (None, *VISITORS) if who != "other-force"}
    return {who: pages for who, pages in found.items() if pages}


def is_of_triage(path, names):
    return path.startswith(f"/coordinator/triage/{names['item_id']}")


def test_before_accepting_only_the_coordinator_sees_the_person_and_only_in_triage(portal, canary):
    found = all_shown(portal, canary)
    assert set(found) == {"coordinator"}, found
    assert all(is_of_triage(path, canary) for path in found["coordinator"]), sorted(found["coordinator"])
    assert found["coordinator"][f"/coordinator/triage/{canary['item_id']}"] >= NAME | {"phone", "officer"}
    assert "summary" not in set().union(*found["coordinator"].values())


def test_the_check_for_conflict_shows_the_name_alone(portal, canary):
    answer = portal.post(f"/provider/assignments/{canary['assignment_id']}/check-for-conflict", HOLDER)
    assert {name for name, mark in MARKS.items() if mark in answer.text} == NAME


def test_from_accepting_on_its_provider_sees_the_person_on_its_own_page(portal, api, canary):
    api.act(canary["assignment_id"], "accept", HOLDER, assignee="Sam")
    found = all_shown(portal, canary)
    assert set(found) == {"coordinator", HOLDER}
    own = f"/provider/assignments/{canary['assignment_id']}"
    assert all(path.startswith(own) for path in found[HOLDER]), sorted(found[HOLDER])
    assert found[HOLDER][own] == SEEN_AFTER_ACCEPTING


@pytest.mark.parametrize(
    ("event", "body"),
    [
        ("complete", {"outcome": "supported"}),
        ("release", {"reason": "capacity"}),
    ],
)
def test_once_it_has_ended_its_provider_sees_the_person_no_more(portal, api, canary, event, body):
    api.act(canary["assignment_id"], "accept", HOLDER, assignee="Sam")
    api.act(canary["assignment_id"], event, HOLDER, **body)
    assert HOLDER not in all_shown(portal, canary)


def test_after_a_withdrawal_nobody_but_triage_sees_the_person(portal, api, canary):
    api.act(canary["assignment_id"], "accept", HOLDER, assignee="Sam")
    wish = {"asked_by": "the person", "how": "phone", "taken_by": "PC 0000"}
    assert api.post(f"/v1/referrals/{canary['referral_id']}/withdraw", "police", wish).status_code == 200
    assert set(all_shown(portal, canary)) <= {"coordinator"}


@pytest.mark.parametrize("who", ["sigma", "coordinator"])
def test_looking_for_a_person_shows_that_there_is_one_and_nothing_of_them(portal, canary, who):
    assert canary
    page = {"sigma": "/police/search", "coordinator": "/coordinator/search"}[who]
    form = portal.get(page, who).text
    names = re.findall(r'<input[^>]*name="(\w+)"', form)
    phone = next(name for name in names if "phone" in name)
    answer = portal.post(page, who, **{phone: "07700 900777", "by": "phone"})
    assert answer.status_code == 200
    found = {name for name, mark in MARKS.items() if mark in answer.text}
    assert found <= {"phone"}, "what was typed, and nothing else"
    assert "VR-" in text_of(answer)


def test_every_view_of_the_person_is_on_record_with_who_looked(portal, api, canary, loaded):
    api.act(canary["assignment_id"], "accept", HOLDER, assignee="Sam")
    portal.get(f"/provider/assignments/{canary['assignment_id']}", HOLDER)
    portal.get(f"/coordinator/triage/{canary['item_id']}", "coordinator")
    with loaded.transaction(HUB) as tx:
        rows = tx.connection.execute(select(AuditEvent.event, AuditEvent.role, AuditEvent.account_id)).all()
        people = {who: account_of(tx, who) for who in (HOLDER, "coordinator")}
    assert ("referral:person:disclosed", Role.PROVIDER, people[HOLDER]) in rows
    assert ("referral:person:viewed", Role.COORDINATOR, people["coordinator"]) in rows
