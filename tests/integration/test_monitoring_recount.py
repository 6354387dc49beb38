"""A quarter drawn at random, whose report must agree with plain SQL that was written another way."""

import random
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from hub.domain.assignment import AssignmentEvent as E
from hub.domain.assignment import AssignmentState as S
from hub.domain.codes import AgencyKind, AssignmentRole, Borough, Clock, CrimeType, ReferralStatus, Role
from hub.domain.quarter import Quarter
from hub.domain.scope import Scope
from hub.monitoring.actions import as_plain, quarter_report
from tests.factories.plain_rows import Writer

HUB = Scope(role=Role.HUB)
QUARTER = Quarter(year=2019, number=3)
WINDOW = {"starts": QUARTER.starts_at, "ends": QUARTER.ends_at}
FINAL = "('declined', 'released', 'recalled', 'completed', 'withdrawn', 'void')"

LINES: dict[str, str] = {
    "open_at_start": """SELECT count(*) FROM referral r WHERE r.borough LIKE :borough
        AND (SELECT after FROM referral_event e
        WHERE e.referral_id = r.id AND e.at < :starts ORDER BY e.at DESC LIMIT 1)
        IN ('placed', 'awaiting_triage')""",
    "received": """SELECT count(*) FROM referral r WHERE r.borough LIKE :borough
        AND r.received_at >= :starts AND r.received_at < :ends""",
    "moved_in": """SELECT count(*) FROM steps r WHERE r.borough LIKE :borough AND at >= :starts AND at < :ends
        AND was NOT IN ('placed', 'awaiting_triage') AND became IN ('placed', 'awaiting_triage')""",
    "closed": """SELECT count(*) FROM steps r WHERE r.borough LIKE :borough AND at >= :starts AND at < :ends
        AND coalesce(was, 'placed') IN ('placed', 'awaiting_triage')
        AND became NOT IN ('placed', 'awaiting_triage')""",
    "open_at_end": """SELECT count(*) FROM referral r WHERE r.borough LIKE :borough
        AND (SELECT after FROM referral_event e
        WHERE e.referral_id = r.id AND e.at < :ends ORDER BY e.at DESC LIMIT 1)
        IN ('placed', 'awaiting_triage')""",
}
STEPS = """WITH steps AS (SELECT r.borough, e.at, e.after AS became,
    lag(e.after) OVER (PARTITION BY r.id ORDER BY e.at) AS was
    FROM referral_event e JOIN referral r ON r.id = e.referral_id) """

TURNS: dict[str, str] = {
    "received": """SELECT count(*) FROM turns WHERE NOT moved_in
        AND assigned_at >= :starts AND assigned_at < :ends""",
    "moved_in": """SELECT count(*) FROM turns WHERE moved_in
        AND assigned_at >= :starts AND assigned_at < :ends""",
    "moved_out": """SELECT count(*) FROM turns WHERE ended_at >= :starts AND ended_at < :ends
        AND state IN ('declined', 'released', 'recalled')""",
    "closed": """SELECT count(*) FROM turns WHERE ended_at >= :starts AND ended_at < :ends
        AND state IN ('completed', 'withdrawn', 'void')""",
    "open_at_start": """SELECT count(*) FROM turns WHERE assigned_at < :starts
        AND (ended_at IS NULL OR ended_at >= :starts)""",
    "open_at_end": """SELECT count(*) FROM turns WHERE assigned_at < :ends
        AND (ended_at IS NULL OR ended_at >= :ends)""",
}
OF_PROVIDER = f"""WITH turns AS (SELECT a.*, (SELECT max(at) FROM assignment_event e
    WHERE e.assignment_id = a.id AND e.after IN {FINAL}) AS ended_at
    FROM assignment a JOIN agency g ON g.id = a.agency_id WHERE g.slug = :provider) """

TIMES = """SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY seconds),
        percentile_disc(0.9) WITHIN GROUP (ORDER BY seconds)
    FROM (SELECT extract(epoch FROM c.stopped_at - c.started_at)::bigint AS seconds
        FROM clock c JOIN assignment a ON a.id = c.assignment_id JOIN agency g ON g.id = a.agency_id
        WHERE c.clock = 'acknowledged' AND c.met IS NOT NULL AND g.slug = :provider
        AND c.stopped_at >= :starts AND c.stopped_at < :ends) timed"""


@pytest.fixture
def drawn(database) -> Any:
    with database.transaction(HUB) as tx:
        Draw(Writer(tx), random.Random(20191001)).quarter()
        yield tx


class Draw:
    """Referrals over nine months around the quarter, each with a history that the tables allow."""

    def __init__(self, rows: Writer, chance: random.Random) -> None:
        self.rows, self.chance = rows, chance
        self.police = rows.agency("police", AgencyKind.REFERRING_UNIT)
        self.services = [
            rows.service(f"s-{slug}", rows.agency(slug, AgencyKind.PROVIDER))
            for slug in ("one", "two", "three")
        ]

    def quarter(self) -> None:
        for _ in range(120):
            history = self.history()
            referral = self.rows.referral(
                self.police,
                *history,
                borough=self.chance.choice((Borough.SEFTON, Borough.WIRRAL, Borough.NOT_KNOWN)),
                crime_type=self.chance.choice((CrimeType.BURGLARY, CrimeType.STALKING_HARASSMENT)),
            )
            self.turn(referral, history[0][0], moved_in=False)
            if self.chance.random() < 0.3:
                self.turn(referral, history[0][0] + timedelta(days=20), moved_in=True)

    def history(self) -> list[tuple[datetime, ReferralStatus]]:
        first = QUARTER.previous().starts_at + timedelta(minutes=self.chance.randrange(270 * 24 * 60))
        days = sorted(self.chance.sample(range(1, 90), self.chance.randrange(4)))
        statuses = self.chance.choices(tuple(ReferralStatus), k=1 + len(days))
        return [
            (first + timedelta(days=day), status) for day, status in zip([0, *days], statuses, strict=True)
        ]

    def turn(self, referral: Any, start: datetime, *, moved_in: bool) -> None:
        answered = start + timedelta(seconds=self.chance.randrange(10 * 86400))
        path = [
            (start, E.ASSIGN, S.QUEUED),
            (start, E.HAND_OVER, S.DELIVERED),
            (answered, E.ACKNOWLEDGE, S.ACKNOWLEDGED),
            (answered + timedelta(days=1), E.ACCEPT, S.ACCEPTED),
        ]
        ends = [
            (E.COMPLETE, S.COMPLETED),
            (E.RELEASE, S.RELEASED),
            (E.WITHDRAW, S.WITHDRAWN),
            (E.VOID, S.VOID),
        ]
        if self.chance.random() < 0.7:
            path.append((answered + timedelta(days=self.chance.randrange(2, 60)), *self.chance.choice(ends)))
        service = self.chance.choice(self.services)
        turn = self.rows.assignment(
            referral, service, *path, moved_in=moved_in, role=AssignmentRole.ADDITIONAL
        )
        met = self.chance.choice((True, False, None))
        late = {"breached_at": answered} if met is False else {}
        self.rows.clock(turn, Clock.ACKNOWLEDGED, start, answered, answered, met=met, **late)


def test_the_balance_of_referrals_agrees_with_a_recount(drawn):
    balance = as_plain(quarter_report(drawn, QUARTER))["balance"]["referrals"]
    rows = {"%": balance["all"], **balance["borough"]}
    assert set(rows) == {"%", "sefton", "wirral", "not_known"}
    for borough, row in rows.items():
        recounted = {
            term: drawn.connection.execute(text(STEPS + sql), {**WINDOW, "borough": borough}).scalar_one()
            for term, sql in LINES.items()
        }
        assert {term: row[term] for term in LINES} == recounted
        assert min(recounted.values()) > 0
        assert row["balanced"]


def test_the_balance_and_the_times_of_each_provider_agree_with_a_recount(drawn):
    plain = as_plain(quarter_report(drawn, QUARTER))
    for provider, row in plain["balance"]["assignments"]["provider"].items():
        given = {**WINDOW, "provider": provider}
        recounted = {
            term: drawn.connection.execute(text(OF_PROVIDER + sql), given).scalar_one()
            for term, sql in TURNS.items()
        }
        assert {term: row[term] for term in TURNS} == recounted
        assert row["balanced"]
        timed = plain["clocks"]["acknowledged"]["provider"][provider]
        times = tuple(drawn.connection.execute(text(TIMES), given).one())
        assert (timed["median_seconds"], timed["p90_seconds"]) == times


def test_each_split_adds_up_to_all_but_strands(drawn):
    plain = as_plain(quarter_report(drawn, QUARTER))
    for axis in ("source", "borough", "crime_type", "age_band", "risk"):
        of_axis = plain["referrals"][axis].values()
        assert sum(figures["received"] for figures in of_axis) == plain["referrals"]["all"]["received"]
    for axis in ("provider", "service", "borough", "crime_type", "risk"):
        of_axis = plain["assignments"][axis].values()
        assert (
            sum(figures["acknowledged"] for figures in of_axis) == plain["assignments"]["all"]["acknowledged"]
        )
    assert sum(plain["referrals"]["all"]["status_at_end"].values()) == plain["referrals"]["all"]["received"]
