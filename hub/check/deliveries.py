"""What must hold of messages: each turn has one, none is doubled, and none follows a turn that is over."""

from hub.check.invariant import Invariant, by_sql

DELIVERIES = by_sql(
    Invariant(
        name="nobody_waits_unseen",
        meaning="A turn that was not handed over has its message on the way, or a person was asked.",
        statement="""
        SELECT a.id FROM assignment a
        WHERE a.state IN ('queued', 'undeliverable')
          AND NOT EXISTS (SELECT FROM delivery d WHERE d.assignment_id = a.id AND d.kind = 'referral'
                             AND d.state IN ('queued', 'held'))
          AND NOT EXISTS (SELECT FROM triage_item t
                           WHERE t.referral_id = a.referral_id AND t.closed_at IS NULL)
        """,
    ),
    Invariant(
        name="handed_over_by_a_message",
        meaning="A turn that was handed over has a message that was taken, or one that goes out once more.",
        statement="""
        SELECT a.id FROM assignment a
        WHERE a.state = 'delivered'
          AND NOT EXISTS (SELECT FROM delivery d WHERE d.assignment_id = a.id AND d.kind = 'referral'
                             AND d.state IN ('queued', 'held', 'delivered'))
        """,
    ),
    Invariant(
        name="one_message_on_its_way",
        meaning="A turn has one message at a time that hands it over.",
        statement="""
        SELECT d.assignment_id FROM delivery d
        WHERE d.kind = 'referral' AND d.state IN ('queued', 'held') AND d.assignment_id IN ({turns})
        GROUP BY d.assignment_id HAVING count(*) > 1
        """,
    ),
    Invariant(
        name="nothing_held_for_nothing",
        meaning="A message is held only while somebody decides about a possible duplicate.",
        statement="""
        SELECT d.id FROM delivery d
        WHERE d.state = 'held' AND d.referral_id IN ({referrals})
          AND NOT EXISTS (SELECT FROM triage_item t
                           WHERE t.referral_id = d.referral_id AND t.reason = 'possible_duplicate'
                             AND t.closed_at IS NULL)
        """,
    ),
    Invariant(
        name="delivery_ids_unique",
        meaning="Every message has an id of its own.",
        statement="""
        SELECT d.id FROM delivery d WHERE d.referral_id IS NULL OR d.referral_id IN ({referrals})
        GROUP BY d.id HAVING count(*) > 1
        """,
    ),
    Invariant(
        name="attempts_gapless",
        meaning="A message's tries are numbered from 1 without a gap, as many as it counts.",
        statement="""
        SELECT d.id FROM delivery d LEFT JOIN attempt t ON t.delivery_id = d.id
        WHERE d.referral_id IS NULL OR d.referral_id IN ({referrals})
        GROUP BY d.id, d.attempts
        HAVING count(DISTINCT t.number) <> d.attempts OR coalesce(max(t.number), 0) <> d.attempts
            OR coalesce(min(t.number), 1) <> 1
        """,
    ),
    Invariant(
        name="silence_after_the_end",
        meaning="No referral and no chase goes out after a turn was withdrawn, recalled or otherwise ended.",
        statement="""
        SELECT t.id FROM assignment_event e
          JOIN delivery d ON d.assignment_id = e.assignment_id
           AND d.kind IN ('referral', 'chase', 'escalation')
          JOIN attempt t ON t.delivery_id = d.id AND t.started_at > e.recorded_at + CAST(:lease AS interval)
        WHERE e.assignment_id IN ({turns})
          AND e.after IN ('declined', 'completed', 'released', 'recalled', 'withdrawn', 'void')
        """,
    ),
)
