"""Which services an earlier no still bars for a referral, from what is on record of it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from hub.acknowledgement import queries as acknowledgement
from hub.db import Transaction
from hub.directory.queries.reopening import reopened_on
from hub.domain.assignment import LIVE, AssignmentState
from hub.domain.barring import Bar, Found, Offered, PastTurn, bars
from hub.domain.calendar import london_date
from hub.domain.routing_table import Facts
from hub.intake.actions import Arrival
from hub.intake.queries.amendments import amendments, as_it_was, versions_before
from hub.intake.rules.facts import facts_of_row
from hub.journey.days import Days
from hub.journey.deciding import question_of

Row = Mapping[str, Any]

_NOT_WRITTEN = 0
"""Stands for the version of an arrival: every one on record is another."""


def bars_of(
    tx: Transaction, days: Days, row: Row, *, but_withdrawn: bool = False, but_live: bool = False
) -> dict[str, Found]:
    """Say which services are barred for a referral on record, by slug; earlier versions of it count too.

    `row` is a referral as `intake.read` gives it, locked by whoever decides by the answer. Leaves out turns
    that were withdrawn, or that are live, for whoever asks what would be decided without them.
    """
    key = (row["source_agency_id"], row["source_reference"], row["person_reference"])
    earlier = versions_before(tx, key, row["version"]) if row["version"] > 1 else ()
    history = [
        past
        for past in _history(tx, (*earlier, row), row["version"])
        if not (but_withdrawn and past.state is AssignmentState.WITHDRAWN)
        and not (but_live and past.state in LIVE)
    ]
    return _bars(tx, days, history, facts_of_row(row, tx.now), row["consent_services"])


def barred_on_arrival(tx: Transaction, days: Days, arrival: Arrival) -> frozenset[str]:
    """Name the services that earlier versions of a referral bar, which is about to be written."""
    found = arrival.submission
    key = (arrival.source_id, found.source_reference, found.person_reference)
    history = _history(tx, versions_before(tx, key), _NOT_WRITTEN)
    return frozenset(_bars(tx, days, history, question_of(arrival).facts, found.consent.services))


def told(found: Found) -> str:
    """Say a bar in a sentence, for a coordinator."""
    until = f" Until {_day(found.ends_before)} it is not asked again." if found.ends_before else ""
    return _SAID[found.bar] + until


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


_SAID: Mapping[Bar, str] = {
    Bar.HAS_IT: "It has this referral already.",
    Bar.VICTIM_SAID_NO: "The person said no to it.",
    Bar.CONFLICT_OF_INTEREST: "The provider has a conflict of interest.",
    Bar.LANGUAGE_OR_ACCESS: "The provider could not meet a language or access need.",
    Bar.CAPACITY: "It declined for want of capacity.",
    Bar.OUT_OF_AREA: "It declined because of the area, which has not changed.",
    Bar.AGE: "It declined because of the age, which has not changed.",
    Bar.NOT_COMMISSIONED: "It declined as not commissioned for this, and its contract has not changed.",
    Bar.RISK_TOO_HIGH: "It declined because of the risk, which is no lower now.",
    Bar.DECLINED: "It declined, and nothing about the referral has changed.",
    Bar.TAKEN_BACK: "It was taken back from it, and nothing about the referral has changed.",
    Bar.SILENT: "It did not answer, and the referral was taken back.",
    Bar.WORK_DONE: "Its work with the person has ended.",
}


def _bars(
    tx: Transaction, days: Days, history: Sequence[PastTurn], facts: Facts, named: Iterable[str]
) -> dict[str, Found]:
    if not history:
        return {}
    today = london_date(tx.now)
    reopened, is_named = reopened_on(tx, today), frozenset(named)
    offered = [
        Offered(
            service=slug,
            provider=offer.agency_slug,
            contract_id=offer.contract_id,
            reopened_on=reopened.get(slug),
            is_named=slug in is_named,
        )
        for slug, offer in days.offers(tx.now).items()
    ]
    return bars(history, offered, facts, today)


def _history(tx: Transaction, versions: Sequence[Row], present: int) -> tuple[PastTurn, ...]:
    by_id = {row["id"]: row for row in versions}
    changed = amendments(tx, by_id)
    return tuple(
        _past(each, by_id[each["referral_id"]], changed, present)
        for each in acknowledgement.past_turns(tx, by_id)
    )


def _past(turn: Row, row: Row, changed: Sequence[Row], present: int) -> PastTurn:
    """Give a turn with the facts as they were when it ended: what was amended since is taken back."""
    later = [each for each in changed if each["referral_id"] == row["id"] and each["at"] > turn["at"]]
    return PastTurn(
        service=turn["service"],
        provider=turn["provider"],
        contract_id=turn["contract_id"],
        role=turn["role"],
        state=turn["state"],
        reason=turn["reason"],
        ended_on=london_date(turn["at"]),
        facts=facts_of_row(as_it_was(row, later), turn["at"]),
        is_of_this_version=row["version"] == present,
    )
