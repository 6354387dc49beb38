"""The rows of a file of postcodes, each placed in a borough or outside; every fault with its line."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from hub.directory.rules.postcode_layout import GSS, Layout, is_header, layout_of
from hub.domain.codes import MERSEYSIDE, Borough
from hub.domain.errors import DirectoryFileError, Fault
from hub.domain.postcode import normalise_postcode

DISTRICTS = {
    "E08000011": Borough.KNOWSLEY,
    "E08000012": Borough.LIVERPOOL,
    "E08000013": Borough.ST_HELENS,
    "E08000014": Borough.SEFTON,
    "E08000015": Borough.WIRRAL,
}
"""The five boroughs' codes of the Government Statistical Service."""

MOST_FAULTS = 20
"""How many faults are named; the others are counted."""

NOT_TEXT = "Save the file as CSV in UTF-8."


class Placed(NamedTuple):
    """A normalised postcode and its borough, with the file and line that say so, where one does."""

    postcode: str
    borough: str
    file: int = 0
    line: int = 0


@dataclass(kw_only=True)
class Gathered:
    """What reading found beside the rows: files by number, their layout, faults, and who has no district."""

    files: list[str] = field(default_factory=list)
    layout: Layout | None = None
    faults: list[Fault] = field(default_factory=list)
    faulty: int = 0
    without_district: int = 0

    def fault(self, line: int, code: str, message: str) -> None:
        """Count a fault of the file that is being read, and keep it while there are few."""
        self.add(f"{self.files[-1]}, line {line}", code, message)

    def add(self, at: str, code: str, message: str) -> None:
        """Count a fault of any place, and keep it while there are few."""
        self.faulty += 1
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(Fault(pointer=at, code=code, message=message))

    def raise_any(self) -> None:
        """Raise DirectoryFileError with the faults that were gathered, if there are any."""
        if not self.faulty:
            return
        more = f", of which these are the first {MOST_FAULTS}" if self.faulty > MOST_FAULTS else ""
        word = "fault" if self.faulty == 1 else "faults"
        message = f"Nothing was loaded: {self.faulty} {word}{more}."
        raise DirectoryFileError(message, faults=tuple(self.faults))


def read_rows(name: str, lines: Iterable[str], gathered: Gathered) -> Iterator[Placed]:
    """Read one file of a list, line by line; faults are left in `gathered`, and reading goes on.

    The first file's layout, or the one that `gathered` was given, holds for all: parts of one list are
    alike. Raises DirectoryFileError for a file that is no list of postcodes at all.
    """
    gathered.files.append(name)
    file = len(gathered.files) - 1
    rows = csv.reader(lines, strict=True)
    try:
        for row in rows:
            if not row or (rows.line_num <= 2 and _told_the_layout(row, rows.line_num, gathered)):  # noqa: PLR2004  a joined Code-Point Open has two headers
                continue
            placed = _placed(row, rows.line_num, gathered)
            if placed is not None:
                yield Placed(*placed, file, rows.line_num)
    except csv.Error:
        gathered.fault(rows.line_num, "bad_csv", "A quote that is not closed, or a field without end.")


def _told_the_layout(row: Sequence[str], line: int, gathered: Gathered) -> bool:
    """Read a header, or tell the layout by the first row where there is none; whether the row is spent."""
    if is_header(row):
        gathered.layout = layout_of(row, at=f"{gathered.files[-1]}, line {line}")
        return True
    if gathered.layout is None:
        gathered.layout = layout_of(row, at=f"{gathered.files[-1]}, line {line}")
    return False


def _placed(row: Sequence[str], line: int, gathered: Gathered) -> tuple[str, str] | None:
    layout = gathered.layout
    if layout is None or len(row) <= max(layout.postcode, layout.borough):
        gathered.fault(line, "bad_row", "This row is too short to hold a postcode and its borough.")
        return None
    postcode, written = normalise_postcode(row[layout.postcode]), row[layout.borough].strip()
    if postcode is None:
        gathered.fault(line, "bad_postcode", "The postcode's column holds no UK postcode.")
        return None
    if layout.by_name:
        borough = _NAMES.get(_plain(written))
    elif not written:
        gathered.without_district += 1
        return None
    else:
        borough = DISTRICTS.get(written) or (Borough.OUTSIDE if GSS.fullmatch(written) else None)
    if borough is None:
        gathered.fault(line, "bad_borough", _NO_NAME if layout.by_name else _NO_CODE)
        return None
    return postcode, borough


_NO_NAME = "The borough is none of Knowsley, Liverpool, Sefton, St Helens, Wirral and outside."
_NO_CODE = "The district's column holds no code such as E08000012."


def _plain(name: str) -> str:
    return name.lower().replace(".", " ").replace("_", " ").replace("  ", " ").strip()


_NAMES = {_plain(each): each for each in Borough if each in MERSEYSIDE or each is Borough.OUTSIDE}
