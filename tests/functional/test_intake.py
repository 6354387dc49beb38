"""A referral arrives over HTTP: what is taken, what is refused and how, and what is kept of it."""

import json
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from hub.access.keys import NewKey, make, revoke
from hub.access.scopes import HUB
from hub.demo.prepare import agencies
from hub.domain.codes import AgencyKind, Role
from tests.factories.submissions import NOTHING_SAFE, smallest, submission
from tests.factories.whole_database import dump, tables

PROBLEM = "application/problem+json"


def pointers(answer):
    return {fault["pointer"] for fault in answer.json()["errors"]}


def count(owner_url, table):
    return len(tables(owner_url)[table])


def test_every_fault_is_named_at_once_with_where_it_is(api, loaded_owner_url):
    body = submission(
        **{
            "crime.type": "rudeness",
            "person.borough": "chester",
            "consent.basis": "perhaps",
            "contact.phone.safe": "sometimes",
            "reported_at": "yesterday",
            "no_such_field": 1,
        }
    )
    answer = api.post("/v1/referrals", "police", body)
    assert (answer.status_code, answer.headers["content-type"]) == (422, PROBLEM)
    assert pointers(answer) >= {
        "/crime/type",
        "/person/borough",
        "/consent/basis",
        "/contact/phone/safe",
        "/reported_at",
        "/no_such_field",
    }
    assert all(fault["code"] and fault["message"] for fault in answer.json()["errors"])
    assert "rudeness" not in answer.text, "what was sent is never repeated"
    assert count(loaded_owner_url, "referral") == 0


def test_the_smallest_submission_is_enough(api):
    assert api.refer(body=smallest())["status"] in {"information_only", "placed"}


@pytest.mark.parametrize(
    "field",
    ["source", "source_reference", "referring_unit", "reported", "crime", "person", "consent"],
)
def test_an_empty_object_lacks_every_required_field(api, field):
    answer = api.post("/v1/referrals", "police", {})
    assert answer.status_code == 422
    assert any(each == f"/{field}" or each.startswith(f"/{field}/") for each in pointers(answer))


@pytest.mark.parametrize("body", [[], "text", 3, True])
def test_json_that_is_no_object_is_a_fault_and_no_failure(api, body):
    answer = api.client.post(
        "/v1/referrals", json=body, headers={"Authorization": f"Bearer {api.keys['police']}"}
    )
    assert (answer.status_code, answer.headers["content-type"]) == (422, PROBLEM)


@pytest.mark.parametrize("content", [b"{", b"", b"\xff\xfe", b"NaN", b'{"a": NaN}', b"[" * 5000])
def test_what_is_no_json_is_refused_as_a_problem(api, content):
    headers = {"Authorization": f"Bearer {api.keys['police']}", "Content-Type": "application/json"}
    answer = api.client.post("/v1/referrals", content=content, headers=headers)
    assert answer.status_code in {400, 422}
    assert answer.headers["content-type"] == PROBLEM


def test_another_type_of_content_is_415(api):
    headers = {"Authorization": f"Bearer {api.keys['police']}"}
    for kind in ("text/plain", "application/x-www-form-urlencoded", "text/json"):
        answer = api.client.post("/v1/referrals", content=b"{}", headers={**headers, "Content-Type": kind})
        assert (answer.status_code, answer.headers["content-type"]) == (415, PROBLEM)


def test_a_body_that_is_too_large_is_413(api):
    answer = api.post("/v1/referrals", "police", submission(summary="x" * 300_000))
    assert (answer.status_code, answer.headers["content-type"]) == (413, PROBLEM)


def test_a_body_that_is_too_large_is_413_also_when_it_does_not_say_how_large_it_is(api):
    headers = {"Authorization": f"Bearer {api.keys['police']}", "Content-Type": "application/json"}
    pieces = (b"x" * 65_536 for _ in range(6))
    answer = api.client.post("/v1/referrals", content=pieces, headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (413, PROBLEM)


def test_without_a_good_key_nobody_gets_in(api, loaded, clock):
    with loaded.transaction(HUB) as tx:
        agency_id = agencies(tx, AgencyKind.REFERRING_UNIT)["merseyside-police"]
        ended, expired = (
            make(tx, NewKey(agency_id=agency_id, role=Role.POLICE, label="old")) for _ in range(2)
        )
        revoke(tx, ended.split("_")[1])
    good = api.keys["police"]
    wrong = good[:-1] + ("0" if good[-1] != "0" else "1")
    clock.forward(days=365)
    for key in (ended, expired, wrong, "", "Basic", "vrh_x_y", good.upper()):
        answer = api.client.post(
            "/v1/referrals", json=submission(), headers={"Authorization": f"Bearer {key}"}
        )
        assert answer.status_code == 401
        assert answer.headers["content-type"] == PROBLEM
        assert answer.headers["www-authenticate"] == "Bearer"
    assert api.post("/v1/referrals", None, submission()).status_code == 401


def test_the_coordinator_and_the_commissioner_submit_nothing(api):
    for who in ("coordinator", "commissioner"):
        assert api.post("/v1/referrals", who, submission()).status_code == 403


def test_a_key_submits_for_its_own_agency_only(api):
    answer = api.post("/v1/referrals", "victim-support", submission())
    assert (answer.status_code, answer.headers["content-type"]) == (403, PROBLEM)


def test_a_method_or_path_that_is_not_there_is_a_problem_too(api):
    for answer in (api.get("/v1/nothing", "police"), api.client.delete("/v1/referrals")):
        assert answer.status_code in {404, 405}
        assert answer.headers["content-type"] == PROBLEM


def test_the_same_again_is_409_with_the_first_ones_id(api):
    first = api.refer()
    answer = api.post("/v1/referrals", "police", submission(summary="said again, in other words"))
    assert (answer.status_code, answer.json()["id"]) == (409, first["id"])


def test_another_person_of_the_same_incident_is_another_referral(api):
    first, second = api.refer(), api.refer(person_reference="2")
    assert first["id"] != second["id"]


def test_a_returned_one_may_be_sent_again_as_its_next_version(api, loaded_owner_url):
    domestic = {"crime.type": "domestic_abuse", "crime.hate_strands": []}
    first = api.refer(**domestic, **NOTHING_SAFE)
    assert first["status"] == "returned"
    second = api.refer(**domestic)
    assert (second["status"], second["source_reference"]) == ("placed", first["source_reference"])
    assert second["id"] != first["id"]
    assert api.post("/v1/referrals", "police", submission(**domestic)).json()["id"] == second["id"]
    with psycopg.connect(loaded_owner_url) as connection:
        rows = connection.execute("SELECT version FROM referral ORDER BY version").fetchall()
    assert rows == [(1,), (2,)]


def test_the_same_key_and_body_give_the_same_answer(api, loaded_owner_url):
    headers = {"Idempotency-Key": "one"}
    first = api.post("/v1/referrals", "police", submission(), headers=headers)
    again = api.post("/v1/referrals", "police", submission(), headers=headers)
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert count(loaded_owner_url, "referral") == 1


def test_the_same_key_with_another_body_is_422(api, loaded_owner_url):
    headers = {"Idempotency-Key": "one"}
    api.post("/v1/referrals", "police", submission(), headers=headers)
    other = submission(source_reference="SYN/18/000999")
    answer = api.post("/v1/referrals", "police", other, headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (422, PROBLEM)
    assert count(loaded_owner_url, "referral") == 1


def test_a_key_whose_first_body_had_faults_may_be_used_for_the_mended_one(api):
    headers = {"Idempotency-Key": "one"}
    faulty = submission(**{"crime.type": "rudeness"})
    assert api.post("/v1/referrals", "police", faulty, headers=headers).status_code == 422
    assert api.post("/v1/referrals", "police", submission(), headers=headers).status_code == 201


def test_keys_of_two_agencies_do_not_meet(api):
    headers = {"Idempotency-Key": "one"}
    mine = api.post("/v1/referrals", "police", submission(), headers=headers)
    body = submission(source="stop-hate-uk", referring_unit="helpline", **{"person.family_name": "Other"})
    body["contact"]["phone"]["value"], body["contact"]["email"]["value"] = "07700 900777", "o@example.org"
    theirs = api.post("/v1/referrals", "stop-hate-uk", body, headers=headers)
    assert (mine.status_code, theirs.status_code) == (201, 201)
    assert mine.json()["id"] != theirs.json()["id"]


@pytest.mark.parametrize("headers", [{"Idempotency-Key": "fifty"}, {}])
def test_fifty_at_a_time_are_one_referral(api, loaded_owner_url, headers):
    with ThreadPoolExecutor(50) as pool:
        sent = [
            pool.submit(api.post, "/v1/referrals", "police", submission(), headers=headers) for _ in range(50)
        ]
        answers = [each.result() for each in sent]
    assert len({each.json()["id"] for each in answers}) == 1
    if headers:
        assert {each.status_code for each in answers} == {201}
        assert all(each.json() == answers[0].json() for each in answers)
    else:
        assert sorted(each.status_code for each in answers) == [201] + [409] * 49
    assert count(loaded_owner_url, "referral") == 1
    assert count(loaded_owner_url, "assignment") == 2
    assert count(loaded_owner_url, "delivery") == 2


def test_a_refusal_keeps_no_person(api, loaded_owner_url):
    answer = api.refer(consent={"basis": "refused"})
    assert (answer["status"], answer["reasons"]) == ("returned", ["consent_refused"])
    assert count(loaded_owner_url, "referral") == 1
    assert count(loaded_owner_url, "person") == 0
    assert count(loaded_owner_url, "person_token") == 0


CANARIES = {
    "person.given_name": "Canarygiven",
    "person.family_name": "Canaryfamily",
    "person.address": "77 Canarystreet",
    "person.postcode": "L34 1AA",
    "contact.phone.value": "07700 900456",
    "contact.email.value": "canarymail@example.org",
    "contact.ask_for": "Canaryask",
    "contact.introduce_as": "a friend of Canaryintro",
    "contact.may_answer": ["Canarymay"],
    "contact.never_tell": ["Canarynever"],
    "officer": {"name": "PC Canaryofficer", "unit_mailbox": "sigma@police.example.org"},
    "consent.recorded_by": "PC Canaryrecorder",
    "summary": "Canarysummary of what happened.",
    "risk.reason": "Canaryjudgement",
    "needs.interpreter": "pl",
}


def test_nothing_personal_is_readable_anywhere_in_the_database(api, loaded_owner_url):
    api.refer(**CANARIES)
    headers = {"Idempotency-Key": "canarykey"}
    api.post(
        "/v1/referrals",
        "police",
        submission(**{**CANARIES, "source_reference": "SYN/18/000777", "person.birth_date": "1971-02-03"}),
        headers=headers,
    )
    everything = dump(loaded_owner_url)
    for trace in ("canary", "900456", "l34 1aa", "l341aa", "1988-04-17", "1971-02-03"):
        assert trace not in everything, trace
    assert count(loaded_owner_url, "person") == 2


def test_the_answer_to_a_source_holds_no_person_either(api):
    answer = api.refer(**CANARIES)
    shown = api.get(f"/v1/referrals/{answer['id']}", "police")
    assert "anary" not in shown.text + str(answer)
    assert "900456" not in shown.text
    assert shown.json() == answer


def test_a_source_follows_its_own_referral_only(api):
    mine = api.refer()
    assert api.get(f"/v1/referrals/{mine['id']}", "police").status_code == 200
    for who in ("rasa", "anthony-walker-foundation"):
        for path in ("", "/timeline"):
            assert api.get(f"/v1/referrals/{mine['id']}{path}", who).status_code == 404
        assert api.get("/v1/referrals", who).json()["referrals"] == []
    assert [each["id"] for each in api.get("/v1/referrals", "police").json()["referrals"]] == [mine["id"]]


def test_a_list_goes_on_from_where_the_page_before_ended(api):
    made = [api.refer(person_reference=str(number))["id"] for number in range(5)]
    seen, after = [], None
    while True:
        page = api.get("/v1/referrals", "police", params={"limit": 2, **({"after": after} if after else {})})
        seen += [each["id"] for each in page.json()["referrals"]]
        after = page.json()["after"]
        if after is None:
            break
    assert sorted(seen) == sorted(made)
    assert len(seen) == len(set(seen))


POISONED = (
    "source_reference",
    "summary",
    "person.given_name",
    "source",
    "crime.offence_code",
    "contact.phone.value",
)


@pytest.mark.parametrize("poison", ["\\ud800", "\\u0000", "\\udc00x", "\\u202e", "\\ufffe"])
def test_no_character_makes_the_hub_fail(api, poison):
    headers = {"Authorization": f"Bearer {api.keys['police']}", "Content-Type": "application/json"}
    for field in POISONED:
        body = json.dumps(submission(**{field: "POISON"})).replace("POISON", f"a{poison}b").encode()
        for extra in ({}, {"Idempotency-Key": f"poison in {field}"}):
            answer = api.client.post("/v1/referrals", content=body, headers={**headers, **extra})
            assert answer.status_code in {201, 403, 409, 422}, answer.text


@pytest.mark.parametrize("number", ["1e400", "-1", "1.5", "99999999999999999999", "true", '"75"'])
def test_no_number_makes_the_hub_fail(api, number):
    for field in ("risk.score", "person.age"):
        body = json.dumps(submission(**{field: "POISON"})).replace('"POISON"', number)
        headers = {"Authorization": f"Bearer {api.keys['police']}", "Content-Type": "application/json"}
        answer = api.client.post("/v1/referrals", content=body.encode(), headers=headers)
        assert answer.status_code in {201, 409, 422}, answer.text


@pytest.mark.parametrize("key", ["", " ", "x" * 255, "x" * 256, "é"])
def test_no_idempotency_key_makes_the_hub_fail(api, key):
    headers = {"Authorization": f"Bearer {api.keys['police']}", "Idempotency-Key": key.encode()}
    answer = api.client.post("/v1/referrals", json=submission(), headers=headers)
    assert answer.status_code in {201, 422}, answer.text
