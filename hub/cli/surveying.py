"""Commands that survey routing: its holes, what a draft would change, where referrals of a quarter went."""

import csv as csv_format
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from hub.cli.drafting import content_of
from hub.cli.shared import out, told, transaction
from hub.domain.quarter import Quarter
from hub.sight import comparison_lines
from hub.sight import tally as tallying
from hub.sight.comparing import compared, published_table, trial_of
from hub.sight.gap_lines import COLUMNS as GAP_COLUMNS
from hub.sight.gap_lines import GapLine, LeftOnPurpose
from hub.sight.gaps import Gaps, Stretch
from hub.sight.gaps import gaps as find_gaps
from hub.sight.naming import names

Csv = Annotated[Path | None, typer.Option(help="Write it there as CSV instead.")]
Json = Annotated[bool, typer.Option("--json", help="Print it as JSON instead.")]


@told
def gaps(
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day; today unless told.")
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Look at each stretch of days up to, without, this one."),
    ] = None,
    csv: Csv = None,
    *,
    json: Json = False,
) -> None:
    """Find the holes of routing, exact over all possible referrals; first the one that most real ones meet.

    Cells where nobody leads or two do, rows that do nothing, and services that a row leads to without a
    contract or while paused: those in store until the table ends, or with --until those of each stretch.
    A gap that the table leaves to a person on purpose stands after them, with who signed it off until when.
    """
    with transaction() as tx:
        found = find_gaps(tx, on.date() if on else None, until.date() if until else None)
    if csv:
        write_csv(csv, GAP_COLUMNS, found.cells())
    elif json:
        out.print_json(data=found.plain())
    else:
        _print_gaps(found)


@told
def compare(
    draft: Annotated[str, typer.Argument(help="The reference of an open draft, or a file.")],
    against: Annotated[
        str | None, typer.Option(help="A published table's reference; the one in force today unless told.")
    ] = None,
    quarter: Annotated[
        str | None, typer.Option(help="Such as 2017-18-Q1; the last whole one unless told.")
    ] = None,
    csv: Csv = None,
    *,
    json: Json = False,
) -> None:
    """Try a draft: every cell that changes, and which referrals of a quarter would have gone elsewhere.

    The referrals' facts as stored are routed by both tables, within the consent and the exclusions of each;
    contracts, pauses and capacity are left out, and each service's number is set beside its contract's.
    """
    asked = Quarter.parse(quarter) if quarter else None
    with transaction() as tx:
        tried = trial_of(content_of(tx, draft))
        found = compared(tx, tried, published_table(tx, against), asked)
    if csv:
        write_csv(csv, comparison_lines.COLUMNS, comparison_lines.cells(found))
    elif json:
        out.print_json(data=found.plain())
    else:
        for line in comparison_lines.text(found):
            out.print(line, markup=False)


@told
def tally(
    quarter: Annotated[str, typer.Argument(help="Such as 2017-18-Q1.")],
    csv: Csv = None,
) -> None:
    """Count a quarter's referrals by crime type, borough and the service that led first.

    The share is that of the referrals for which the first decision found no service, so that a person
    decided.
    """
    asked = Quarter.parse(quarter)
    with transaction() as tx:
        lines, services = tallying.tally(tx, asked), names(tx).services
    if csv:
        write_csv(csv, tallying.COLUMNS, tallying.cells(lines))
        return
    for line in lines:
        out.print(f"{tallying.heading_words(line)}: {tallying.words(line, services)}", markup=False)
    if all_of_it := tallying.together(lines):
        out.print(f"All of {asked.label}: {tallying.words(all_of_it, services)}", markup=False)
    else:
        out.print(f"No referral was received in {asked.label}.")


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a table for a spreadsheet and say so."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv_format.writer(file)
        writer.writerow(header)
        writer.writerows(["" if value is None else value for value in row] for row in rows)
    out.print(f"Wrote {path}.")


def _print_gaps(found: Gaps) -> None:
    for each in found.stretches:
        _print_stretch(each)
    out.print(
        f"The number before a finding is how many of the {found.referrals} referrals received since "
        f"{found.since:%Y-%m-%d} it touches."
    )


def _print_stretch(stretch: Stretch) -> None:
    days = _days(stretch.starts_on, stretch.ends_before - timedelta(days=1))
    left = len(stretch.on_purpose)
    counted = f"{len(stretch.open)} open, {left} left to a person on purpose"
    out.print(f"{days}: {stretch.table or 'no table'}: {counted}", style="bold", markup=False)
    for line in stretch.open:
        _print_line(line)
    if not stretch.open:
        only = "the only gaps are left to a person on purpose." if left else "and none is left to a person."
        out.print(f"        Nothing is open; {only}")
    for each in stretch.on_purpose:
        _print_left(each)


def _print_left(each: LeftOnPurpose) -> None:
    until = each.signed_off.expires - timedelta(days=1)
    signed = f"signed off by {each.signed_off.by} until {until:%Y-%m-%d}"
    out.print(f"On purpose: {each.signed_off.reason} ({signed})", markup=False)
    for line in each.lines:
        _print_line(line)


def _print_line(line: GapLine) -> None:
    out.print(f"{line.referrals:>6}  {line.words}", markup=False)


def _days(first: date, last: date) -> str:
    return f"{first:%Y-%m-%d}" if first == last else f"{first:%Y-%m-%d} to {last:%Y-%m-%d}"
