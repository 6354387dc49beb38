"""What must hold of clocks: each turn has its own, somebody is asked when it runs out, and it is judged."""

from hub.check.invariant import LIVE_STATES, Invariant, by_sql

_STANDS_STILL = """c.pauses @> '[{{"until": null}}]'"""

CLOCKS = by_sql(
    Invariant(
        name="no_clock_on_the_dead",
        meaning="No clock runs for a turn that is over.",
        statement=f"""
        SELECT c.id FROM clock c JOIN assignment a ON a.id = c.assignment_id
        WHERE c.stopped_at IS NULL AND a.state NOT IN {LIVE_STATES} AND a.id IN ({{turns}})
        """,
    ),
    Invariant(
        name="somebody_is_timed",
        meaning="A clock runs for every turn that waits for its provider, unless a lead comes first.",
        statement="""
        SELECT a.id FROM assignment a
        WHERE a.state IN ('queued', 'delivered', 'undeliverable', 'acknowledged', 'accepted')
          AND NOT (a.role = 'additional' AND a.state = 'accepted')
          AND NOT EXISTS (SELECT FROM clock c WHERE c.assignment_id = a.id AND c.stopped_at IS NULL)
        """,
    ),
    Invariant(
        name="clocks_are_watched",
        meaning="For every clock that runs a rung of its ladder is still to come, or a person was asked.",
        statement=f"""
        SELECT c.id FROM clock c JOIN assignment a ON a.id = c.assignment_id AND a.state IN {LIVE_STATES}
        WHERE c.stopped_at IS NULL AND NOT {_STANDS_STILL}
          AND NOT EXISTS (SELECT FROM chase h
                           WHERE h.clock_id = c.id AND h.done_at IS NULL AND h.cancelled_at IS NULL)
          AND NOT EXISTS (SELECT FROM triage_item t
                           WHERE t.referral_id = a.referral_id AND t.closed_at IS NULL)
        """,
    ),
    Invariant(
        name="verdicts_follow",
        meaning="A clock that was stopped was kept if it was stopped in time, and breached if it was not.",
        statement=f"""
        SELECT c.id FROM clock c
        WHERE c.stopped_at IS NOT NULL AND c.assignment_id IN ({{turns}})
          AND (c.met IS TRUE AND (c.breached_at IS NOT NULL OR c.stopped_at >= c.due_at)
                  AND NOT {_STANDS_STILL}
               OR c.met IS FALSE AND c.breached_at IS NULL
               OR c.met IS NULL AND c.breached_at IS NOT NULL)
        """,
    ),
)
