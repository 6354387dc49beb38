"""Text as people write it, within limits."""

import re
import unicodedata

from hub.intake.rules.fault_codes import FaultCode

_UNSAFE_BUT_LINES = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)
"""Control characters, halves of surrogate pairs, and marks that reverse the text beside them."""

_LINE_BREAKS = frozenset("\n\r\t")


def fault_of_text(value: str, limit: int, *, lines: bool) -> tuple[FaultCode, str] | None:
    """Say what is wrong with a text of at most `limit` characters; only `lines` may hold line breaks."""
    if len(value) > limit:
        return FaultCode.TOO_LONG, f"Give no more than {limit} characters."
    if value.isascii() and value.isprintable():
        return None
    if _UNSAFE_BUT_LINES.search(value) or not (lines or _LINE_BREAKS.isdisjoint(value)):
        return FaultCode.BAD_TEXT, "Leave out control characters."
    return None


def tidy(value: str) -> str | None:
    """Give the text without blanks around it, composed (NFC); None where nothing is left."""
    return unicodedata.normalize("NFC", value).strip() or None
