"""Every table, so that one import knows them all."""

from hub.models.access import ApiKey, IdempotencyKey
from hub.models.account import Account, Credential, Invitation, SessionRow, SignInAttempt
from hub.models.assignment import (
    Assignment,
    AssignmentEventRow,
    Chase,
    ClockEventRow,
    ClockRow,
    ContactAttempt,
)
from hub.models.audit import AuditEvent
from hub.models.base import Row
from hub.models.calendar import BankHolidayRow
from hub.models.delivery import Attempt, Delivery, EndpointFault, Link, NoticeReceipt, WorkerHeartbeat
from hub.models.directory import (
    Agency,
    Contract,
    Coverage,
    DataAgreement,
    DirectoryVersion,
    Endpoint,
    Service,
    ServicePause,
    SupportAgency,
    Unit,
)
from hub.models.draft import Draft
from hub.models.duty import CoverRequest, Digest, Notice, PhoneCall, PhoneTask, RotaEntry
from hub.models.geography import GeographyEdition, Postcode
from hub.models.referral import (
    JoinedSource,
    LaterConsent,
    Person,
    PersonToken,
    Referral,
    ReferralAmendment,
    ReferralEvent,
    RoutingDecision,
    UnitTaskRow,
)
from hub.models.returned import ReturnedMailRow
from hub.models.routing import RoutingDraft, RoutingDraftRevision, RoutingTable
from hub.models.triage import TriageItem
from hub.models.watch import CheckFinding, CheckRound, TriageAlarmRow

__all__ = [
    "Account",
    "Agency",
    "ApiKey",
    "Assignment",
    "AssignmentEventRow",
    "Attempt",
    "AuditEvent",
    "BankHolidayRow",
    "Chase",
    "CheckFinding",
    "CheckRound",
    "ClockEventRow",
    "ClockRow",
    "ContactAttempt",
    "Contract",
    "CoverRequest",
    "Coverage",
    "Credential",
    "DataAgreement",
    "Delivery",
    "Digest",
    "DirectoryVersion",
    "Draft",
    "Endpoint",
    "EndpointFault",
    "GeographyEdition",
    "IdempotencyKey",
    "Invitation",
    "JoinedSource",
    "LaterConsent",
    "Link",
    "Notice",
    "NoticeReceipt",
    "Person",
    "PersonToken",
    "PhoneCall",
    "PhoneTask",
    "Postcode",
    "Referral",
    "ReferralAmendment",
    "ReferralEvent",
    "ReturnedMailRow",
    "RotaEntry",
    "RoutingDecision",
    "RoutingDraft",
    "RoutingDraftRevision",
    "RoutingTable",
    "Row",
    "Service",
    "ServicePause",
    "SessionRow",
    "SignInAttempt",
    "SupportAgency",
    "TriageAlarmRow",
    "TriageItem",
    "Unit",
    "UnitTaskRow",
    "WorkerHeartbeat",
]
