"""Words for messages, their tries and the addresses that they go to."""

from collections.abc import Mapping
from enum import StrEnum

from hub.domain.codes import AttemptOutcome, ChannelKind, DeliveryKind, DeliveryState, EndpointPurpose

DELIVERY_KINDS: Mapping[StrEnum, str] = {
    DeliveryKind.REFERRAL: "New referral",
    DeliveryKind.CHASE: "Reminder",
    DeliveryKind.ESCALATION: "Escalation",
    DeliveryKind.STOP_NOTICE: "Stop notice",
    DeliveryKind.CONTACT_CHANGED: "Contact details changed",
    DeliveryKind.CONTRACT_ENDING: "Contract ends soon",
    DeliveryKind.RETURNED: "Returned referral",
    DeliveryKind.UNIT_NOTICE: "Notice to the referring unit",
    DeliveryKind.ALERT: "Alert to the coordinator",
    DeliveryKind.PROVIDER_LATE: "Message to the commissioner",
    DeliveryKind.PHONE_TASK: "Phone task",
    DeliveryKind.DIGEST: "What waits this morning",
    DeliveryKind.TRIAGE_DIGEST: "What waits for the coordinator",
    DeliveryKind.COVER_ASKED: "Question about bank holidays",
    DeliveryKind.COVER_MISSING: "Bank holidays without an answer",
    DeliveryKind.ENDPOINT_ALERT: "Alert about an address",
    DeliveryKind.TEST: "Test message",
    DeliveryKind.TRIAGE_OVERDUE: "Triage overdue: to the coordinator",
    DeliveryKind.TRIAGE_ESCALATED: "Triage overdue: to the commissioner",
    DeliveryKind.TRIAGE_ALARM: "Alarm over the triage list",
    DeliveryKind.TRIAGE_CLEARED: "Triage list calm again",
}

DELIVERY_STATES: Mapping[StrEnum, str] = {
    DeliveryState.HELD: "Held",
    DeliveryState.QUEUED: "Waiting to be sent",
    DeliveryState.DELIVERED: "Sent",
    DeliveryState.UNDELIVERABLE: "Could not be sent",
    DeliveryState.CANCELLED: "Cancelled",
}

ATTEMPT_OUTCOMES: Mapping[StrEnum, str] = {
    AttemptOutcome.UNKNOWN: "Not known whether it arrived",
    AttemptOutcome.DELIVERED: "Sent",
    AttemptOutcome.RETRYABLE: "Failed, will be tried again",
    AttemptOutcome.PERMANENT: "Failed for good",
}

CHANNELS: Mapping[StrEnum, str] = {
    ChannelKind.EMAIL: "Email",
    ChannelKind.WEBHOOK: "Webhook",
    ChannelKind.PORTAL: "Inbox on these pages",
}

PURPOSES: Mapping[StrEnum, str] = {
    EndpointPurpose.DUTY: "Duty desk",
    EndpointPurpose.MANAGER: "Manager",
    EndpointPurpose.UNIT: "Referring unit",
    EndpointPurpose.ON_CALL: "On the rota",
}

ALL = (DELIVERY_KINDS, DELIVERY_STATES, ATTEMPT_OUTCOMES, CHANNELS, PURPOSES)
