"""What is done to clocks: started, stopped, paused, resumed, counted anew; and the calendar they go by."""

from hub.sla.actions.holidays import NewHoliday, add_holiday, remove_holiday
from hub.sla.actions.recomputing import hasten, recompute
from hub.sla.actions.running import apply, pause, record_instant, resume, start
from hub.sla.actions.terms import Terms, desk_hours, limit_of, pause_of

__all__ = [
    "NewHoliday",
    "Terms",
    "add_holiday",
    "apply",
    "desk_hours",
    "hasten",
    "limit_of",
    "pause",
    "pause_of",
    "recompute",
    "record_instant",
    "remove_holiday",
    "resume",
    "start",
]
