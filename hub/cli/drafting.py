"""Commands on drafts of the routing table; a second person approves and publishes them on the pages."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from hub.cli.shared import err, out, text_of, told, transaction
from hub.db import Transaction
from hub.directory.rules import read_routing_table
from hub.domain.calendar import london_date
from hub.domain.errors import NotFoundError
from hub.domain.routing_content import TableContent
from hub.journey import commissioning
from hub.journey.commissioning import Drafted
from hub.routing import queries
from hub.routing.rules.checking import Checked
from hub.settings import settings
from hub.sight import routing_drafts

FAULTY = 1
"""The exit code of a check that found faults."""

File = Annotated[
    Path, typer.Argument(help="A file with [routing_table], alone or in a whole directory file.")
]


@told
def draft(
    file: File,
    why: Annotated[str, typer.Option(help="Why the table changes; the second person reads it.")],
) -> None:
    """Keep a file's routing table as a draft, or as the next revision of the open draft of its name."""
    table = read_routing_table(text_of(file))
    with transaction() as tx:
        drafted = commissioning.draft(tx, table, why)
    kept = "Kept as" if drafted.changed else "Nothing new in"
    out.print(f"{kept} revision {drafted.revision} of the draft {drafted.reference}; it decides nothing yet.")
    out.print(f"A second person approves it, and it is published, at {approval_page(drafted)}")


def approval_page(drafted: Drafted) -> str:
    """Give the address of the page on which a person of the commissioner approves and publishes a draft."""
    return f"{settings().public_url.rstrip('/')}/commissioner/routing/drafts/{drafted.id}"


@told
def check(
    draft_or_file: Annotated[str, typer.Argument(help="The reference of an open draft, or a file.")],
) -> None:
    """Check a draft or a file as if it were published today; 1 with every fault, 0 if it has none."""
    with transaction() as tx:
        checked = commissioning.check(tx, content_of(tx, draft_or_file))
    _tell(checked)
    if not checked.clean:
        raise typer.Exit(FAULTY)


def content_of(tx: Transaction, draft_or_file: str) -> TableContent:
    """Find what a command names: a file, or the open draft of a reference; raises NotFoundError."""
    if Path(draft_or_file).is_file():
        return read_routing_table(text_of(Path(draft_or_file))).content()
    found = queries.open_draft(tx, draft_or_file)
    if found is None:
        raise NotFoundError(
            "There is neither a file nor an open draft of this name: see `hub routing drafts`."
        )
    return found.content


def _tell(checked: Checked) -> None:
    passed = sum(each.passed for each in checked.tried)
    out.print(f"Examples passed: {passed} of {len(checked.tried)}")
    out.print(f"Gaps left to a person on purpose: {len(checked.signed_off)}")
    for each in checked.signed_off:
        state = "" if each.holds_on(checked.measured_on) else "  RUN OUT"
        out.print(f"  until {each.expires}, {each.by}: {each.reason}{state}", markup=False)
    for key in checked.idle:
        out.print(f"Row {key} changes no decision.", markup=False)
    if checked.clean:
        out.print("No faults: it may be published once a second person has approved it.")
        return
    err.print(f"Faults: {len(checked.faults)}", style="bold red")
    for fault in checked.faults:
        err.print(f"  {fault.pointer}: {fault.message} ({fault.code})", markup=False)


@told
def drafts() -> None:
    """List all drafts, the last touched first."""
    table = Table("Draft", "From", "Before", "Revision", "State", "Made", "By", "Why", box=None)
    with transaction() as tx:
        for each, made_by in routing_drafts.listed(tx):
            days = (str(each.content.starts_on), str(each.content.ends_before))
            made = (str(london_date(each.made_at)), made_by, each.why)
            table.add_row(each.reference, *days, str(each.revision), str(each.state), *made)
    out.print(table)


@told
def tables() -> None:
    """List all published tables, the last published first, with the print of what each says."""
    table = Table("Table", "From", "Before", "Published", "Carried from", "Print", box=None)
    with transaction() as tx:
        for each in queries.published_tables(tx):
            days = (str(each["starts_on"]), str(each["ends_before"]), str(london_date(each["published_at"])))
            table.add_row(each["name"], *days, each["carried_from"] or "", each["hash"])
    out.print(table)
