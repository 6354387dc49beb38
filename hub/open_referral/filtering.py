"""Which entries a question keeps; every parameter narrows, as the standard says."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from hub.domain.codes import Borough
from hub.open_referral.entries import NO_LIMIT, Entry
from hub.open_referral.parameters import ServiceQuery, TermQuery
from hub.open_referral.timetable import Session


def is_filed(entry: Entry, asked: TermQuery) -> bool:
    """Say whether an entry has the term and the taxonomy asked for, and has changed since."""
    return (
        _is_one_of(asked.taxonomy_term_id, (each.id for each in entry.terms))
        and _is_one_of(asked.taxonomy_id, (each.taxonomy.id for each in entry.terms))
        and _changed(entry.service.modified_at, asked.modified_after)
    )


def is_wanted(entry: Entry, asked: ServiceQuery, borough: Borough | None) -> bool:
    """Say whether an entry is what was asked for; `borough` is the postcode's, Borough.OUTSIDE included."""
    return (
        is_filed(entry, asked)
        and _is_one_of(asked.organization_id, (entry.service.organization.id,))
        and _fits_ages(entry, asked)
        and _has_a_session(entry.sessions, asked)
        and (borough is None or _serves(entry, borough))
        and not (asked.proximity and entry.service.is_national)
    )


def _is_one_of(wanted: UUID | None, found: Iterable[UUID]) -> bool:
    return wanted is None or wanted in found


def _changed(at: datetime, since: datetime | None) -> bool:
    return since is None or at >= since


def _fits_ages(entry: Entry, asked: ServiceQuery) -> bool:
    """Compare limits with limits, as the UK profile does: not whether somebody of an age is served."""
    lowest, highest = entry.minimum_age or 0, entry.maximum_age or NO_LIMIT
    return (asked.minimum_age is None or lowest >= asked.minimum_age) and (
        asked.maximum_age is None or highest <= asked.maximum_age
    )


def _has_a_session(sessions: tuple[Session, ...], asked: ServiceQuery) -> bool:
    """Say whether one and the same session meets all that is asked of times."""
    if asked.day is None and asked.start_time is None and asked.end_time is None:
        return True
    return any(
        (asked.day is None or asked.day in each.days)
        and (asked.start_time is None or each.opens_at >= asked.start_time)
        and (asked.end_time is None or each.closes_at <= asked.end_time)
        for each in sessions
    )


def _serves(entry: Entry, borough: Borough) -> bool:
    return borough in entry.boroughs or (entry.is_everywhere and borough is Borough.OUTSIDE)


def has_words(search: str | None, *texts: str) -> bool:
    """Say whether every word searched for stands in one of the texts, as a part of a word too."""
    whole = " ".join(texts).casefold()
    return all(word in whole for word in (search or "").casefold().split())
