"""Every statement behind the quarter's report: a few that count all measures along all axes at once."""

from hub.monitoring.queries.assignments import assignment_facts
from hub.monitoring.queries.balances import assignment_balance, referral_balance
from hub.monitoring.queries.clocks import clock_facts, clock_times
from hub.monitoring.queries.counting import Count, Timing, behind, count, count_across, make_room
from hub.monitoring.queries.facts import Facts
from hub.monitoring.queries.referrals import count_persons, need_facts, referral_facts
from hub.monitoring.queries.reported import reported_facts, reported_times

__all__ = [
    "Count",
    "Facts",
    "Timing",
    "assignment_balance",
    "assignment_facts",
    "behind",
    "clock_facts",
    "clock_times",
    "count",
    "count_across",
    "count_persons",
    "make_room",
    "need_facts",
    "referral_balance",
    "referral_facts",
    "reported_facts",
    "reported_times",
]
