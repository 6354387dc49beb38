"""The only place that opens and commits a transaction, and the only one that reads the wall clock.

One request, or one step of a task, is one transaction. It carries the business instant `now`, so that a
virtual clock drives the same code, and the scope, which row security reads. What must follow a commit (a
nudge to the broker) is left with `after_commit` and runs only when the outermost one has succeeded.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any, TypeVar

import structlog
from sqlalchemy import (
    Connection,
    Insert,
    Select,
    SQLColumnExpression,
    Table,
    create_engine,
    literal,
    tuple_,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase

from hub.domain.bank_holidays import HolidayChange, calendar_with
from hub.domain.calendar import Calendar
from hub.domain.paging import Page
from hub.domain.scope import Scope
from hub.rows import write

T = TypeVar("T")
Clockwork = Callable[[], datetime]

_log = structlog.get_logger(__name__)
_REPEATABLE = frozenset({"40P01", "40001"})
_TRIES = 4
_HOLIDAYS = "SELECT day, is_holiday FROM bank_holiday ORDER BY id"
CALENDAR_SECONDS = 30.0
"""How old a process's calendar may be; what it decides meanwhile is worked out again by its version."""
_SET_SCOPE = "SELECT set_config('hub.role', %s, true), set_config('hub.agency', %s, true)"
_SET_LONGEST = "SELECT set_config('statement_timeout', %s, true), set_config('jit', 'off', true)"


def wall_clock() -> datetime:
    """Read the real time, aware, in UTC; every other part of the hub is handed `now`."""
    return datetime.now(UTC)


def holiday_changes(connection: Connection) -> tuple[HolidayChange, ...]:
    """Read every bank holiday that was added or taken away, in the order in which that was recorded."""
    rows = connection.exec_driver_sql(_HOLIDAYS)
    return tuple(HolidayChange(day=row.day, is_holiday=row.is_holiday) for row in rows)


class KeptCalendar:
    """The calendar as a process last read it, so that no request reads it anew."""

    def __init__(self) -> None:
        self._found: tuple[float, Calendar] | None = None

    def read(self, connection: Connection) -> Calendar:
        """Give the calendar, read again when it is older than CALENDAR_SECONDS."""
        found = self._found
        if found is None or monotonic() - found[0] > CALENDAR_SECONDS:
            found = self._found = (monotonic(), calendar_with(holiday_changes(connection)))
        return found[1]

    def forget(self) -> None:
        """Have it read again by whoever asks next; call it once a change has been committed."""
        self._found = None


@dataclass(frozen=True, kw_only=True)
class Transaction:
    """An open transaction with the instant at which its business happens and whose rows it may touch."""

    connection: Connection
    now: datetime
    scope: Scope
    followers: dict[str, Callable[[], None]] = field(default_factory=dict)
    appended: dict[Table | Insert, list[dict[str, Any]]] = field(default_factory=dict)
    kept_calendar: KeptCalendar = field(default_factory=KeptCalendar)

    @property
    def calendar(self) -> Calendar:
        """The working days by which due instants are decided here."""
        return self.kept_calendar.read(self.connection)

    def append(self, into: type[DeclarativeBase] | Insert, rows: Sequence[dict[str, Any]]) -> None:
        """Leave rows for a table, or for an insert of its own; each is written once, just before the commit.

        For tables that are added to and seldom read in the same transaction; `flush` first if one is. Those
        of tables are written together, then those of each insert in the order in which it got its first.
        """
        self.appended.setdefault(into if isinstance(into, Insert) else table_of(into), []).extend(rows)

    def insert(self, into: type[DeclarativeBase], rows: Sequence[dict[str, Any]]) -> None:
        """Write rows of a table now."""
        write(self.connection, {table_of(into): rows})

    def flush(self) -> None:
        """Write what was appended so far."""
        write(
            self.connection, {into: rows for into, rows in self.appended.items() if isinstance(into, Table)}
        )
        for into, rows in self.appended.items():
            if rows and isinstance(into, Insert):
                self.connection.execute(into, rows)
            rows.clear()

    def after_commit(self, name: str, follower: Callable[[], None]) -> None:
        """Leave something to run once after the commit; a second one of the same name replaces the first."""
        self.followers[name] = follower

    def acting(self, scope: Scope) -> "Transaction":
        """Go on under another scope, in the same transaction."""
        set_scope(self.connection, scope)
        return replace(self, scope=scope)

    def at(self, now: datetime) -> "Transaction":
        """Go on at another business instant, such as one that a request says an act happened at."""
        return replace(self, now=now)


def table_of(model: type[DeclarativeBase]) -> Table:
    """Give the table that a model's rows are in."""
    table = model.__table__
    if not isinstance(table, Table):
        raise TypeError(f"{model.__name__} is no table")
    return table


def set_scope(connection: Connection, scope: Scope) -> None:
    """Tell row security who is asking, until the transaction's end."""
    agency = str(scope.agency_id) if scope.agency_id else ""
    connection.exec_driver_sql(_SET_SCOPE, (str(scope.role), agency))


class Database:
    """A pool of connections and the clock of everything that happens over it."""

    def __init__(self, url: str, *, pool: int = 10, now: Clockwork = wall_clock) -> None:
        self.engine = create_engine(
            driver_url(url),
            pool_size=pool,
            max_overflow=5,
            pool_pre_ping=False,
            pool_recycle=1800,
            hide_parameters=True,  # an error's text may reach a log, and parameters are people
            # one plan a statement and connection: the same few statements run all day
            connect_args={"prepare_threshold": 3, "options": "-c timezone=UTC -c statement_timeout=30000"},
        )
        self.now = now
        self._calendar = KeptCalendar()

    @contextmanager
    def transaction(self, scope: Scope) -> Iterator[Transaction]:
        """Open a transaction under `scope`; commit at the end, roll back on any error."""
        with self.engine.connect() as connection, connection.begin():
            set_scope(connection, scope)
            tx = Transaction(connection=connection, now=self.now(), scope=scope, kept_calendar=self._calendar)
            yield tx
            tx.flush()
        for follower in tx.followers.values():
            follower()

    @contextmanager
    def snapshot(self, scope: Scope, *, longest: timedelta) -> Iterator[Transaction]:
        """Open a transaction that reads one state of all rows and can write none.

        A statement that takes longer than `longest` is broken off with an error.
        """
        with self.engine.connect() as connection:
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with connection.begin():
                set_scope(connection, scope)
                milliseconds = str(longest // timedelta(milliseconds=1))
                connection.exec_driver_sql(_SET_LONGEST, (milliseconds,))
                yield Transaction(
                    connection=connection, now=self.now(), scope=scope, kept_calendar=self._calendar
                )

    def run(self, scope: Scope, act: Callable[[Transaction], T]) -> T:
        """Run `act` in one transaction, again from the start when PostgreSQL broke a deadlock with it."""
        for left in reversed(range(_TRIES)):
            try:
                with self.transaction(scope) as tx:
                    return act(tx)
            except DBAPIError as error:
                state = getattr(error.orig, "sqlstate", None)
                if state not in _REPEATABLE or not left:
                    raise
                _log.info("transaction_repeated", sqlstate=state, tries_left=left)
        raise AssertionError  # the last try either returned or raised

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def driver_url(url: str) -> str:
    """Name the driver in a plain `postgresql://` URL."""
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


def in_page(
    statement: Select[*tuple[Any, ...]], page: Page[Any], key: SQLColumnExpression[Any], row_id: Any
) -> Select[*tuple[Any, ...]]:
    """Cut one page out of a list by its sort key and id, and not by an offset: new rows shift nothing.

    One row more than the page is read, so that whoever shows it knows whether there is a next one.
    """
    order = (key.desc(), row_id.desc()) if page.descending else (key.asc(), row_id.asc())
    if page.after is not None:
        here, last = tuple_(key, row_id), tuple_(literal(page.after.key), literal(page.after.id))
        statement = statement.where(here < last if page.descending else here > last)
    return statement.order_by(*order).limit(page.size + 1)
