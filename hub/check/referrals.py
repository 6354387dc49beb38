"""What must hold of referrals: each taken in is somebody's, and its status says whose."""

from hub.check.invariant import LIVE_STATES, Invariant, by_sql

_STANDING = f"""
    FROM referral r
    LEFT JOIN (SELECT DISTINCT referral_id FROM triage_item WHERE closed_at IS NULL) waits
           ON waits.referral_id = r.id
    LEFT JOIN (SELECT DISTINCT referral_id FROM assignment WHERE state IN {LIVE_STATES}) live
           ON live.referral_id = r.id
    WHERE r.id IN ({{referrals}})
"""

REFERRALS = by_sql(
    Invariant(
        name="accepted_is_held",
        meaning="A referral that is open has a service, or a person was asked; one that is closed had.",
        statement=f"""
        SELECT r.id {_STANDING}
          AND waits.referral_id IS NULL AND live.referral_id IS NULL
          AND (r.status IN ('placed', 'awaiting_triage')
               OR r.status = 'closed'
                  AND NOT EXISTS (SELECT FROM assignment a WHERE a.referral_id = r.id)
                  AND NOT EXISTS (SELECT FROM triage_item t WHERE t.referral_id = r.id))
        """,
    ),
    Invariant(
        name="status_follows",
        meaning="A referral that is live or waits for a person says so.",
        statement=f"""
        SELECT r.id {_STANDING}
          AND (live.referral_id IS NOT NULL
                  AND r.status <> CASE WHEN waits.referral_id IS NULL THEN 'placed' ELSE 'awaiting_triage' END
               OR live.referral_id IS NULL AND waits.referral_id IS NOT NULL AND r.status = 'placed')
        """,
    ),
    Invariant(
        name="status_recorded",
        meaning="A referral's status is the last one in its history, in which each step begins where the "
        "one before ended.",
        statement="""
        SELECT r.id FROM referral r, LATERAL (
            SELECT (array_agg(e.after ORDER BY e.id DESC))[1] AS last,
                   bool_or(e.before IS DISTINCT FROM e.previous) AS is_broken
            FROM (SELECT id, before, after, lag(after) OVER (ORDER BY id) AS previous
                  FROM referral_event WHERE referral_id = r.id) e) history
        WHERE r.id IN ({referrals})
          AND (r.status IS DISTINCT FROM history.last OR history.is_broken)
        """,
    ),
    Invariant(
        name="refusals_keep_nobody",
        meaning="A refusal keeps no person.",
        statement="""
        SELECT r.id FROM referral r JOIN person p ON p.referral_id = r.id
        WHERE r.consent_basis = 'refused' AND r.id IN ({referrals})
        """,
    ),
    Invariant(
        name="one_live_lead",
        meaning="At most one service leads a referral at a time.",
        statement=f"""
        SELECT referral_id FROM assignment WHERE role = 'lead' AND state IN {LIVE_STATES}
        GROUP BY referral_id HAVING count(*) > 1
        """,
    ),
)
