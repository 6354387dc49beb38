"""The referral coordinator works the list: what each act does, and what no coordinator may overrule."""

import psycopg
import pytest

from hub.journey import chase_due
from tests.factories.whole_database import dump, tables

LEAD = "anthony-walker-foundation"
STANDARD = {"risk": {"tool": "merit", "score": 20, "band": "standard"}}
NO_FIT = {"crime.type": "sexual_offence", "crime.hate_strands": [], "person.postcode": None}


@pytest.fixture
def no_fit(api):
    """Refer a sexual offence whose borough is not known; gives the answer."""
    return lambda **changes: api.refer(**{**STANDARD, **NO_FIT, "person.borough": "not_known", **changes})


def listed(api):
    return api.get("/v1/triage", "coordinator").json()["triage"]


def resolve(api, act, status=200, **body):
    answer = api.post(f"/v1/triage/{listed(api)[0]['id']}/{act}", "coordinator", body)
    assert answer.status_code == status, answer.text
    return answer.json()


def read(api, answer):
    return api.get(f"/v1/referrals/{answer['id']}", "coordinator").json()


def written(owner_url):
    """Everything but the log of who looked."""
    return {name: rows for name, rows in tables(owner_url).items() if name != "audit_event"}


def resolutions(owner_url):
    with psycopg.connect(owner_url) as connection:
        return connection.execute("SELECT resolution, note IS NOT NULL FROM triage_item").fetchall()


def test_a_row_says_why_how_old_by_when_and_whose(api, no_fit, clock):
    answer = no_fit()
    clock.forward(hours=2)
    (row,) = listed(api)
    assert {
        "referral_id": answer["id"],
        "reference": answer["reference"],
        "reason": "no_fit",
        "age_seconds": 7200,
        "due_at": "2026-03-06T00:00:00Z",
        "owner": "referral coordinator on duty",
    }.items() <= row.items()


def test_the_soonest_due_is_first(api, no_fit, clock):
    late = no_fit()
    clock.forward(minutes=30)
    soon = no_fit(
        source_reference="SYN/18/2", person_reference="2", risk={"tool": "merit", "score": 75, "band": "high"}
    )
    assert [row["referral_id"] for row in listed(api)] == [soon["id"], late["id"]]


def test_only_the_single_row_shows_the_person_and_each_view_is_kept(api, no_fit, loaded_owner_url):
    no_fit(**{"person.given_name": "Canarygiven"})
    (row,) = listed(api)
    assert "anary" not in str(row)
    shown = api.get(f"/v1/triage/{row['id']}", "coordinator").json()
    assert shown["person"]["identity"]["given_name"] == "Canarygiven"
    assert [each for each in tables(loaded_owner_url)["audit_event"] if "referral:person:viewed" in each]


@pytest.mark.parametrize("who", ["police", "commissioner", LEAD])
def test_nobody_else_sees_or_works_the_list(api, no_fit, who):
    no_fit()
    (row,) = listed(api)
    assert api.get("/v1/triage", who).status_code == 403
    assert api.get(f"/v1/triage/{row['id']}", who).status_code == 403
    for act, body in {
        "assign": {"service": "the-hub", "reason": "x"},
        "join": {"referral": row["referral_id"]},
        "release": {"reason": "x"},
        "redrive": {"reason": "x"},
        "return": {},
        "close": {"reason": "x"},
    }.items():
        assert api.post(f"/v1/triage/{row['id']}/{act}", who, body).status_code == 403


def test_assigned_by_hand_it_goes_to_that_service(api, no_fit, deliver, loaded_owner_url):
    answer = no_fit()
    done = resolve(api, "assign", service="sexual-violence-rasa", reason="Canaryreason: lives in Wirral")
    assert done["referral_status"] == "placed"
    (assignment,) = read(api, answer)["assignments"]
    assert (assignment["service"], assignment["role"]) == ("sexual-violence-rasa", "lead")
    assert [each.agency_slug for each in deliver()] == ["rasa"]
    assert resolutions(loaded_owner_url) == [("assigned", True)]
    for who, path in (
        ("police", f"/v1/referrals/{answer['id']}"),
        ("rasa", f"/v1/assignments/{assignment['id']}"),
    ):
        assert "Canaryreason" not in api.get(path, who).text
    assert "canaryreason" not in dump(loaded_owner_url)


def test_a_person_may_not_overrule_consent_exclusions_or_contracts(api, no_fit, loaded_owner_url):
    no_fit(
        **{
            "consent.scope": "named_services",
            "consent.services": ["sexual-violence-rasasc"],
            "exclude_services": ["sexual-violence-rasa"],
        }
    )
    before = written(loaded_owner_url)
    faults = {
        "sexual-violence-rasa": {"excluded", "outside_consent"},
        "the-hub": {"outside_consent"},
        "nobody-knows": {"unknown_service", "outside_consent"},
        "idva-st-helens": {"no_direct_referrals", "outside_consent"},
    }
    for service, codes in faults.items():
        answer = resolve(api, "assign", 422, service=service, reason="because")
        assert {each["code"] for each in answer["errors"]} == codes, service
        assert {each["pointer"] for each in answer["errors"]} == {"/service"}
    assert written(loaded_owner_url) == before


def test_what_came_without_consent_goes_only_to_services_marked_for_it(api, no_fit):
    no_fit(
        consent={"basis": "without_consent_justified", "reason": "risk to life"},
    )
    answer = resolve(api, "assign", 422, service="sexual-violence-rasa", reason="because")
    assert {each["code"] for each in answer["errors"]} == {"needs_consent"}


def test_a_lead_that_does_not_answer_is_recalled_when_another_is_chosen(
    api, deliver, clock, loaded, loaded_owner_url
):
    answer = api.refer(**{"risk.band": "high", "risk.score": 75})
    deliver()
    api.act(answer["assignments"][1], "accept", "light-for-life", assignee="Jo")
    clock.set(2026, 3, 12, 12)
    chase_due(loaded)
    assert [row["reason"] for row in listed(api)] == ["not_answered"]
    resolve(api, "assign", service="vulnerable-victims", reason="no answer")
    statuses = {each["service"]: each["status"] for each in read(api, answer)["assignments"]}
    assert statuses == {
        "hate-crime-advocacy": "recalled",
        "complementary": "accepted",
        "vulnerable-victims": "queued",
    }
    assert ("stop_notice", LEAD) in {(each.kind, each.agency_slug) for each in deliver()}
    assert resolutions(loaded_owner_url) == [("assigned", True)]
    assert listed(api) == []


@pytest.mark.parametrize("over", [{"consent": {"basis": "refused"}}, {"person.borough": "outside"}])
def test_what_is_over_cannot_be_assigned_by_hand(api, over):
    answer = api.refer(**over)
    given = api.post(
        f"/v1/referrals/{answer['id']}/assign",
        "coordinator",
        {"service": "vulnerable-victims", "reason": "x"},
    )
    assert given.status_code == 409


def test_after_the_victims_no_nobody_can_assign_it_again(api, deliver):
    answer = api.refer(**STANDARD)
    deliver()
    api.act(answer["assignments"][0], "decline", LEAD, reason="victim_declined")
    given = api.post(
        f"/v1/referrals/{answer['id']}/assign",
        "coordinator",
        {"service": "vulnerable-victims", "reason": "x"},
    )
    assert given.status_code == 409


def test_the_same_service_is_not_given_it_twice(api):
    answer = api.refer(**STANDARD)
    path = f"/v1/referrals/{answer['id']}/assign"
    given = api.post(path, "coordinator", {"service": "hate-crime-advocacy", "reason": "x"})
    assert given.status_code == 409
    added = api.post(path, "coordinator", {"service": "vulnerable-victims", "reason": "x"})
    assert added.status_code == 200
    assert {each["service"]: each["role"] for each in added.json()["assignments"]} == {
        "hate-crime-advocacy": "lead",
        "vulnerable-victims": "additional",
    }


def test_returned_the_unit_is_told_and_may_send_it_again(api, no_fit, deliver):
    answer = no_fit()
    assert resolve(api, "return")["referral_status"] == "returned"
    assert read(api, answer)["reasons"] == ["returned_by_coordinator"]
    assert [each.kind for each in deliver()] == ["returned"]
    assert listed(api) == []
    again = no_fit(**{"person.borough": "wirral"})
    assert again["status"] == "placed"


def test_closed_it_leaves_the_list_and_the_reason_is_sealed(api, no_fit, loaded_owner_url):
    answer = no_fit()
    assert resolve(api, "close", reason="Canaryreason")["referral_status"] == "closed"
    assert (read(api, answer)["status"], listed(api)) == ("closed", [])
    assert resolutions(loaded_owner_url) == [("closed", True)]
    assert "canaryreason" not in dump(loaded_owner_url)


def test_a_row_is_resolved_once(api, no_fit):
    no_fit()
    (row,) = listed(api)
    resolve(api, "close", reason="done")
    again = api.post(f"/v1/triage/{row['id']}/close", "coordinator", {"reason": "done"})
    assert again.status_code == 404


@pytest.mark.parametrize(
    ("act", "body"),
    [("release", {"reason": "x"}), ("redrive", {"reason": "x"}), ("join", {"referral": "{referral_id}"})],
)
def test_an_act_that_is_for_another_reason_is_409(api, no_fit, act, body):
    no_fit()
    (row,) = listed(api)
    answer = api.post(
        f"/v1/triage/{row['id']}/{act}",
        "coordinator",
        {name: value.format(**row) for name, value in body.items()},
    )
    assert answer.status_code == 409


def test_a_provider_without_an_address_is_a_task_until_it_has_one(api, deliver, loaded_owner_url):
    with psycopg.connect(loaded_owner_url) as connection:
        connection.execute("UPDATE endpoint SET paused = true WHERE address LIKE 'duty.anthony%'")
    answer = api.refer(**STANDARD)
    assert [row["reason"] for row in listed(api)] == ["undeliverable"]
    assert read(api, answer)["status"] == "awaiting_triage"
    resolve(api, "redrive", 409, reason="too soon")
    with psycopg.connect(loaded_owner_url) as connection:
        connection.execute("UPDATE endpoint SET paused = false")
    assert resolve(api, "redrive", reason="mended")["referral_status"] == "placed"
    assert [each.agency_slug for each in deliver()] == [LEAD]


def test_the_reason_of_a_recall_is_nobodys_to_read(api, deliver, loaded_owner_url):
    answer = api.refer(**STANDARD)
    deliver()
    api.act(answer["assignments"][0], "recall", "police", reason="Canaryreason")
    assert "canaryreason" not in dump(loaded_owner_url)
    timeline = api.get(f"/v1/assignments/{answer['assignments'][0]['id']}/timeline", LEAD)
    assert "Canaryreason" not in timeline.text


def test_replacing_an_additional_service_leaves_the_lead_alone(api, deliver, clock, loaded):
    answer = api.refer()  # at high risk: a lead and an additional service
    deliver()
    api.act(answer["assignments"][0], "acknowledge", LEAD)
    clock.forward(hours=6)
    chase_due(loaded)
    (row,) = (row for row in listed(api) if row["assignment_id"] == answer["assignments"][1]["id"])
    body = {"service": "vulnerable-victims", "reason": "no answer"}
    done = api.post(f"/v1/triage/{row['id']}/assign", "coordinator", body)
    assert done.status_code == 200
    found = {each["service"]: (each["role"], each["status"]) for each in read(api, answer)["assignments"]}
    assert found == {
        "hate-crime-advocacy": ("lead", "acknowledged"),
        "complementary": ("additional", "recalled"),
        "vulnerable-victims": ("additional", "queued"),
    }


@pytest.fixture
def held(api, deliver):
    """Refer a person at standard risk who may be known already; gives the second referral's answer."""
    api.refer(**STANDARD)
    deliver()
    second = {"source": "stop-hate-uk", "referring_unit": "helpline", "source_reference": "S/1"}
    return api.refer("stop-hate-uk", None, **second, **STANDARD)


def test_a_possible_duplicate_cannot_be_closed_so_that_it_is_held_for_ever(api, held, deliver):
    resolve(api, "close", 409, reason="looks fine")
    assert [row["referral_id"] for row in listed(api)] == [held["id"]]
    assert deliver() == []


def test_what_could_not_be_delivered_cannot_be_closed_either(api, loaded_owner_url):
    with psycopg.connect(loaded_owner_url) as connection:
        connection.execute("UPDATE endpoint SET paused = true WHERE address LIKE 'duty.anthony%'")
    api.refer(**STANDARD)
    resolve(api, "close", 409, reason="looks fine")
    resolve(api, "assign", service="vulnerable-victims", reason="no address")
    assert listed(api) == []


def test_a_possible_duplicate_may_be_given_to_a_service_by_hand(api, held, deliver):
    resolve(api, "assign", service="vulnerable-victims", reason="another person")
    assert [each.agency_slug for each in deliver()] == ["victim-support"]
    found = {each["service"]: each["status"] for each in read(api, held)["assignments"]}
    assert found == {"hate-crime-advocacy": "recalled", "vulnerable-victims": "delivered"}
