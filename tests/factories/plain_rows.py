"""Rows written straight into the tables, past every action, so that a figure can be worked out by hand."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, Boolean, Date, DateTime, Enum, LargeBinary, Text, insert
from sqlalchemy.dialects.postgresql import JSONB

from hub import models
from hub.db import Transaction
from hub.domain.codes import (
    AgeBand,
    AgencyKind,
    Borough,
    ChaseStep,
    Clock,
    ContactResult,
    CrimeType,
    RiskBand,
    TriageReason,
)
from hub.domain.ids import new_id

LONG_AGO = datetime(2017, 1, 1, tzinfo=UTC)
FILLERS: dict[type, Any] = {
    Text: "-",
    ARRAY: [],
    JSONB: {},
    Boolean: False,
    DateTime: LONG_AGO,
    Date: date(2017, 1, 1),
    LargeBinary: b"",
    BigInteger: 1,
}


def at(words: str | datetime) -> datetime:
    """Read "04-10 09:00" as an instant of 2017, in UTC; an instant stays what it is."""
    if isinstance(words, datetime):
        return words
    return datetime.strptime(f"2017-{words}", "%Y-%m-%d %H:%M").replace(tzinfo=UTC)


class Writer:
    """Plain rows; what a test does not name is filled with the emptiest value of its column's type."""

    def __init__(self, tx: Transaction) -> None:
        self.tx = tx

    def add(self, table: type[models.Row], **values: Any) -> UUID:
        row = {
            column.name: self._filler(column) for column in table.__table__.columns if self._needed(column)
        }
        row |= {"id": new_id()} if "id" in table.__table__.columns else {}
        row |= values
        self.tx.connection.execute(insert(table), row)
        return row.get("id", row.get("referral_id"))

    @staticmethod
    def _needed(column: Any) -> bool:
        return (
            not column.nullable
            and not column.primary_key
            and column.default is None
            and not column.foreign_keys
        )

    @staticmethod
    def _filler(column: Any) -> Any:
        if isinstance(column.type, Enum):
            return next(iter(column.type.enum_class))
        if column.name.endswith("_id"):
            return new_id()
        if column.unique:
            return str(new_id())
        return next(value for kind, value in FILLERS.items() if isinstance(column.type, kind))

    def agency(self, slug: str, kind: AgencyKind) -> UUID:
        return self.add(models.Agency, slug=slug, name=slug, kind=kind)

    def service(self, slug: str, agency: UUID) -> SimpleNamespace:
        service = self.add(models.Service, slug=slug, agency_id=agency, opening="always")
        contract = self.add(models.Contract, service_id=service, reference=slug)
        return SimpleNamespace(id=service, agency=agency, contract=contract)

    def referral(self, source: UUID, *history: tuple[Any, ...], **values: Any) -> UUID:
        """Write a referral with its history: (instant, status after) or with reasons as a third."""
        given: dict[str, Any] = {
            "source_agency_id": source,
            "source_reference": str(new_id()),
            "borough": Borough.KNOWSLEY,
            "crime_type": CrimeType.BURGLARY,
            "age_band": AgeBand.AGE_25_TO_59,
            "risk_band": RiskBand.STANDARD,
            "status": history[-1][1],
            "received_at": at(history[0][0]),
            **values,
        }
        referral = self.add(models.Referral, **given)
        before = None
        for instant, after, *reasons in history:
            self.add(
                models.ReferralEvent,
                referral_id=referral,
                at=at(instant),
                before=before,
                after=after,
                reasons=list(reasons),
            )
            before = after
        return referral

    def assignment(
        self,
        referral: UUID,
        service: SimpleNamespace,
        *history: tuple[Any, ...],
        moved_in: bool = False,
        **values: Any,
    ) -> UUID:
        """Write an assignment with its history: (instant, event, state after) or with a code and detail."""
        assignment = self.add(
            models.Assignment,
            referral_id=referral,
            service_id=service.id,
            contract_id=service.contract,
            agency_id=service.agency,
            moved_in=moved_in,
            assigned_at=at(history[0][0]),
            state=history[-1][2],
            **values,
        )
        before = None
        for instant, event, after, *rest in history:
            reason, detail = (*rest, None, None)[:2]
            self.add(
                models.AssignmentEventRow,
                assignment_id=assignment,
                event=event,
                before=before,
                after=after,
                at=at(instant),
                reason=reason,
                detail=detail or {},
            )
            before = after
        return assignment

    def clock(
        self,
        assignment: UUID,
        clock: Clock,
        started: str,
        due: str,
        stopped: str | None = None,
        **values: Any,
    ):
        return self.add(
            models.ClockRow,
            assignment_id=assignment,
            clock=clock,
            started_at=at(started),
            due_at=at(due),
            stopped_at=at(stopped) if stopped else None,
            pauses=[],
            **values,
        )

    def chase(self, clock: UUID, step: ChaseStep, done: str | None, round_: int = 1) -> None:
        self.add(
            models.Chase,
            clock_id=clock,
            step=step,
            round=round_,
            due_at=LONG_AGO,
            done_at=at(done) if done else None,
        )

    def attempt(self, assignment: UUID, instant: str, result: ContactResult, *, counts: bool) -> None:
        self.add(
            models.ContactAttempt, assignment_id=assignment, at=at(instant), result=result, counts=counts
        )

    def triage(
        self, referral: UUID, reason: TriageReason, opened: str, closed: str | None = None, **values: Any
    ):
        self.add(
            models.TriageItem,
            referral_id=referral,
            reason=reason,
            opened_at=at(opened),
            closed_at=at(closed) if closed else None,
            **values,
        )
