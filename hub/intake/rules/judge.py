"""Whether a submission is passed on, held for a coordinator, or returned."""

from dataclasses import dataclass
from datetime import datetime

from hub.domain.age import age_band
from hub.domain.codes import AgeBand, AgencyKind, ContactChannel, ReturnReason, TriageReason
from hub.domain.safe_contact import is_sensitive
from hub.domain.submission import Submission
from hub.intake.rules.consent import judge_consent
from hub.intake.rules.contact import judge_contact


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What intake decided and on what grounds; keep `band` and `sensitive` with the referral.

    With `reasons` it is returned; with `triage` it waits for a coordinator; else it passes on to routing.
    """

    reasons: tuple[ReturnReason, ...]
    triage: TriageReason | None
    band: AgeBand
    sensitive: bool
    channels: tuple[ContactChannel, ...]
    why: tuple[str, ...]

    @property
    def passes(self) -> bool:
        """Say whether routing may go on with it."""
        return not self.reasons and self.triage is None

    @property
    def is_refused(self) -> bool:
        """Say whether the person refused: then no personal part is kept, only the count."""
        return ReturnReason.CONSENT_REFUSED in self.reasons


def judge(submission: Submission, *, received_at: datetime, source_kind: AgencyKind) -> Verdict:
    """Judge consent and safe contact together, with every reason that applies.

    A refusal stands alone. A parent in doubt neither consents nor is contacted: then the coordinator
    decides, also where nothing else is safe. Where the person lives is routing's to judge.
    """
    band = age_band(submission.identity, received_at)
    sensitive = is_sensitive(submission, band)
    consent = judge_consent(submission, source_kind=source_kind, band=band)
    contact = judge_contact(submission, sensitive=sensitive)
    is_alone = ReturnReason.CONSENT_REFUSED in consent.reasons or consent.triage is not None
    return Verdict(
        reasons=consent.reasons if is_alone else consent.reasons + contact.reasons,
        triage=consent.triage,
        band=band,
        sensitive=sensitive,
        channels=contact.channels,
        why=(consent.why,) if ReturnReason.CONSENT_REFUSED in consent.reasons else (consent.why, contact.why),
    )
