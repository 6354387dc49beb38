"""Each working morning every provider, and the coordinator, is told once what waits; never of a person."""

import re

import psycopg
import pytest

from hub.access.scopes import HUB
from hub.domain.codes import DeliveryKind
from hub.duty.queries.digests import readers_without
from hub.journey import see_to_duties
from hub.journey.digests import digest, send_digests

AWF, LIGHT = "anthony-walker-foundation", "light-for-life"
STANDARD = {"risk.score": None, "risk.band": "standard"}
PERSON_OR_CRIME = re.compile(r"Ines|Example Street|07700|hate|crime|knowsley|victim", re.IGNORECASE)


def digests(messages):
    return {m.agency_slug: m.detail for m in messages if m.kind is DeliveryKind.DIGEST}


def rows(owner_url, statement):
    with psycopg.connect(owner_url) as connection:
        return connection.execute(statement).fetchall()


@pytest.fixture
def waiting(api, deliver, clock):
    """A referral sent on a Wednesday, and the clock at seven the next morning."""
    answer = api.refer(**STANDARD)
    deliver()
    clock.set(2026, 3, 5, 7)
    return answer


def test_the_mail_goes_out_at_eight_or_as_the_provider_opens_and_not_before(loaded, waiting, deliver, clock):
    clock.set(2026, 3, 5, 7, 59)
    assert send_digests(loaded) == 0
    clock.set(2026, 3, 5, 8, 0)
    send_digests(loaded)
    assert digests(deliver()) == {}  # its office opens at nine
    clock.set(2026, 3, 5, 9, 0)
    send_digests(loaded)
    assert digests(deliver()) == {
        AWF: {
            "counts": {"overdue": 0, "notices": 0, "acknowledge": 1, "decide": 0, "contact": 0},
            "references": {
                "overdue": [],
                "notices": [],
                "acknowledge": [waiting["reference"]],
                "decide": [],
                "contact": [],
            },
        }
    }


def test_what_is_overdue_and_what_comes_next_is_counted_by_what_is_to_be_done(
    api, loaded, waiting, deliver, clock
):
    other = api.refer(person_reference="2", **STANDARD)
    deliver()
    api.act(other["assignments"][0], "accept", AWF, assignee="Sam")
    clock.set(2026, 3, 6, 9)
    send_digests(loaded)
    found = digests(deliver())[AWF]
    assert found["counts"] == {"overdue": 1, "notices": 0, "acknowledge": 1, "decide": 0, "contact": 1}
    assert found["references"]["overdue"] == [waiting["reference"]]
    assert found["references"]["contact"] == [other["reference"]]


@pytest.mark.usefixtures("waiting")
def test_a_day_has_one_digest_however_many_look(loaded, deliver, clock, loaded_owner_url):
    clock.set(2026, 3, 5, 9)
    for _ in range(3):
        send_digests(loaded)
    assert list(digests(deliver())) == [AWF]
    clock.set(2026, 3, 5, 15)
    see_to_duties(loaded)
    assert digests(deliver()) == {}
    ((most,),) = rows(
        loaded_owner_url, "SELECT max(n) FROM (SELECT count(*) n FROM digest GROUP BY agency_id, day) d"
    )
    assert most == 1


@pytest.mark.usefixtures("waiting")
def test_two_schedulers_make_one_digest(loaded, clock, loaded_owner_url):
    clock.set(2026, 3, 5, 9)
    with loaded.transaction(HUB) as tx:
        readers = readers_without(tx, clock.now.date())
    for _ in range(2):  # the second has read the list before the first wrote anything
        for reader in readers:
            with loaded.transaction(HUB) as tx:
                digest(tx, reader)
    ((made,),) = rows(loaded_owner_url, "SELECT count(*) FROM delivery WHERE kind = 'digest'")
    assert made == 1


@pytest.mark.parametrize(
    "morning",
    [
        pytest.param((2026, 3, 7, 9), id="a Saturday"),
        pytest.param((2026, 4, 3, 9), id="Good Friday"),
        pytest.param((2026, 3, 5, 17), id="after the office has closed"),
    ],
)
@pytest.mark.usefixtures("waiting")
def test_nobody_is_told_out_of_hours(loaded, deliver, clock, morning):
    clock.set(*morning)
    send_digests(loaded)
    assert digests(deliver()) == {}


def test_where_nothing_waits_no_mail_goes_out(loaded, deliver, clock, loaded_owner_url):
    clock.set(2026, 3, 5, 9)
    send_digests(loaded)
    assert deliver() == []
    ((made, sent),) = rows(loaded_owner_url, "SELECT count(*), count(delivery_id) FROM digest")
    assert made > 10
    assert sent == 0


def test_the_coordinator_is_told_of_triage_and_of_calls(api, loaded, deliver, clock):
    api.refer(**{"crime.type": "sexual_offence", "person.borough": "not_known", "person.postcode": None})
    (row,) = api.get("/v1/triage", "coordinator").json()["triage"]
    deliver()
    clock.set(2026, 3, 5, 8)
    send_digests(loaded)
    (mail,) = (m for m in deliver() if m.kind is DeliveryKind.TRIAGE_DIGEST)
    assert mail.agency_slug == "referral-coordinator"
    assert mail.detail["counts"] == {"calls": 0, "calls_overdue": 0, "triage": 1, "triage_overdue": 1}
    assert mail.detail["references"] == {"calls": [], "triage": [row["reference"]]}


def test_the_mail_says_references_and_counts_and_nothing_of_a_person_or_a_crime(
    loaded, waiting, send, mailbox, clock
):
    clock.set(2026, 3, 5, 9)
    send_digests(loaded)
    send()
    (mail,) = (m for m in mailbox.mails() if m["To"] == "duty.anthony-walker-foundation@example.org")
    assert mail["Subject"] == "What waits for your service this morning"
    for kind in ("plain", "html"):
        text = mail.get_body((kind,)).get_content()
        assert waiting["reference"] in text
        assert "Waiting for you to acknowledge: 1" in text
        assert "http://hub.example.org/provider" in text
        assert not PERSON_OR_CRIME.search(text), PERSON_OR_CRIME.search(text)
