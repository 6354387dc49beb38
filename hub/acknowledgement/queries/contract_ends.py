"""Turns whose contract ends, found by what has not been done about them yet."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import text

from hub.db import Transaction
from hub.domain.assignment import LIVE, AssignmentState
from hub.domain.codes import DeliveryKind, EndpointPurpose, RiskBand, TriageReason
from hub.domain.contract_end import REMIND_BEFORE, Ending, Plan


@dataclass(frozen=True, kw_only=True)
class EndingContract:
    """A contract with live turns that ends soon or has ended, and that no other one follows."""

    reference: str
    service_name: str
    ending: Ending


_LIVE = ", ".join(f"'{state}'" for state in sorted(LIVE))
_HOLDS_DETAILS = f"""
    CASE a.state WHEN '{AssignmentState.ON_HOLD}' THEN a.held_from ELSE a.state END
        IN ('{AssignmentState.ACCEPTED}', '{AssignmentState.IN_PROGRESS}')
"""
_TURNS = f"""
    FROM assignment a JOIN contract v ON v.id = a.contract_id JOIN referral r ON r.id = a.referral_id
    WHERE v.reference = :reference AND a.state IN ({_LIVE})
"""
_REMINDED = f"""
    EXISTS (SELECT FROM delivery d WHERE d.assignment_id = a.id
             AND d.kind = '{DeliveryKind.CONTRACT_ENDING}' AND d.created_at >= :since)
"""
_REACHABLE = f"""
    EXISTS (SELECT FROM endpoint e WHERE e.agency_id = a.agency_id
             AND e.purpose = '{EndpointPurpose.DUTY}' AND NOT e.paused)
"""
_ASKED = f"""
    EXISTS (SELECT FROM triage_item t WHERE t.assignment_id = a.id
             AND t.reason = '{TriageReason.CONTRACT_ENDED}'
             AND (t.closed_at IS NULL OR t.opened_at >= :since))
"""
_WANTED = {
    "remind": f"{_HOLDS_DETAILS} AND NOT {_REMINDED} AND {_REACHABLE}",
    "ask": f"{_HOLDS_DETAILS} AND NOT {_ASKED}",
    "ask_at_high_risk": f"NOT ({_HOLDS_DETAILS}) AND r.risk_band = '{RiskBand.HIGH}' AND NOT {_ASKED}",
    "decide_again": f"NOT ({_HOLDS_DETAILS}) AND r.risk_band <> '{RiskBand.HIGH}'",
}
_ENDING = text(f"""
    SELECT c.reference, s.name AS service_name, c.ends_before, c.open_cases, c.finish_by
    FROM contract c JOIN service s ON s.id = c.service_id
    WHERE c.superseded_at IS NULL AND c.ends_before <= :horizon
      AND NOT EXISTS (
          SELECT FROM contract n
          WHERE n.service_id = c.service_id AND n.superseded_at IS NULL AND n.reference <> c.reference
            AND n.starts_on <= greatest(CAST(:today AS date), c.ends_before)
            AND n.ends_before > greatest(CAST(:today AS date), c.ends_before))
      AND EXISTS (
          SELECT FROM contract v JOIN assignment a ON a.contract_id = v.id AND a.state IN ({_LIVE})
          WHERE v.reference = c.reference)
    ORDER BY c.reference
""")
_LOCK = {
    name: text(f"SELECT a.id {_TURNS} AND {wanted} ORDER BY a.id LIMIT :most FOR UPDATE OF a SKIP LOCKED")
    for name, wanted in _WANTED.items()
}
_STILL = {
    name: text(f"SELECT a.id {_TURNS} AND {wanted} AND a.id = ANY(:ids) ORDER BY a.id")
    for name, wanted in _WANTED.items()
}


def ending_contracts(tx: Transaction, today: date) -> tuple[EndingContract, ...]:
    """Find the contracts with live turns that end within the reminder's time and that no other follows."""
    horizon = today + REMIND_BEFORE + timedelta(days=1)
    rows = tx.connection.execute(_ENDING, {"today": today, "horizon": horizon})
    return tuple(
        EndingContract(
            reference=row.reference,
            service_name=row.service_name,
            ending=Ending(
                ends_before=row.ends_before,
                plan=Plan(row.open_cases),
                finish_by=row.finish_by,
                has_successor=False,
            ),
        )
        for row in rows
    )


def to_remind(tx: Transaction, reference: str, since: datetime, most: int) -> tuple[UUID, ...]:
    """Lock accepted turns of a contract whose provider was not reminded since then and can be reached."""
    return _taken(tx, "remind", reference, since, most)


def to_ask_about(tx: Transaction, reference: str, since: datetime, most: int) -> tuple[UUID, ...]:
    """Lock accepted turns of a contract about which no person was asked since then."""
    return _taken(tx, "ask", reference, since, most)


def unanswered(
    tx: Transaction, reference: str, since: datetime, most: int, *, high_risk: bool
) -> tuple[UUID, ...]:
    """Lock turns of a contract that nobody accepted: at high risk those about which no person was asked."""
    return _taken(tx, "ask_at_high_risk" if high_risk else "decide_again", reference, since, most)


def _taken(tx: Transaction, name: str, reference: str, since: datetime, most: int) -> tuple[UUID, ...]:
    """Lock, then look again: whoever held a row before may have done its work meanwhile."""
    tx.flush()
    known = {"reference": reference, "since": since}
    ids = list(tx.connection.execute(_LOCK[name], {**known, "most": most}).scalars())
    if not ids:
        return ()
    return tuple(tx.connection.execute(_STILL[name], {**known, "ids": ids}).scalars())
