"""A small quarter written by plain inserts, with every figure of its report worked out by hand."""

import csv
import io
import json
import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg.sql import SQL, Identifier
from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Date,
    DateTime,
    Enum,
    LargeBinary,
    Text,
    insert,
    make_url,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from hub import migrations, models
from hub.db import Database, Transaction
from hub.domain.assignment import AssignmentEvent as E
from hub.domain.assignment import AssignmentState as S
from hub.domain.codes import (
    AgeBand,
    AgencyKind,
    Borough,
    ChaseStep,
    Clock,
    ContactResult,
    CrimeType,
    ReferralStatus,
    RiskBand,
    Role,
    TriageReason,
    TriageResolution,
)
from hub.domain.ids import new_id
from hub.domain.quarter import Quarter
from hub.domain.scope import Scope
from hub.monitoring.actions import as_csv, as_plain, quarter_report, rows_behind

HUB = Scope(role=Role.HUB)
COMMISSIONER = Scope(role=Role.COMMISSIONER)
QUARTER = Quarter(year=2017, number=1)
NOW = datetime(2017, 8, 1, tzinfo=UTC)
PLACED, TRIAGE, CLOSED = ReferralStatus.PLACED, ReferralStatus.AWAITING_TRIAGE, ReferralStatus.CLOSED
RETURNED, WITHDRAWN = ReferralStatus.RETURNED, ReferralStatus.WITHDRAWN
INFORMED = ReferralStatus.INFORMATION_ONLY
FILLERS: dict[type, Any] = {
    Text: "-",
    ARRAY: [],
    JSONB: {},
    Boolean: False,
    DateTime: NOW,
    Date: date(2017, 1, 1),
    LargeBinary: b"",
    BigInteger: 1,
}


def at(words: str) -> datetime:
    """Read "04-10 09:00" as an instant of 2017, in UTC."""
    return datetime.strptime(f"2017-{words}", "%Y-%m-%d %H:%M").replace(tzinfo=UTC)


class Writer:
    """Plain rows; what a test does not name is filled with the emptiest value of its column's type."""

    def __init__(self, tx: Transaction) -> None:
        self.tx = tx

    def add(self, table: type[models.Row], **values: Any) -> UUID:
        row = {
            column.name: self._filler(column) for column in table.__table__.columns if self._needed(column)
        }
        row |= {"id": new_id()} if "id" in table.__table__.columns else {}
        row |= values
        self.tx.connection.execute(insert(table), row)
        return row.get("id", row.get("referral_id"))

    @staticmethod
    def _needed(column: Any) -> bool:
        return (
            not column.nullable
            and not column.primary_key
            and column.default is None
            and not column.foreign_keys
        )

    @staticmethod
    def _filler(column: Any) -> Any:
        if isinstance(column.type, Enum):
            return next(iter(column.type.enum_class))
        if column.name.endswith("_id"):
            return new_id()
        if column.unique:
            return str(new_id())
        return next(value for kind, value in FILLERS.items() if isinstance(column.type, kind))

    def agency(self, slug: str, kind: AgencyKind) -> UUID:
        return self.add(models.Agency, slug=slug, name=slug, kind=kind)

    def service(self, slug: str, agency: UUID) -> SimpleNamespace:
        service = self.add(models.Service, slug=slug, agency_id=agency, opening="always")
        contract = self.add(models.Contract, service_id=service)
        return SimpleNamespace(id=service, agency=agency, contract=contract)

    def referral(self, source: UUID, *history: tuple[Any, ...], **values: Any) -> UUID:
        """Write a referral with its history: (instant, status after) or with reasons as a third."""
        given = {
            "source_agency_id": source,
            "source_reference": str(new_id()),
            "borough": Borough.KNOWSLEY,
            "crime_type": CrimeType.BURGLARY,
            "age_band": AgeBand.AGE_25_TO_59,
            "risk_band": RiskBand.STANDARD,
            "status": history[-1][1],
            "received_at": at(history[0][0]),
            **values,
        }
        referral = self.add(models.Referral, **given)
        before = None
        for instant, after, *reasons in history:
            self.add(
                models.ReferralEvent,
                referral_id=referral,
                at=at(instant),
                before=before,
                after=after,
                reasons=list(reasons),
            )
            before = after
        return referral

    def assignment(
        self, referral: UUID, service: SimpleNamespace, *history: tuple[Any, ...], moved_in: bool = False
    ):
        """Write an assignment with its history: (instant, event, state after) or with a code and detail."""
        assignment = self.add(
            models.Assignment,
            referral_id=referral,
            service_id=service.id,
            contract_id=service.contract,
            agency_id=service.agency,
            moved_in=moved_in,
            assigned_at=at(history[0][0]),
            state=history[-1][2],
        )
        before = None
        for instant, event, after, *rest in history:
            reason, detail = (*rest, None, {})[:2] if len(rest) < 2 else rest
            self.add(
                models.AssignmentEventRow,
                assignment_id=assignment,
                event=event,
                before=before,
                after=after,
                at=at(instant),
                reason=reason,
                detail=detail or {},
            )
            before = after
        return assignment

    def clock(
        self,
        assignment: UUID,
        clock: Clock,
        started: str,
        due: str,
        stopped: str | None = None,
        **values: Any,
    ):
        return self.add(
            models.ClockRow,
            assignment_id=assignment,
            clock=clock,
            started_at=at(started),
            due_at=at(due),
            stopped_at=at(stopped) if stopped else None,
            pauses=[],
            **values,
        )

    def chase(self, clock: UUID, step: ChaseStep, done: str | None, round_: int = 1) -> None:
        self.add(
            models.Chase,
            clock_id=clock,
            step=step,
            round=round_,
            due_at=NOW,
            done_at=at(done) if done else None,
        )

    def attempt(self, assignment: UUID, instant: str, result: ContactResult, *, counts: bool) -> None:
        self.add(
            models.ContactAttempt, assignment_id=assignment, at=at(instant), result=result, counts=counts
        )

    def triage(
        self, referral: UUID, reason: TriageReason, opened: str, closed: str | None = None, **values: Any
    ):
        self.add(
            models.TriageItem,
            referral_id=referral,
            reason=reason,
            opened_at=at(opened),
            closed_at=at(closed) if closed else None,
            **values,
        )


@pytest.fixture(scope="module")
def template() -> Iterator[str]:
    """Migrate a database once, to be cloned for each test."""
    name = f"monitoring_{os.getpid()}"
    owner = make_url(os.environ["HUB_OWNER_DATABASE_URL"])
    with psycopg.connect(_plain(owner, "postgres"), autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        migrations.upgrade(_plain(owner, name))
        yield name
        connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


@pytest.fixture
def database(template) -> Iterator[Database]:
    name = f"{template}_clone"
    owner, app = (make_url(os.environ[key]) for key in ("HUB_OWNER_DATABASE_URL", "HUB_DATABASE_URL"))
    with psycopg.connect(_plain(owner, "postgres"), autocommit=True) as connection:
        copy = SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
        connection.execute(copy.format(Identifier(name), Identifier(template)))
        database = Database(_plain(app, name))
        yield database
        database.close()
        connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


def _plain(url: Any, database: str) -> str:
    return url.set(database=database).render_as_string(hide_password=False)


@pytest.fixture
def world(database) -> SimpleNamespace:
    """Write the quarter: 1 April 2017, 00:00 in London (31 March, 23:00 UTC), to the end of June."""
    with database.transaction(HUB) as tx:
        return write_quarter(Writer(tx))


def write_quarter(w: Writer) -> SimpleNamespace:
    police = w.agency("merseyside-police", AgencyKind.REFERRING_UNIT)
    line = w.agency("stop-hate-uk", AgencyKind.PROVIDER)
    victim_support = w.service("vulnerable-victims", w.agency("victim-support", AgencyKind.PROVIDER))
    rasa = w.service("sexual-violence-rasa", w.agency("rasa", AgencyKind.PROVIDER))
    known = SimpleNamespace(police=police, rasa=rasa)

    # open at the start, completed in the quarter; a link's acknowledgement is confirmed in the quarter
    r1 = w.referral(police, ("03-20 09:00", PLACED), ("04-10 09:00", CLOSED))
    a1 = w.assignment(
        r1,
        victim_support,
        ("03-20 09:00", E.ASSIGN, S.QUEUED),
        ("03-20 09:01", E.HAND_OVER, S.DELIVERED),
        ("03-20 10:00", E.ACKNOWLEDGE, S.ACKNOWLEDGED),
        ("04-03 09:00", E.ACKNOWLEDGE, S.ACKNOWLEDGED, "confirmed"),
        ("04-03 09:30", E.ACCEPT, S.ACCEPTED),
        ("04-10 09:00", E.COMPLETE, S.COMPLETED, "supported", {"cope": True, "recover": False}),
    )
    w.clock(
        a1,
        Clock.ACKNOWLEDGED,
        "03-20 09:01",
        "03-21 23:00",
        "04-03 09:00",
        met=False,
        breached_at=at("03-21 23:00"),
    )
    w.clock(a1, Clock.DECIDED, "04-03 09:00", "04-05 23:00", "04-03 09:30", met=True)
    w.clock(
        a1,
        Clock.FIRST_ATTEMPT,
        "04-03 09:30",
        "04-05 23:00",
        "04-10 09:00",
        met=False,
        breached_at=at("04-05 23:00"),
    )
    w.clock(a1, Clock.CONTACT_MADE, "04-03 09:30", "04-12 23:00", "04-10 09:00", met=None)

    # received in the quarter's first instant, still open at its end
    r2 = w.referral(
        police,
        ("03-31 23:00", PLACED),
        borough=Borough.WIRRAL,
        crime_type=CrimeType.SEXUAL_OFFENCE,
        risk_band=RiskBand.HIGH,
        reported_at=at("03-29 15:00"),
        source_reference="SYN/17/2",
        person_reference="1",
    )
    a2 = w.assignment(
        r2,
        rasa,
        ("03-31 23:00", E.ASSIGN, S.QUEUED),
        ("03-31 23:05", E.HAND_OVER, S.DELIVERED),
        ("04-01 00:05", E.ACCEPT, S.ACCEPTED),
        ("04-01 09:00", E.CONTACT_ATTEMPT, S.ACCEPTED),
        ("04-02 09:00", E.ENGAGE, S.IN_PROGRESS),
    )
    w.clock(a2, Clock.HANDED_OVER, "03-31 23:00", "03-31 23:15", "03-31 23:05", met=True)
    w.clock(a2, Clock.ACKNOWLEDGED, "03-31 23:05", "04-01 03:05", "04-01 00:05", met=True)
    w.clock(a2, Clock.DECIDED, "04-01 00:05", "04-01 12:05", "04-01 00:05", met=True)
    w.clock(a2, Clock.FIRST_ATTEMPT, "04-01 00:05", "04-02 00:05", "04-01 09:00", met=True)
    w.clock(a2, Clock.CONTACT_MADE, "04-01 00:05", "04-04 00:05", "04-02 09:00", met=True)
    w.attempt(a2, "04-01 08:00", ContactResult.LETTER_SENT, counts=False)
    w.attempt(a2, "04-01 09:00", ContactResult.NO_ANSWER, counts=True)
    w.attempt(a2, "04-02 09:00", ContactResult.SPOKE, counts=True)

    # information only, and returned with two reasons; the latter again, which comes to triage twice
    w.referral(police, ("04-03 10:00", INFORMED), borough=Borough.LIVERPOOL, reported_at=at("04-03 09:00"))
    again = {
        "borough": Borough.SEFTON,
        "crime_type": CrimeType.DOMESTIC_ABUSE,
        "source_reference": "SYN/17/4",
        "person_reference": "1",
    }
    w.referral(police, ("04-04 10:00", RETURNED, "consent_needed", "wrong_details"), **again)
    r5 = w.referral(
        police,
        ("04-06 10:00", TRIAGE),
        ("04-07 10:00", RETURNED, "no_safe_contact"),
        ("04-08 10:00", TRIAGE),
        version=2,
        **again,
    )
    w.triage(r5, TriageReason.NO_FIT, "04-06 10:00", "04-07 10:00", resolution=TriageResolution.RETURNED)
    w.triage(r5, TriageReason.LATE_ANSWER, "04-08 10:00")

    # a possible duplicate that was one
    hate = {"crime_type": CrimeType.HATE_CRIME, "strands": ["race", "religion"]}
    r6 = w.referral(line, ("05-01 10:00", TRIAGE), ("05-02 10:00", CLOSED), **hate)
    w.triage(
        r6, TriageReason.POSSIBLE_DUPLICATE, "05-01 10:00", "05-02 10:00", resolution=TriageResolution.JOINED
    )

    # declined, routed again, not answered, recalled, assigned by a person, withdrawn; a late accept is kept
    r7 = w.referral(
        police,
        ("05-02 09:00", PLACED),
        ("05-10 09:00", TRIAGE),
        ("05-11 09:00", PLACED),
        ("05-20 09:00", WITHDRAWN),
        borough=Borough.ST_HELENS,
        **{**hate, "strands": ["race"]},
    )
    a7 = w.assignment(
        r7,
        victim_support,
        ("05-02 09:00", E.ASSIGN, S.QUEUED),
        ("05-03 09:00", E.DECLINE, S.DECLINED, "capacity"),
    )
    w.clock(
        a7,
        Clock.HANDED_OVER,
        "05-02 09:00",
        "05-02 10:00",
        "05-03 09:00",
        met=False,
        breached_at=at("05-02 10:00"),
    )
    w.clock(a7, Clock.ACKNOWLEDGED, "05-03 09:00", "05-04 23:00", "05-03 09:00", met=True)
    a8 = w.assignment(
        r7,
        rasa,
        ("05-03 09:00", E.ASSIGN, S.QUEUED),
        ("05-03 09:01", E.HAND_OVER, S.DELIVERED),
        ("05-10 09:00", E.RECALL, S.RECALLED),
        ("05-12 09:00", E.ACCEPT, S.RECALLED),
        moved_in=True,
    )
    late = w.clock(
        a8,
        Clock.ACKNOWLEDGED,
        "05-03 09:01",
        "05-04 23:00",
        "05-10 09:00",
        met=False,
        breached_at=at("05-04 23:00"),
    )
    w.chase(late, ChaseStep.REMINDER, "05-04 09:00")
    w.chase(late, ChaseStep.REMINDER, "05-04 15:00", 2)
    w.chase(late, ChaseStep.ESCALATION, "05-05 08:00")
    w.chase(late, ChaseStep.TRIAGE, "05-08 08:00")
    w.triage(
        r7, TriageReason.NOT_ANSWERED, "05-10 09:00", "05-11 09:00", resolution=TriageResolution.ASSIGNED
    )
    w.assignment(
        r7,
        victim_support,
        ("05-11 09:00", E.ASSIGN, S.QUEUED),
        ("05-20 09:00", E.WITHDRAW, S.WITHDRAWN),
        moved_in=True,
    )

    # the quarter's last minute, and the first instant after it
    r10 = w.referral(line, ("06-30 22:59", PLACED))
    a10 = w.assignment(
        r10,
        victim_support,
        ("06-30 22:59", E.ASSIGN, S.QUEUED),
        ("06-30 22:59", E.GIVE_UP, S.UNDELIVERABLE),
        ("06-30 23:00", E.REDRIVE, S.QUEUED),
    )
    w.clock(a10, Clock.HANDED_OVER, "06-30 22:59", "06-30 23:59")
    w.referral(police, ("06-30 23:00", PLACED))

    # over before the quarter, reopened and closed in it
    w.referral(
        police,
        ("03-01 09:00", PLACED),
        ("03-15 09:00", CLOSED),
        ("04-05 09:00", TRIAGE),
        ("04-06 09:00", CLOSED),
        borough=Borough.OUTSIDE,
    )
    return known


@pytest.fixture
def plain(database, world) -> dict[str, Any]:
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
        Writer(tx).referral(world.police, ("05-05 10:00", PLACED), ("05-06 10:00", PLACED))
        broken = text("SELECT id FROM referral_event ORDER BY id DESC LIMIT 1")
        last = tx.connection.execute(broken).scalar_one()
        referral = tx.connection.execute(
            text("SELECT referral_id FROM referral_event WHERE id = :id"), {"id": last}
        ).scalar_one()
        Writer(tx).add(
            models.ReferralEvent,
            referral_id=referral,
            at=at("05-07 10:00"),
            before=RETURNED,
            after=CLOSED,
        )
        balance = as_plain(quarter_report(tx, QUARTER))["balance"]["referrals"]
    assert not balance["all"]["balanced"]
    assert not balance["borough"]["knowsley"]["balanced"]
    assert balance["borough"]["sefton"]["balanced"]


def test_every_figure_is_traced_to_as_many_rows_as_it_counts(database, world):
    with database.transaction(COMMISSIONER) as tx:
        report = quarter_report(tx, QUARTER)
        counted = [
            figure for figure in report.figures if not figure.measure.endswith("_seconds") and figure.value
        ]
        few = [figure for figure in counted if figure.measure != "persons" and not figure.cut.age_band]
        traced = {figure: len(rows_behind(tx, QUARTER, figure)) for figure in few}
    assert len(few) > 300
    assert {figure: rows for figure, rows in traced.items() if rows != figure.value} == {}


def test_behind_a_percentile_are_the_clocks_that_it_was_drawn_from(database, world):
    with database.transaction(COMMISSIONER) as tx:
        report = quarter_report(tx, QUARTER)
        median = next(
            figure
            for figure in report.figures
            if figure.measure == "median_seconds"
            and figure.clock is Clock.ACKNOWLEDGED
            and figure.cut.provider == "rasa"
        )
        rows = rows_behind(tx, QUARTER, median)
        seconds = tx.connection.execute(
            text(
                "SELECT extract(epoch FROM stopped_at - started_at)::int FROM clock WHERE id = ANY(:ids) ORDER BY 1"
            ),
            {"ids": rows},
        )
        assert list(seconds.scalars()) == [median.value, 7 * 86400 - 60]


def test_the_report_is_plain_json_and_one_tidy_table(database, world):
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
