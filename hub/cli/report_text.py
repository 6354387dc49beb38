"""A quarter's report as tables for a terminal; the figures and their names are the API's."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

Plain = Mapping[str, Any]

_NONE = "-"


def rendered(report: Plain) -> RenderableType:
    """Set a report out: totals, then by borough, crime type and provider, then the clocks."""
    return Group(*_parts(report))


def _parts(report: Plain) -> Iterator[RenderableType]:
    counts, total = report["counts"], report["referrals"]["all"]
    yield Text(f"{report['label']}{_how_far(report)}", style="bold")
    yield Text(
        f"{counts['persons']} persons, {counts['referrals']} referrals, {counts['interventions']} "
        f"interventions. {'Every row balances.' if report['balanced'] else 'NOT EVERY ROW BALANCES.'}"
    )
    yield Text(
        f"Received {total['received']}: information only {total['information_only']}, returned "
        f"{total['returned']}{_reasons(total['returned_by_reason'])}, possible duplicates "
        f"{total['possible_duplicates']}, without a service {total['no_service']}."
    )
    for axis, title in (("borough", "Referrals by borough"), ("crime_type", "Referrals by crime type")):
        yield _referrals(report, axis, title)
    yield _providers(report)
    yield _clocks(report)


def _how_far(report: Plain) -> str:
    if report["complete"]:
        return ""
    return ", so far" if report["starts_at"] <= report["as_of"] else ", which has not begun"


def _referrals(report: Plain, axis: str, title: str) -> Table:
    balance_columns = ("open at start", "received", "moved in", "closed", "open at end")
    columns = (*balance_columns, "(info only)", "(returned)")
    table = _table(title, columns)
    for name, balance in sorted(report["balance"]["referrals"].get(axis, {}).items()):
        figures = report["referrals"].get(axis, {}).get(name, {})
        table.add_row(
            _words(name),
            *(
                str(balance[key])
                for key in ("open_at_start", "received", "moved_in", "closed", "open_at_end")
            ),
            *(str(figures.get(key, 0)) for key in ("information_only", "returned")),
        )
    return table


def _providers(report: Plain) -> Table:
    keys = ("received", "moved_in", "handed_over", "accepted", "declined", "chased", "escalated", "breached")
    columns = ("received", "moved in", "handed over", "ack. in time", *keys[3:])
    table = _table("Assignments by provider", columns)
    for name, figures in sorted(report["assignments"].get("provider", {}).items()):
        within = f"{figures['acknowledged_within_target']} of {figures['acknowledged_within_target_of']}"
        table.add_row(
            name, *(str(figures[key]) for key in keys[:3]), within, *(str(figures[key]) for key in keys[3:])
        )
    return table


def _clocks(report: Plain) -> Table:
    table = _table("Clocks", ("kept", "breached", "running at end", "median", "90th percentile"))
    for clock, cuts in report["clocks"].items():
        figures = cuts["all"]
        table.add_row(
            _words(clock),
            *(str(figures[key]) for key in ("met", "breached", "running_at_end")),
            _length(figures["median_seconds"]),
            _length(figures["p90_seconds"]),
        )
    return table


def _table(title: str, columns: tuple[str, ...]) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD)
    table.add_column("", no_wrap=True)
    for column in columns:
        table.add_column(column, justify="right", no_wrap=True)
    return table


def _reasons(by_reason: Mapping[str, int]) -> str:
    said = ", ".join(f"{_words(reason)} {count}" for reason, count in sorted(by_reason.items()))
    return f" (by reason, some for several: {said})" if said else ""


def _words(code: str) -> str:
    return code.replace("_", " ")


def _length(seconds: int | None) -> str:
    return _NONE if seconds is None else str(timedelta(seconds=seconds))
