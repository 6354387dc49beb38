"""What somebody tries who means harm: each attempt changes nothing, shows nothing, and never fails."""

from uuid import UUID

import pytest
from sqlalchemy import select

from hub.access import accounts, sessions
from hub.access.scopes import HUB
from hub.models import Assignment, Draft, Referral
from hub.monitoring.rules.table import safe_cell
from tests.factories.police import OTHER_UNIT, UNIT, count, refer
from tests.factories.portal import HERE, PASSWORD, Portal, account_of
from tests.functional.test_at_once import at_once, holds
from tests.functional.test_police_submission import fill, start

LEAD = "anthony-walker-foundation"


def came_back(api, number, unit):
    """A referral of a unit that waits for it: the person lives outside."""
    found = refer(api, number, referring_unit=unit, **{"person.borough": "outside", "person.postcode": None})
    assert found["status"] == "returned"
    return found


def states(loaded, referral_id):
    with loaded.transaction(HUB) as tx:
        return tx.connection.execute(
            select(Assignment.state).where(Assignment.referral_id == UUID(referral_id))
        ).scalars().all()  # fmt: skip


def test_an_assignment_is_taken_back_on_its_own_referrals_page_alone(portal, api, deliver, loaded):
    one, other = refer(api, 1, referring_unit=UNIT), refer(api, 2, referring_unit=UNIT)
    deliver()
    elsewhere = other["assignments"][0]["id"]
    before = states(loaded, other["id"])
    answer = portal.post(f"/police/referrals/{one['id']}/recall/{elsewhere}", UNIT, reason="a slip")
    assert answer.status_code == 404
    assert states(loaded, other["id"]) == before


def test_a_unit_never_makes_the_next_version_of_another_units_referral(portal, api, loaded):
    theirs = came_back(api, 3, OTHER_UNIT)
    with loaded.transaction(HUB) as tx:
        reference = tx.connection.execute(
            select(Referral.source_reference).where(Referral.id == UUID(theirs["id"]))
        ).scalar_one()
    draft = start(portal, UNIT)
    fill(portal, draft, crime={"source_reference": reference})
    answer = portal.post(f"{draft}/send", UNIT)
    assert answer.status_code == 409
    assert theirs["id"] not in answer.text
    assert count(loaded, Referral) == 1
    assert portal.post(f"/police/referrals/{theirs['id']}/send-again", OTHER_UNIT).status_code == 303


def test_what_another_unit_has_sent_again_is_not_named_to_the_first(portal, api):
    first = came_back(api, 4, UNIT)
    theirs = refer(api, 4, referring_unit=OTHER_UNIT)
    assert portal.get(f"/police/referrals/{theirs['id']}", UNIT).status_code == 404
    seen = portal.get(f"/police/referrals/{first['id']}", UNIT)
    assert seen.status_code == 200
    assert theirs["id"] not in seen.text
    assert theirs["reference"] not in seen.text


def test_a_link_for_a_forgotten_password_ends_with_the_next_password(portal, loaded):
    with loaded.transaction(HUB) as tx:
        token = accounts.invite_again(tx, account_of(tx, "rasa"))
    new = "lamp seven orchard"
    answer = portal.post("/account/password", "rasa", present=PASSWORD, password=new, again=new)
    assert answer.status_code == 303
    assert portal.get(f"/invitation/{token}").status_code == 404
    taken = portal.post(f"/invitation/{token}", password="stolen from a mail", again="stolen from a mail")
    assert taken.status_code == 404


@pytest.mark.parametrize(
    "cell", ["=1+1", " =1+1", "\n=1+1", "\u00a0@SUM(A1)", "\uff1d1+1", "\uff20A1", "-1+1", "\t=1"]
)
def test_no_cell_of_a_file_is_a_formula_however_it_begins(cell):
    assert safe_cell(cell) == f"'{cell}"
    assert safe_cell(f"x{cell}") == f"x{cell}"


def test_a_draft_that_is_sent_twice_at_the_same_moment_is_one_referral(portal, loaded):
    draft = start(portal)
    fill(portal, draft)
    tabs = [Portal(portal.app, loaded, dict(portal.tokens)) for _ in range(4)]
    answers = at_once(*(lambda tab=tab: tab.post(f"{draft}/send", UNIT) for tab in tabs))
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.headers["location"] for answer in answers}) == 1
    assert count(loaded, Referral) == 1
    assert count(loaded, Draft, Draft.answers.is_not(None)) == 0


@pytest.mark.parametrize(
    "origin", ["http://[::1", "http://[", "null", "http://127.0.0.1.example.org", f"{HERE}:81"]
)
def test_an_origin_that_is_not_ours_is_refused_however_it_is_written(portal, origin):
    token = portal.token(UNIT)
    form = {"token": sessions.form_token(token)}
    answer = portal.request("POST", "/police/new", token, data=form, headers={"Origin": origin})
    assert answer.status_code == 403


@pytest.mark.parametrize("charset", ["utf-7", "unicode_escape", "idna", "undefined", "utf-8\0", "none"])
@pytest.mark.parametrize("path", ["/police/new", "/police/search", "/sign-in", "/account/password"])
def test_a_form_in_an_odd_alphabet_is_refused_and_never_fails(portal, charset, path):
    lone = b"+2AA-" if charset == "utf-7" else b"\\ud800"
    token = portal.token(UNIT)
    own = sessions.form_token(token).encode()
    names = (b"reference", b"email", b"password", b"present", b"again")
    fields = [(name, lone) for name in names] + [(b"token", own)]
    for sent in (fields, [(b"token", lone)]):
        parts = b"".join(
            b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % each for each in sent
        )
        headers = {"Origin": HERE, "Content-Type": f"multipart/form-data; boundary=x; charset={charset}"}
        answer = portal.request("POST", path, token, content=parts + b"--x--\r\n", headers=headers)
        assert answer.status_code < 500


@pytest.mark.parametrize("number", ["99999999999", "9" * 900, "9" * 5000, "-1", "0", "²", "1e3"])
@pytest.mark.parametrize(("path", "who"), [("/coordinator/search", "coordinator"), ("/police/search", UNIT)])
def test_a_day_that_no_calendar_has_is_said_to_be_none(portal, path, who, number):
    born = dict.fromkeys(("birth_date_day", "birth_date_month", "birth_date_year"), number)
    answer = portal.post(path, who, family_name="Example", **born)
    assert answer.status_code == 422
    assert "Enter a real date" in answer.text


def test_two_who_answer_at_once_give_one_answer(portal, api, deliver, loaded):
    found = api.refer()
    deliver()
    path = f"/provider/assignments/{found['assignments'][0]['id']}"
    portal.token(LEAD)
    tabs = [Portal(portal.app, loaded, dict(portal.tokens)) for _ in range(3)]
    answers = at_once(
        lambda: tabs[0].post(f"{path}/accept", LEAD, assignee="Sam"),
        lambda: tabs[1].post(f"{path}/decline", LEAD, reason="capacity"),
        lambda: tabs[2].post(f"{path}/accept", LEAD, assignee="Jo"),
    )
    assert {answer.status_code for answer in answers} <= {303, 409}
    assert holds(loaded)


CROOKED = "<img src=x onerror=alert(1)>\"'><script>alert(2)</script>"


def test_nothing_that_is_typed_becomes_markup_on_any_page(portal, api, deliver):
    crooked = CROOKED[:60]
    found = refer(
        api,
        5,
        referring_unit=UNIT,
        source_reference=f"=cmd|{crooked}"[:60],
        summary=crooked,
        **{
            "person.given_name": crooked,
            "person.family_name": crooked,
            "person.address": crooked,
            "contact.ask_for": crooked,
            "contact.introduce_as": crooked,
            "contact.may_answer": [crooked],
            "contact.never_tell": [crooked],
            "officer.name": crooked,
            "consent.recorded_by": crooked,
        },
    )
    deliver()
    first = found["assignments"][0]["id"]
    portal.post(f"/provider/assignments/{first}/accept", LEAD, assignee=crooked)
    pages = [
        (f"/provider/assignments/{first}", LEAD),
        ("/provider", LEAD),
        ("/police", UNIT),
        (f"/police/referrals/{found['id']}", UNIT),
        (f"/police/referrals/{found['id']}/withdraw", UNIT),
        ("/coordinator", "coordinator"),
        (f"/coordinator/referrals/{found['id']}", "coordinator"),
        (f"/commissioner/referrals/{found['id']}", "commissioner"),
        ("/coordinator/referrals", "coordinator"),
    ]
    seen = ""
    for path, who in pages:
        page = portal.get(path, who)
        assert page.status_code == 200, path
        assert "<img src=x" not in page.text, path
        assert "<script>alert" not in page.text, path
        seen += page.text
    assert "&lt;img src=x" in seen
    file = portal.get("/police/referrals.csv", UNIT).text
    assert "'=cmd" in file
