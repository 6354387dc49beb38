"""How recorded crime spreads over boroughs and categories, for when no files are given.

Street-level crime of October to December 2019, Merseyside Police, from data.police.uk. Contains public sector
information licensed under the Open Government Licence v3.0.
"""

from collections.abc import Mapping
from datetime import date

from hub.domain.codes import Borough

Cell = tuple[date | None, Borough, str]
"""A month by its first day (None where any will do), a borough, and the police's category."""
Shares = Mapping[Cell, int]

BOROUGHS = (Borough.KNOWSLEY, Borough.LIVERPOOL, Borough.SEFTON, Borough.ST_HELENS, Borough.WIRRAL)

RECORDED: Mapping[str, tuple[int, int, int, int, int]] = {
    "Anti-social behaviour": (746, 2928, 1148, 1030, 1341),
    "Bicycle theft": (20, 272, 92, 19, 31),
    "Burglary": (224, 1040, 462, 387, 297),
    "Criminal damage and arson": (524, 1609, 665, 530, 879),
    "Drugs": (300, 1816, 389, 297, 302),
    "Other crime": (69, 251, 91, 81, 129),
    "Other theft": (180, 1246, 348, 259, 343),
    "Possession of weapons": (42, 182, 41, 33, 58),
    "Public order": (296, 1394, 438, 447, 642),
    "Robbery": (22, 222, 41, 28, 44),
    "Shoplifting": (109, 917, 297, 238, 363),
    "Theft from the person": (19, 489, 63, 36, 43),
    "Vehicle crime": (200, 1124, 412, 283, 288),
    "Violence and sexual offences": (1283, 5455, 2149, 1747, 2525),
}
"""Rows of each category, by borough in the order of BOROUGHS."""


def any_month() -> Shares:
    """Give the table by borough and category, to fall into whatever month."""
    return {
        (None, borough, category): count
        for category, counts in RECORDED.items()
        for borough, count in zip(BOROUGHS, counts, strict=True)
    }
