"""Values as plain JSON and back, for the parts that are sealed before they reach the database."""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from enum import Enum
from functools import cache, partial
from types import NoneType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

T = TypeVar("T")
Read = Callable[[Any], Any]

_ALREADY_PLAIN = frozenset({NoneType, str, int, bool, dict})


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def to_plain(value: object) -> Any:
    """Turn a value of ours (dataclasses, enums, dates, tuples) into dicts, lists and strings; a dict stays.

    A time of day is written to the minute, which is all that a contact window says.
    """
    kind: Any = type(value)
    if kind in _ALREADY_PLAIN:
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [to_plain(each) for each in value]
    if isinstance(value, time):
        return value.isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    return {name: to_plain(getattr(value, name)) for name in _names(kind)}


def from_plain(kind: type[T], plain: Mapping[str, Any]) -> T:
    """Rebuild a dataclass from what `to_plain` made of it.

    A field that an earlier release did not write takes its default; one that a later release wrote is left
    aside, so that two releases can run side by side. Raises TypeError or ValueError when `plain` is not of
    this kind at all.
    """
    key: Any = kind
    return kind(**{name: read(plain[name]) for name, read in _reads(key).items() if name in plain})


@cache
def _reads(kind: Any) -> dict[str, Read]:
    hints = get_type_hints(kind)
    return {name: _read(hints[name]) for name in _names(kind)}


def _read(hint: Any) -> Read:
    if get_origin(hint) is tuple:
        return partial(_each, _read(get_args(hint)[0]))
    options = [each for each in get_args(hint) if each is not NoneType]
    if options:
        return partial(_unless_none, _read(options[0]))
    if isinstance(hint, type) and is_dataclass(hint):
        return partial(from_plain, hint)
    if hint in {date, datetime, time}:
        parsed: Read = hint.fromisoformat
        return parsed
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint
    return _as_is


def _each(read: Read, values: list[Any]) -> tuple[Any, ...]:
    return tuple(read(value) for value in values)


def _unless_none(read: Read, value: Any) -> Any:
    return None if value is None else read(value)


def _as_is(value: Any) -> Any:
    return value
