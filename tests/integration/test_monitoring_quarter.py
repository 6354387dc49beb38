"""A small quarter written by plain inserts, with every figure of its report worked out by hand."""

import csv
import io
import json
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import text

from hub import models
from hub.domain.codes import Clock, Role
from hub.domain.quarter import Quarter
from hub.domain.scope import Scope
from hub.monitoring.actions import as_csv, as_plain, quarter_report, rows_behind
from hub.monitoring.rules import Section
from tests.factories.monitored_quarter import CLOSED, PLACED, RETURNED, write_quarter
from tests.factories.plain_rows import Writer, at

HUB = Scope(role=Role.HUB)
COMMISSIONER = Scope(role=Role.COMMISSIONER)
QUARTER = Quarter(year=2017, number=1)


@pytest.fixture
def world(database) -> SimpleNamespace:
    """Write the quarter: 1 April 2017, 00:00 in London (31 March, 23:00 UTC), to the end of June."""
    with database.transaction(HUB) as tx:
        return write_quarter(Writer(tx))


@pytest.fixture
def plain(database, world) -> dict[str, Any]:
    assert world
    with database.transaction(COMMISSIONER) as tx:
        return as_plain(quarter_report(tx, QUARTER))


def shown(measures: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is zero."""
    return {measure: value for measure, value in measures.items() if value}


def test_referrals_are_counted_by_what_happened_to_them_in_the_quarter(plain):
    assert shown(plain["referrals"]["all"]) == {
        "received": 7,
        "status_at_end": {
            "placed": 2,
            "awaiting_triage": 1,
            "information_only": 1,
            "returned": 1,
            "withdrawn": 1,
            "closed": 1,
        },
        "information_only": 1,
        "returned": 2,
        "returned_by_reason": {"consent_needed": 1, "wrong_details": 1, "no_safe_contact": 1},
        "awaiting_triage": 4,
        "awaiting_triage_at_end": 1,
        "triage_by_reason": {"no_fit": 1, "late_answer": 1, "possible_duplicate": 1, "not_answered": 1},
        "possible_duplicates": 1,
        "joined": 1,
        "no_service": 1,
        "withdrawn": 1,
    }


def test_referrals_are_split_by_source_place_crime_age_risk_and_strand(plain):
    def received(axis):
        return {name: figures["received"] for name, figures in plain["referrals"][axis].items()}

    assert received("source") == {"merseyside-police": 5, "stop-hate-uk": 2}
    assert received("borough") == {
        "knowsley": 2,
        "liverpool": 1,
        "outside": 0,
        "sefton": 2,
        "st_helens": 1,
        "wirral": 1,
    }
    assert received("crime_type") == {
        "burglary": 2,
        "domestic_abuse": 2,
        "hate_crime": 2,
        "sexual_offence": 1,
    }
    assert received("age_band") == {"25_to_59": 7}
    assert received("risk") == {"high": 1, "standard": 6}
    assert received("strand") == {"race": 2, "religion": 1}
    assert plain["referrals"]["borough"]["sefton"]["returned"] == 2
    assert plain["referrals"]["strand"]["religion"]["joined"] == 1


def test_persons_referrals_and_interventions_are_three_counts(plain):
    assert plain["counts"] == {"persons": 6, "referrals": 7, "interventions": 4}


def test_assignments_are_counted_by_provider(plain):
    by_provider = plain["assignments"]["provider"]
    assert shown(by_provider["victim-support"]) == {
        "received": 3,
        "moved_in": 1,
        "handed_over": 1,
        "acknowledged": 1,
        "acknowledged_within_target": 1,
        "acknowledged_within_target_of": 1,
        "accepted": 1,
        "declined": 1,
        "declined_by_reason": {"capacity": 1},
        "withdrawn": 1,
        "rerouted": 1,
        "undeliverable": 1,
        "breached": 2,
        "breached_by_clock": {"handed_over": 1, "first_attempt": 1},
        "completed": 1,
        "completed_by_outcome": {"supported": 1},
        "cope": 1,
    }
    assert shown(by_provider["rasa"]) == {
        "received": 2,
        "moved_in": 1,
        "handed_over": 2,
        "acknowledged": 1,
        "acknowledged_within_target": 1,
        "acknowledged_within_target_of": 2,
        "accepted": 1,
        "recalled": 1,
        "rerouted": 1,
        "chased": 2,
        "escalated": 1,
        "breached": 1,
        "breached_by_clock": {"acknowledged": 1},
        "contact_attempts": 3,
        "contact_attempts_counting": 2,
        "contact_attempts_by_result": {"letter_sent": 1, "no_answer": 1, "spoke": 1},
        "contact_made": 1,
    }


def test_assignments_are_split_by_service_borough_crime_and_risk_as_well(plain):
    def received(axis):
        return {name: figures["received"] for name, figures in plain["assignments"][axis].items()}

    assert plain["assignments"]["all"]["received"] == 5
    assert received("service") == {"sexual-violence-rasa": 2, "vulnerable-victims": 3}
    assert received("borough") == {"knowsley": 1, "st_helens": 3, "wirral": 1}
    assert received("crime_type") == {"burglary": 1, "hate_crime": 3, "sexual_offence": 1}
    assert received("risk") == {"high": 1, "standard": 4}


def test_a_clock_is_judged_once_and_timed_if_an_answer_was_due(plain):
    acknowledged = plain["clocks"]["acknowledged"]
    minutes, hours, days = 60, 3600, 86400
    assert acknowledged["all"] == {
        "stopped": 4,
        "met": 2,
        "breached": 1,
        "running_at_end": 0,
        "timed": 4,
        # 0; 1 h; 7 days less a minute; 14 days less a minute: nearest ranks 2 and 4 of 4
        "median_seconds": 1 * hours,
        "p90_seconds": 14 * days - 1 * minutes,
    }
    assert acknowledged["provider"]["rasa"]["median_seconds"] == 1 * hours
    assert acknowledged["provider"]["rasa"]["p90_seconds"] == 7 * days - 1 * minutes
    assert acknowledged["borough"]["wirral"]["p90_seconds"] == 1 * hours
    assert plain["clocks"]["contact_made"]["all"] == {
        "stopped": 2,
        "met": 1,
        "breached": 0,
        "running_at_end": 0,
        "timed": 1,
        "median_seconds": 32 * hours + 55 * minutes,
        "p90_seconds": 32 * hours + 55 * minutes,
    }
    assert plain["clocks"]["handed_over"]["provider"]["victim-support"]["running_at_end"] == 1
    assert plain["clocks"]["handed_over"]["all"]["breached"] == 1


def test_the_polices_own_clock_runs_from_report_to_receipt(plain):
    # reported Wednesday 29 March at 16:00 in London and received as 1 April begins, a Saturday: within
    # Thursday and Friday it was not, for the second working day ended as the quarter began
    assert plain["reported_to_received"]["all"] == {
        "reported": 2,
        "within_two_working_days": 1,
        "median_seconds": 3600,
        "p90_seconds": 56 * 3600,
    }
    assert plain["reported_to_received"]["borough"]["wirral"]["within_two_working_days"] == 0
    assert plain["reported_to_received"]["source"]["merseyside-police"]["reported"] == 2


def test_needs_without_a_service_are_listed_by_crime_and_borough(plain):
    assert plain["needs_without_service"] == [
        {"crime_type": "domestic_abuse", "borough": "sefton", "referrals": 1}
    ]


def test_referrals_balance_over_all_and_by_borough_and_crime(plain):
    balance = plain["balance"]["referrals"]
    assert balance["all"] == {
        "open_at_start": 1,
        "received": 7,
        "moved_in": 2,
        "closed": 7,
        "moved_out": 0,
        "open_at_end": 3,
        "reopened": 2,
        "balanced": True,
    }
    assert shown(balance["borough"]["sefton"]) == {
        "received": 2,
        "moved_in": 1,
        "reopened": 1,
        "closed": 2,
        "open_at_end": 1,
        "balanced": True,
    }
    assert shown(balance["borough"]["outside"]) == {
        "moved_in": 1,
        "reopened": 1,
        "closed": 1,
        "balanced": True,
    }
    assert set(balance) == {"all", "borough", "crime_type"}


def test_assignments_balance_by_provider(plain):
    balance = plain["balance"]["assignments"]
    assert shown(balance["provider"]["victim-support"]) == {
        "open_at_start": 1,
        "received": 2,
        "moved_in": 1,
        "closed": 2,
        "moved_out": 1,
        "open_at_end": 1,
        "balanced": True,
    }
    assert shown(balance["provider"]["rasa"]) == {
        "received": 1,
        "moved_in": 1,
        "moved_out": 1,
        "open_at_end": 1,
        "balanced": True,
    }
    assert plain["balanced"]


def test_a_history_with_a_gap_does_not_balance(database, world):
    with database.transaction(HUB) as tx:
        rows = Writer(tx)
        referral = rows.referral(world.police, ("05-05 10:00", PLACED))
        # it says that it was returned before, of which there is no event
        rows.add(
            models.ReferralEvent, referral_id=referral, at=at("05-07 10:00"), before=RETURNED, after=CLOSED
        )
        balance = as_plain(quarter_report(tx, QUARTER))["balance"]["referrals"]
    assert not balance["all"]["balanced"]
    assert not balance["borough"]["knowsley"]["balanced"]
    assert balance["borough"]["sefton"]["balanced"]


@pytest.mark.usefixtures("world")
def test_every_figure_is_traced_to_as_many_rows_as_it_counts(database):
    cuts = (
        {},
        {"provider": "rasa"},
        {"borough": "st_helens"},
        {"strand": "race"},
        {"source": "stop-hate-uk"},
    )
    with database.transaction(COMMISSIONER) as tx:
        counted = [
            figure
            for figure in quarter_report(tx, QUARTER).figures
            if figure.value and figure.measure != "persons" and not figure.measure.endswith("_seconds")
        ]
        some = [figure for figure in counted if figure.cut.named in cuts or figure.section is Section.NEEDS]
        traced = {figure: len(rows_behind(tx, QUARTER, figure)) for figure in some}
    assert len(traced) > 100
    assert {figure: rows for figure, rows in traced.items() if rows != figure.value} == {}


@pytest.mark.usefixtures("world")
def test_behind_a_percentile_are_the_clocks_that_it_was_drawn_from(database):
    with database.transaction(COMMISSIONER) as tx:
        report = quarter_report(tx, QUARTER)
        median = next(
            figure
            for figure in report.figures
            if figure.measure == "median_seconds"
            and figure.clock is Clock.ACKNOWLEDGED
            and figure.cut.provider == "rasa"
        )
        of_it = "SELECT extract(epoch FROM stopped_at - started_at)::int FROM clock WHERE id = ANY(:ids)"
        rows = {"ids": rows_behind(tx, QUARTER, median)}
        seconds = tx.connection.execute(text(f"{of_it} ORDER BY 1"), rows)
        assert list(seconds.scalars()) == [median.value, 7 * 86400 - 60]


@pytest.mark.usefixtures("world")
def test_the_report_is_plain_json_and_one_tidy_table(database):
    with database.transaction(COMMISSIONER) as tx:
        report = quarter_report(tx, QUARTER)
    assert json.loads(json.dumps(as_plain(report)))["label"] == "2017/18 Q1"
    rows = list(csv.DictReader(io.StringIO(as_csv(report))))
    assert len(rows) == len(report.figures) + 7 * len(report.balances)
    one = [
        row
        for row in rows
        if (row["section"], row["measure"], row["provider"])
        == ("assignments", "declined_by_reason", "victim-support")
    ]
    assert [(row["code"], row["value"], row["unit"]) for row in one] == [("capacity", "1", "assignments")]


def test_an_empty_quarter_balances_at_nought(database):
    with database.transaction(COMMISSIONER) as tx:
        plain = as_plain(quarter_report(tx, QUARTER))
    assert plain["counts"] == {"persons": 0, "referrals": 0, "interventions": 0}
    assert plain["balance"]["referrals"]["all"]["open_at_end"] == 0
    assert plain["clocks"]["decided"]["all"]["median_seconds"] is None
    assert plain["balanced"]


def test_a_provider_would_only_ever_see_its_own_rows(database, world):
    scope = Scope(role=Role.PROVIDER, agency_id=world.rasa.agency)
    with database.transaction(scope) as tx:
        plain = as_plain(quarter_report(tx, QUARTER))
    assert set(plain["assignments"]["provider"]) == {"rasa"}
    assert plain["counts"]["referrals"] == 2
