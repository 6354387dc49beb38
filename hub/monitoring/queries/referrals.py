"""What happened to referrals in a quarter: received, answered, held, brought back."""

from datetime import datetime

from sqlalchemy import Subquery, distinct, func, select, tuple_
from sqlalchemy.dialects.postgresql import distinct_on

from hub.db import Transaction
from hub.domain.codes import ReferralStatus, TriageReason, TriageResolution
from hub.domain.quarter import Quarter
from hub.models import Referral, ReferralEvent, TriageItem
from hub.monitoring.queries import subjects
from hub.monitoring.queries.facts import Facts, FactSelect, during, fact, facts_of
from hub.monitoring.rules import ReferralMeasure as M

_REACHED = {
    M.INFORMATION_ONLY: ReferralStatus.INFORMATION_ONLY,
    M.RETURNED: ReferralStatus.RETURNED,
    M.AWAITING_TRIAGE: ReferralStatus.AWAITING_TRIAGE,
    M.WITHDRAWN: ReferralStatus.WITHDRAWN,
    M.VOID: ReferralStatus.VOID,
}


def referral_facts(quarter: Quarter) -> Facts:
    """Give the facts of the section on referrals; every row is a referral."""
    return facts_of(
        subjects.referrals(),
        [
            _received(quarter),
            _status_at_end(quarter),
            *(_reached(quarter, measure, status) for measure, status in _REACHED.items()),
            _returned_by_reason(quarter),
            _waiting_at_end(quarter),
            *_triage(quarter),
        ],
    )


def need_facts(quarter: Quarter) -> Facts:
    """Give the referrals that no commissioned service fitted, by when the question came up."""
    return facts_of(subjects.referrals(), [_no_service(quarter)])


def standing(at: datetime) -> Subquery:
    """Give the status of every referral just before an instant.

    It is the latest written of the events up to then: ids sort by when they were written, while the `at` of
    an act may lie before that of another which was recorded earlier.
    """
    return (
        select(ReferralEvent.referral_id, ReferralEvent.after)
        .ext(distinct_on(ReferralEvent.referral_id))
        .where(ReferralEvent.at < at)
        .order_by(ReferralEvent.referral_id, ReferralEvent.id.desc())
        .subquery("standing")
    )


def count_persons(tx: Transaction, quarter: Quarter) -> int:
    """Count the persons of the referrals received, each once however often they were referred again.

    A person is known by source, source reference and person reference, so two sources of one person count
    twice: nothing that names them is read.
    """
    key = tuple_(Referral.source_agency_id, Referral.source_reference, Referral.person_reference)
    found = tx.connection.execute(
        select(func.count(distinct(key))).where(during(quarter, Referral.received_at))
    )
    return int(found.scalar_one())


def _received(quarter: Quarter) -> FactSelect:
    return fact(M.RECEIVED, Referral.id, Referral.id, during(quarter, Referral.received_at))


def _status_at_end(quarter: Quarter) -> FactSelect:
    then = standing(quarter.ends_at)
    return fact(
        M.STATUS_AT_END,
        Referral.id,
        Referral.id,
        during(quarter, Referral.received_at),
        then.c.referral_id == Referral.id,
        code=then.c.after,
    )


def _waiting_at_end(quarter: Quarter) -> FactSelect:
    then = standing(quarter.ends_at)
    waiting = then.c.after == ReferralStatus.AWAITING_TRIAGE
    return fact(M.AWAITING_TRIAGE_AT_END, then.c.referral_id, then.c.referral_id, waiting)


def _reached(quarter: Quarter, measure: M, status: ReferralStatus) -> FactSelect:
    return fact(
        measure,
        ReferralEvent.referral_id,
        ReferralEvent.referral_id,
        during(quarter, ReferralEvent.at),
        ReferralEvent.after == status,
        ReferralEvent.before.is_distinct_from(status),
    ).distinct()


def _returned_by_reason(quarter: Quarter) -> FactSelect:
    return fact(
        M.RETURNED_BY_REASON,
        ReferralEvent.referral_id,
        ReferralEvent.referral_id,
        during(quarter, ReferralEvent.at),
        ReferralEvent.after == ReferralStatus.RETURNED,
        ReferralEvent.before.is_distinct_from(ReferralStatus.RETURNED),
        code=func.unnest(ReferralEvent.reasons),
    ).distinct()


def _triage(quarter: Quarter) -> list[FactSelect]:
    row = TriageItem.referral_id
    opened, closed = during(quarter, TriageItem.opened_at), during(quarter, TriageItem.closed_at)
    doubted = TriageItem.reason == TriageReason.POSSIBLE_DUPLICATE
    joined = TriageItem.resolution == TriageResolution.JOINED
    return [
        fact(M.TRIAGE_BY_REASON, row, row, opened, code=TriageItem.reason).distinct(),
        fact(M.POSSIBLE_DUPLICATES, row, row, opened, doubted).distinct(),
        fact(M.JOINED, row, row, closed, doubted, joined).distinct(),
        _no_service(quarter),
    ]


def _no_service(quarter: Quarter) -> FactSelect:
    row = TriageItem.referral_id
    no_fit = TriageItem.reason == TriageReason.NO_FIT
    return fact(M.NO_SERVICE, row, row, during(quarter, TriageItem.opened_at), no_fit).distinct()
