"""What must hold of contracts and of the decisions made by published tables."""

from hub.check.invariant import LIVE_STATES, Invariant, by_sql

_TODAY = "(CAST(:now AS timestamptz) AT TIME ZONE 'Europe/London')::date"

DIRECTORY = by_sql(
    Invariant(
        name="contract_ends_are_seen_to",
        meaning="Nobody is left with a service beyond the days of its contract without a person having been "
        "asked.",
        statement=f"""
        SELECT a.id FROM assignment a
          JOIN contract v ON v.id = a.contract_id
          JOIN contract c ON c.reference = v.reference AND c.superseded_at IS NULL
        WHERE a.state IN {LIVE_STATES}
          AND {_TODAY} > CASE
                  WHEN CASE a.state WHEN 'on_hold' THEN a.held_from ELSE a.state END
                       NOT IN ('accepted', 'in_progress') THEN c.ends_before
                  WHEN c.open_cases = 'finish' THEN greatest(c.finish_by, c.ends_before - 1)
                  ELSE c.ends_before - 1 END
          AND NOT EXISTS (SELECT FROM contract n
                           WHERE n.service_id = c.service_id AND n.superseded_at IS NULL
                             AND n.starts_on <= {_TODAY} AND n.ends_before > {_TODAY})
          AND NOT EXISTS (SELECT FROM triage_item t
                           WHERE t.assignment_id = a.id AND t.reason = 'contract_ended')
        """,
    ),
    Invariant(
        name="agreement_behind_delivery",
        meaning="Every turn was given under a contract in force that day.",
        statement="""
        SELECT a.id FROM assignment a JOIN contract c ON c.id = a.contract_id
        WHERE a.id IN ({turns})
          AND ((a.assigned_at AT TIME ZONE 'Europe/London')::date < c.starts_on
               OR (a.assigned_at AT TIME ZONE 'Europe/London')::date >= c.ends_before)
        """,
    ),
    Invariant(
        name="one_contract_a_day",
        meaning="A service has one contract in force on a day.",
        statement="""
        SELECT c.id FROM contract c JOIN contract o ON o.service_id = c.service_id AND o.id > c.id
        WHERE c.superseded_at IS NULL AND o.superseded_at IS NULL
          AND c.starts_on < o.ends_before AND o.starts_on < c.ends_before
        """,
    ),
    Invariant(
        name="contract_recorded",
        meaning="What a contract says is the last version in its history.",
        statement="""
        SELECT c.id FROM contract c, LATERAL (
            SELECT v.content FROM directory_version v WHERE v.kind = 'contract' AND v.key = c.reference
            ORDER BY v.version DESC LIMIT 1) v
        WHERE c.superseded_at IS NULL
          AND (v.content IS NULL OR v.content ->> 'ends_before' <> c.ends_before::text)
        """,
    ),
    Invariant(
        name="decided_by_a_published_table",
        meaning="A decision keeps the hash of the table that it was made by.",
        statement="""
        SELECT d.id FROM routing_decision d LEFT JOIN routing_table t ON t.id = d.table_id
        WHERE d.table_hash IS DISTINCT FROM t.hash AND d.referral_id IN ({referrals})
        """,
    ),
)
