"""What a referral on record was submitted as: the body that its source sent, put together again."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from hub.db import Transaction
from hub.domain.plain import to_plain
from hub.domain.submission import Contact, Identity, Needs, Notes, SealedPart, Summary
from hub.intake.actions import open_part


def body_of(tx: Transaction, row: Mapping[str, Any]) -> dict[str, Any]:
    """Give the submission of a referral as `intake.read` gives it, without its source; it opens the person.

    Opening is not showing: whoever shows it to somebody records a view.
    """
    referral_id = row["id"]
    identity = _opened(tx, referral_id, SealedPart.IDENTITY, Identity)
    contact = _opened(tx, referral_id, SealedPart.CONTACT, Contact)
    notes = _opened(tx, referral_id, SealedPart.NOTES, Notes)
    return {
        **_plain_facts(row),
        "officer": {"name": notes.get("officer_name"), "unit_mailbox": row["unit_mailbox"]},
        "crime": _crime(row),
        "person": {
            "relationship": to_plain(row["relationship"]),
            "borough": to_plain(row["borough"]),
            "works_or_visits": row["works_or_visits"],
            **identity,
            **{name: contact.pop(name, None) for name in ("address", "postcode", "address_confidential")},
        },
        "contact": _contact(contact),
        "needs": _opened(tx, referral_id, SealedPart.NEEDS, Needs),
        "risk": {**_risk(row), "reason": notes.get("risk_reason")},
        "consent": {
            **_consent(row),
            "recorded_by": notes.get("recorded_by"),
            "reason": notes.get("consent_reason"),
        },
        "summary": _opened(tx, referral_id, SealedPart.SUMMARY, Summary).get("text"),
        "holder_until_open": notes.get("holder_until_open"),
    }


def _opened(tx: Transaction, referral_id: UUID, part: SealedPart, kind: type[Any]) -> dict[str, Any]:
    value = open_part(tx, referral_id, part, kind)
    return {} if value is None else to_plain(value)


def _plain_facts(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "source_reference": row["source_reference"],
        "person_reference": row["person_reference"],
        "incident_reference": row["incident_reference"],
        "referring_unit": row["referring_unit"],
        "reported": to_plain(row["reported"]),
        "reported_at": to_plain(row["reported_at"]),
        "incident_at": to_plain(row["incident_at"]),
        "exclude_services": row["exclude_services"],
    }


def _crime(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": to_plain(row["crime_type"]),
        "offence_code": row["offence_code"],
        "flags": row["flags"],
        "hate_strands": row["strands"],
        "incident_borough": to_plain(row["incident_borough"]),
    }


def _contact(contact: dict[str, Any]) -> dict[str, Any]:
    """Write a contact as the wire has it: windows run from and to, and a letter goes to an address."""
    letter = contact.get("letter") or {}
    windows = contact.get("windows") or []
    return {
        **contact,
        "letter": {"safe": letter.get("safe"), "address": letter.get("value")},
        "windows": [{"days": each["days"], "from": each["start"], "to": each["end"]} for each in windows],
    }


def _risk(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "tool": row["risk_tool"],
        "score": row["risk_score"],
        "band": to_plain(row["risk_band"]),
        "professional_judgement": row["professional_judgement"],
    }


def _consent(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "basis": to_plain(row["consent_basis"]),
        "scope": to_plain(row["consent_scope"]),
        "services": row["consent_services"],
        "given_by": to_plain(row["consent_given_by"]),
        "how": to_plain(row["consent_how"]),
        "given_on": to_plain(row["consent_given_on"]),
    }
