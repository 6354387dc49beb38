"""When a clock is due, whom it reminds and what it counted; all pure, by passed instants."""

from hub.sla.rules.counting import (
    Pause,
    due_at,
    gross_and_net_seconds,
    is_breached,
    is_paused,
    opens_at,
    target_for,
)
from hub.sla.rules.ladder import Hours, Rung, ladder, step_to_take, still_to_climb, taken_back_from
from hub.sla.rules.planning import Anew, ClockPlan, Ladder, Limit, count_anew, limit_for, plan

__all__ = [
    "Anew",
    "ClockPlan",
    "Hours",
    "Ladder",
    "Limit",
    "Pause",
    "Rung",
    "count_anew",
    "due_at",
    "gross_and_net_seconds",
    "is_breached",
    "is_paused",
    "ladder",
    "limit_for",
    "opens_at",
    "plan",
    "step_to_take",
    "still_to_climb",
    "taken_back_from",
    "target_for",
]
