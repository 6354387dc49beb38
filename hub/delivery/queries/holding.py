"""Whether a message still says what is so, as SQL over a delivery `d`, its assignment, chase and clock."""

from hub.domain.assignment import LIVE, AssignmentState
from hub.domain.codes import ChannelKind, DeliveryKind

_LIVE = ", ".join(f"'{state}'" for state in sorted(LIVE))
_STANDS_STILL = """coalesce(k.pauses @> '[{"until": null}]', false)"""

_HOLDS = f"""
    CASE WHEN d.kind = '{DeliveryKind.REFERRAL}'
         THEN a.state IN ('{AssignmentState.QUEUED}', '{AssignmentState.DELIVERED}')
              OR ({{again}} AND a.state IN ({_LIVE}))
         WHEN d.kind IN ('{DeliveryKind.CHASE}', '{DeliveryKind.ESCALATION}')
         THEN a.state IN ({_LIVE}) AND k.stopped_at IS NULL AND NOT {_STANDS_STILL}
         WHEN d.kind = '{DeliveryKind.PROVIDER_LATE}'
         THEN k.id IS NOT NULL AND k.stopped_at IS NULL AND NOT {_STANDS_STILL}
         ELSE true END
"""
HOLDS = _HOLDS.replace("{again}", "d.replayed_at IS NOT NULL")
"""Whether a message still says what is so: nobody is chased for what was answered, or is on hold, meanwhile.

A referral that a person sends again may have been answered, so long as it is its provider's. What goes to
the commissioner is about no assignment: it hangs on its chase's clock alone.
"""
HOLDS_AGAIN = _HOLDS.replace("{again}", "true")
"""Whether it would still say what is so if a person sent it again."""

IS_READ = f"""
    e.channel <> '{ChannelKind.PORTAL}' OR EXISTS (
        SELECT FROM account u WHERE u.agency_id = e.agency_id AND u.ended_at IS NULL
        AND EXISTS (SELECT FROM credential w WHERE w.account_id = u.id AND w.ended_at IS NULL))
"""
"""Whether an inbox can be opened: the agency has an account that is not ended and has its password."""

ABOUT = """
    LEFT JOIN assignment a ON a.id = d.assignment_id
    LEFT JOIN chase h ON h.id = d.chase_id
    LEFT JOIN clock k ON k.id = h.clock_id
"""
