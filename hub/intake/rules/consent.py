"""Whether the details may travel at all (domain: 17/18 practice, the 2015 Victims' Code, DPA 2018).

How far they may travel, and to which services, is routing's second step.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from hub.domain.age import UNDER_16
from hub.domain.codes import (
    AgeBand,
    AgencyKind,
    ConsentBasis,
    CrimeType,
    GivenBy,
    Relationship,
    ReturnReason,
    TriageReason,
    YesNo,
)
from hub.domain.submission import Submission, ThroughRole

ASK_FIRST = frozenset(
    {
        CrimeType.DOMESTIC_ABUSE,
        CrimeType.HONOUR_BASED_ABUSE,
        CrimeType.SEXUAL_OFFENCE,
        CrimeType.CHILD_SEXUAL_EXPLOITATION,
        CrimeType.HOMICIDE,
        CrimeType.CULPABLE_ROAD_DEATH,
    }
)
"""Sexual offences, domestic abuse and bereavement: the police ask before they refer.

Honour-based abuse is domestic abuse by the government's definition of 2013, and the sexual exploitation of
a child is a sexual offence (I).
"""

_ADULTS = frozenset({GivenBy.PARENT_OR_GUARDIAN, GivenBy.RESPONSIBLE_ADULT, GivenBy.SOCIAL_WORKER})


_PASSES: Mapping[ConsentBasis, str] = {
    ConsentBasis.EXPLICIT: "the agreement is recorded",
    ConsentBasis.OPT_OUT_DEFAULT: "the person was told and did not object",
}


@dataclass(frozen=True, kw_only=True)
class ConsentFinding:
    """What became of the consent: it passes, or it sends the referral back or to a coordinator."""

    passes: bool
    reasons: tuple[ReturnReason, ...] = ()
    triage: TriageReason | None = None
    why: str


def judge_consent(submission: Submission, *, source_kind: AgencyKind, band: AgeBand) -> ConsentFinding:
    """Judge a submission's consent by who sent it, how it was given, and the age on the day of receipt.

    It does not expire. `why` holds no personal value.
    """
    basis = submission.consent.basis
    if basis is ConsentBasis.REFUSED:
        return ConsentFinding(
            passes=False, reasons=(ReturnReason.CONSENT_REFUSED,), why="the person refused a referral"
        )
    if basis is ConsentBasis.WITHOUT_CONSENT_JUSTIFIED:
        return _judge_reason(submission)
    missing = _why_basis_fails(submission, source_kind) or _why_giver_fails(submission, band)
    if missing is not None:
        return _needed(missing)
    if _is_parent_in_doubt(submission, band):
        return ConsentFinding(
            passes=False,
            triage=TriageReason.SUSPECTED_PARENT,
            why="the parent who consented, or may have, is suspected, or not known not to be",
        )
    return ConsentFinding(passes=True, why=_PASSES[basis])


def _needed(why: str) -> ConsentFinding:
    return ConsentFinding(passes=False, reasons=(ReturnReason.CONSENT_NEEDED,), why=why)


def _judge_reason(submission: Submission) -> ConsentFinding:
    if submission.notes.consent_reason is None:
        return _needed("passing on without consent needs its reason")
    return ConsentFinding(passes=True, why="without consent, with a reason; only to services marked for it")


def _why_basis_fails(submission: Submission, source_kind: AgencyKind) -> str | None:
    if submission.consent.basis is ConsentBasis.OPT_OUT_DEFAULT:
        return _why_opt_out_fails(submission, source_kind)
    consent = submission.consent
    if consent.given_by is None or consent.how is None or consent.given_on is None:
        return "an explicit consent says who gave it, how and when"
    if source_kind is not AgencyKind.REFERRING_UNIT and submission.notes.recorded_by is None:
        return "a consent that is not the police's names who recorded it"
    return None


def _why_opt_out_fails(submission: Submission, source_kind: AgencyKind) -> str | None:
    if source_kind is not AgencyKind.REFERRING_UNIT:
        return "only the police refer with a right to opt out; this source needs an explicit consent"
    is_bereaved = submission.person.relationship is Relationship.BEREAVED_RELATIVE
    if is_bereaved or not ASK_FIRST.isdisjoint(submission.crime.aspects):
        return "for sexual offences, domestic abuse and the bereaved an explicit consent comes first"
    return None


def _why_giver_fails(submission: Submission, band: AgeBand) -> str | None:
    """Judge who gave it: under 13 an adult, 13 to 15 the child who understood or an adult, then the person.

    A child's own consent needs its recorder: to record it is to state that the child understood it.
    """
    given_by = submission.consent.given_by
    if band is AgeBand.UNDER_13:
        return None if given_by in _ADULTS else "under 13 a responsible adult or social worker consents"
    if band is AgeBand.AGE_13_TO_15:
        if given_by is GivenBy.SELF and submission.notes.recorded_by is None:
            return "a child's own consent names who recorded it and judged that the child understood"
        return "from 13 to 15 the child or a responsible adult consents" if given_by is None else None
    if band is not AgeBand.NOT_KNOWN and given_by in _ADULTS:
        return "from 16 the person consents"
    return None


def _is_parent_in_doubt(submission: Submission, band: AgeBand) -> bool:
    """Say whether a parent may have consented who is not known to be above suspicion; silence is not knowing.

    The responsible adult of somebody whose parent stands in between may be that parent (I); where none does,
    it is somebody else.
    """
    if band not in UNDER_16 | {AgeBand.NOT_KNOWN}:
        return False
    through, given_by = submission.contact.through, submission.consent.given_by
    parent = through if through is not None and through.role is ThroughRole.PARENT else None
    is_cleared = parent is not None and parent.suspected is YesNo.NO
    if given_by is GivenBy.RESPONSIBLE_ADULT:
        return parent is not None and not is_cleared
    return given_by is GivenBy.PARENT_OR_GUARDIAN and not is_cleared
