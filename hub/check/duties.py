"""What must hold of calls to make and of notices: each goes on by itself until somebody has seen to it."""

from hub.check.invariant import Invariant, by_sql

DUTIES = by_sql(
    Invariant(
        name="notices_are_seen_to",
        meaning="A notice that nobody acknowledged is due to be rung about, or somebody is asked to ring.",
        statement="""
        SELECT d.id FROM delivery d JOIN assignment a ON a.id = d.assignment_id AND a.agency_id = d.agency_id
        WHERE d.assignment_id IN ({turns})
          AND d.kind IN ('stop_notice', 'contact_changed') AND d.state <> 'cancelled'
          AND NOT EXISTS (SELECT FROM notice_receipt r WHERE r.delivery_id = d.id)
          AND NOT EXISTS (SELECT FROM notice n WHERE n.delivery_id = d.id AND n.seen_to_at IS NULL)
          AND NOT EXISTS (SELECT FROM phone_task p
                           WHERE p.assignment_id = d.assignment_id AND p.reason = 'notice_unread'
                             AND p.ended_at IS NULL)
        """,
    ),
    Invariant(
        name="calls_go_on",
        meaning="A call that is to be made has a next alert, and one that was made or is not needed none.",
        statement="SELECT p.id FROM phone_task p WHERE (p.ended_at IS NULL) <> (p.next_at IS NOT NULL)",
    ),
)
