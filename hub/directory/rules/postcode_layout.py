"""What a file of postcodes is, told by its header or, where it has none, by the shape of its first row."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from hub.domain.errors import DirectoryFileError, Fault
from hub.domain.postcode import normalise_postcode
from hub.domain.postcode_list import ListSource

GSS = re.compile(r"[A-Z][0-9]{8}")
"""A code of the Government Statistical Service, such as E08000012."""

_DISTRICT = re.compile(r"(?:E0[6-9]|W06|S12|N09)[0-9]{6}")
"""That of a district, unlike one of a country, county or ward."""

_POSTCODE_NAMES = ("pcds", "pcd2", "pcd8", "pcd7", "pcd", "postcode", "pc")
_DISTRICT_NAMES = re.compile(r"oslaua|laua|lad(?:[0-9]{2})?cd|admin_district_code|dc|district_gss")
_CODE_POINT_COLUMNS, _CODE_POINT_DISTRICT = 10, 8


@dataclass(frozen=True, kw_only=True)
class Layout:
    """Which columns hold the postcode and the borough, counted from nought, and whose file it is.

    `by_name` says that the borough stands by its name and not as a district's code.
    """

    source: ListSource
    postcode: int
    borough: int
    by_name: bool = False


def layout_of(row: Sequence[str], *, at: str) -> Layout:
    """Tell the layout by a file's first row: a header, or else a row of Code-Point Open, which has none.

    Raises DirectoryFileError, naming the place `at`, for what is neither.
    """
    names = [cell.strip().lower() for cell in row]
    found = _by_header(names) or _by_shape(row)
    if found is None:
        fault = Fault(pointer=at, code="bad_header", message=_NO_LAYOUT)
        raise DirectoryFileError("Nothing was loaded.", faults=(fault,))
    return found


_NO_LAYOUT = (
    "Give Code-Point Open, the ONS Postcode Directory, or a CSV with the columns postcode and borough."
)


def is_header(row: Sequence[str]) -> bool:
    """Say whether a row names columns; a joined Code-Point Open has two of them, short and long names."""
    return _by_header([cell.strip().lower() for cell in row]) is not None


def _by_header(names: Sequence[str]) -> Layout | None:
    postcode = next((names.index(name) for name in _POSTCODE_NAMES if name in names), None)
    if postcode is None:
        return None
    if "borough" in names:
        return Layout(source=ListSource.OWN, postcode=postcode, borough=names.index("borough"), by_name=True)
    district = next((at for at, name in enumerate(names) if _DISTRICT_NAMES.fullmatch(name)), None)
    return None if district is None else Layout(source=_source(names), postcode=postcode, borough=district)


def _source(names: Sequence[str]) -> ListSource:
    if "doterm" in names or names[0].startswith("pcd"):
        return ListSource.ONS_POSTCODE_DIRECTORY
    return ListSource.CODE_POINT_OPEN if {"dc", "admin_district_code"} & {*names} else ListSource.OWN


def _by_shape(row: Sequence[str]) -> Layout | None:
    """Take the one column that holds a district's code, else the ninth of ten, as in all since 2011.

    A first row may have no district, and one that has no code there is a fault of that row.
    """
    if not row or normalise_postcode(row[0]) is None:
        return None
    matching = [at for at, cell in enumerate(row) if _DISTRICT.fullmatch(cell.strip())]
    if len(matching) != 1 and len(row) != _CODE_POINT_COLUMNS:
        return None
    district = matching[0] if len(matching) == 1 else _CODE_POINT_DISTRICT
    return Layout(source=ListSource.CODE_POINT_OPEN, postcode=0, borough=district)
