"""The form for a changed crime, place or risk: of the unit, and of the coordinator; and what it leads to."""

import html

import pytest

LEAD = "anthony-walker-foundation"
STANDARD = {"risk": {"tool": "merit", "score": 20, "band": "standard"}}
AS_IT_IS = {
    "crime.type": "hate_crime",
    "crime.hate_strands": "race",
    "crime.aspects": "antisocial_behaviour",
    "crime.incident_borough": "knowsley",
    "person.borough": "knowsley",
    "reason": "the officer in the case says so",
}
"""What the page is filled in with, with a reason."""


@pytest.fixture
def given(api, deliver, clock):
    answer = api.refer(**STANDARD)
    deliver()
    clock.forward(hours=1)
    return answer


def text_of(answer):
    return " ".join(html.unescape(answer.text).split())


def path_of(answer, who):
    return f"/{'coordinator' if who == 'coordinator' else 'police'}/referrals/{answer['id']}"


@pytest.mark.parametrize("who", ["sigma", "coordinator"])
def test_the_form_stands_on_the_referrals_page_and_is_filled_in(portal, given, who):
    path = path_of(given, who)
    assert f'href="{path}/amend"' in portal.get(path, who).text
    shown = portal.get(f"{path}/amend", who)
    assert shown.status_code == 200
    assert '<option value="hate_crime" selected>' in shown.text
    assert "Risk on record: standard, MeRIT 20." in text_of(shown)
    assert not any(trace in shown.text for trace in ("L34", "Ines", "Example Street"))


@pytest.mark.parametrize("who", ["sigma", "coordinator"])
def test_sent_as_it_stands_it_changes_nothing(api, portal, given, who):
    path = path_of(given, who)
    done = portal.post(f"{path}/amend", who, **AS_IT_IS)
    assert done.status_code == 303
    events = api.get(f"/v1/referrals/{given['id']}/timeline", "police").json()["events"]
    assert [each for each in events if "amended" in each] == []


def test_the_unit_reads_that_it_goes_on(portal, given):
    path = path_of(given, "sigma")
    done = portal.post(f"{path}/amend", "sigma", **{**AS_IT_IS, "crime.incident_borough": "wirral"})
    assert done.headers["location"] == f"{path}?done=changed"
    shown = text_of(portal.get(done.headers["location"], "sigma"))
    assert "The same services fit, and they go on." in shown
    assert "Referral changed" in shown
    assert "Borough of the incident: Knowsley, now Wirral" in shown


def test_the_unit_reads_that_a_person_decides_and_the_coordinator_reads_between_what(api, portal, given):
    path = path_of(given, "sigma")
    changed = {
        "crime.type": "burglary",
        "crime.flags": "vulnerable",
        "crime.incident_borough": "knowsley",
        "person.borough": "knowsley",
        "reason": "Canaryreason of the unit",
    }
    done = portal.post(f"{path}/amend", "sigma", **changed)
    assert done.headers["location"] == f"{path}?done=reopened"
    assert "the referral coordinator decides" in text_of(portal.get(done.headers["location"], "sigma"))
    (row,) = api.get("/v1/triage", "coordinator").json()["triage"]
    shown = text_of(portal.get(f"/coordinator/triage/{row['id']}", "coordinator"))
    for said in (
        "The crime or the place has changed",
        "Crime type: Hate crime, now Burglary",
        "Hate crime advocacy leads",
        "Vulnerable Victims service leads",
        "Hate crime advocacy (lead, sent, not yet acknowledged)",
        "Canaryreason of the unit",
    ):
        assert said in shown, said
    own = text_of(portal.get(f"/coordinator/referrals/{given['id']}", "coordinator"))
    assert "Canaryreason" not in own, "only the row that needs a decision shows the words"


def test_a_lead_that_has_accepted_is_left_only_with_the_commissioners_word(api, portal, given):
    api.act(given["assignments"][0], "accept", LEAD, assignee="Sam")
    body = {"crime": {"type": "burglary", "flags": ["vulnerable"], "hate_strands": []}, "reason": "x"}
    api.post(f"/v1/referrals/{given['id']}/amend", "police", body)
    (row,) = api.get("/v1/triage", "coordinator").json()["triage"]
    path = f"/coordinator/triage/{row['id']}/assign"
    assert "has accepted this referral. It is taken from them" in text_of(portal.get(path, "coordinator"))
    form = {"service": "vulnerable-victims", "reason": "no hate crime"}
    refused = portal.post(path, "coordinator", **form)
    assert (refused.status_code, "Ask the commissioner first" in refused.text) == (422, True)
    assert portal.post(path, "coordinator", agreed="yes", **form).status_code == 303


@pytest.mark.parametrize("who", ["sigma", "coordinator"])
def test_faults_are_told_in_words_beside_what_was_typed(portal, given, who):
    path = path_of(given, who)
    wrong = {**AS_IT_IS, "reason": "", "person.postcode": "nowhere", "risk.score": "many", "crime.type": "x"}
    shown = portal.post(f"{path}/amend", who, **wrong)
    assert shown.status_code == 422
    for said in (
        "Enter why it changes",
        "Postcode: enter a UK postcode, or leave it empty",
        "Score: enter a whole number",
        "Type of crime: select one of the answers",
    ):
        assert said in text_of(shown), said
    assert 'value="nowhere"' in shown.text
    assert 'href="#person.postcode"' in shown.text


def test_only_a_new_score_lowers_the_risk_in_words(api, portal, clock):
    answer = api.refer()
    clock.forward(hours=1)
    path = path_of(answer, "sigma")
    shown = portal.post(f"{path}/amend", "sigma", **{**AS_IT_IS, "risk.band": "standard"})
    assert shown.status_code == 422
    assert "Level of risk: the score stands for a higher level, and nothing lowers it" in text_of(shown)


@pytest.mark.parametrize("who", ["sigma", "coordinator"])
def test_what_came_back_is_not_changed_here(api, portal, who):
    answer = api.refer(**{"person.borough": "outside", "person.postcode": None})
    path = path_of(answer, who)
    assert f'href="{path}/amend"' not in portal.get(path, who).text
    assert "Correct it there and send it again" in portal.get(f"{path}/amend", who).text
    assert portal.post(f"{path}/amend", who, **AS_IT_IS).status_code == 409
