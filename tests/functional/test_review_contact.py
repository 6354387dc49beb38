"""What a provider sees once contact is unsafe, an agreement has lapsed, or it may be a duplicate."""

from datetime import timedelta

import psycopg
import pytest

from hub.access.scopes import HUB
from hub.check import breaches
from hub.journey import chase_due
from tests.factories.submissions import submission

STANDARD = {"risk": {"tool": "merit", "score": 20, "band": "standard"}}
HIGH = {"risk": {"tool": "merit", "score": 75, "band": "high"}}
LEAD, ADDITIONAL = "anthony-walker-foundation", "light-for-life"
NEAR = {"contact.suspect_at_home": "not_known"}
"""Makes the case sensitive: who picks up the phone may be the suspect."""

AGREEMENT_LAPSES = """
    UPDATE data_agreement SET ends_before = '2026-03-02'
    WHERE starts_on <= '2026-03-01' AND ends_before > '2026-03-02'
      AND agency_id = (SELECT id FROM agency WHERE slug = %s)
"""
CONTRACT_LAPSES = """
    UPDATE contract c SET ends_before = '2026-03-02', finish_by = NULL FROM service s, agency g
    WHERE s.id = c.service_id AND g.id = s.agency_id AND g.slug = %s
      AND c.starts_on <= '2026-03-01' AND c.ends_before > '2026-03-02'
"""


@pytest.fixture
def shared(api, deliver):
    """A referral that a lead and an additional service have accepted."""
    answer = api.refer(**HIGH, **NEAR)
    deliver()
    lead, additional = answer["assignments"]
    api.act(lead, "accept", LEAD, assignee="Sam")
    api.act(additional, "accept", ADDITIONAL, assignee="Alex")
    return lead, additional


def see(api, assignment, who=LEAD):
    answer = api.get(f"/v1/assignments/{assignment['id']}", who)
    assert answer.status_code == 200, answer.text
    return answer.json()


def attempt(api, assignment, result, who=LEAD):
    body = {"channel": "phone", "result": result, "worker": "Sam"}
    return api.post(f"/v1/assignments/{assignment['id']}/contact-attempts", who, body)


def questions(api):
    return api.get("/v1/triage", "coordinator").json()["triage"]


def write(owner_url, statement, *values):
    with psycopg.connect(owner_url) as connection:
        connection.execute(statement, values)


def test_an_unsafe_attempt_suspends_contact_for_every_holder_until_the_row_is_closed(api, deliver, shared):
    lead, additional = shared
    assert attempt(api, lead, "someone_else_answered").status_code == 200
    told = {(each.kind, each.topic, each.agency_slug) for each in deliver()}
    assert ("contact_changed", "assignment.contact_changed", ADDITIONAL) in told
    assert ("contact_changed", LEAD) not in {(kind, slug) for kind, _, slug in told}
    assert "unit_notice" in {kind for kind, *_ in told}
    for each, who in ((lead, LEAD), (additional, ADDITIONAL)):
        shown = see(api, each, who)
        assert (shown["contact"], "suspended" in shown["notice"]) == (None, True)
        assert shown["person"]["given_name"] == "Ines"
        assert "900123" not in str(shown)
        refused = attempt(api, each, "no_answer", who)
        assert (refused.status_code, refused.json()["type"].rpartition(":")[2]) == (409, "contact_suspended")
    (row,) = questions(api)
    assert row["reason"] == "unsafe_contact"
    answer = api.post(f"/v1/triage/{row['id']}/close", "coordinator", {"reason": "a safe way is found"})
    assert answer.status_code == 200
    assert see(api, lead)["contact"]["safe_channels"]
    assert "notice" not in see(api, lead)
    assert attempt(api, lead, "no_answer").status_code == 200


@pytest.mark.parametrize(
    ("near", "result", "suspends"),
    [
        ({}, "someone_else_answered", False),
        ({}, "stopped_unsafe", True),
        (NEAR, "stopped_unsafe", True),
        (NEAR, "no_answer", False),
    ],
)
def test_what_suspends_contact(api, deliver, near, result, suspends):
    (lead,) = api.refer(**STANDARD, **near)["assignments"]
    deliver()
    api.act(lead, "accept", LEAD, assignee="Sam")
    assert attempt(api, lead, result).status_code == 200
    assert (see(api, lead)["contact"] is None) is suspends
    assert [row["reason"] for row in questions(api)] == ["unsafe_contact"] * suspends


def test_a_service_that_ends_for_want_of_a_safe_way_stops_the_others_too(api, deliver, shared, loaded):
    lead, additional = shared
    api.act(lead, "complete", LEAD, outcome="unsafe_to_contact")
    assert ("contact_changed", ADDITIONAL) in {(each.kind, each.agency_slug) for each in deliver()}
    assert [row["reason"] for row in questions(api)] == ["unsafe_contact"]
    assert see(api, additional, ADDITIONAL)["contact"] is None
    with loaded.transaction(HUB) as tx:
        assert breaches(tx) == ()


ENDED_BY_SQL = pytest.mark.breaks_invariants(
    "contract_ends_are_seen_to", "agreement_behind_delivery", "contract_recorded"
)
"""A contract whose end is moved behind the directory's back, to see that nothing is shown then."""


@pytest.mark.parametrize(
    "lapses",
    [
        pytest.param(AGREEMENT_LAPSES, id="agreement"),
        pytest.param(CONTRACT_LAPSES, id="contract", marks=ENDED_BY_SQL),
    ],
)
def test_without_a_live_agreement_or_contract_nothing_of_the_person_is_shown(
    api, deliver, loaded_owner_url, lapses
):
    (lead,) = api.refer(**STANDARD)["assignments"]
    (other,) = api.refer(**STANDARD, person_reference="2")["assignments"]
    deliver()
    api.act(lead, "accept", LEAD, assignee="Sam")
    write(loaded_owner_url, lapses, LEAD)
    shown = see(api, lead)
    assert (shown["person"], shown["contact"], shown["summary"], shown["needs"]) == (None,) * 4
    assert "not in force" in shown["notice"]
    shown = see(api, other)
    assert (shown["needs"], "notice" in shown) == (None, True)
    refused = api.post(f"/v1/assignments/{other['id']}/check-for-conflict", LEAD)
    assert refused.status_code == 409
    assert "Ines" not in refused.text


@ENDED_BY_SQL
def test_a_contract_that_lets_open_cases_finish_still_shows_the_person(api, deliver, loaded_owner_url):
    (lead,) = api.refer(**STANDARD)["assignments"]
    deliver()
    api.act(lead, "accept", LEAD, assignee="Sam")
    statement = (
        "UPDATE contract SET ends_before = '2026-03-02', finish_by = '2026-06-30' "
        "WHERE id = (SELECT contract_id FROM assignment WHERE id = %s)"
    )
    write(loaded_owner_url, statement, lead["id"])
    assert see(api, lead)["person"]["given_name"] == "Ines"


def test_a_possible_duplicate_at_high_risk_goes_out_flagged(api, deliver, clock):
    first = submission(
        **HIGH,
        source="stop-hate-uk",
        referring_unit="helpline",
        source_reference="SH/1",
        person_reference="1",
    )
    api.refer("stop-hate-uk", body=first)
    deliver()
    second = api.refer(**HIGH)
    assert second["status"] == "awaiting_triage"
    clock.forward(hours=1)
    deliver()
    lead = second["assignments"][0]
    assert see(api, lead)["possible_duplicate"] is True
    (row,) = [row for row in questions(api) if row["reason"] == "possible_duplicate"]
    api.post(f"/v1/triage/{row['id']}/release", "coordinator", {"reason": "two persons"})
    assert see(api, lead)["possible_duplicate"] is False


def test_what_was_no_try_does_not_make_could_not_contact(api, deliver, clock):
    known = {"contact.windows": [], "contact.confirmed_on": "2026-03-01"}
    (lead,) = api.refer(**STANDARD, **known)["assignments"]
    deliver()
    api.act(lead, "accept", LEAD, assignee="Sam")
    for result in ("letter_sent", "wrong_number", "letter_sent", "no_answer", "no_answer"):
        clock.forward(days=1)
        assert attempt(api, lead, result).status_code == 200
    path, body = f"/v1/assignments/{lead['id']}/complete", {"outcome": "could_not_contact"}
    assert api.post(path, LEAD, body).status_code == 409
    clock.forward(days=1)
    attempt(api, lead, "no_answer")
    assert api.post(path, LEAD, body).status_code == 200


def test_nobody_is_chased_for_a_call_that_must_not_be_made(api, deliver, shared, clock, loaded):
    lead, _ = shared
    deliver()
    attempt(api, lead, "someone_else_answered")
    deliver()
    before = {each["clock"]: each["due_at"] for each in see(api, lead)["clocks"]}
    clock.forward(days=5)
    chase_due(loaded)
    assert [each.kind for each in deliver() if each.kind in {"chase", "escalation"}] == []
    (row,) = (row for row in questions(api) if row["reason"] == "unsafe_contact")
    api.post(f"/v1/triage/{row['id']}/close", "coordinator", {"reason": "a safe time was found"})
    after = {each["clock"]: each for each in see(api, lead)["clocks"]}
    assert after["contact_made"]["due_at"] > before["contact_made"]
    assert not after["contact_made"]["breached"]


def standing_still(owner_url, assignment):
    with psycopg.connect(owner_url) as connection:
        found = connection.execute(
            "SELECT bool_and(pauses @> '[{\"until\": null}]') FROM clock "
            "WHERE assignment_id = %s AND stopped_at IS NULL",
            [assignment["id"]],
        ).fetchone()
    return found[0]


def test_a_hold_and_a_suspension_each_end_for_themselves(api, shared, clock, loaded_owner_url):
    lead, _ = shared
    attempt(api, lead, "someone_else_answered")
    until = (clock() + timedelta(days=10)).isoformat()
    api.act(lead, "hold", LEAD, reason="victim_asked", until=until)
    (row,) = (row for row in questions(api) if row["reason"] == "unsafe_contact")
    api.post(f"/v1/triage/{row['id']}/close", "coordinator", {"reason": "a safe time was found"})
    assert standing_still(loaded_owner_url, lead), "it is still on hold"
    api.act(lead, "resume", LEAD)
    assert not standing_still(loaded_owner_url, lead)
    attempt(api, lead, "someone_else_answered")
    api.act(lead, "hold", LEAD, reason="victim_asked", until=until)
    api.act(lead, "resume", LEAD)
    assert standing_still(loaded_owner_url, lead), "contact is still suspended"


def test_who_accepts_while_contact_is_suspended_is_not_timed_either(api, deliver, loaded_owner_url):
    lead, additional = api.refer(**HIGH, **NEAR)["assignments"]
    deliver()
    api.act(lead, "accept", LEAD, assignee="Sam")
    api.act(lead, "engage", LEAD)
    attempt(api, lead, "someone_else_answered")
    api.act(additional, "accept", ADDITIONAL, assignee="Alex")
    assert standing_still(loaded_owner_url, additional)
