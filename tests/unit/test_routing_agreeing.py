"""Which services a person's yes brings in beside the lead: a table of what may keep one out."""

from dataclasses import replace
from datetime import date

import pytest

from hub.domain.codes import AgeBand, Borough, ConsentBasis, ConsentScope, CrimeType, RiskBand
from hub.routing.rules import (
    Availability,
    Consent,
    Facts,
    Gate,
    RoutingTable,
    Row,
    RowRole,
    Skip,
    choose,
    choose_beside,
    decide,
    others,
    with_a_yes,
)

FACTS = Facts(
    crime_type=CrimeType.BURGLARY,
    borough=Borough.SEFTON,
    age_band=AgeBand.AGE_25_TO_59,
    risk=RiskBand.HIGH,
    received_on=date(2018, 3, 29),
)
ANY = Consent(basis=ConsentBasis.EXPLICIT, scope=ConsentScope.ANY_SUITABLE_SERVICE)
NAMED = Consent(basis=ConsentBasis.EXPLICIT, scope=ConsentScope.NAMED_SERVICES, services=frozenset({"first"}))
WITHOUT = replace(ANY, basis=ConsentBasis.WITHOUT_CONSENT_JUSTIFIED)
REFUSED = replace(ANY, basis=ConsentBasis.REFUSED)
OPEN = Availability(live_contract=True, agreement=True)
MARKED = replace(OPEN, without_consent=True)


def decided(*, only_if_named=False):
    lead = Row(
        position=1,
        key="lead",
        role=RowRole.LEAD,
        service="first",
        alternates=("second",),
        because="It leads.",
    )
    beside = Row(
        position=2,
        key="beside",
        role=RowRole.ADDITIONAL,
        service="beside",
        only_if_named=only_if_named,
        because="It adds.",
    )
    return decide(RoutingTable(reference="T", rows=(lead, beside)), FACTS)


def gate(consent, *, excluded=(), tried=(), beside=OPEN):
    known = {"first": MARKED, "second": MARKED, "beside": beside}
    return Gate(
        consent=consent,
        excluded=frozenset(excluded),
        availability={slug: each for slug, each in known.items() if each},
        tried=frozenset(tried),
    )


LEFT_OUT = "needs no yes"
TABLE = [
    ("within the consent", ANY, {}, {}, LEFT_OUT),
    ("marked for going without", WITHOUT, {"beside": MARKED}, {}, LEFT_OUT),
    ("outside the named services", NAMED, {}, {}, None),
    ("must be named and is not", ANY, {}, {"only_if_named": True}, None),
    ("both", NAMED, {}, {"only_if_named": True}, None),
    ("passed on without consent", WITHOUT, {}, {}, None),
    ("refused", REFUSED, {}, {}, Skip.OUTSIDE_CONSENT),
    ("excluded", NAMED, {"excluded": ["beside"]}, {}, Skip.EXCLUDED),
    ("excluded within the consent", ANY, {"excluded": ["beside"]}, {}, Skip.EXCLUDED),
    ("had its turn", NAMED, {"tried": ["beside"]}, {}, Skip.TRIED),
    ("excluded and must be named", ANY, {"excluded": ["beside"]}, {"only_if_named": True}, Skip.EXCLUDED),
    ("not in the directory", NAMED, {"beside": None}, {}, Skip.NO_LIVE_CONTRACT),
    (
        "must be named and has no contract",
        ANY,
        {"beside": replace(OPEN, live_contract=False)},
        {"only_if_named": True},
        Skip.NO_LIVE_CONTRACT,
    ),
    ("no agreement", NAMED, {"beside": replace(OPEN, agreement=False)}, {}, Skip.NO_AGREEMENT),
    (
        "no direct ones",
        NAMED,
        {"beside": replace(OPEN, direct_referrals=False)},
        {},
        Skip.NO_DIRECT_REFERRALS,
    ),
    ("paused", NAMED, {"beside": replace(OPEN, paused=True)}, {}, Skip.PAUSED),
    ("full", NAMED, {"beside": replace(OPEN, full=True)}, {}, Skip.FULL),
]


@pytest.mark.parametrize(
    ("consent", "standing", "row", "expected"),
    [row[1:] for row in TABLE],
    ids=[row[0] for row in TABLE],
)
def test_what_a_yes_is_enough_for(consent, standing, row, expected):
    found = with_a_yes(decided(**row), gate(consent, **standing))
    assert found == ({} if expected == LEFT_OUT else {"beside": expected})


@pytest.mark.parametrize("row", [row for row in TABLE if row[4] is None], ids=lambda row: row[0])
def test_what_it_is_enough_for_is_placed_under_the_wider_consent_and_was_not_before(row):
    _, consent, standing, about, _ = row
    before, wider = gate(consent, **standing), gate(consent.with_a_yes("beside"), **standing)
    decision = decided(**about)
    assert choose_beside(decision, "first", before).additional == ()
    assert [each.service for each in choose_beside(decision, "first", wider).additional] == ["beside"]


def test_a_yes_to_one_service_reaches_no_other():
    wider = NAMED.with_a_yes("beside")
    assert wider.services == {"first", "beside"}
    without = WITHOUT.with_a_yes("second")
    assert with_a_yes(decided(), gate(without)) == {"beside": None}


def test_naming_a_service_is_no_yes_where_there_was_no_consent():
    named = replace(WITHOUT, services=frozenset({"beside"}))
    placed = choose(decided(), named, set(), gate(named).availability)
    assert placed.skipped == (("beside", Skip.OUTSIDE_CONSENT),)
    agreed = replace(named, agreed=frozenset({"beside"}))
    assert [each.service for each in choose(decided(), agreed, set(), gate(agreed).availability).additional]


@pytest.mark.parametrize(
    ("leads", "row_key"), [("first", "lead"), ("second", "lead"), ("by-a-person", "by hand")]
)
def test_the_lead_stays_whoever_has_it(leads, row_key):
    placed = choose_beside(decided(), leads, gate(ANY, tried=[leads]))
    assert placed.lead is not None
    assert (placed.lead.service, placed.lead.row_key) == (leads, row_key)
    assert [each.service for each in placed.additional] == ["beside"]
    assert leads not in dict(placed.skipped)


def test_whom_the_row_names_is_told_of_truly_where_another_one_leads():
    told = others(decided(), {"by-a-person", "beside"})
    assert told["first"] == "Its row says that it leads, but another service leads already."
