"""Who collected, altered, saw, disclosed or erased what (DPA 2018 s.62), by ids alone.

For checks of lawfulness only: no figure is ever counted from here. The list of events is closed, and
docs/reference/audit-events.md repeats it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from hub.db import Transaction
from hub.domain.ids import new_id
from hub.models import AuditEvent


class Event(StrEnum):
    """Everything that is recorded, in the past tense."""

    REFERRAL_COLLECTED = "referral:collected"
    REFERRAL_REFUSED = "referral:refusal_counted"
    REFERRAL_RETURNED = "referral:returned"
    REFERRAL_ROUTED = "referral:routed"
    REFERRAL_JOINED = "referral:joined"
    REFERRAL_AMENDED = "referral:amended"
    CONSENT_EXTENDED = "referral:consent:extended"
    REFERRAL_WITHDRAWN = "referral:withdrawn"
    REFERRAL_CLOSED = "referral:closed"
    REFERRAL_VIEWED = "referral:viewed"
    REFERRALS_LISTED = "referral:listed"
    TIMELINE_VIEWED = "referral:timeline:viewed"
    PERSON_VIEWED = "referral:person:viewed"
    PERSON_ERASED = "referral:person:erased"
    NAME_CHECKED = "referral:person:name_checked"
    ASSIGNMENT_MADE = "referral:assignment:made"
    ASSIGNMENT_VIEWED = "referral:assignment:viewed"
    ASSIGNMENT_HANDED_OVER = "referral:assignment:handed_over"
    ASSIGNMENT_GIVEN_UP = "referral:assignment:given_up"
    ASSIGNMENT_REDRIVEN = "referral:assignment:redriven"
    ASSIGNMENT_ACKNOWLEDGED = "referral:assignment:acknowledged"
    ASSIGNMENT_ACCEPTED = "referral:assignment:accepted"
    ASSIGNMENT_DECLINED = "referral:assignment:declined"
    ASSIGNMENT_LATE_ANSWER = "referral:assignment:answered_late"
    ASSIGNMENT_CONTACT_ATTEMPTED = "referral:assignment:contact_attempted"
    ASSIGNMENT_ENGAGED = "referral:assignment:engaged"
    ASSIGNMENT_ASSESSED = "referral:assignment:assessed"
    ASSIGNMENT_HELD = "referral:assignment:held"
    ASSIGNMENT_RESUMED = "referral:assignment:resumed"
    ASSIGNMENT_COMPLETED = "referral:assignment:completed"
    ASSIGNMENT_RELEASED = "referral:assignment:released"
    ASSIGNMENT_RECALLED = "referral:assignment:recalled"
    ASSIGNMENT_WITHDRAWN = "referral:assignment:withdrawn"
    DETAILS_DISCLOSED = "referral:person:disclosed"
    UNIT_TASK_DONE = "referral:unit_task:done"
    NOTICE_ACKNOWLEDGED = "referral:notice:acknowledged"
    TRIAGE_LISTED = "triage:listed"
    TRIAGE_OPENED = "triage:opened"
    TRIAGE_RESOLVED = "triage:resolved"
    TRIAGE_ESCALATED = "triage:escalated"
    DIRECTORY_LOADED = "directory:loaded"
    SUPPORT_AGENCY_CHECKED = "directory:support_agency:checked"
    SUPPORT_AGENCY_CLOSED = "directory:support_agency:closed"
    SERVICE_PAUSED = "directory:service:paused"
    SERVICE_RESUMED = "directory:service:resumed"
    ROUTING_DRAFTED = "routing:draft:made"
    ROUTING_APPROVED = "routing:draft:approved"
    ROUTING_DROPPED = "routing:draft:dropped"
    ROUTING_PUBLISHED = "routing:table:published"
    ENDPOINT_PAUSED = "directory:endpoint:paused"
    ENDPOINT_RESUMED = "directory:endpoint:resumed"
    ENDPOINT_SECRET_ADDED = "directory:endpoint:secret_added"  # noqa: S105  the name of an event
    ENDPOINT_SECRET_DROPPED = "directory:endpoint:secret_dropped"  # noqa: S105  likewise
    ENDPOINT_SIGN_IN_CHANGED = "directory:endpoint:sign_in_changed"
    DELIVERIES_LISTED = "delivery:listed"
    HOLIDAY_ADDED = "calendar:holiday:added"
    HOLIDAY_REMOVED = "calendar:holiday:removed"
    KEY_MADE = "access:key:made"
    KEY_REVOKED = "access:key:revoked"
    REPORT_VIEWED = "monitoring:report:viewed"
    REFERRALS_SEARCHED = "referral:searched"
    LIST_EXPORTED = "list:exported"
    ACCOUNT_INVITED = "access:account:invited"
    ACCOUNT_OPENED = "access:account:opened"
    ACCOUNT_ENDED = "access:account:ended"
    ACCOUNTS_LISTED = "access:account:listed"
    MANAGER_CHANGED = "access:account:manager_changed"
    PASSWORD_CHANGED = "access:account:password_changed"  # noqa: S105  the name of an event
    SIGNED_IN = "access:session:started"
    SIGN_IN_REFUSED = "access:session:refused"
    SESSION_ENDED = "access:session:ended"
    PHONE_TASK_OPENED = "phone_task:opened"
    PHONE_TASK_ALERTED = "phone_task:alerted"
    PHONE_TASK_PASSED_ON = "phone_task:passed_on"
    PHONE_CALL_RECORDED = "phone_task:call_recorded"
    PHONE_TASK_ENDED = "phone_task:ended"
    PHONE_TASKS_LISTED = "phone_task:listed"
    PHONE_TASK_VIEWED = "phone_task:viewed"
    ROTA_ENTRY_ADDED = "duty:rota_entry:added"
    ROTA_ENTRY_REMOVED = "duty:rota_entry:removed"
    COVER_ASKED = "duty:cover:asked"
    COVER_CONFIRMED = "duty:cover:confirmed"
    COVER_MISSED = "duty:cover:missed"
    ENDPOINT_SUSPENDED = "directory:endpoint:suspended"
    ENDPOINT_TESTED = "directory:endpoint:tested"
    DELIVERY_VIEWED = "delivery:viewed"
    DELIVERY_REPLAYED = "delivery:replayed"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing to record. `recipient_id` is the agency that was shown or sent something."""

    event: Event
    referral_id: UUID | None = None
    assignment_id: UUID | None = None
    recipient_id: UUID | None = None
    detail: dict[str, Any] = field(default_factory=dict)


def record(tx: Transaction, *entries: Entry) -> None:
    """Add entries to the log, as done by whoever the transaction acts for."""
    record_all(tx, entries)


def record_all(tx: Transaction, entries: Sequence[Entry]) -> None:
    """Add many entries in one statement."""
    if not entries:
        return
    who = {
        "at": tx.now,
        "role": tx.scope.role,
        "agency_id": tx.scope.agency_id,
        "key_id": tx.scope.key_id,
        "account_id": tx.scope.account_id,
    }
    tx.append(
        AuditEvent,
        [
            {
                **who,
                "id": new_id(),
                "event": str(entry.event),
                "referral_id": entry.referral_id,
                "assignment_id": entry.assignment_id,
                "recipient_id": entry.recipient_id,
                "detail": entry.detail,
            }
            for entry in entries
        ],
    )
