"""What arrives, as values, and whether somebody like it is here already."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from hub.db import Transaction
from hub.domain.codes import Borough, ReferralStatus, ReturnReason
from hub.domain.ids import new_id, new_reference
from hub.domain.submission import Submission
from hub.intake import queries
from hub.intake.rules.duplicates import Incident, blind_inputs, is_possible_duplicate
from hub.intake.rules.judge import Verdict
from hub.sealing import blind_token


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """One submission that can be read, with what intake judged and found, before anything is written."""

    submission: Submission
    verdict: Verdict
    borough: Borough
    received_at: datetime
    source_id: UUID
    unit_id: UUID | None
    version: int = 1
    tokens: tuple[tuple[str, bytes], ...] = ()
    possible_duplicates: tuple[UUID, ...] = ()
    simulated: bool = False
    id: UUID = field(default_factory=new_id)
    reference: str = field(default_factory=new_reference)

    @property
    def keeps_the_person(self) -> bool:
        """Whether personal parts are kept: a refusal leaves only a count."""
        return not self.verdict.is_refused


@dataclass(frozen=True, kw_only=True)
class Settled:
    """An arrival with the status that it starts in, and why, if it goes back."""

    arrival: Arrival
    status: ReferralStatus
    reasons: tuple[ReturnReason, ...] = ()
    why: tuple[str, ...] = ()


def tokens_of(submission: Submission, verdict: Verdict) -> tuple[tuple[str, bytes], ...]:
    """Make the blind tokens of a person, none for one who refused."""
    if verdict.is_refused:
        return ()
    return tuple((str(kind), blind_token(kind, value)) for kind, value in blind_inputs(submission))


def possible_duplicates(
    tx: Transaction, source_id: UUID, arrivals: Sequence[tuple[Submission, tuple[tuple[str, bytes], ...]]]
) -> tuple[tuple[UUID, ...], ...]:
    """Find, for each arrival, the live referrals of other sources that may be of the same person.

    Takes a lock on every token first, so that of two sources at the same moment the later sees the earlier.
    """
    tokens = sorted({token for _, found in arrivals for _, token in found})
    queries.lock_tokens(tx, tokens)
    matches = queries.matches(tx, source_id, tokens)
    return tuple(_duplicates_of(submission, found, matches) for submission, found in arrivals)


def _duplicates_of(
    submission: Submission, tokens: tuple[tuple[str, bytes], ...], matches: Iterable[queries.Match]
) -> tuple[UUID, ...]:
    own = {token for _, token in tokens}
    mine = Incident(crime_type=submission.crime.type, incident_at=submission.incident_at)
    alike = {
        match.id
        for match in matches
        if match.token in own
        and is_possible_duplicate(mine, Incident(crime_type=match.crime_type, incident_at=match.incident_at))
    }
    return tuple(sorted(alike))
