"""Street crime as data.police.uk publishes it: CSV files of a month, counted by month, borough and category.

Only counts are kept. Coordinates, streets and outcomes are not read at all.
"""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from hub.demo.simulate.mix import CATEGORIES
from hub.demo.simulate.proportions import Cell, Shares
from hub.domain.codes import Borough
from hub.domain.errors import Fault, InvalidError
from hub.domain.quarter import Quarter

COLUMNS = ("Month", "LSOA name", "Crime type")
"""What is read of each row. A row of anti-social behaviour has no crime id, so the id is none of them."""

_BOROUGHS: Mapping[str, Borough] = {
    "Knowsley": Borough.KNOWSLEY,
    "Liverpool": Borough.LIVERPOOL,
    "Sefton": Borough.SEFTON,
    "St. Helens": Borough.ST_HELENS,
    "St Helens": Borough.ST_HELENS,
    "St.Helens": Borough.ST_HELENS,
    "Wirral": Borough.WIRRAL,
    "": Borough.NOT_KNOWN,
}


@dataclass(frozen=True, kw_only=True)
class Crimes:
    """How many rows were read, and how they spread over months, boroughs and categories."""

    rows: int
    cells: Shares

    def in_borough(self, borough: Borough) -> int:
        """Count the rows of one borough; those of no Merseyside borough are `outside`."""
        return sum(count for (_, where, _), count in self.cells.items() if where is borough)


@dataclass
class _Faults:
    """What is wrong with the files: each fault once, with its first line and how often it comes."""

    first: dict[tuple[str, str, str], int] = field(default_factory=dict)
    times: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def add(self, file: Path, code: str, message: str, line: int = 0) -> None:
        """Note one."""
        key = (str(file), code, message)
        self.first.setdefault(key, line)
        self.times[key] += 1

    def all(self) -> tuple[Fault, ...]:
        """Give every fault, in the order in which they were found."""
        return tuple(
            Fault(
                pointer=f"{file}:{line}" if line else file,
                code=code,
                message=_words(message, self.times[key]),
            )
            for key, line in self.first.items()
            for file, code, message in (key,)
        )


def _words(message: str, times: int) -> str:
    return message if times == 1 else f"{message} And {times - 1} more lines like it."


def read_crimes(files: Sequence[Path], quarter: Quarter) -> Crimes:
    """Read files of a quarter, with any line ending; raises InvalidError with every fault of every file."""
    faults, cells, rows = _Faults(), Counter[Cell](), 0
    for file in files:
        for cell in _cells(file, quarter, faults):
            cells[cell] += 1
            rows += 1
    if not faults.first and not rows:
        faults.add(files[0], "no_rows", "There is no crime in it.")
    if faults.first:
        raise InvalidError("These crime files cannot be used.", faults=faults.all())
    return Crimes(rows=rows, cells=cells)


def _cells(file: Path, quarter: Quarter, faults: _Faults) -> Iterator[Cell]:
    try:
        # universal newlines: the publisher's files have come with LF, CRLF and CR alone
        with file.open(encoding="utf-8-sig", newline=None) as lines:
            yield from _rows(file, csv.DictReader(lines, strict=True), quarter, faults)
    except UnicodeDecodeError:
        faults.add(file, "not_text", "It is not UTF-8 text; give the CSV file as it was downloaded.")
    except csv.Error as error:
        faults.add(file, "not_csv", f"It is no CSV: {error}.")
    except OSError as error:
        faults.add(file, "cannot_be_read", f"{error.strerror}.")


def _rows(file: Path, reader: "csv.DictReader[str]", quarter: Quarter, faults: _Faults) -> Iterator[Cell]:
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    for name in missing:
        faults.add(file, "no_column", f"It has no column {name}; the first line names the columns.", 1)
    if missing:
        return
    months = frozenset(_months(quarter))
    for row in reader:
        month, category = _month(row["Month"]), row["Crime type"] or ""
        found = _faults_of(row["Month"], month, months, category, quarter)
        for code, message in found:
            faults.add(file, code, message, reader.line_num)
        if not found and month is not None:
            yield month, _borough(row["LSOA name"] or ""), category


def _faults_of(
    written: str | None, month: date | None, months: frozenset[date], category: str, quarter: Quarter
) -> list[tuple[str, str]]:
    found = []
    if month is None:
        found.append(("not_a_month", f"Expected a month such as 2019-10, not {_shown(written)}."))
    elif month not in months:
        found.append(("other_quarter", f"{month:%Y-%m} does not lie in {quarter.label}."))
    if category not in CATEGORIES:
        found.append(
            ("unknown_category", f"{_shown(category)} is no category of the police's that is known.")
        )
    return found


def _shown(value: str | None) -> str:
    return repr(value[:40]) if value else "nothing"


def _month(written: str | None) -> date | None:
    try:
        return date.fromisoformat(f"{written}-01")
    except ValueError:
        return None


def _months(quarter: Quarter) -> Iterable[date]:
    first = quarter.first_day
    return (first.replace(month=first.month + later) for later in range(3))


def _borough(area: str) -> Borough:
    """Find the borough of a small area's name, "St. Helens 012B"; one of elsewhere lies outside."""
    return _BOROUGHS.get(area.rpartition(" ")[0], Borough.OUTSIDE)
