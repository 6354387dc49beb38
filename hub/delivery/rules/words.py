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
    DeliveryKind.PROVIDER_LATE: "assignment.chased",
    DeliveryKind.PHONE_TASK: "phone_task.opened",
    DeliveryKind.DIGEST: "agency.digest",
    DeliveryKind.TRIAGE_DIGEST: "triage.digest",
    DeliveryKind.COVER_ASKED: "agency.cover_asked",
    DeliveryKind.COVER_MISSING: "agency.cover_missing",
    DeliveryKind.ENDPOINT_ALERT: "endpoint.failing",
    DeliveryKind.TEST: "endpoint.test",
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


_FAULTS = {
    "gone": "It says that it is there no more (410).",
    "timed_out": "It did not answer in time.",
    "unreachable": "It could not be reached.",
    "tls_failed": "Its encryption is not acceptable.",
    "busy": "It kept asking to come back later.",
    "server_error": "It had a fault of its own.",
    "redirected": "It has moved: its address is to be corrected.",
    "recipient_refused": "It knows no such mailbox, or refuses the hub's mail for good.",
    "sender_refused": "Its mail server refuses the hub.",
    "bad_address": "The address cannot be used.",
    "bad_secret": "The signing secret is missing or cannot be read.",
    "401": "It does not accept the hub's credentials or signature (401).",
    "403": "It forbids the hub to send to it (403).",
    "404": "There is nothing at this address (404).",
    "422": "It cannot make sense of the hub's messages (422).",
}


def fault_in_words(cause: str) -> str:
    """Say what is wrong with an address, for whoever has it mended; the cause is what `cause_of` gives."""
    return _FAULTS.get(cause, "It does not take the hub's messages.")


def link_path(delivery_id: UUID, token: str) -> str:
    """Give the page of a mail's link."""
    return f"/link/{delivery_id}/{token}"


def instant_in_words(at: datetime) -> str:
    """Write an instant for people in London: "16:00 on Thursday 29 March 2018"."""
    local = at.astimezone(LONDON)
    return f"{local:%H:%M} on {local:%A} {local.day} {local:%B %Y}"
