"""From the report of a crime to its referral: the police's own time."""

from datetime import date

from sqlalchemy import ARRAY, Date, DateTime, cast, func, literal, null, select

from hub.db import Transaction
from hub.domain.quarter import Quarter
from hub.models import Referral
from hub.monitoring.queries import subjects
from hub.monitoring.queries.clocks import seconds_between
from hub.monitoring.queries.counting import Timing, time
from hub.monitoring.queries.facts import Facts, during, fact, facts_of, words
from hub.monitoring.rules import ReportedMeasure as M
from hub.monitoring.rules import due_after_report

_DAY = cast(func.timezone("Europe/London", Referral.reported_at), Date)


def reported_facts(tx: Transaction, quarter: Quarter) -> Facts:
    """Give the facts on time since the report; every row is a referral that says when it was reported."""
    days = _days(tx, quarter)
    due = func.unnest(
        cast(literal(days, ARRAY(Date)), ARRAY(Date)),
        cast(
            literal([due_after_report(day, tx.calendar) for day in days], ARRAY(DateTime(timezone=True))),
            ARRAY(DateTime(timezone=True)),
        ),
    )
    limits = due.table_valued("day", "due_at").render_derived(name="limit")
    row, received = Referral.id, (during(quarter, Referral.received_at), Referral.reported_at.is_not(None))
    return facts_of(
        subjects.referrals(),
        [
            fact(M.REPORTED, row, row, *received),
            fact(
                M.WITHIN_TWO_WORKING_DAYS,
                row,
                row,
                *received,
                limits.c.day == _DAY,
                Referral.received_at < limits.c.due_at,
            ),
        ],
    )


def reported_times(tx: Transaction, quarter: Quarter) -> tuple[Timing, ...]:
    """Give the percentiles of the time from report to receipt."""
    timed = select(
        words(null()).label("code"),
        seconds_between(Referral.reported_at, Referral.received_at).label("seconds"),
        Referral.id.label("subject"),
    ).where(during(quarter, Referral.received_at), Referral.reported_at.is_not(None))
    return time(tx, timed, subjects.referrals())


def _days(tx: Transaction, quarter: Quarter) -> list[date]:
    """List the London days of the reports: a few hundred, for which the calendar then gives the limits."""
    days = select(_DAY).distinct()
    received = during(quarter, Referral.received_at)
    return list(tx.connection.execute(days.where(received, Referral.reported_at.is_not(None))).scalars())
