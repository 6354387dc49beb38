"""A list of postcodes takes the place of the one before, whole or not at all."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import psycopg
from sqlalchemy import text

from hub.db import Transaction
from hub.directory.queries.editions import current_edition
from hub.directory.rules.postcode_rows import MOST_FAULTS, Gathered, Placed
from hub.directory.rules.replacing_list import doubts
from hub.domain.codes import MERSEYSIDE, Borough
from hub.domain.errors import DirectoryFileError, Fault
from hub.domain.ids import new_id
from hub.domain.postcode import AREAS_HERE
from hub.domain.postcode_list import Edition
from hub.models import GeographyEdition

_LONGEST = "SET LOCAL statement_timeout = '10min'"
_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('hub:postcodes'))"
_AS_READ = "CREATE TEMP TABLE postcode_read (postcode text, borough text, file int, line int) ON COMMIT DROP"
_COPY = "COPY postcode_read (postcode, borough, file, line) FROM STDIN"
_SPLIT = f"""
    SELECT max(ARRAY[file, line]) FROM postcode_read WHERE postcode IN (
        SELECT postcode FROM postcode_read GROUP BY postcode HAVING min(borough) <> max(borough))
    GROUP BY postcode ORDER BY 1 LIMIT {MOST_FAULTS}
"""
_AS_KEPT = """
    CREATE TEMP TABLE postcode_kept ON COMMIT DROP AS
    SELECT postcode, min(borough) AS borough, substring(postcode from '^[A-Z]+') AS area
    FROM postcode_read GROUP BY postcode
"""
_COUNTS = "SELECT borough, count(*) FROM postcode_kept GROUP BY borough"
_DROP_FAR_AWAY = """
    DELETE FROM postcode_kept WHERE area <> ALL (:here)
    AND area NOT IN (SELECT DISTINCT area FROM postcode_kept WHERE borough <> 'outside')
"""
_REMOVE = """
    DELETE FROM postcode p WHERE NOT EXISTS (SELECT FROM postcode_kept k WHERE k.postcode = p.postcode)
"""
_WRITE = """
    INSERT INTO postcode (postcode, sector, borough) SELECT postcode, left(postcode, -2), borough
    FROM postcode_kept ON CONFLICT (postcode) DO UPDATE SET borough = excluded.borough
    WHERE postcode.borough <> excluded.borough
"""


@dataclass(frozen=True, kw_only=True)
class Counted:
    """How many postcodes of a list lie in each of the five boroughs, and outside."""

    boroughs: dict[str, int]
    outside: int


def load_edition(
    tx: Transaction, edition: Edition, rows: Iterable[Placed], gathered: Gathered, *, is_forced: bool = False
) -> Edition:
    """Put a list in the place of the one in use and keep an edition of it, with its counts.

    Raises DirectoryFileError with the faults of `rows`, which is read here and never held whole, or with the
    doubts that `is_forced` waives. Whoever reads meanwhile sees the list before, and then the new one.
    """
    counted = load_postcodes(tx, rows, gathered)
    new = replace(
        edition,
        source=gathered.layout.source if gathered.layout else edition.source,
        boroughs=counted.boroughs,
        outside=counted.outside,
        without_district=gathered.without_district,
        loaded_at=tx.now,
    )
    _refuse_doubtful(new, None if is_forced else current_edition(tx))
    row = {field: getattr(new, field) for field in Edition.__dataclass_fields__}
    who = {"role": tx.scope.role, "account_id": tx.scope.account_id}
    tx.append(GeographyEdition, [{"id": new_id(), **row, **who}])
    return new


def _refuse_doubtful(new: Edition, current: Edition | None) -> None:
    if not new.inside:
        message = "No postcode of Knowsley, Liverpool, Sefton, St Helens or Wirral is in it."
        fault = Fault(pointer=new.file_name, code="nothing_inside", message=message)
        raise DirectoryFileError("Nothing was loaded.", faults=(fault,))
    found = doubts(new, current)
    if found:
        message = (
            "Nothing was loaded: the list in use is better. Say --replace to load this one all the same."
        )
        raise DirectoryFileError(message, faults=found)


def load_postcodes(
    tx: Transaction, rows: Iterable[Placed | tuple[str, str]], gathered: Gathered | None = None
) -> Counted:
    """Put postcodes in the place of all that are known, and count them by borough.

    Of places where no postcode begins with the same letters as one of Merseyside nothing is kept: they are
    known to lie outside without a list.
    """
    found = gathered or Gathered()
    for statement in (_LONGEST, _ONE_AT_A_TIME, _AS_READ):
        tx.connection.execute(text(statement))
    _copy(tx, rows)
    _refuse_contradictions(tx, found)
    tx.connection.execute(text(_AS_KEPT))
    counts: dict[str, int] = {row[0]: row[1] for row in tx.connection.execute(text(_COUNTS))}
    tx.connection.execute(text(_DROP_FAR_AWAY), {"here": sorted(AREAS_HERE)})
    for statement in ("ANALYZE postcode_kept", _REMOVE, _WRITE):
        tx.connection.execute(text(statement))
    boroughs = {str(each): counts.get(each, 0) for each in Borough if each in MERSEYSIDE}
    return Counted(boroughs=boroughs, outside=counts.get(Borough.OUTSIDE, 0))


def _copy(tx: Transaction, rows: Iterable[Placed | tuple[str, str]]) -> None:
    driver = tx.connection.connection.driver_connection
    if not isinstance(driver, psycopg.Connection):
        raise TypeError("COPY needs psycopg")
    with driver.cursor() as cursor, cursor.copy(_COPY) as copy:
        for row in rows:
            copy.write_row(Placed(*row))


def _refuse_contradictions(tx: Transaction, gathered: Gathered) -> None:
    """Name each postcode that two rows place differently, by the later row, beside the faults of the rows."""
    if not gathered.faulty:
        for file, line in tx.connection.execute(text(_SPLIT)).scalars():
            at = f"{gathered.files[file]}, line {line}" if gathered.files else "the list"
            gathered.add(at, "two_boroughs", "Another row gives this postcode another borough.")
    gathered.raise_any()
