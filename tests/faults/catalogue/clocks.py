"""Wall clocks that disagree, jump, change to summer time and back, or meet the 29th of February.

Every process reads its time through hub/db.py; sitecustomize.py in other_clock moves that while it runs.
Leases go by the database's own clock, which is left alone here, as the machines of a real hub differ.
"""

import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from hub.domain.calendar import ENGLAND_AND_WALES, LONDON
from tests.faults.fault import Fault
from tests.faults.ground import next_leap_day
from tests.faults.house import DEADLINE, PROVIDER, House
from tests.faults.processes import until
from tests.faults.receivers import Visit

HOUR = timedelta(hours=1)


def an_hour_apart(house: House) -> int:
    """One worker is an hour ahead and one an hour behind, beside one that is right; then they change over."""
    fast, slow = (house.ground.folder / f"{house.database}.{name}" for name in ("fast", "slow"))
    house.set_clock(HOUR, fast)
    house.set_clock(-HOUR, slow)
    house.endpoint.script = _takes_its_time
    house.start_workers(1, HUB_FAULTS_CLOCK=str(fast))
    house.start_workers(1, HUB_FAULTS_CLOCK=str(slow))
    early = house.submit(20)
    until(lambda: house.compare(early).handed_over == len(early), 30, "the fast one hands over")
    house.start_workers(1)
    house.set_clock(-HOUR, fast)
    house.set_clock(HOUR, slow)
    house.submit(20)
    house.set_clock(timedelta(), fast)
    house.set_clock(timedelta(), slow)
    _acknowledge(house, early)
    house.endpoint.script = None
    house.healing()
    return 4


_DELIVERED = """
    SELECT a.id::text FROM assignment a JOIN agency g ON g.id = a.agency_id
    JOIN referral r ON r.id = a.referral_id
    WHERE r.source_reference = ANY(%(mine)s) AND g.slug = %(slug)s AND a.state = 'delivered'
"""
_LAST = """
    SELECT DISTINCT ON (assignment_id) event FROM assignment_event
    WHERE assignment_id::text = ANY(%(turns)s) ORDER BY assignment_id, recorded_at DESC
"""


def _acknowledge(house: House, references: list[str]) -> None:
    """Answer what was handed over an hour ahead, by the clock of then: histories tell the answer last."""
    until(lambda: house.rows(_DELIVERED, mine=references, slug=PROVIDER), 20, "hand-overs are recorded")
    turns = [row[0] for row in house.rows(_DELIVERED, mine=references, slug=PROVIDER)]
    for turn in turns:
        house.desk.act(PROVIDER, turn, "acknowledge")
    last = Counter(row[0] for row in house.rows(_LAST, turns=turns))
    house.expect(last == {"acknowledge": len(turns)}, f"{len(turns)} histories end with {dict(last)}")


def _takes_its_time(visit: Visit, _message: str) -> bool:
    visit.body()
    time.sleep(DEADLINE / 4)
    return False


def forward_and_back(house: House) -> int:
    """Every clock at once jumps an hour forward, then back, while messages are in hand."""
    house.endpoint.script = _takes_its_time
    house.start_workers(2)
    house.submit(12)
    house.set_clock(HOUR)
    early = house.submit(12)
    until(lambda: house.compare(early).handed_over == len(early), 30, "they are handed over")
    until(lambda: house.under_way() == 0, 20, "and that is recorded")
    house.set_clock(timedelta())
    house.submit(12)
    _acknowledge(house, early)
    house.endpoint.script = None
    house.healing()
    return 2


def _at(instant: datetime) -> Callable[[House], int]:
    """Live through an instant: before it, across it, and after it."""

    def inject(house: House) -> int:
        house.set_clock(instant - timedelta(seconds=6) - datetime.now(UTC))
        house.start_workers(2)
        house.submit(8)
        until(lambda: datetime.now(UTC) + house.clock > instant, 30, "the instant comes")
        house.submit(8)
        house.settle()
        _check_clocks(house)
        house.healing()
        return 1

    return inject


_CLOCKS = """
    SELECT c.clock, c.started_at, c.due_at, r.risk_band, c.target FROM clock c
    JOIN assignment a ON a.id = c.assignment_id JOIN referral r ON r.id = a.referral_id
    WHERE r.source_reference = ANY(%(mine)s)
"""


def _check_clocks(house: House) -> None:
    """Work the due instants out again by the plainest of sums, and compare to the second."""
    found = house.rows(_CLOCKS, mine=house.asked)
    house.expect(found, "clocks run")
    for clock, started, due, risk, _ in found:
        expected = _due(clock, started.astimezone(UTC), is_high=risk == "high")
        if expected is not None:
            house.expect(
                abs((due - expected).total_seconds()) < 1,
                f"{clock} from {started:%F %T} is due {due:%F %T}, and should be {expected:%F %T}",
            )


def _due(clock: str, started: datetime, *, is_high: bool) -> datetime | None:
    elapsed = {
        ("handed_over", False): HOUR,
        ("handed_over", True): HOUR / 4,
        ("acknowledged", True): 4 * HOUR,
    }.get((clock, is_high))
    if elapsed is not None:
        return started + elapsed
    if clock == "acknowledged":
        return _midnight_after(_next_working_day(started.astimezone(LONDON).date()))
    return None


def _next_working_day(day: date) -> date:
    day += timedelta(days=1)
    while day.weekday() > 4 or day in ENGLAND_AND_WALES.holidays:
        day += timedelta(days=1)
    return day


def _midnight_after(day: date) -> datetime:
    """The first instant of the next day in London, found by trying both offsets that London knows."""
    naive = datetime.combine(day + timedelta(days=1), datetime.min.time())
    tried = [naive.replace(tzinfo=UTC) - offset for offset in (timedelta(), HOUR)]
    return next(each for each in tried if each.astimezone(LONDON).replace(tzinfo=None) == naive)


def _last_sunday(year: int, month: int) -> datetime:
    """At 01:00 UTC of that day London's clocks change [Summer Time Order 2002]."""
    day = datetime(year, month, 31, 1, tzinfo=UTC)
    return day - timedelta(days=(day.weekday() + 1) % 7)


def _next(days: Callable[[int], datetime]) -> datetime:
    now = datetime.now(UTC)
    found = (days(year) for year in range(now.year, now.year + 9))
    return next(day for day in found if day > now + timedelta(hours=2))


FAULTS = (
    Fault(name="clocks an hour forward and back, workers apart", inject=an_hour_apart),
    Fault(name="every clock an hour forward and back", inject=forward_and_back),
    Fault(name="summer time begins", inject=_at(_next(lambda year: _last_sunday(year, 3))), of_its_own=True),
    Fault(name="summer time ends", inject=_at(_next(lambda year: _last_sunday(year, 10))), of_its_own=True),
    Fault(name="29 February", inject=_at(next_leap_day()), of_its_own=True),
)
