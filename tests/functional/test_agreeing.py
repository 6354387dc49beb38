"""The person agrees to another service: the provider that leads records it, and the service is sent."""

import psycopg
import pytest

from hub.access.scopes import HUB
from hub.check import breaches

LEAD, BESIDE, BUDDIES, BY_DAY_AND_NIGHT = (
    "anthony-walker-foundation",
    "light-for-life",
    "kems",
    "stop-hate-uk",
)
HATE, COMPLEMENTARY, BUDDY = "hate-crime-advocacy", "complementary", "buddy-scheme"
ONLY_THE_LEAD = {"consent.scope": "named_services", "consent.services": [HATE]}
STANDARD = {"risk": {"tool": "merit", "score": 20, "band": "standard"}}
YES = {"how": "phone", "given_on": "2026-03-04"}


def agree(api, answer, *services, who=LEAD, status=200, turn=0, **changed):
    path = f"/v1/assignments/{answer['assignments'][turn]['id']}/consent"
    answered = api.post(path, who, {**YES, "services": list(services), **changed})
    assert answered.status_code == status, answered.text
    return answered.json()


def faults(answered):
    return {(each["pointer"], each["code"]) for each in answered["errors"]}


def read(api, answer, who="coordinator"):
    return api.get(f"/v1/referrals/{answer['id']}", who).json()


def turns(api, answer):
    return [(each["service"], each["role"], each["status"]) for each in read(api, answer)["assignments"]]


def must_hold(loaded):
    with loaded.transaction(HUB) as tx:
        assert breaches(tx) == ()


def rows(owner_url, statement):
    with psycopg.connect(owner_url) as connection:
        return connection.execute(statement).fetchall()


@pytest.fixture
def taken_on(api, deliver):
    """Make a referral whose lead has accepted it."""

    def make(**overrides):
        answer = api.refer(**overrides)
        deliver()
        lead = answer["assignments"][0]
        api.act(lead, "accept", lead["provider"], assignee="Sam")
        return answer

    return make


@pytest.fixture
def narrow(taken_on):
    """A hate crime at high risk whose consent names the lead alone."""
    return taken_on(**ONLY_THE_LEAD)


def test_a_childs_own_yes_under_13_is_not_enough(api, taken_on):
    child = {"person.birth_date": "2016-05-01", "consent.given_by": "social_worker"}
    answer = taken_on(**ONLY_THE_LEAD, **child)
    said = agree(api, answer, COMPLEMENTARY, status=422)
    assert faults(said) == {("/services/0", "adult_consents")}


def test_what_was_outside_the_consent_is_sent_once_the_person_says_yes(api, narrow, deliver, loaded):
    assert turns(api, narrow) == [(HATE, "lead", "accepted")]
    said = agree(api, narrow, COMPLEMENTARY)
    assert said == {
        "id": narrow["assignments"][0]["id"],
        "services": [COMPLEMENTARY],
        "added": [COMPLEMENTARY],
    }
    assert turns(api, narrow)[1:] == [(COMPLEMENTARY, "additional", "queued")]
    assert [(each.agency_slug, each.kind) for each in deliver()] == [(BESIDE, "referral")]
    assert read(api, narrow)["status"] == "placed"
    must_hold(loaded)


def test_a_service_that_must_be_named_is_sent_once_the_person_names_it(api, taken_on, deliver, loaded):
    answer = taken_on(**STANDARD)
    assert turns(api, answer) == [(HATE, "lead", "accepted")]
    agree(api, answer, BUDDY, "hate-crime-24h")
    assert {each.agency_slug for each in deliver()} == {BUDDIES, BY_DAY_AND_NIGHT}
    must_hold(loaded)


def test_a_yes_stands_in_for_the_consent_that_there_was_not(api, taken_on, deliver, loaded):
    answer = taken_on(
        **{
            "crime.type": "domestic_abuse",
            "crime.flags": [],
            "crime.hate_strands": [],
            "person.birth_date": "2008-08-01",
            "consent": {"basis": "without_consent_justified", "reason": "MARAC"},
        }
    )
    assert turns(api, answer) == [("idva-knowsley", "lead", "accepted")]
    who = answer["assignments"][0]["provider"]
    agree(api, answer, "domestic-abuse-young-people", who=who)
    assert [each.agency_slug for each in deliver()] == ["listening-ear"]
    must_hold(loaded)


def test_the_added_service_waits_for_the_lead_like_any_other(api, narrow, deliver):
    agree(api, narrow, COMPLEMENTARY)
    deliver()
    added = read(api, narrow)["assignments"][1]
    api.act(added, "accept", BESIDE, assignee="Kim")
    seen = api.get(f"/v1/assignments/{added['id']}", BESIDE).json()
    assert "contact_made" not in {each["clock"] for each in seen["clocks"]}
    assert seen["contact"]["wait_for_the_lead"]
    api.act(narrow["assignments"][0], "engage", LEAD)
    seen = api.get(f"/v1/assignments/{added['id']}", BESIDE).json()
    assert "contact_made" in {each["clock"] for each in seen["clocks"]}


def test_the_same_yes_once_more_sends_nobody_and_writes_nothing(api, narrow, deliver, loaded_owner_url):
    agree(api, narrow, COMPLEMENTARY)
    deliver()
    decided = rows(loaded_owner_url, "SELECT count(*) FROM routing_decision")
    assert agree(api, narrow, COMPLEMENTARY)["added"] == []
    assert deliver() == []
    assert rows(loaded_owner_url, "SELECT count(*) FROM routing_decision") == decided
    assert rows(loaded_owner_url, "SELECT count(*) FROM later_consent") == [(1,)]
    assert len(turns(api, narrow)) == 2


def test_the_yes_is_kept_with_how_and_when_and_the_consent_has_grown(api, narrow, loaded_owner_url):
    agree(api, narrow, COMPLEMENTARY, how="in_person")
    kept = rows(loaded_owner_url, "SELECT service, how, given_on::text, role FROM later_consent")
    assert kept == [(COMPLEMENTARY, "in_person", "2026-03-04", "provider")]
    (grown,) = rows(loaded_owner_url, "SELECT consent_services, consent_scope FROM referral")
    assert grown == ([COMPLEMENTARY, HATE], "named_services")
    (entry,) = rows(
        loaded_owner_url, "SELECT detail FROM audit_event WHERE event = 'referral:consent:extended'"
    )
    assert entry == ({"services": [COMPLEMENTARY]},)
    causes = rows(loaded_owner_url, "SELECT cause FROM routing_decision ORDER BY at, id")
    assert causes == [("received",), ("agreed",)]


def test_no_row_of_a_yes_can_be_changed_by_the_hub(narrow, api, loaded):
    agree(api, narrow, COMPLEMENTARY)
    with loaded.transaction(HUB) as tx:
        allowed = tx.connection.exec_driver_sql(
            "SELECT has_table_privilege('later_consent', 'UPDATE'), "
            "has_table_privilege('later_consent', 'DELETE')"
        ).one()
    assert tuple(allowed) == (False, False)


@pytest.mark.parametrize("who", ["police", "coordinator", "commissioner"])
def test_the_timeline_tells_to_what_the_person_agreed(api, narrow, who):
    agree(api, narrow, COMPLEMENTARY)
    told = api.get(f"/v1/referrals/{narrow['id']}/timeline", who).json()["events"]
    (event,) = [each for each in told if "agreed" in each]
    assert {name: event[name] for name in ("by", "agreed", "how", "given_on")} == {
        "by": "provider",
        "agreed": COMPLEMENTARY,
        "how": "phone",
        "given_on": "2026-03-04",
    }


def test_every_fault_is_named_at_once_and_nobody_is_sent(api, taken_on, deliver, loaded_owner_url):
    answer = taken_on(**ONLY_THE_LEAD, exclude_services=[BUDDY])
    refused = agree(
        api,
        answer,
        COMPLEMENTARY,
        BUDDY,
        "the-hub",
        "no-such-service",
        COMPLEMENTARY,
        HATE,
        status=422,
        given_on="2026-03-05",
        at="2026-03-05T10:00:00Z",
    )
    assert faults(refused) == {
        ("/at", "in_the_future"),
        ("/given_on", "in_the_future"),
        ("/services/1", "excluded"),
        ("/services/2", "not_offered"),
        ("/services/3", "unknown_service"),
        ("/services/4", "repeated_value"),
        ("/services/5", "not_offered"),
    }
    assert deliver() == []
    assert rows(loaded_owner_url, "SELECT count(*) FROM later_consent") == [(0,)]


def test_a_yes_is_not_older_than_the_referral_is_with_the_lead(api, narrow):
    early = {"given_on": "2026-03-01", "at": "2026-03-01T10:00:00Z"}
    assert faults(agree(api, narrow, COMPLEMENTARY, status=422, **early)) == {
        ("/at", "before_the_assignment"),
        ("/given_on", "before_the_assignment"),
    }


def test_a_service_that_the_person_said_no_to_is_not_brought_back(api, taken_on, deliver):
    answer = taken_on()
    wish = {"asked_by": "the person", "how": "phone", "taken_by": "PC 0000", "services": [COMPLEMENTARY]}
    assert api.post(f"/v1/referrals/{answer['id']}/withdraw", "police", wish).status_code == 200
    deliver()
    assert faults(agree(api, answer, COMPLEMENTARY, status=422)) == {("/services/0", "withdrawn")}


@pytest.mark.breaks_invariants("contract_recorded")  # ended by raw SQL
def test_a_service_without_a_contract_is_refused_with_that_reason(api, narrow, loaded_owner_url):
    with psycopg.connect(loaded_owner_url) as connection:
        connection.execute(
            "UPDATE contract SET ends_before = '2026-03-01' FROM service "
            "WHERE service.id = contract.service_id AND service.slug = %s AND ends_before > '2026-03-04'",
            [COMPLEMENTARY],
        )
    assert faults(agree(api, narrow, COMPLEMENTARY, status=422)) == {("/services/0", "no_live_contract")}


def test_who_has_it_already_needs_no_yes_and_nothing_is_said_of_it(api, taken_on):
    answer = taken_on()
    assert turns(api, answer)[1][0] == COMPLEMENTARY
    assert faults(agree(api, answer, COMPLEMENTARY, status=422)) == {("/services/0", "not_offered")}
    api.act(answer["assignments"][1], "decline", BESIDE, reason="conflict_of_interest")
    assert faults(agree(api, answer, COMPLEMENTARY, status=422)) == {("/services/0", "not_offered")}


def test_while_the_unit_has_to_ask_for_a_consent_no_yes_is_taken(api, taken_on, loaded_owner_url):
    answer = taken_on(**ONLY_THE_LEAD)
    with psycopg.connect(loaded_owner_url) as connection:
        connection.execute("UPDATE referral SET reasons = '{consent_needed}'")
    assert faults(agree(api, answer, COMPLEMENTARY, status=422)) == {("/services/0", "no_consent")}


def test_only_the_provider_that_leads_and_has_accepted_records_it(api, deliver):
    answer = api.refer(**{"consent.services": []})
    deliver()
    refused = agree(api, answer, BUDDY, status=409)
    assert refused["type"].endswith(":not_in_this_state")
    api.act(answer["assignments"][1], "accept", BESIDE, assignee="Kim")
    refused = agree(api, answer, BUDDY, who=BESIDE, turn=1, status=409)
    assert refused["type"].endswith(":not_the_lead")
    agree(api, answer, BUDDY, who="rasa", status=404)
    agree(api, answer, BUDDY, who="police", status=403)
    api.act(answer["assignments"][0], "accept", LEAD, assignee="Sam")
    api.act(answer["assignments"][0], "release", LEAD, reason="capacity")
    refused = agree(api, answer, BUDDY, status=409)
    assert refused["type"].endswith(":not_in_this_state")


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"services": []}, "/services"),
        ({"how": "by pigeon"}, "/how"),
        ({"given_on": "yesterday"}, "/given_on"),
        ({"more": 1}, "/more"),
    ],
)
def test_a_body_that_is_none_is_refused_where_it_is_wrong(api, narrow, changed, pointer):
    refused = agree(api, narrow, COMPLEMENTARY, status=422, **changed)
    assert [each["pointer"] for each in refused["errors"]] == [pointer]
