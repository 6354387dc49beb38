"""Before bank holidays: providers say who answers, and the commissioner hears of those that have not."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from hub import audit
from hub.access.scopes import HUB, require
from hub.audit import Entry, Event
from hub.db import Database, Transaction
from hub.delivery.actions import NewDelivery, endpoints_of, queue
from hub.directory.queries import agencies_of_kind
from hub.domain.calendar import london_date
from hub.domain.codes import AgencyKind, ChannelKind, DeliveryKind, EndpointPurpose, Role
from hub.domain.errors import ConflictError, NotFoundError
from hub.duty.queries import cover as queries
from hub.duty.queries.cover import Request
from hub.duty.rules.cover import Holidays, holidays_to_ask_about, read_cover
from hub.jobs import Job, ring

BATCH = 100


def see_to_cover(database: Database) -> int:
    """Ask what is to be asked before bank holidays, and tell who has not answered; returns how many."""
    return database.run(HUB, ask_about_holidays) + database.run(HUB, tell_of_missed)


def ask_about_holidays(tx: Transaction) -> int:
    """Ask every provider of a service for high risk that has not been asked; returns how many were."""
    return sum(_ask(tx, each) for each in holidays_to_ask_about(tx.now, tx.calendar))


def tell_of_missed(tx: Transaction) -> int:
    """Tell the commissioner, once, of each provider that has not answered in time; returns how many."""
    missed = queries.take_missed(tx, BATCH)
    for days, group in groupby(missed, key=lambda each: (each.first_day, each.last_day)):
        names = [each.agency_name for each in group]
        detail = {"days": _days(*days), "agencies": names}
        _mail(tx, agencies_of_kind(tx, AgencyKind.COMMISSIONER), DeliveryKind.COVER_MISSING, detail)
    _record(tx, Event.COVER_MISSED, missed)
    return len(missed)


def confirm_cover(tx: Transaction, request_id: UUID, given: Mapping[str, str]) -> Request:
    """Take a provider's word about its cover; it may say otherwise until the days are over.

    The same again changes nothing. Raises NotFoundError for another agency's, InvalidError with every fault,
    ConflictError once the days are over.
    """
    require(tx.scope, Role.PROVIDER)
    agency_id = tx.scope.agency_id
    request = queries.lock(tx, request_id, agency_id) if agency_id else None
    if request is None:
        raise NotFoundError("There is no such request.")
    if london_date(tx.now) > request.last_day:
        raise ConflictError("These bank holidays are over.", code="not_in_this_state")
    answers = asdict(read_cover(request.first_day, request.last_day, given))
    if answers != request.answers:
        queries.confirm(tx, request_id, answers)
        _record(tx, Event.COVER_CONFIRMED, [request])
    return request


def _ask(tx: Transaction, holidays: Holidays) -> int:
    asked = queries.ask(tx, queries.not_yet_asked(tx, holidays.first_day), holidays)
    _mail(tx, asked, DeliveryKind.COVER_ASKED, {"days": _days(holidays.first_day, holidays.last_day)})
    entries = [Entry(event=Event.COVER_ASKED, recipient_id=each) for each in sorted(asked)]
    audit.record_all(tx, entries)
    return len(asked)


def _mail(tx: Transaction, agencies: frozenset[UUID], kind: DeliveryKind, detail: dict[str, Any]) -> None:
    mails = []
    for agency_id, found in endpoints_of(tx, agencies, EndpointPurpose.DUTY).items():
        mailbox = next((each for each in found if each.channel is ChannelKind.EMAIL), None)
        if mailbox is not None:
            mails.append(
                NewDelivery(
                    kind=kind,
                    agency_id=agency_id,
                    endpoint_id=mailbox.id,
                    referral_id=None,
                    due_at=tx.now,
                    detail=detail,
                )
            )
    queue(tx, mails)
    if mails:
        ring(tx, Job.DELIVER)


def _record(tx: Transaction, event: Event, requests: Iterable[Request]) -> None:
    audit.record_all(
        tx,
        [
            Entry(event=event, recipient_id=each.agency_id, detail={"first_day": f"{each.first_day}"})
            for each in requests
        ],
    )


def _days(first_day: date, last_day: date) -> str:
    """Write the days of bank holidays: "Friday 3 April to Monday 6 April 2026"."""
    last = f"{last_day:%A} {last_day.day} {last_day:%B %Y}"
    return last if first_day == last_day else f"{first_day:%A} {first_day.day} {first_day:%B} to {last}"
