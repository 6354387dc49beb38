"""What a message says of itself, in a program's words and in people's."""

from datetime import date, datetime, timedelta
from uuid import UUID

from hub.domain.assignment import AssignmentState
from hub.domain.calendar import LONDON
from hub.domain.codes import Clock, DeliveryKind
from hub.domain.targets import Targets, default_targets

LINK_LIFE = timedelta(days=30)
"""For how long a mail's link opens (I)."""

_TOPICS = {
    DeliveryKind.REFERRAL: "assignment.created",
    DeliveryKind.CHASE: "assignment.chased",
    DeliveryKind.ESCALATION: "assignment.chased",
    DeliveryKind.STOP_NOTICE: "assignment.recalled",
    DeliveryKind.CONTACT_CHANGED: "assignment.contact_changed",
    DeliveryKind.CONTRACT_ENDING: "assignment.chased",
    DeliveryKind.RETURNED: "referral.returned",
    DeliveryKind.UNIT_NOTICE: "referral.noticed",
    DeliveryKind.ALERT: "triage.opened",
    DeliveryKind.TRIAGE_OVERDUE: "triage.overdue",
    DeliveryKind.TRIAGE_ESCALATED: "triage.overdue",
    DeliveryKind.TRIAGE_ALARM: "triage.alarm",
    DeliveryKind.TRIAGE_CLEARED: "triage.cleared",
}


def topic(kind: DeliveryKind, state: AssignmentState | None) -> str:
    """Name what a message is about, as webhooks do: `assignment.created` and so on."""
    if kind is DeliveryKind.STOP_NOTICE and state in {AssignmentState.WITHDRAWN, AssignmentState.VOID}:
        return "referral.withdrawn"
    return _TOPICS[kind]


def acknowledge_within(targets: Targets, day: date, *, high_risk: bool) -> str:
    """Say in what time a referral is to be acknowledged: "4 hours, day or night", "1 working day"."""
    key = (Clock.ACKNOWLEDGED, high_risk)
    words = str(targets.get(key) or default_targets(day)[key])
    return words.replace("elapsed ", "") + (", day or night" if "elapsed" in words else "")


def link_path(delivery_id: UUID, token: str) -> str:
    """Give the page of a mail's link."""
    return f"/link/{delivery_id}/{token}"


def instant_in_words(at: datetime) -> str:
    """Write an instant for people in London: "16:00 on Thursday 29 March 2018"."""
    local = at.astimezone(LONDON)
    return f"{local:%H:%M} on {local:%A} {local.day} {local:%B %Y}"
