"""Age, as it stands in London on the day of receipt."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from hub.domain.calendar import london_date
from hub.domain.codes import AgeBand

if TYPE_CHECKING:
    from hub.domain.submission import Identity

UNDER_16 = frozenset({AgeBand.UNDER_13, AgeBand.AGE_13_TO_15})
UNDER_18 = UNDER_16 | {AgeBand.AGE_16_TO_17}

_BANDS = (
    (13, AgeBand.UNDER_13),
    (16, AgeBand.AGE_13_TO_15),
    (18, AgeBand.AGE_16_TO_17),
    (25, AgeBand.AGE_18_TO_24),
    (60, AgeBand.AGE_25_TO_59),
)


def age_on(birth_date: date, day: date) -> int:
    """Full years on `day`; who was born on 29 February is a year older on 1 March of a common year."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def age_band(identity: "Identity", received_at: datetime) -> AgeBand:
    """Give the band of the person's age on the London day of receipt; the birth date goes before the age."""
    age = identity.age
    if identity.birth_date is not None:
        age = age_on(identity.birth_date, london_date(received_at))
    if age is None:
        return AgeBand.NOT_KNOWN
    return next((band for below, band in _BANDS if age < below), AgeBand.AGE_60_AND_OVER)
