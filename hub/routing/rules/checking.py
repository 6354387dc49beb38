"""Whether a draft may be published: every fault at once, with what was tried and what is left on purpose."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from hub.domain.errors import Fault
from hub.domain.routing_content import SignedOff, TableContent
from hub.domain.routing_overlap import leads_that_overlap
from hub.domain.routing_table import RoutingTable, Row
from hub.routing.rules.gaps import surveyed
from hub.routing.rules.trying import Tried, tried

MOST_GAPS = 20
"""So many gaps are named; a table with more has one cause, and naming them all hides it."""

_A_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Destination:
    """What a row may lead to: whether directly, and whether a contract holds in the table's time."""

    direct_referrals: bool
    contracted: bool


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What came of a check; `measured_on` is the day on which sign-offs must hold.

    `idle` are rows that change no decision. They do no harm, so they are told and are no fault.
    """

    measured_on: date
    faults: tuple[Fault, ...]
    tried: tuple[Tried, ...]
    gaps: tuple[str, ...]
    idle: tuple[str, ...]
    signed_off: tuple[SignedOff, ...]

    @property
    def clean(self) -> bool:
        """Whether it may be published."""
        return not self.faults


def measured_on(content: TableContent, today: date) -> date:
    """Give the day on which a sign-off must still hold for the table to be published.

    That is the day of publishing, or the table's first day if it starts later. A table whose time is over
    is measured on its last day. A sign-off may end within the table's time: the pages warn of it before.
    """
    return min(max(today, content.starts_on), content.ends_before - _A_DAY)


def check(
    content: TableContent,
    destinations: Mapping[str, Destination],
    today: date,
    others: Sequence[Fault] = (),
) -> Checked:
    """Check a draft as if it were published today.

    `destinations` are the services of the directory by slug; `others` are faults found elsewhere, such as
    days on which another table has begun to decide.
    """
    day = measured_on(content, today)
    rows, gaps = content.read_rows(), surveyed(content, content.excused(day))
    table = RoutingTable(reference=content.reference, rows=rows)
    answers = tried(table, content.examples, content.starts_on)
    found = [
        *others,
        *_overlaps(rows),
        *(fault for row in rows for fault in _of_row(row, destinations)),
        *_failed(answers),
        *_expired(content, day),
        *gaps.faults,
        *_open(gaps.open),
    ]
    return Checked(
        measured_on=day,
        faults=tuple(found),
        tried=answers,
        gaps=gaps.open,
        idle=gaps.idle,
        signed_off=content.signed_off,
    )


def _overlaps(rows: Sequence[Row]) -> Iterator[Fault]:
    for one, other in leads_that_overlap(rows):
        message = f"{one.key!r} and {other.key!r} can both match one referral; both say who leads."
        yield Fault(pointer=_at(other), code="leads_overlap", message=message)


def _of_row(row: Row, destinations: Mapping[str, Destination]) -> Iterator[Fault]:
    for key, slug in _services_of(row):
        pointer = f"{_at(row)}/{key}"
        found = destinations.get(slug)
        if found is None:
            yield Fault(pointer=pointer, code="unknown_slug", message=f"No service is called {slug!r}.")
            continue
        if not found.contracted:
            message = f"{slug!r} has no contract while the table is in force."
            yield Fault(pointer=pointer, code="without_contract", message=message)
        if not found.direct_referrals:
            message = f"{slug!r} takes no direct referrals; no row may lead to it."
            yield Fault(pointer=pointer, code="no_direct_referrals", message=message)


def _services_of(row: Row) -> Iterator[tuple[str, str]]:
    if row.service:
        yield "service", row.service
    for position, slug in enumerate(row.alternates):
        yield f"alternates/{position}", slug


def _failed(answers: Sequence[Tried]) -> Iterator[Fault]:
    for position, each in enumerate(answers):
        if not each.passed:
            yield Fault(
                pointer=f"/routing_table/example/{position}",
                code="example_fails",
                message=f"{each.example.name!r}: expected {each.wanted}; got {each.got}.",
            )


def _expired(content: TableContent, day: date) -> Iterator[Fault]:
    for position, each in enumerate(content.signed_off):
        if not each.holds_on(day):
            message = f"Signed off until {each.expires} only: sign it off anew, add a row, or take it out."
            yield Fault(
                pointer=f"/routing_table/signed_off/{position}", code="sign_off_expired", message=message
            )


def _open(uncovered: Sequence[str]) -> Iterator[Fault]:
    for box in uncovered[:MOST_GAPS]:
        message = f"No row answers for {box}: add a row, or sign the gap off."
        yield Fault(pointer="/routing_table/row", code="gap_open", message=message)
    if len(uncovered) > MOST_GAPS:
        message = f"{len(uncovered) - MOST_GAPS} more gaps are open."
        yield Fault(pointer="/routing_table/row", code="gap_open", message=message)


def _at(row: Row) -> str:
    return f"/routing_table/row/{row.position - 1}"
