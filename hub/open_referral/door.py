"""What every route shares: the entries of today, and one that is asked for by its id."""

from collections.abc import Callable, Iterable
from typing import TypeVar
from uuid import UUID

from fastapi import Request

from hub.access.scopes import HUB
from hub.db import Database, Transaction
from hub.directory.queries.geography import resolve
from hub.directory.queries.open_referral import listed_services
from hub.directory.rules.locating import IN_WORDS
from hub.domain.calendar import london_date
from hub.domain.codes import Borough
from hub.domain.errors import Fault, InvalidError, NotFoundError
from hub.open_referral.entries import Entry, entry_of
from hub.open_referral.filtering import is_wanted
from hub.open_referral.parameters import ServiceQuery, refuse_contradictions

T = TypeVar("T")


def database(request: Request) -> Database:
    """Give the gateway's database."""
    found: Database = request.app.state.database
    return found


def entries(request: Request, search: str | None = None) -> tuple[Entry, ...]:
    """Read what is listed today, by name."""
    with database(request).transaction(HUB) as tx:
        return _entries(tx, search)


def wanted_entries(request: Request, asked: ServiceQuery) -> tuple[tuple[Entry, ...], Borough | None]:
    """Read the entries that fit what was asked for, and the borough of the postcode, if there was one.

    Raises InvalidError for what contradicts itself, and for a postcode whose borough is not known: to leave
    it aside would give services of other boroughs for an answer.
    """
    refuse_contradictions(asked)
    with database(request).transaction(HUB) as tx:
        borough = _borough(tx, asked.postcode) if asked.postcode else None
        found = tuple(each for each in _entries(tx, asked.search) if is_wanted(each, asked, borough))
    return found, borough


def one_of(things: Iterable[T], wanted: str, id_of: Callable[[T], UUID]) -> T:
    """Find one by its id as it stands in the address; raises NotFoundError for what is none of them."""
    for each in things:
        if str(id_of(each)) == wanted.lower():
            return each
    raise NotFoundError("There is none of this id here now.")


def _entries(tx: Transaction, search: str | None) -> tuple[Entry, ...]:
    return tuple(entry_of(each) for each in listed_services(tx, london_date(tx.now), search))


def _borough(tx: Transaction, postcode: str) -> Borough:
    found = resolve(tx, postcode)
    if found.borough is Borough.NOT_KNOWN:
        message = f"{IN_WORDS[found.how]} Search by the term of a borough instead."
        fault = Fault(pointer="/postcode", code="borough_not_known", message=message)
        raise InvalidError("The request has faults.", faults=(fault,))
    return found.borough
