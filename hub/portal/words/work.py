"""Words about what services, coordinators and the hub do with a referral."""

from collections.abc import Mapping
from enum import StrEnum

from hub.domain.assignment import AssignmentState as S
from hub.domain.codes import (
    AgencyKind,
    AssignmentRole,
    Certainty,
    ChaseStep,
    Clock,
    ContactResult,
    CredentialKind,
    DeclineReason,
    HoldReason,
    Outcome,
    ReferralStatus,
    ReturnReason,
    Role,
    TriageReason,
    TriageResolution,
    UnitTask,
)

STATUSES: Mapping[StrEnum, str] = {
    ReferralStatus.PLACED: "With a service",
    ReferralStatus.AWAITING_TRIAGE: "Waiting for the coordinator",
    ReferralStatus.INFORMATION_ONLY: "Information only",
    ReferralStatus.RETURNED: "Returned",
    ReferralStatus.WITHDRAWN: "Withdrawn",
    ReferralStatus.CLOSED: "Closed",
    ReferralStatus.VOID: "Entered in error",
}

STATES: Mapping[StrEnum, str] = {
    S.QUEUED: "Being sent",
    S.DELIVERED: "Sent, not yet acknowledged",
    S.UNDELIVERABLE: "Could not be sent",
    S.ACKNOWLEDGED: "Acknowledged",
    S.ACCEPTED: "Accepted",
    S.IN_PROGRESS: "In progress",
    S.ON_HOLD: "On hold",
    S.DECLINED: "Declined",
    S.COMPLETED: "Completed",
    S.RELEASED: "Given back",
    S.RECALLED: "Recalled",
    S.WITHDRAWN: "Withdrawn",
    S.VOID: "Entered in error",
}

ASSIGNMENT_ROLES: Mapping[StrEnum, str] = {
    AssignmentRole.LEAD: "Lead",
    AssignmentRole.ADDITIONAL: "Additional",
}

RETURN_REASONS: Mapping[StrEnum, str] = {
    ReturnReason.CONSENT_REFUSED: "The person did not want to be referred",
    ReturnReason.CONSENT_NEEDED: "The person's agreement is needed",
    ReturnReason.NO_SAFE_CONTACT: "No safe way to make contact",
    ReturnReason.OUTSIDE_AREA: "Outside Merseyside",
    ReturnReason.INSUFFICIENT_INFORMATION: "Not enough information",
    ReturnReason.WRONG_DETAILS: "Wrong details",
    ReturnReason.RETURNED_BY_COORDINATOR: "Returned by the referral coordinator",
}

DECLINE_REASONS: Mapping[StrEnum, str] = {
    DeclineReason.CAPACITY: "No capacity",
    DeclineReason.OUT_OF_AREA: "Out of the service's area",
    DeclineReason.AGE: "Outside the service's age range",
    DeclineReason.NOT_COMMISSIONED: "Not commissioned for this",
    DeclineReason.RISK_TOO_HIGH: "Risk is too high for the service",
    DeclineReason.CONFLICT_OF_INTEREST: "Conflict of interest",
    DeclineReason.DUPLICATE: "Already with the service",
    DeclineReason.INSUFFICIENT_INFORMATION: "Not enough information",
    DeclineReason.NO_SAFE_CONTACT: "No safe way to make contact",
    DeclineReason.LANGUAGE_OR_ACCESS: "Cannot meet a language or access need",
    DeclineReason.MISDIRECTED: "Meant for another service",
    DeclineReason.VICTIM_DECLINED: "The person does not want any support",
    DeclineReason.OTHER: "Another reason",
}

OUTCOMES: Mapping[StrEnum, str] = {
    Outcome.SUPPORTED: "Supported",
    Outcome.ONE_OFF_ADVICE: "One-off advice",
    Outcome.DECLINED_BY_VICTIM: "The person did not want support",
    Outcome.COULD_NOT_CONTACT: "Could not make contact",
    Outcome.UNSAFE_TO_CONTACT: "Not safe to make contact",
    Outcome.REFERRED_ON: "Referred on",
    Outcome.SAFEGUARDING: "Passed to safeguarding",
    Outcome.MOVED_AWAY: "Moved away",
    Outcome.OTHER: "Another outcome",
}

CONTACT_RESULTS: Mapping[StrEnum, str] = {
    ContactResult.SPOKE: "Spoke with the person",
    ContactResult.MESSAGE_LEFT_SAFELY: "Left a message where that is safe",
    ContactResult.NO_ANSWER: "No answer",
    ContactResult.SOMEONE_ELSE_ANSWERED: "Someone else answered",
    ContactResult.WRONG_NUMBER: "Wrong number",
    ContactResult.TEXT_SENT: "Text message sent",
    ContactResult.LETTER_SENT: "Letter sent",
    ContactResult.STOPPED_UNSAFE: "Stopped because it was not safe",
}

HOLD_REASONS: Mapping[StrEnum, str] = {
    HoldReason.VICTIM_ASKED: "The person asked to wait",
    HoldReason.NEXT_SAFE_TIME: "Waiting for the next safe time",
    HoldReason.IN_HOSPITAL_OR_ABROAD: "The person is in hospital or abroad",
    HoldReason.POLICE_OR_SAFEGUARDING_REQUEST: "The police or safeguarding asked to wait",
}

CLOCKS: Mapping[StrEnum, str] = {
    Clock.HANDED_OVER: "Handed over to the service",
    Clock.ACKNOWLEDGED: "Acknowledged by the service",
    Clock.DECIDED: "Accepted or declined",
    Clock.FIRST_ATTEMPT: "First attempt to make contact",
    Clock.CONTACT_MADE: "Contact made",
    Clock.NEEDS_ASSESSED: "Needs assessed",
}

CHASE_STEPS: Mapping[StrEnum, str] = {
    ChaseStep.REMINDER: "Reminder",
    ChaseStep.ESCALATION: "Escalation to the manager",
    ChaseStep.TRIAGE: "Passed to the coordinator",
    ChaseStep.TELL_COMMISSIONER: "Message to the commissioner",
    ChaseStep.TAKE_BACK: "Taken back, for the next service",
    ChaseStep.RING_COORDINATOR: "Phone task for the coordinator on duty",
}

AGENCY_KINDS: Mapping[StrEnum, str] = {
    AgencyKind.REFERRING_UNIT: "Referring unit",
    AgencyKind.PROVIDER: "Provider",
    AgencyKind.COORDINATOR: "Referral coordinator",
    AgencyKind.COMMISSIONER: "Commissioner",
    AgencyKind.OPERATOR: "Operator of the hub",
}

ROLES: Mapping[StrEnum, str] = {
    Role.POLICE: "Referring unit",
    Role.PROVIDER: "Provider",
    Role.COORDINATOR: "Referral coordinator",
    Role.COMMISSIONER: "Commissioner",
    Role.ADMINISTRATOR: "Administrator",
    Role.LINK: "Holder of a mail's link",
    Role.HUB: "The hub",
}

CREDENTIALS: Mapping[StrEnum, str] = {CredentialKind.PASSWORD: "Password"}

TRIAGE_REASONS: Mapping[StrEnum, str] = {
    TriageReason.NO_FIT: "No service fits",
    TriageReason.POSSIBLE_DUPLICATE: "Possible duplicate",
    TriageReason.UNDELIVERABLE: "Could not be sent",
    TriageReason.OUTSIDE_CONSENT: "Outside what the person agreed to",
    TriageReason.DECLINED: "Declined",
    TriageReason.NOT_ANSWERED: "Not answered",
    TriageReason.LATE_ANSWER: "Answered late",
    TriageReason.RELEASED: "Given back by the service",
    TriageReason.SUSPECTED_PARENT: "A parent is suspected",
    TriageReason.UNSAFE_CONTACT: "Contact is not safe",
    TriageReason.CHECK_WITHDRAWAL: "Withdrawal to be checked",
    TriageReason.RECLASSIFIED: "The crime or the place has changed",
    TriageReason.CONTRACT_ENDED: "The contract ends",
    TriageReason.ANSWERED_BY_MAIL: "Answered by mail",
}

TRIAGE_RESOLUTIONS: Mapping[StrEnum, str] = {
    TriageResolution.ASSIGNED: "Assigned to a service",
    TriageResolution.JOINED: "Joined with the first referral",
    TriageResolution.RELEASED: "Sent on",
    TriageResolution.REDRIVEN: "Sent again",
    TriageResolution.RETURNED: "Returned to the referring unit",
    TriageResolution.CLOSED: "Closed",
    TriageResolution.ANSWERED: "Answered by the service",
}

UNIT_TASKS: Mapping[StrEnum, str] = {UnitTask.REFER_TO_MARAC: "Refer to MARAC"}

CERTAINTIES: Mapping[StrEnum, str] = {
    Certainty.STATED: "Stated",
    Certainty.PUBLIC: "Published",
    Certainty.INFERRED: "Inferred",
    Certainty.NOT_KNOWN: "Not known",
}

ALL = (
    STATUSES,
    STATES,
    ASSIGNMENT_ROLES,
    RETURN_REASONS,
    DECLINE_REASONS,
    OUTCOMES,
    CONTACT_RESULTS,
    HOLD_REASONS,
    CLOCKS,
    CHASE_STEPS,
    AGENCY_KINDS,
    ROLES,
    CREDENTIALS,
    TRIAGE_REASONS,
    TRIAGE_RESOLUTIONS,
    UNIT_TASKS,
    CERTAINTIES,
)
