"""A referral's own page says why it went where it went, from what was kept when it was decided."""

import html

import pytest
from sqlalchemy import insert, select

from hub.access.scopes import HUB
from hub.check import breaches
from hub.domain.codes import PauseReason
from hub.domain.ids import new_id
from hub.domain.routing_table import all_failed, facts_from_plain, row_from_plain
from hub.models import RoutingDecision, RoutingTable, Service, ServicePause
from hub.routing.rules import RoutingTable as Table
from hub.routing.rules import trace_from_plain
from tests.factories.portal import text_of
from tests.factories.submissions import NOTHING_SAFE

LEAD = "anthony-walker-foundation"
STANDARD = {"risk": {"tool": "merit", "score": 20, "band": "standard"}}
EVERYBODY = ("police", "coordinator", "commissioner")
WHY = "The Anthony Walker Foundation is the advocate after hate crime of any strand."


def told(portal, answer, who):
    words = html.unescape(text_of(portal.get(f"/{who}/referrals/{answer['id']}", who)))
    return words.partition("How it was decided")[2]


def pause(loaded, service, reason=PauseReason.STAFF):
    with loaded.transaction(HUB) as tx:
        found = tx.connection.execute(select(Service.id).where(Service.slug == service)).scalar_one()
        values = {"id": new_id(), "service_id": found, "starts_on": tx.now.date(), "reason": reason}
        tx.connection.execute(insert(ServicePause).values(**values))


@pytest.mark.parametrize("who", EVERYBODY)
def test_the_page_says_why_this_service_and_of_every_other_the_one_cell_that_failed(api, portal, who):
    words = told(portal, api.refer(**STANDARD), who)
    assert f"Lead: Hate crime advocacy. {WHY} Here: hate crime" in words
    assert "It is for high risk; here: standard risk." in words
    assert "It is for domestic abuse; here: anti-social behaviour, hate crime." in words
    assert "It comes next, where the service that leads cannot take the referral." in words


@pytest.mark.parametrize("who", EVERYBODY)
def test_a_paused_service_is_passed_over_and_the_unit_is_not_told_how_it_stands(api, portal, loaded, who):
    pause(loaded, "hate-crime-advocacy")
    words = told(portal, api.refer(**STANDARD), who)
    assert "Lead: " in words
    assert "It comes next in the routing table." in words
    assert ("It fits, but was paused." in words) == (who != "police")
    assert ("It fits, but could not be sent this referral then." in words) == (who == "police")


def test_exclusions_and_consent_are_reasons_of_their_own(api, portal):
    high = {"risk": {"tool": "merit", "score": 75, "band": "high"}}
    words = told(portal, api.refer(**high, exclude_services=["complementary"]), "police")
    assert "It fits, but the person must never be referred to it." in words
    assert "It fits, but is sent only where the person's consent names it, and it does not." in words


@pytest.mark.parametrize("who", EVERYBODY)
def test_several_decisions_are_told_in_order_each_with_its_cause(api, portal, deliver, who):
    answer = api.refer(**STANDARD)
    deliver()
    api.act(answer["assignments"][0], "decline", LEAD, reason="capacity")
    words = told(portal, answer, who)
    first, _, second = words.partition("2. Declined")
    assert "1. Received" in first
    assert "Lead: Hate crime advocacy." in first
    assert "It fits, but it has had its turn with this referral." in second
    assert second.startswith(": No capacity") == (who != "police")


@pytest.mark.parametrize("who", EVERYBODY)
def test_where_nobody_was_chosen_the_page_says_so_and_why(api, portal, who):
    unknown = {"person.borough": "not_known", "person.postcode": None, "person.address": None}
    words = told(portal, api.refer(**{"crime.type": "sexual_offence", **unknown}), who)
    assert "Nobody was chosen. The borough is not known and the services are split by borough" in words
    assert "It is for Knowsley or St Helens; here: borough not known." in words


@pytest.mark.parametrize("who", EVERYBODY)
def test_what_was_never_decided_is_not_explained(api, portal, who):
    answer = api.refer(consent={"basis": "refused"})
    words = told(portal, answer, who)
    assert "Lead: " not in words


@pytest.mark.parametrize("who", EVERYBODY)
def test_a_service_that_was_chosen_and_not_given_it_is_told_so(api, portal, who):
    sent = told(portal, api.refer(**STANDARD), who)
    assert "It was not given the referral" not in sent
    answer = api.refer(
        **{"crime.type": "domestic_abuse", "person_reference": "2"}, **STANDARD, **NOTHING_SAFE
    )
    assert answer["reasons"] == ["no_safe_contact"]
    words = told(portal, answer, who)
    assert "Lead: " in words
    assert "It was not given the referral by this decision." in words


def test_a_decision_keeps_table_hash_facts_and_every_failing_cell(api, loaded):
    api.refer(**STANDARD)
    with loaded.transaction(HUB) as tx:
        kept = tx.connection.execute(select(RoutingDecision.__table__)).one()
        table = tx.connection.execute(
            select(RoutingTable.__table__).where(RoutingTable.id == kept.table_id)
        ).one()
        assert breaches(tx) == ()
    assert kept.table_hash == table.hash
    assert len(str(kept.trace)) < 20 * len(table.rows)
    rows = tuple(row_from_plain(row) for row in table.rows)
    trace, facts = trace_from_plain(kept.trace, Table(reference="T", rows=rows)), facts_from_plain(kept.facts)
    assert trace.rows() == [all_failed(row, facts) for row in rows]


def test_an_old_decision_is_told_by_its_own_table_and_not_by_todays(api, portal, clock):
    clock.set(2017, 6, 7, 10)
    dated = {"reported_at": "2017-06-06T10:00:00Z", "incident_at": "2017-06-05T10:00:00Z"}
    dated |= {"consent.given_on": "2017-06-06", "contact.confirmed_on": "2017-06-06"}
    answer = api.refer(**STANDARD, **dated)
    clock.set(2026, 3, 4, 10)
    assert "by the routing table VCM/2017/ROUTING Lead: " in told(portal, answer, "coordinator")
