"""Reading an address's query where a value that is none must be said, and not guessed."""

from collections.abc import Callable
from typing import TypeVar

from starlette.datastructures import QueryParams

from hub.domain.errors import HubError, InvalidError
from hub.portal.forms import fault

T = TypeVar("T")


def one(query: QueryParams, name: str, reader: Callable[[str], T], otherwise: T) -> T:
    """Read one value, `otherwise` where it is left out; raises InvalidError for one that is none."""
    given = query.get(name, "").strip()
    if not given:
        return otherwise
    return _read(name, reader, given)


def many(query: QueryParams, name: str, reader: Callable[[str], T]) -> tuple[T, ...]:
    """Read every value of a name; raises InvalidError for one that is none."""
    return tuple(_read(name, reader, each) for each in query.getlist(name) if each.strip())


def _read(name: str, reader: Callable[[str], T], given: str) -> T:
    try:
        return reader(given.strip())
    except (ValueError, KeyError, HubError) as error:
        message = f"This address asks for a {name.replace('_', ' ')} that there is not. Choose from the page."
        raise InvalidError(message, faults=fault(name, "not_listed", message).faults) from error
