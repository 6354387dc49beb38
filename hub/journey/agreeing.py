"""The person agrees to another service, and says so to the provider that leads: now it gets its turn."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from hub import audit
from hub.access.scopes import widen
from hub.acknowledgement import queries as acknowledgement
from hub.acknowledgement.actions import find
from hub.acknowledgement.queries import Turn
from hub.audit import Entry, Event
from hub.db import Transaction
from hub.domain.assignment import has_accepted
from hub.domain.barring import Bar, Found
from hub.domain.calendar import london_date
from hub.domain.codes import AgeBand, AssignmentRole, ConsentBasis, ReturnReason
from hub.domain.errors import ConflictError, Fault, InvalidError, NotFoundError
from hub.domain.offer import Offer
from hub.intake import queries as intake
from hub.intake.actions.consenting import Yes, extend_consent
from hub.journey.barring import bars_of
from hub.journey.days import Days
from hub.journey.deciding import question_of_row
from hub.journey.placing import place
from hub.journey.refusing import refusal
from hub.journey.replacing import first_turns, to_place
from hub.journey.settling import settle
from hub.routing.actions import keep
from hub.routing.rules import Skip

Row = Mapping[str, Any]
KeptOut = Mapping[str, str | None]


@dataclass(frozen=True, kw_only=True)
class Agreed:
    """What came of the person's yes: which services were given their turn now, none where it was known."""

    assignment_id: UUID
    added: tuple[str, ...] = ()


def agree(tx: Transaction, assignment_id: UUID, yes: Yes) -> Agreed:
    """Record the person's yes to services that the table adds and the consent did not reach, and send them.

    For the provider that leads and has accepted. They may ring once it has reached the person, as any
    additional service. The same yes once more writes nothing. Raises NotFoundError for a turn that is not the
    caller's, ConflictError where it does not lead or has not accepted, InvalidError with every fault.
    """
    turn = find(tx, assignment_id)
    widen(tx)
    row = intake.read(tx, turn.referral_id, lock=True)
    if row is None:
        raise NotFoundError("There is no such referral.")
    _require_lead(turn)
    days = Days(tx)
    new = tuple(each for each in dict.fromkeys(yes.services) if each not in row["agreed_services"])
    faults = (*_faults_of_times(tx, turn, yes), *_faults(tx, days, row, yes.services, new))
    if faults:
        raise InvalidError("The consent has faults; nothing was recorded and nobody was sent.", faults=faults)
    if not new:
        return Agreed(assignment_id=assignment_id)
    return _send(tx, days, turn, extend_consent(tx, row, assignment_id, yes, new), new)


def may_agree_to(tx: Transaction, turn: Row) -> tuple[str, ...]:
    """Name the services, by slug, for which the provider that leads may record a yes; none for any other.

    `turn` is a row of `acknowledgement.queries.one`, the caller's own; the transaction sees as the hub does.
    """
    row = intake.read(tx, turn["referral_id"])
    leads = turn["role"] is AssignmentRole.LEAD and has_accepted(turn["state"], turn["held_from"])
    if row is None or not leads or _lacks_consent(row) or row["age_band"] is AgeBand.UNDER_13:
        return ()
    return tuple(sorted(service for service, why in _kept_out(tx, Days(tx), row).items() if why is None))


def _require_lead(turn: Turn) -> None:
    if turn.role is not AssignmentRole.LEAD:
        raise ConflictError(
            "Only the provider that leads records this; tell it what the person said.", code="not_the_lead"
        )
    if not has_accepted(turn.state, turn.held_from):
        raise ConflictError(
            "Record it once you have accepted the referral, and while you have it.", code="not_in_this_state"
        )


def _faults_of_times(tx: Transaction, turn: Turn, yes: Yes) -> Iterator[Fault]:
    given = instant = None
    if yes.at > tx.now:
        instant = ("in_the_future", "Give an instant that is not in the future.")
    elif yes.at < turn.assigned_at:
        instant = ("before_the_assignment", "Give an instant after the assignment was made.")
    if yes.given_on > london_date(tx.now):
        given = ("in_the_future", "Give a day that is not in the future.")
    elif yes.given_on < london_date(turn.assigned_at):
        given = ("before_the_assignment", "Give the day on which the person told you; it was yours by then.")
    for pointer, found in (("/at", instant), ("/given_on", given)):
        if found:
            yield Fault(pointer=pointer, code=found[0], message=found[1])


def _faults(
    tx: Transaction, days: Days, row: Row, asked: Sequence[str], new: Sequence[str]
) -> Iterator[Fault]:
    """Say of each service that was not agreed to before why it cannot be; of others no more than that."""
    kept_out = _kept_out(tx, days, row) if new else {}
    for number, service in enumerate(asked):
        pointer = f"/services/{number}"
        if service in asked[:number]:
            yield Fault(pointer=pointer, code="repeated_value", message="Name each service once.")
        elif service in new and (code := _why_not(days.offers(tx.now), row, kept_out, service)):
            yield refusal(code, pointer)


def _why_not(offers: Mapping[str, Offer], row: Row, kept_out: KeptOut, service: str) -> str | None:
    if service not in offers:
        return "unknown_service"
    if _lacks_consent(row):
        return "no_consent"
    if row["age_band"] is AgeBand.UNDER_13:
        return "adult_consents"
    return kept_out.get(service, "not_offered")


def _lacks_consent(row: Row) -> bool:
    """Say whether nobody else may be given it before the unit has asked the person."""
    return row["consent_basis"] is ConsentBasis.REFUSED or ReturnReason.CONSENT_NEEDED in row["reasons"]


_SAID: Mapping[Skip, str] = {
    Skip.EXCLUDED: "excluded",
    Skip.NO_LIVE_CONTRACT: "no_live_contract",
    Skip.NO_AGREEMENT: "no_agreement",
    Skip.NO_DIRECT_REFERRALS: "no_direct_referrals",
}
"""What the lead is told of a service that a yes does not bring in.

Of any other it learns nothing: that one had its turn, or how it stands, is not the lead's to know.
"""


def _kept_out(tx: Transaction, days: Days, row: Row) -> KeptOut:
    """Say of each service that today's table adds the code of what keeps it out; None if a yes is enough.

    A service that had its turn is not given another one, even where what it said bars it no more.
    """
    barred = bars_of(tx, days, row)
    had_it = acknowledgement.services_tried(tx, row["id"])
    found = days.kept_out(question_of_row(row, tx.now, frozenset(barred) | had_it), tx.now)
    return {service: _told(barred.get(service), skip) for service, skip in found.items()}


def _told(found: Found | None, skip: Skip | None) -> str | None:
    if skip is None:
        return None
    if found is not None and found.bar is Bar.VICTIM_SAID_NO and skip is Skip.TRIED:
        return "withdrawn"
    return _SAID.get(skip, "not_offered")


def _send(tx: Transaction, days: Days, turn: Turn, row: Row, new: Sequence[str]) -> Agreed:
    """Decide again under the wider consent, the lead as it is, and place whom the person agreed to."""
    question = question_of_row(row, tx.now, frozenset(bars_of(tx, days, row)))
    answer = days.answer_beside(question, tx.now, turn.service)
    keep(tx, "agreed", [(row["id"], tx.now, answer)])
    entry = Entry(event=Event.REFERRAL_ROUTED, referral_id=row["id"], detail={"decision": str(answer.id)})
    audit.record(tx, entry)
    choices = tuple(each for each in first_turns(tx, row["id"], answer) if each.service in new)
    place(tx, [to_place(row, tx, answer.id, choices, days.offers(tx.now))])
    settle(tx, row["id"])
    return Agreed(assignment_id=turn.id, added=tuple(each.service for each in choices))
