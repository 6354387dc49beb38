"""Phone numbers and email addresses, checked and in one spelling."""

import re

from hub.intake.rules.limits import EMAIL, PHONE

_PUNCTUATION = re.compile(r"[\s().-]")
_UK_FROM_ABROAD = re.compile(r"\A(?:\+|00)440?")
_ABROAD_AS_DIALLED = re.compile(r"\A00")
_UK = re.compile(r"0[1-35789][0-9]{8,9}")
_ABROAD = re.compile(r"\+[1-9][0-9]{6,14}")
_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]"
)


def e164(value: str) -> str | None:
    """Give +447700900123 for 07700 900123, +44 (0)7700 900123 and their like; None for no phone number."""
    if len(value) > PHONE:
        return None
    digits = _UK_FROM_ABROAD.sub("0", _PUNCTUATION.sub("", value))
    if _UK.fullmatch(digits):
        return f"+44{digits[1:]}"
    digits = _ABROAD_AS_DIALLED.sub("+", digits)
    return digits if _ABROAD.fullmatch(digits) and not digits.startswith("+44") else None


def is_email(value: str) -> bool:
    """Say whether `value` is one plain address; quoted local parts and bare hosts are not."""
    return len(value) <= EMAIL and _ADDRESS.fullmatch(value) is not None
