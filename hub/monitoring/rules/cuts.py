"""By what figures are split."""

from dataclasses import dataclass, fields
from enum import StrEnum


class Axis(StrEnum):
    """One way to split the rows of a quarter; each is a column of the CSV, in this order."""

    PROVIDER = "provider"
    SERVICE = "service"
    SOURCE = "source"
    BOROUGH = "borough"
    CRIME_TYPE = "crime_type"
    AGE_BAND = "age_band"
    RISK = "risk"
    STRAND = "strand"


@dataclass(frozen=True, kw_only=True)
class Cut:
    """The rows that a figure is drawn from: those with these values; none named means all rows.

    A referral with two strands of hate lies in two cuts, so strands do not add up to all.
    """

    provider: str | None = None
    service: str | None = None
    source: str | None = None
    borough: str | None = None
    crime_type: str | None = None
    age_band: str | None = None
    risk: str | None = None
    strand: str | None = None

    @classmethod
    def along(cls, axis: str, name: str) -> "Cut":
        """Make the cut with one value along one axis; "all" for every row."""
        return ALL if axis == "all" else cls(**{axis: name})

    @property
    def named(self) -> dict[str, str]:
        """The axes that it is cut along, each with its value."""
        values = ((field.name, getattr(self, field.name)) for field in fields(self))
        return {axis: value for axis, value in values if value is not None}


ALL = Cut()
