"""A referral arrives: read it, judge it, find its double, decide who should have it, and write it all."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from hub.access.scopes import widen
from hub.db import Transaction
from hub.directory.queries import KnownAgency
from hub.domain.codes import ReferralStatus
from hub.domain.submission import Submission
from hub.intake import queries as intake
from hub.intake.actions import Arrival, receive
from hub.journey.arriving import Faulty, Incoming, arrivals_of, is_here, key_of, read_body
from hub.journey.barring import barred_on_arrival
from hub.journey.days import Days
from hub.journey.deciding import Decided, decide_arrival
from hub.journey.following import follow
from hub.journey.locating import located

MOST_AT_ONCE = 200


@dataclass(frozen=True, kw_only=True)
class AlreadyHere:
    """The source sent this one before and it was not returned."""

    first: UUID


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A referral that is now on record."""

    id: UUID
    reference: str
    status: ReferralStatus
    why: tuple[str, ...]


Result = Taken | AlreadyHere | Faulty


def submit(
    tx: Transaction, source: KnownAgency, incoming: Sequence[Incoming], *, simulated: bool = False
) -> tuple[Result, ...]:
    """Take in at most 200 bodies of one source, each at its own instant; one result each, in order.

    Whatever a body lacks is a value here and not an error, so that one bad body never stops the others.
    """
    if len(incoming) > MOST_AT_ONCE:
        raise ValueError(f"at most {MOST_AT_ONCE} referrals at once")
    widen(tx)
    days = Days(tx)
    read = located(tx, [read_body(days, source, each) for each in incoming])
    known = intake.newest(tx, source.id, [key_of(each) for each in read if isinstance(each, Submission)])
    arrivals = arrivals_of(tx, source, list(zip(incoming, read, strict=True)), known, simulated=simulated)
    decided = [decide_arrival(days, arrival, _barred(tx, days, arrival)) for arrival in arrivals]
    decided.sort(key=lambda each: each.settled.arrival.submission.source_reference)
    written = receive(tx, [each.settled for each in decided])
    kept = [each for each in decided if each.settled.arrival.id in written]
    follow(tx, days, kept)
    return _results(tx, source, read, known, kept)


def _barred(tx: Transaction, days: Days, arrival: Arrival) -> frozenset[str]:
    return barred_on_arrival(tx, days, arrival) if arrival.version > 1 else frozenset()


def _results(
    tx: Transaction,
    source: KnownAgency,
    read: Sequence[Submission | Faulty],
    known: dict[intake.Key, intake.Known],
    kept: Sequence[Decided],
) -> tuple[Result, ...]:
    taken = {key_of(each.settled.arrival.submission): _taken(each) for each in kept}
    here = {key: found.id for key, found in known.items() if is_here(found, tx.scope.unit_id)}
    keys = [key_of(each) for each in read if isinstance(each, Submission)]
    raced = [key for key in keys if key not in taken and key not in here]
    here |= {key: found.id for key, found in intake.newest(tx, source.id, raced).items()} if raced else {}
    return tuple(_result(each, taken, here) for each in read)


def _result(
    each: Submission | Faulty, taken: dict[intake.Key, Taken], here: dict[intake.Key, UUID]
) -> Result:
    if isinstance(each, Faulty):
        return each
    key = key_of(each)
    if key in here:
        return AlreadyHere(first=here[key])
    here[key] = taken[key].id  # the same key once more in this list finds the first one
    return taken[key]


def _taken(each: Decided) -> Taken:
    arrival = each.settled.arrival
    return Taken(id=arrival.id, reference=arrival.reference, status=each.settled.status, why=each.settled.why)
