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


_AREAS_HERE = frozenset({"CH", "L", "PR", "WA", "WN"})
"""The postcode areas that reach into Merseyside; any other lies outside it as a whole."""


def is_plainly_outside(postcode: str) -> bool:
    """Say whether a normalised postcode lies in an area that has no part of Merseyside."""
    area = postcode[:2] if postcode[1].isalpha() else postcode[:1]
    return area not in _AREAS_HERE
