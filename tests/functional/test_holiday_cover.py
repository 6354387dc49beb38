"""Before bank holidays providers of services for high risk say who answers, or the commissioner hears."""

import psycopg
import pytest

from hub.access.keys import scope_of
from hub.access.scopes import HUB
from hub.domain.codes import DeliveryKind
from hub.domain.errors import NotAllowedError, NotFoundError
from hub.journey.covering import confirm_cover, see_to_cover

AWF = "anthony-walker-foundation"
BEFORE, ASKED, ALERTED = (2026, 3, 31, 6, 59), (2026, 3, 31, 7, 0), (2026, 4, 2, 8, 0)
"""In UTC; Good Friday is 3 April 2026, and London's clocks are an hour ahead by then."""
EASTER = ("2026-04-03", "2026-04-06")
GIVEN = {
    "answers": "Duty manager",
    "phone": "0151 496 0104",
    "2026-04-03": "09:00-17:00",
    "2026-04-04": "closed",
    "2026-04-05": "closed",
    "2026-04-06": "always",
}


def rows(owner_url, statement="SELECT first_day::text, last_day::text FROM cover_request"):
    with psycopg.connect(owner_url) as connection:
        return connection.execute(statement).fetchall()


def of_kind(messages, kind):
    return [message for message in messages if message.kind is kind]


@pytest.fixture
def asked(loaded, clock, deliver):
    """Every provider asked about Easter, and the mails that asked."""
    clock.set(*ASKED)
    see_to_cover(loaded)
    return of_kind(deliver(), DeliveryKind.COVER_ASKED)


def test_easter_is_asked_about_once_three_working_days_before(loaded, clock, deliver, loaded_owner_url):
    clock.set(*BEFORE)
    assert see_to_cover(loaded) == 0
    clock.set(*ASKED)
    count = see_to_cover(loaded)
    assert count > 5
    mails = of_kind(deliver(), DeliveryKind.COVER_ASKED)
    assert len(mails) == count == len({mail.agency_slug for mail in mails})
    assert mails[0].detail == {"days": "Friday 3 April to Monday 6 April 2026"}
    for _ in range(2):
        assert see_to_cover(loaded) == 0
    assert set(rows(loaded_owner_url)) == {EASTER}


def test_a_provider_without_a_service_for_high_risk_is_not_asked(loaded, clock, deliver, loaded_owner_url):
    with psycopg.connect(loaded_owner_url) as connection:
        connection.execute(
            "UPDATE coverage SET risks = '{standard}' WHERE contract_id IN (SELECT c.id FROM contract c "
            "JOIN service s ON s.id = c.service_id JOIN agency a ON a.id = s.agency_id WHERE a.slug = %s)",
            [AWF],
        )
    clock.set(*ASKED)
    see_to_cover(loaded)
    slugs = {mail.agency_slug for mail in deliver()}
    assert AWF not in slugs
    assert "victim-support" in slugs


def test_the_commissioner_hears_once_of_those_that_have_not_answered(api, asked, loaded, clock, deliver):
    (mine,) = api.get("/v1/cover", AWF).json()["cover"]
    assert api.post(f"/v1/cover/{mine['id']}/confirm", AWF, body(GIVEN)).status_code == 200
    clock.set(2026, 4, 2, 7, 59)
    assert see_to_cover(loaded) == 0
    clock.set(*ALERTED)
    assert see_to_cover(loaded) == len(asked) - 1
    (mail,) = deliver()
    assert (mail.kind, mail.agency_slug) == (DeliveryKind.COVER_MISSING, "commissioner")
    assert "Anthony Walker Foundation" not in mail.detail["agencies"]
    assert len(mail.detail["agencies"]) == len(asked) - 1
    clock.set(2026, 4, 2, 12, 0)
    assert see_to_cover(loaded) == 0


def body(given):
    days = {name: value for name, value in given.items() if name.startswith("2026")}
    return {"answers": given["answers"], "phone": given["phone"], "hours": days}


@pytest.mark.usefixtures("asked")
def test_a_provider_says_who_answers_and_may_correct_it(api, loaded_owner_url):
    (mine,) = api.get("/v1/cover", AWF).json()["cover"]
    assert (mine["first_day"], mine["last_day"], mine["confirmed_at"]) == (*EASTER, None)
    for _ in range(2):
        assert api.post(f"/v1/cover/{mine['id']}/confirm", AWF, body(GIVEN)).status_code == 200
    other = body({**GIVEN, "phone": "0151 496 0999"})
    assert api.post(f"/v1/cover/{mine['id']}/confirm", AWF, other).status_code == 200
    (mine,) = api.get("/v1/cover", AWF).json()["cover"]
    assert mine["answers"]["phone"] == "0151 496 0999"
    events = rows(loaded_owner_url, "SELECT role FROM audit_event WHERE event = 'duty:cover:confirmed'")
    assert events == [("provider",)] * 2


@pytest.mark.usefixtures("asked")
def test_every_fault_is_named_at_once(api):
    (mine,) = api.get("/v1/cover", AWF).json()["cover"]
    answer = api.post(
        f"/v1/cover/{mine['id']}/confirm",
        AWF,
        {"answers": "x", "phone": "none", "hours": {"2026-04-03": "late"}},
    )
    assert answer.status_code == 422
    pointers = {error["pointer"] for error in answer.json()["errors"]}
    assert pointers == {"/phone", "/2026-04-03", "/2026-04-04", "/2026-04-05", "/2026-04-06"}


@pytest.mark.usefixtures("asked")
def test_nobody_answers_for_another_provider(api, loaded, loaded_template):
    (theirs,) = api.get("/v1/cover", "rasa").json()["cover"]
    assert api.post(f"/v1/cover/{theirs['id']}/confirm", AWF, body(GIVEN)).status_code == 404
    for who, error in ((AWF, NotFoundError), ("coordinator", NotAllowedError)):
        with loaded.transaction(HUB) as tx:
            scope = scope_of(tx, loaded_template[who])
        with pytest.raises(error), loaded.transaction(scope) as tx:
            confirm_cover(tx, theirs["id"], GIVEN)


@pytest.mark.usefixtures("asked")
def test_once_the_days_are_over_nothing_is_said_about_them(api, clock):
    (mine,) = api.get("/v1/cover", AWF).json()["cover"]
    clock.set(2026, 4, 7, 9)
    assert api.post(f"/v1/cover/{mine['id']}/confirm", AWF, body(GIVEN)).status_code == 409
    assert api.get("/v1/cover", AWF).json()["cover"] == []


@pytest.mark.usefixtures("asked")
def test_the_commissioner_reads_who_has_answered_and_who_has_not(api):
    (mine,) = api.get("/v1/cover", AWF).json()["cover"]
    api.post(f"/v1/cover/{mine['id']}/confirm", AWF, body(GIVEN))
    found = {each["provider"]: each for each in api.get("/v1/cover", "commissioner").json()["cover"]}
    assert found[AWF]["confirmed_at"]
    assert found["rasa"]["confirmed_at"] is None
    assert api.get("/v1/cover", "police").status_code == 403
