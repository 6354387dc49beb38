"""Contracts end while cases are open: reminders, a person, and deciding again about what nobody took on."""

import threading

import psycopg
import pytest

from hub.access.scopes import HUB
from hub.check import breaches
from hub.journey import see_to_contract_ends
from tests.functional.test_at_once import at_once

LEAD, NEXT = "anthony-walker-foundation", "victim-support"
HATE = "hate-crime-advocacy"
STANDARD = {"risk": {"tool": "merit", "score": 20, "band": "standard"}}
HIGH = {"risk": {"tool": "merit", "score": 75, "band": "high"}}


@pytest.fixture
def plan(loaded_owner_url):
    """Let a service's contract of 2025/26 be the last one, with a plan for what is open at its end."""

    def planned(open_cases, finish_by=None, service=HATE):
        with psycopg.connect(loaded_owner_url) as connection:
            theirs = "service_id = (SELECT id FROM service WHERE slug = %s)"
            connection.execute(
                f"DELETE FROM coverage WHERE contract_id IN (SELECT id FROM contract WHERE {theirs} "
                "AND starts_on >= '2026-04-01')",
                [service],
            )
            connection.execute(
                f"DELETE FROM contract WHERE {theirs} AND starts_on >= '2026-04-01'", [service]
            )
            connection.execute(
                f"UPDATE contract SET open_cases = %s, finish_by = %s WHERE {theirs} "
                "AND ends_before = '2026-04-01'",
                [open_cases, finish_by, service],
            )

    return planned


@pytest.fixture
def accepted(api, deliver):
    answer = api.refer(**STANDARD)
    deliver()
    api.act(answer["assignments"][0], "accept", LEAD, assignee="Sam")
    return answer


def triage(api, reason="contract_ended"):
    return [row for row in api.get("/v1/triage", "coordinator").json()["triage"] if row["reason"] == reason]


def statuses(api, answer):
    found = api.get(f"/v1/referrals/{answer['id']}", "coordinator").json()
    return {each["service"]: each["status"] for each in found["assignments"]}


def must_hold(loaded):
    with loaded.transaction(HUB) as tx:
        assert breaches(tx) == ()


def kinds(sent):
    return [(each.kind, each.agency_slug) for each in sent]


def test_a_provider_is_reminded_once_and_on_the_last_day_a_person_is_asked(
    api, plan, accepted, clock, loaded, deliver
):
    plan("transfer_with_consent")
    clock.set(2026, 3, 16, 12)
    assert see_to_contract_ends(loaded) == 0
    clock.set(2026, 3, 17, 12)
    assert see_to_contract_ends(loaded) == 1
    assert see_to_contract_ends(loaded) == 0
    assert kinds(deliver()) == [("contract_ending", LEAD)]
    clock.set(2026, 3, 31, 12)
    assert see_to_contract_ends(loaded) == 1
    assert see_to_contract_ends(loaded) == 0
    (row,) = triage(api)
    assert row["assignment_id"] == accepted["assignments"][0]["id"]
    assert "in force up to 31 March 2026" in row["why"]
    assert row["detail"] == {"service": HATE, "plan": "transfer_with_consent", "last_day": "2026-03-31"}
    must_hold(loaded)


def test_finish_by_a_day_leaves_the_provider_until_then(api, plan, accepted, clock, loaded):
    plan("finish", "2026-06-30")
    clock.set(2026, 4, 20, 12)
    assert see_to_contract_ends(loaded) == 0
    must_hold(loaded)
    clock.set(2026, 6, 16, 12)
    assert see_to_contract_ends(loaded) == 1
    clock.set(2026, 6, 30, 12)
    assert see_to_contract_ends(loaded) == 1
    assert "by 30 June 2026" in triage(api)[0]["why"]
    assert statuses(api, accepted) == {HATE: "accepted"}, "nothing is moved by itself"


@pytest.mark.usefixtures("accepted")
def test_where_another_contract_of_the_service_follows_nothing_is_asked(api, clock, loaded):
    for day in (17, 31):
        clock.set(2026, 3, day, 12)
        assert see_to_contract_ends(loaded) == 0
    clock.set(2026, 4, 1, 12)
    assert see_to_contract_ends(loaded) == 0
    assert triage(api) == []
    must_hold(loaded)


def test_an_extension_is_a_new_version_and_its_own_end_counts(
    api, plan, accepted, clock, loaded, loaded_owner_url
):
    plan("transfer_with_consent")
    with psycopg.connect(loaded_owner_url) as connection:
        old = "id = (SELECT contract_id FROM assignment)"
        connection.execute(f"""
            WITH before AS (UPDATE contract SET superseded_at = '2026-03-10T12:00:00Z'
                             WHERE {old} AND superseded_at IS NULL RETURNING *)
            INSERT INTO contract
            SELECT (jsonb_populate_record(NULL::contract, to_jsonb(before) || jsonb_build_object(
                'id', gen_random_uuid(), 'version', 2, 'ends_before', '2027-04-01', 'superseded_at', NULL))).*
            FROM before
        """)
        connection.execute("""
            INSERT INTO directory_version (id, kind, key, version, content, at, role, why)
            SELECT gen_random_uuid(), 'contract', c.reference, 1000, to_jsonb(c), now(), 'hub', 'extended'
            FROM contract c WHERE c.version = 2
        """)
    clock.set(2026, 4, 20, 12)
    assert see_to_contract_ends(loaded) == 0
    must_hold(loaded)
    clock.set(2027, 3, 31, 12)
    assert see_to_contract_ends(loaded) == 1
    (row,) = triage(api)
    assert "31 March 2027" in row["why"]
    assert statuses(api, accepted) == {HATE: "accepted"}


def test_what_nobody_accepted_is_decided_again_by_the_new_days_table(api, plan, clock, loaded, deliver):
    answer = api.refer(**STANDARD)
    deliver()
    plan("finish", "2026-06-30")
    clock.set(2026, 3, 31, 12)
    assert see_to_contract_ends(loaded) == 0
    clock.set(2026, 4, 1, 12)
    assert see_to_contract_ends(loaded) == 1
    assert statuses(api, answer) == {HATE: "recalled", "vulnerable-victims": "queued"}
    sent = kinds(deliver())
    assert ("stop_notice", LEAD) in sent
    assert ("referral", NEXT) in sent
    assert triage(api) == []
    must_hold(loaded)


@pytest.mark.parametrize("number", "123")
def test_an_accept_on_the_day_after_keeps_it_or_comes_too_late(api, plan, clock, loaded, deliver, number):
    answer = api.refer(**STANDARD, person_reference=number)
    deliver()
    plan("transfer_with_consent")
    clock.set(2026, 4, 1, 12)
    path = f"/v1/assignments/{answer['assignments'][0]['id']}/accept"
    accepted, _ = at_once(
        lambda: api.post(path, LEAD, {"assignee": "Sam"}), lambda: see_to_contract_ends(loaded)
    )
    see_to_contract_ends(loaded)
    if accepted.status_code == 200:
        assert (statuses(api, answer), len(triage(api))) == ({HATE: "accepted"}, 1)
    else:
        assert accepted.status_code == 409
        assert statuses(api, answer) == {HATE: "recalled", "vulnerable-victims": "queued"}
    must_hold(loaded)


def test_at_high_risk_a_person_decides_about_what_nobody_accepted(api, plan, clock, loaded, deliver):
    answer = api.refer(**HIGH)
    deliver()
    plan("finish", "2026-06-30")
    clock.set(2026, 4, 1, 12)
    assert see_to_contract_ends(loaded) == 1
    assert see_to_contract_ends(loaded) == 0
    (row,) = triage(api)
    assert "At high risk a person decides" in row["why"]
    assert statuses(api, answer)[HATE] == "delivered"
    must_hold(loaded)


def test_two_jobs_at_once_do_each_step_once(plan, accepted, clock, loaded, deliver, api):
    plan("transfer_with_consent")
    for day, kind in ((17, "reminder"), (31, "question")):
        clock.set(2026, 3, day, 12)
        start = threading.Barrier(4)
        done = []

        def run(start=start, done=done):
            start.wait()
            done.append(see_to_contract_ends(loaded))

        threads = [threading.Thread(target=run) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sum(done) == 1, kind
    assert kinds(deliver()).count(("contract_ending", LEAD)) == 1
    assert len(triage(api)) == 1
    assert statuses(api, accepted) == {HATE: "accepted"}


def test_the_coordinator_passes_it_on_within_the_consent(api, plan, accepted, clock, loaded, deliver, portal):
    plan("transfer_with_consent")
    clock.set(2026, 3, 31, 12)
    see_to_contract_ends(loaded)
    (row,) = triage(api)
    path = f"/coordinator/triage/{row['id']}"
    assert "contract behind this service" in portal.get(path, "coordinator").text
    page = portal.get(f"{path}/assign", "coordinator").text
    assert "It is taken from them, and they are told to stop" in page
    form = {"service": "vulnerable-victims", "reason": "they said yes"}
    refused = portal.post(f"{path}/assign", "coordinator", **form)
    assert (refused.status_code, "Have the person asked first" in refused.text) == (422, True)
    assert statuses(api, accepted) == {HATE: "accepted"}
    outside = portal.post(f"{path}/assign", "coordinator", service="hate-crime-24h", reason="x", agreed="yes")
    assert outside.status_code == 422, "it takes only whom the consent names"
    assert portal.post(f"{path}/assign", "coordinator", agreed="yes", **form).status_code == 303
    assert statuses(api, accepted) == {HATE: "released", "vulnerable-victims": "queued"}
    assert {("stop_notice", LEAD), ("referral", NEXT)} <= set(kinds(deliver()))
    assert triage(api) == []
    must_hold(loaded)


def test_kept_by_the_coordinator_it_is_not_asked_again(api, plan, accepted, clock, loaded):
    plan("finish", "2026-06-30")
    clock.set(2026, 6, 30, 12)
    see_to_contract_ends(loaded)
    (row,) = triage(api)
    closed = api.post(f"/v1/triage/{row['id']}/close", "coordinator", {"reason": "they finish in July"})
    assert (closed.status_code, closed.json()["referral_status"]) == (200, "placed")
    clock.forward(days=3)
    assert see_to_contract_ends(loaded) == 0
    assert statuses(api, accepted) == {HATE: "accepted"}
    must_hold(loaded)


@pytest.mark.breaks_invariants("contract_ends_are_seen_to")  # nobody looks
def test_the_check_names_who_was_left_without_a_word(plan, accepted, clock, loaded):
    plan("transfer_with_consent")
    clock.set(2026, 4, 1, 12)
    with loaded.transaction(HUB) as tx:
        (found,) = breaches(tx)
    assert found.name == "contract_ends_are_seen_to"
    assert found.ids == (accepted["assignments"][0]["id"],)
