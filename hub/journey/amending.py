"""What a referral says changes: it is decided again in sight of a person, and moved by nobody else."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from hub.access.scopes import require, widen
from hub.db import Transaction
from hub.directory.queries import agency
from hub.domain.codes import OPEN_STATUSES, ReferralStatus, ReturnReason, RiskBand, Role
from hub.domain.errors import ConflictError, InvalidError, NotFoundError
from hub.domain.submission import Submission
from hub.intake import queries as intake
from hub.intake.actions.amending import amend, change_of
from hub.intake.queries.amendments import change
from hub.intake.rules.amending import Amendment, parse_amendment
from hub.intake.rules.judge import Verdict, judge
from hub.journey.arriving import Faulty
from hub.journey.days import Days
from hub.journey.hastening import hasten
from hub.journey.locating import located
from hub.journey.on_record import body_of
from hub.journey.reopening import Reopened, decision_of, reopen
from hub.journey.settling import settle

NO_UNIT = "not-kept"
"""Stands for the unit of a source whose units the directory does not list: its name is not on record."""

Row = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Amended:
    """What came of an amendment: what changed, whether the same services come out, and why not."""

    referral_id: UUID
    status: ReferralStatus
    changed: tuple[str, ...] = ()
    goes_on: bool = True
    why: str = "Everything is on record so already; nothing was changed."


def amend_referral(tx: Transaction, referral_id: UUID, sent: object) -> Amended:
    """Change parts of a referral, for its referring unit or the coordinator, and decide by today's table.

    If the same services come out it goes on. If not, nothing is moved: a person decides. The same amendment
    once more changes nothing. Raises NotFoundError for a referral that is not the caller's, ConflictError for
    one that was returned or is over, InvalidError with every fault of what is sent.
    """
    require(tx.scope, Role.POLICE, Role.COORDINATOR)
    row = intake.read(tx, referral_id, lock=True)
    if row is None:
        raise NotFoundError("There is no such referral.")
    _require_amendable(row)
    widen(tx)
    days = Days(tx)
    amendment = _read(tx, days, row, sent)
    was, is_now = _verdicts(tx, row, amendment)
    found = change_of(row, amendment, amendment.after.person.borough, sensitive=is_now.sensitive)
    if found.is_none:
        return Amended(referral_id=referral_id, status=row["status"])
    before = decision_of(tx, days, row)
    amendment_id = amend(tx, referral_id, found, amendment.reason)
    lacks = _lacks(row, was, is_now)
    after = {**row, **found.after, "reasons": _reasons(row, lacks)}
    change(tx, referral_id, {"reasons": after["reasons"]} if after["reasons"] != row["reasons"] else {})
    if found.after.get("risk_band") is RiskBand.HIGH:
        hasten(tx, referral_id)
    reopened = reopen(
        tx, days, Reopened(row=after, change=found, amendment_id=amendment_id, before=before, lacks=lacks)
    )
    return Amended(
        referral_id=referral_id,
        status=settle(tx, referral_id),
        changed=found.names,
        goes_on=reopened is None,
        why=reopened or "The same services come out of it, and it goes on as before.",
    )


def _require_amendable(row: Row) -> None:
    if row["status"] is ReferralStatus.RETURNED:
        raise ConflictError("It came back to its unit: correct it there and send it again.", code="returned")
    if row["status"] not in OPEN_STATUSES:
        raise ConflictError("This referral is over; nothing about it is changed any more.", code="over")


def _read(tx: Transaction, days: Days, row: Row, sent: object) -> Amendment:
    body = {**body_of(tx, row), "source": row["source"]}
    body["referring_unit"] = body["referring_unit"] or NO_UNIT
    named = {*row["consent_services"], *row["exclude_services"]}
    # what the person has said no to since may be named in the consent all the same
    body["exclude_services"] = sorted({*row["exclude_services"]} - {*row["consent_services"]})
    read = parse_amendment(
        sent,
        body,
        received_at=row["received_at"],
        known_services=frozenset(days.offers(tx.now)) | named,
    )
    if not isinstance(read, Amendment):
        raise InvalidError(_FAULTY, faults=read)
    return replace(read, after=_placed(tx, sent, read.after))


_FAULTY = "The amendment has faults; nothing was changed."


def _placed(tx: Transaction, sent: object, after: Submission) -> Submission:
    """Find the borough; a new one without a postcode leaves behind the address that lies in another."""
    (found,) = located(tx, [after])
    if not isinstance(found, Faulty):
        return found
    person = sent.get("person") if isinstance(sent, dict) else None
    if isinstance(person, dict) and person.get("postcode"):
        raise InvalidError(_FAULTY, faults=found.faults)
    return replace(after, contact=replace(after.contact, postcode=None, address=None))


def _verdicts(tx: Transaction, row: Row, amendment: Amendment) -> tuple[Verdict, Verdict]:
    """Judge consent and safe contact by what it said and by what it says now."""
    source = agency(tx, agency_id=row["source_agency_id"])
    if source is None:
        raise NotFoundError("The referral's source is not in the directory any more.")
    was, is_now = (
        judge(each, received_at=row["received_at"], source_kind=source.kind)
        for each in (amendment.before, amendment.after)
    )
    return was, is_now


def _lacks(row: Row, was: Verdict, is_now: Verdict) -> tuple[ReturnReason, ...]:
    """Say what it lacks by what it says now, and did not lack before; a consent also while it still does."""
    still = {ReturnReason.CONSENT_NEEDED} & set(row["reasons"])
    return tuple(reason for reason in is_now.reasons if reason not in was.reasons or reason in still)


def _reasons(row: Row, lacks: tuple[ReturnReason, ...]) -> list[str]:
    """Keep with an open referral that a consent is needed: while it stands nobody is given it."""
    others = [reason for reason in row["reasons"] if reason != ReturnReason.CONSENT_NEEDED]
    needed = [str(ReturnReason.CONSENT_NEEDED)] if ReturnReason.CONSENT_NEEDED in lacks else []
    return [*others, *needed]
