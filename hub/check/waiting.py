"""Nothing waits for nothing: while workers are alive, what is due is done."""

from hub.check.invariant import WORKERS_ARE_ALIVE, Invariant, by_sql

_LONG = "interval '15 minutes'"
"""Far more than a sweep and a lease take (I)."""

WAITING = by_sql(
    Invariant(
        name="messages_go_out",
        meaning="While workers run, no message is due for over a quarter of an hour and in nobody's hands.",
        statement=f"""
        SELECT d.id FROM delivery d JOIN endpoint e ON e.id = d.endpoint_id
        WHERE d.state = 'queued' AND d.due_at < :now - {_LONG} AND NOT e.paused
          AND (d.lease_token IS NULL OR d.lease_until < clock_timestamp() - {_LONG})
          AND {WORKERS_ARE_ALIVE}
        """,
    ),
    Invariant(
        name="rungs_are_climbed",
        meaning="While workers run, no reminder or escalation is due for over a quarter of an hour.",
        statement=f"""
        SELECT h.id FROM chase h
        WHERE h.done_at IS NULL AND h.cancelled_at IS NULL AND h.due_at < :now - {_LONG}
          AND {WORKERS_ARE_ALIVE}
        """,
    ),
    Invariant(
        name="breaches_are_recorded",
        meaning="While workers run, every clock that ran out is on record as breached.",
        statement=f"""
        SELECT c.id FROM clock c
        WHERE c.stopped_at IS NULL AND c.breached_at IS NULL AND c.due_at < :now - {_LONG}
          AND NOT c.pauses @> '[{{{{"until": null}}}}]' AND {WORKERS_ARE_ALIVE}
        """,
    ),
    Invariant(
        name="holds_are_asked_about",
        meaning="While workers run, a person is asked about every hold that has lasted too long.",
        statement=f"""
        SELECT a.id FROM assignment a
        WHERE a.held_until < :now - {_LONG} AND a.state = 'on_hold' AND {WORKERS_ARE_ALIVE}
        """,
    ),
)
