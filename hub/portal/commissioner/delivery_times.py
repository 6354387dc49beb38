"""How soon services answer against their targets, this quarter and the last."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from hub import audit
from hub.audit import Entry, Event
from hub.db import Transaction
from hub.domain.codes import Clock
from hub.domain.quarter import Quarter
from hub.domain.targets import default_targets
from hub.monitoring.actions import delivery_times
from hub.monitoring.queries.quarters import received_by_quarter
from hub.monitoring.rules import ClockMeasure, DeliveryTimes, Line, Section, SplitBy, Trend
from hub.portal.commissioner import asking
from hub.portal.commissioner.naming import on_axis
from hub.portal.commissioner.traced_figure import TracedFigure
from hub.portal.csv_file import csv_file
from hub.portal.door import CommissionerVisit, Visit
from hub.portal.words import label
from hub.sight.naming import Names, names

router = APIRouter()

JUDGED = (ClockMeasure.MET, ClockMeasure.BREACHED)
OWNERS = {
    Clock.HANDED_OVER: "The hub keeps this clock: from assigning a service to its mail or system taking it.",
    Clock.ACKNOWLEDGED: "From handing over until the service says that it has seen the referral.",
    Clock.DECIDED: "From acknowledging until the service accepts or declines.",
    Clock.FIRST_ATTEMPT: "From accepting until the first attempt to reach the person that counts.",
    Clock.CONTACT_MADE: "From accepting until the service is in contact with the person.",
    Clock.NEEDS_ASSESSED: "From contact with the person until their needs are assessed.",
}
COLUMNS = (
    *("quarter", "split_by", "code", "name", "clock", "judged", "in_time", "breached", "share_in_time"),
    *("median_seconds", "p90_seconds", "previous_quarter", "previous_judged", "previous_in_time"),
    *("previous_breached", "previous_share_in_time", "previous_median_seconds", "previous_p90_seconds"),
)


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What the page and the file are both made of."""

    times: DeliveryTimes
    names: Names
    this: Quarter
    at: datetime
    with_referrals: frozenset[Quarter]

    @property
    def quarters(self) -> list[Quarter]:
        """The quarters that can be chosen, the newest first; what the address asked for is among them."""
        return sorted(self.with_referrals | {self.this, self.times.quarter}, reverse=True)

    def target(self, clock: Clock) -> str:
        """Write a clock's limit where the contract says nothing: "1 working day, or 4 hours at high risk"."""
        limits = default_targets(self.times.quarter.first_day)
        below, high = (str(limits[clock, is_high]).replace("elapsed ", "") for is_high in (False, True))
        return f"{below}, or {high} at high risk"

    def name(self, line: Line) -> str:
        """Name what a line is about."""
        return next(
            (on_axis(axis, value, self.names) for axis, value in line.cut.named.items()), "All services"
        )

    @property
    def lines(self) -> list[Line]:
        """The lines in the order of their names."""
        return sorted(self.times.lines, key=self.name)

    def rows(self, quarter: Quarter, clock: Clock, line: Line, *measures: str) -> str:
        """Lead to the rows behind a number."""
        return TracedFigure(
            quarter=quarter, section=Section.CLOCKS, measures=measures, cut=line.cut, clock=clock
        ).address


def get_delivery_times(visit: CommissionerVisit) -> HTMLResponse:
    """Show one clock's figures of two quarters, as a whole and line by line."""
    seen = _see(visit)
    times = seen.times
    return visit.show(
        "commissioner/delivery_times.html",
        seen=seen,
        times=times,
        whole=times.whole[times.clock],
        before=times.quarter.previous(),
        is_so_far=times.quarter == seen.this,
        quarters=[(str(each), each.label) for each in seen.quarters],
        clocks=[(clock, label(clock)) for clock in Clock],
        splits=[(each, label(each)) for each in SplitBy],
        judged=JUDGED,
        meaning=OWNERS[times.clock],
        change=change,
        query=f"quarter={times.quarter}&clock={times.clock}&by={times.by}",
    )


@router.get("/delivery-times.csv")
def get_delivery_times_file(visit: CommissionerVisit) -> Response:
    """Give the same table as a file, the whole first."""
    seen = _see(visit, Event.LIST_EXPORTED)
    name = f"delivery-times-{seen.times.quarter}-{seen.times.clock}-by-{seen.times.by}"
    return csv_file(name, COLUMNS, _rows(seen))


def _see(visit: Visit, event: Event = Event.REPORT_VIEWED) -> Seen:
    query = visit.request.query_params

    def act(tx: Transaction) -> Seen:
        this = Quarter.of(tx.now)
        quarter = asking.one(query, "quarter", Quarter.parse, this)
        clock = asking.one(query, "clock", Clock, Clock.ACKNOWLEDGED)
        by = asking.one(query, "by", SplitBy, SplitBy.PROVIDER)
        times = delivery_times(tx, quarter, clock, by)
        detail = {"list": "delivery_times", "quarter": str(quarter), "count": len(times.lines)}
        audit.record(tx, Entry(event=event, detail=detail))
        with_referrals = frozenset(received_by_quarter(tx))
        return Seen(times=times, names=names(tx), this=this, at=tx.now, with_referrals=with_referrals)

    return visit.run(act)


def change(line: Line) -> str:
    """Say in words how the quarter compares with the last."""
    match line.trend:
        case Trend.NOTHING_YET:
            return "None judged this quarter"
        case Trend.NOTHING_BEFORE:
            return "None judged last quarter"
        case Trend.THE_SAME:
            return "The same" if line.now.share == line.before.share else "Less than 0.1 points"
    points = abs(line.points or 0)
    return f"{points:g} {'point' if points == 1 else 'points'} {line.trend}"


def _rows(seen: Seen) -> Iterator[tuple[Any, ...]]:
    times = seen.times
    for line in (times.whole[times.clock], *seen.lines):
        code = next(iter(line.cut.named.values()), "all")
        now, before = line.now, line.before
        yield (
            *(times.quarter, times.by, code, seen.name(line), times.clock),
            *(now.judged, now.met, now.breached, _share(now.share), now.median, now.p90),
            *(times.quarter.previous(), before.judged, before.met, before.breached, _share(before.share)),
            *(before.median, before.p90),
        )


def _share(share: float | None) -> str | None:
    return None if share is None else f"{share:.4f}"
