"""Which files of a published zip hold postcodes, and what the others tell of it."""

import re
from collections.abc import Iterable, Sequence
from datetime import date

_SHAPES = tuple(
    re.compile(shape)
    for shape in (
        r"(?:.*/)?data/(?:onspd|nspl)_[^/]*\.csv",
        r"(?:.*/)?multi_csv/[^/]*\.csv",
        r"(?:.*/)?data/csv/[a-z]{1,2}\.csv",
        r"(?:onspd|nspl)_[^/]*\.csv",
        r"(?:.*/)?[a-z]{1,2}\.csv",
    )
)
"""The whole ONS directory before its parts, which say the same; Code-Point Open, in folders or not."""

_BESIDE = re.compile(r"(?:.*/)?(?:doc|documents|user guide|__macosx)/.*|(?:.*/)?doc[^/]*", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WRITTEN = (
    re.compile(r"copyright date\s*[:=]?\s*(?P<year>[12][0-9]{3})(?P<month>[01][0-9])(?P<day>[0-3][0-9])"),
    re.compile(rf"(?P<name>{'|'.join(_MONTHS)})[a-z]*[ _-](?P<year>20[0-9]{{2}})(?![0-9])"),
    re.compile(r"(?P<year>20[0-9]{2})[ _-](?P<month>0[1-9]|1[0-2])(?![0-9])"),
)  # fmt: skip


def files_with_postcodes(names: Iterable[str]) -> tuple[str, ...]:
    """Choose the files of a zip that are its list, sorted; none where it holds no list that is known."""
    csvs = sorted(name for name in names if name.lower().endswith(".csv") and not _BESIDE.fullmatch(name))
    for shape in _SHAPES:
        found = tuple(name for name in csvs if shape.fullmatch(name.lower()))
        if found:
            return found
    return tuple(csvs) if len(csvs) == 1 else ()


def header_file(names: Iterable[str]) -> str | None:
    """Find the file that names Code-Point Open's columns."""
    return next((name for name in names if name.lower().endswith("column_headers.csv")), None)


def metadata_file(names: Iterable[str]) -> str | None:
    """Find the file that tells how old Code-Point Open is."""
    return next((name for name in names if name.lower().endswith("metadata.txt")), None)


def published_on(texts: Sequence[str]) -> date | None:
    """Read the day of publication from the first text that tells one: metadata, then names of files.

    "COPYRIGHT DATE: 20140729" is a day; "ONSPD_AUG_2025_UK" and "open-2014-08" are the first of the month.
    """
    return next((day for text in texts if (day := _day(text.lower())) is not None), None)


def _day(text: str) -> date | None:
    for written in _WRITTEN:
        found = written.search(text)
        if found is None:
            continue
        parts = found.groupdict()
        month = int(parts["month"]) if parts.get("month") else _MONTHS.index(parts["name"]) + 1
        try:
            return date(int(parts["year"]), month, int(parts.get("day") or 1))
        except ValueError:
            continue
    return None
