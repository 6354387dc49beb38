"""Reading what came in: each body becomes an arrival with its verdict, borough and possible doubles."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from hub.db import Transaction
from hub.directory.queries import KnownAgency
from hub.domain.codes import ReferralStatus
from hub.domain.errors import Fault
from hub.domain.submission import Submission
from hub.intake.actions import Arrival, possible_duplicates, tokens_of
from hub.intake.queries import Key, Known
from hub.intake.rules.judge import judge
from hub.intake.rules.parse import parse
from hub.journey.days import Days


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """One body as it came, and the instant at which it did."""

    body: object
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Faulty:
    """A body with faults; nothing of it was kept."""

    faults: tuple[Fault, ...]


def read_body(days: Days, source: KnownAgency, each: Incoming) -> Submission | Faulty:
    """Parse a body against the services of its day and the units of its source."""
    services = frozenset(days.offers(each.at))
    units = frozenset(source.units) if source.units else None
    read = parse(each.body, now=each.at, known_services=services, known_units=units)
    return read if isinstance(read, Submission) else Faulty(faults=read)


def key_of(submission: Submission) -> Key:
    """Give what tells one source's submissions apart."""
    return submission.source_reference, submission.person_reference


def arrivals_of(
    tx: Transaction,
    source: KnownAgency,
    pairs: Sequence[tuple[Incoming, Submission | Faulty]],
    known: dict[Key, Known],
    *,
    simulated: bool,
) -> list[Arrival]:
    """Judge every submission that is new or was returned before, and look for its doubles."""
    arrivals = []
    for each, submission in pairs:
        if isinstance(submission, Faulty) or is_here(known.get(key_of(submission)), tx.scope.unit_id):
            continue
        verdict = judge(submission, received_at=each.at, source_kind=source.kind)
        before = known.get(key_of(submission))
        arrivals.append(
            Arrival(
                submission=submission,
                verdict=verdict,
                borough=submission.person.borough,
                received_at=each.at,
                source_id=source.id,
                unit_id=source.units.get(submission.referring_unit),
                version=before.version + 1 if before else 1,
                tokens=tokens_of(submission, verdict),
                simulated=simulated,
            )
        )
    doubles = possible_duplicates(tx, source.id, [(each.submission, each.tokens) for each in arrivals])
    return [
        replace(arrival, possible_duplicates=found) for arrival, found in zip(arrivals, doubles, strict=True)
    ]


def is_here(known: Known | None, unit_id: UUID | None) -> bool:
    """Say whether the source's referral is on record already; a returned one may come again.

    Whoever acts for one unit sends only that unit's again: another unit's would leave its list unseen.
    """
    if known is None:
        return False
    is_another_units = unit_id is not None and known.unit_id != unit_id
    return known.status is not ReferralStatus.RETURNED or is_another_units
