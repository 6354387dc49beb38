"""Who is on duty, who rings whom and when, and what is told or asked once a day."""

from hub.duty.rules.phoning import ANSWER_WITHIN, Alert, first_alert, next_alert
from hub.duty.rules.rota import OnDuty, Shift, on_duty

__all__ = [
    "ANSWER_WITHIN",
    "Alert",
    "OnDuty",
    "Shift",
    "first_alert",
    "next_alert",
    "on_duty",
]
