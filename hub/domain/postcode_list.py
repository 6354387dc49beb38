"""Where a list of postcodes comes from, and what is kept of each edition that was loaded."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from hub.domain.codes import MERSEYSIDE, Borough


class ListSource(StrEnum):
    """Who published a list of postcodes."""

    CODE_POINT_OPEN = "code_point_open"
    ONS_POSTCODE_DIRECTORY = "ons_postcode_directory"
    OWN = "own"


@dataclass(frozen=True, kw_only=True)
class Edition:
    """One list as it was loaded: the file, its day as far as it tells, and how many postcodes lie where.

    `boroughs` counts the five by their code; `outside` every other one, those too that are not kept because
    no part of Merseyside begins with their letters; `without_district` those that the file places nowhere.
    `published_on` is the first of the month where the file tells no more.
    """

    source: ListSource
    file_name: str
    sha256: str
    published_on: date | None
    boroughs: Mapping[str, int]
    outside: int
    without_district: int
    loaded_at: datetime
    why: str | None = None

    @property
    def inside(self) -> int:
        """How many postcodes of the five boroughs it has."""
        return sum(self.boroughs.values())

    @property
    def postcodes(self) -> int:
        """How many postcodes it says something of."""
        return self.inside + self.outside

    @property
    def shows_the_border(self) -> bool:
        """Whether it has postcodes outside, without which a sector across the border seems to lie inside."""
        return self.outside > 0

    @property
    def lacking(self) -> tuple[Borough, ...]:
        """Which of the five boroughs it has no postcode of."""
        return tuple(each for each in Borough if each in MERSEYSIDE and not self.boroughs.get(each))

    @property
    def attribution(self) -> str | None:
        """What the licence wants to be shown with it; None where the file tells nothing of its source."""
        return attribution(self.source, (self.published_on or self.loaded_at).year)


def attribution(source: ListSource, year: int) -> str | None:
    """Write the attribution that the Open Government Licence asks for, with the year of publication."""
    if source is ListSource.OWN:
        return None
    right = f"© Crown copyright and database right {year}"
    statistics = (
        f"Contains National Statistics data {right}."
        if source is ListSource.CODE_POINT_OPEN
        else "Source: Office for National Statistics licensed under the Open Government Licence v3.0."
    )
    royal_mail = f"Contains Royal Mail data © Royal Mail copyright and database right {year}."
    return f"Contains OS data {right}. {royal_mail} {statistics}"
