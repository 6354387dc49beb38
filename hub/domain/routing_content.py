"""What a routing table says as a whole: rows, the examples that travel with it, the gaps left to a person."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from hub.domain.codes import AgeBand, Borough, Certainty, CrimeType, Relationship, RiskBand, UnitTask
from hub.domain.plain import from_plain, to_plain
from hub.domain.routing_row import LISTS, Facts, Row, RowRole, row_from_plain


class DraftState(StrEnum):
    """Where a draft stands; the last two are for good."""

    OPEN = "open"
    APPROVED = "approved"
    PUBLISHED = "published"
    DROPPED = "dropped"


@dataclass(frozen=True, kw_only=True)
class Example:
    """One case with the answer that its author wants; exactly one of the four answers is given.

    `received_on` is the first day of the table where it is not told. `consent_names` are services that the
    consent names, beside any suitable one. `triage`: a person decides.
    """

    name: str
    note: str = ""
    received_on: date | None = None
    crime_type: CrimeType
    flags: tuple[str, ...] = ()
    strands: tuple[str, ...] = ()
    borough: Borough = Borough.NOT_KNOWN
    works_or_visits: tuple[str, ...] = ()
    incident_borough: Borough = Borough.NOT_KNOWN
    age_band: AgeBand = AgeBand.NOT_KNOWN
    risk: RiskBand = RiskBand.NOT_KNOWN
    relationship: Relationship = Relationship.VICTIM
    consent_names: tuple[str, ...] = ()
    lead: str | None = None
    information_only: bool = False
    triage: bool = False
    outside_area: bool = False
    additional: tuple[str, ...] = ()
    unit_task: UnitTask | None = None
    row: str | None = None

    def facts(self, first_day: date) -> Facts:
        """Give the facts as routing would read them from a referral."""
        return Facts(
            crime_type=self.crime_type,
            flags=frozenset(self.flags),
            strands=frozenset(self.strands),
            borough=self.borough,
            works_or_visits=frozenset(self.works_or_visits),
            incident_borough=self.incident_borough,
            age_band=self.age_band,
            risk=self.risk,
            relationship=self.relationship,
            received_on=self.received_on or first_day,
        )


@dataclass(frozen=True, kw_only=True)
class SignedOff:
    """A gap left to a person on purpose, told by the cells of a row; from `expires` on it is open again."""

    reason: str
    by: str
    expires: date
    crime_types: tuple[str, ...] = ()
    aspects: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    strands: tuple[str, ...] = ()
    relationships: tuple[str, ...] = ()
    age_bands: tuple[str, ...] = ()
    risks: tuple[str, ...] = ()
    boroughs: tuple[str, ...] = ()

    def holds_on(self, day: date) -> bool:
        """Say whether the gap is still left on purpose on a day."""
        return day < self.expires

    def row(self, position: int) -> Row:
        """Give its cells as a row, which stands for the gap where rows are compared."""
        return row_from_plain(
            {
                "position": position,
                "key": f"signed-off-{position}",
                "role": RowRole.LEAD,
                "because": self.reason,
                "certainty": Certainty.STATED,
                **{str(cell): getattr(self, cell) for cell in LISTS},
            }
        )


@dataclass(frozen=True, kw_only=True)
class TableContent:
    """All that is drafted, approved and published, for days from `starts_on`; `rows` are as stored."""

    reference: str
    starts_on: date
    ends_before: date
    rows: tuple[Mapping[str, Any], ...]
    examples: tuple[Example, ...] = ()
    signed_off: tuple[SignedOff, ...] = ()

    def read_rows(self) -> tuple[Row, ...]:
        """Give the rows as routing asks them."""
        return tuple(row_from_plain(row) for row in self.rows)

    def excused(self, day: date) -> tuple[Row, ...]:
        """Give the gaps that are left on purpose on a day, as rows; `of_row` gives what they stand for."""
        return tuple(row for row in self._gaps() if self.of_row(row).holds_on(day))

    def lapsed(self, day: date) -> tuple[Row, ...]:
        """Give the gaps whose sign-off has run out by a day, as rows."""
        return tuple(row for row in self._gaps() if not self.of_row(row).holds_on(day))

    def of_row(self, row: Row) -> SignedOff:
        """Give the sign-off that a row of `excused` or `lapsed` stands for."""
        return self.signed_off[row.position - 1]

    def _gaps(self) -> Iterator[Row]:
        return (each.row(position) for position, each in enumerate(self.signed_off, start=1))

    def stored(self) -> dict[str, Any]:
        """Give the three lists as JSON-able values, by the name of their column."""
        return {
            "rows": [dict(row) for row in self.rows],
            "examples": [to_plain(each) for each in self.examples],
            "signed_off": [to_plain(each) for each in self.signed_off],
        }

    def fingerprint(self) -> str:
        """Give the SHA-256 of everything here, the same in whatever order the keys were written."""
        head = {
            "reference": self.reference,
            "starts_on": self.starts_on.isoformat(),
            "ends_before": self.ends_before.isoformat(),
        }
        canonical = json.dumps({**head, **self.stored()}, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()


def content_from_stored(reference: str, stored: Mapping[str, Any]) -> TableContent:
    """Read a content back from its columns; raises TypeError or ValueError for what is none."""
    return TableContent(
        reference=reference,
        starts_on=stored["starts_on"],
        ends_before=stored["ends_before"],
        rows=tuple(stored["rows"]),
        examples=tuple(from_plain(Example, each) for each in stored["examples"]),
        signed_off=tuple(from_plain(SignedOff, each) for each in stored["signed_off"]),
    )
