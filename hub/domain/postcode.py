"""UK postcodes in one spelling."""

import re

_POSTCODE = re.compile(r"(?:GIR0AA|[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][ABD-HJLNP-UW-Z]{2})")
_LONGEST_WRITTEN = 16


def normalise_postcode(text: str) -> str | None:
    """Give "L34 1AA" for "l341aa" and its like, None for what is no UK postcode."""
    if len(text) > _LONGEST_WRITTEN:
        return None
    compact = "".join(text.split()).upper()
    return f"{compact[:-3]} {compact[-3:]}" if _POSTCODE.fullmatch(compact) else None


def sector_of(postcode: str) -> str:
    """Give "L34 1" for the normalised postcode "L34 1AA"."""
    return postcode[:-2]


def area_of(postcode: str) -> str:
    """Give "L" for the normalised postcode "L34 1AA", "WA" for "WA10 1AA"."""
    return postcode[:2] if postcode[1].isalpha() else postcode[:1]


AREAS_HERE = frozenset({"CH", "L", "PR", "WA", "WN"})
"""The postcode areas that reach into Merseyside; any other lies outside it as a whole."""

CROSSING = frozenset(
    """CH62 9|CH64 1|CH64 3|CH64 7|CH65 1|L24 4|L24 5|L31 1|L31 4|L33 3|L33 4|L35 6|PR8 3|PR8 4|PR8 5|PR9 8
    |WA11 7|WA12 0|WA12 9|WA2 7|WA3 1|WA3 2|WA3 3|WA3 7|WA5 3|WA5 4|WA8 3|WA8 4|WA8 5|WA8 8|WA9 2
    |WN4 0|WN4 9|WN5 7|WN8 9""".replace("\n    ", "").split("|")
)
"""The sectors that lie on both sides of Merseyside's border, from OS Code-Point Open of August 2014.

A list of the five boroughs alone shows each as if it lay wholly within one: 2,971 postcodes outside would be
taken for inside. Contains OS data (c) Crown copyright and database right 2014.
"""


def is_plainly_outside(postcode: str) -> bool:
    """Say whether a normalised postcode lies in an area that has no part of Merseyside."""
    return area_of(postcode) not in AREAS_HERE
