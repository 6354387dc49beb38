"""How to reach a service, and when: its own public number, and its hours."""

from datetime import time
from uuid import UUID

from pydantic import Field

from hub.open_referral.entries import Entry
from hub.open_referral.ids import stable_id
from hub.open_referral.shapes import Shape
from hub.open_referral.timetable import Session


class PhoneShape(Shape):
    """A number that the service publishes."""

    id: UUID
    number: str
    type: str = "voice"
    service_id: UUID | None = None
    contact_id: UUID | None = None


class ContactShape(Shape):
    """The service's public line, and no person."""

    id: UUID
    service_id: UUID
    title: str
    phones: tuple[PhoneShape, ...]


class ScheduleShape(Shape):
    """The same hours on some days of every week, on London's clocks."""

    id: UUID
    service_id: UUID
    freq: str = "WEEKLY"
    byday: str = Field(description="RFC 5545: `MO,TU`.")
    opens_at: time
    closes_at: time = Field(description="23:59:59 is the end of the day.")
    description: str
    notes: str | None = None


def phone_shapes(entry: Entry) -> tuple[PhoneShape, ...]:
    """Write the numbers of a service."""
    number = entry.service.phone
    return (
        (PhoneShape(id=stable_id("phone", entry.id), number=number, service_id=entry.id),) if number else ()
    )


def contact_shapes(entry: Entry) -> tuple[ContactShape, ...]:
    """Write the same number as a contact, where the UK profile looks for it."""
    number = entry.service.phone
    if number is None:
        return ()
    contact_id = stable_id("contact", entry.id)
    phone = PhoneShape(id=stable_id("phone", entry.id, "contact"), number=number, contact_id=contact_id)
    return (ContactShape(id=contact_id, service_id=entry.id, title="Public telephone line", phones=(phone,)),)


def schedule_shapes(entry: Entry) -> tuple[ScheduleShape, ...]:
    """Write the hours of a service."""
    return tuple(_schedule(entry, each) for each in entry.sessions)


def _schedule(entry: Entry, session: Session) -> ScheduleShape:
    byday = ",".join(session.days)
    holidays = "Also on bank holidays" if session.on_bank_holidays else "Closed on bank holidays"
    return ScheduleShape(
        id=stable_id("schedule", entry.id, byday, session.opens_at, session.closes_at),
        service_id=entry.id,
        byday=byday,
        opens_at=session.opens_at,
        closes_at=session.closes_at,
        description=f"London time, Europe/London. {holidays} of England and Wales.",
        notes=None if entry.service.hours_are_certain else "The service has not confirmed these hours.",
    )
