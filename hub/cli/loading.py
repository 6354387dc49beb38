"""Commands on the directory as a whole: load a file of it, write it to one, and who changed what and why."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Column, Table

from hub.access.people import hub_for
from hub.access.scopes import HUB
from hub.cli.drafting import approval_page
from hub.cli.shared import out, text_of, told, transaction
from hub.db import Transaction
from hub.directory.actions import Loaded
from hub.directory.actions import load as load_directory
from hub.directory.queries.in_force import directory_in_force, table_to_export
from hub.directory.queries.recorded import history, pauses_of
from hub.directory.rules import Directory, located, read_directory
from hub.directory.rules.changes import Key
from hub.directory.rules.differences import differences
from hub.directory.rules.writing import written
from hub.domain.calendar import LONDON, london_date
from hub.domain.codes import DirectoryKind
from hub.domain.errors import DirectoryFileError, NotFoundError
from hub.journey.commissioning import Drafted, draft_loaded

app = typer.Typer(no_args_is_help=True, help="What the directory said, and who changed it.")

Why = Annotated[str, typer.Option(help="Why it changes; kept with each change.")]
By = Annotated[
    str | None, typer.Option(help="The email address of the account for which this is done; kept as well.")
]


def acting(tx: Transaction, by: str | None) -> Transaction:
    """Go on as the hub for a known person, where one is named; raises NotFoundError for an unknown one."""
    return tx.acting(hub_for(tx, by) if by else HUB)


@told
def load(
    file: Annotated[Path, typer.Argument(help="A directory file, such as directories/*.toml.")],
    why: Why = "",
    by: By = None,
) -> None:
    """Load a directory file: all of it or, if it has any fault, nothing; again is harmless.

    Every change is kept with its reason, which must be given once the directory holds anything.
    """
    text = text_of(file)
    directory = read_directory(text)
    with transaction() as opened:
        tx = acting(opened, by)
        try:
            loaded = load_directory(tx, directory, why=why)
        except DirectoryFileError as error:
            raise located(error, text) from error
        table = directory.routing_table
        drafted = draft_loaded(tx, table, loaded.why) if table else None
    for line in _told(directory, loaded, drafted):
        out.print(line, markup=False)


def _told(directory: Directory, loaded: Loaded, drafted: Drafted | None) -> Iterator[str]:
    counts = [
        f"{found.total()} {word}"
        for word, found in (("new", loaded.new), ("changed", loaded.changed), ("unchanged", loaded.unchanged))
    ]
    yield f"Loaded {directory.name}: {', '.join(counts)}."
    for kind in DirectoryKind:
        parts = [
            f"{found[kind]} {word}"
            for word, found in (("new", loaded.new), ("changed", loaded.changed))
            if found[kind]
        ]
        if parts:
            yield f"  {_words(kind)}: {', '.join(parts)}"
    if drafted is not None:
        state = f"revision {drafted.revision} of its draft" if drafted.changed else "its draft is unchanged"
        yield f"  routing table: {drafted.reference}, {state}; it decides once two people have seen to it:"
        yield f"    {approval_page(drafted)}"
    for key in loaded.ended:
        yield f"  pause: ended {key}, as the file no longer names it"
    for key in loaded.given_way:
        yield f"  contract: {key} was only carried over and gives way"
    for kind, key in loaded.left:
        yield f"  {_words(kind)}: {key} is not in the file and stays as it is"


def _words(kind: DirectoryKind) -> str:
    return kind.replace("_", " ")


@told
def export(
    file: Annotated[Path | None, typer.Argument(help="Where to write it; printed unless told.")] = None,
) -> None:
    """Write the directory in force as one file, which loads back to the same; no secret is in it."""
    with transaction() as tx:
        today = london_date(tx.now)
        directory, carried = directory_in_force(tx, f"The directory on {today}")
        table = table_to_export(tx, today)
    if not (directory.agencies or directory.services or directory.support_agencies):
        raise NotFoundError("There is nothing to write: load a directory file first.")
    legend = f"Left out: {carried} contracts and agreements that were only carried over." if carried else ""
    text = written(directory, table, legend)
    if file is None:
        out.file.write(text)
        return
    file.write_text(text, encoding="utf-8")
    out.print(f"Wrote {file}.", markup=False)


@app.command("history")
@told
def show_history(
    kind: Annotated[DirectoryKind, typer.Argument(help="What it is; of a pause give its service's slug.")],
    key: Annotated[str, typer.Argument(help="What the file calls it: its slug, reference or number.")],
) -> None:
    """List what was changed of one thing of the directory, the latest first, by whom and why.

    A service's pauses stand among what was changed of it.
    """
    with transaction() as tx:
        versions = history(tx, *_things(tx, kind, key))
    if not versions:
        raise NotFoundError(f"The directory never had a {_words(kind)} called {key}.")
    columns = (Column("version", justify="right"), "when", "by", Column("what", overflow="fold"), "why")
    table = Table(*columns)
    for version in versions:
        when = f"{version['at'].astimezone(LONDON):%Y-%m-%d %H:%M}"
        by = str(version["account_name"] or version["agency_name"] or version["role"])
        of_pause = "pause: " if version["kind"] is DirectoryKind.PAUSE else ""
        table.add_row(str(version["version"]), when, by, f"{of_pause}{_what(version)}", version["why"])
    out.print(table)


def _things(tx: Transaction, kind: DirectoryKind, key: str) -> list[Key]:
    pauses = pauses_of(tx, key) if kind in {DirectoryKind.SERVICE, DirectoryKind.PAUSE} else ()
    return [(kind, key), *pauses]


def _what(version: Mapping[str, Any]) -> str:
    if version["content"] is None:
        return "taken out"
    if version["before"] is None:
        return "new"
    found = differences(version["before"], version["content"])
    return "\n".join(f"{each.name}: {each.before} -> {each.after}" for each in found)
