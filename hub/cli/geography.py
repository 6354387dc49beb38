"""Commands on the list of postcodes."""

import hashlib
from pathlib import Path
from typing import Annotated

import typer

from hub.cli.postcode_files import opened
from hub.cli.shared import err, out, told, transaction
from hub.db import Transaction
from hub.directory.actions import load_edition
from hub.directory.queries.editions import current_edition, editions
from hub.directory.rules.postcode_rows import Gathered
from hub.directory.rules.postcode_zip import published_on
from hub.domain.codes import Borough
from hub.domain.postcode_list import Edition, ListSource

app = typer.Typer(no_args_is_help=True, help="Which borough a postcode lies in.")

SOURCES = {
    ListSource.CODE_POINT_OPEN: "OS Code-Point Open",
    ListSource.ONS_POSTCODE_DIRECTORY: "the ONS Postcode Directory",
    ListSource.OWN: "a list of your own",
}


@app.command()
@told
def load(
    file: Annotated[
        Path,
        typer.Argument(
            help="OS Code-Point Open or the ONS Postcode Directory as published, the zip or a CSV of it; or "
            "a CSV with the columns postcode and borough; a CSV may be .gz."
        ),
    ],
    *,
    replace: Annotated[
        bool, typer.Option("--replace", help="Load it although it is older or smaller than the one in use.")
    ] = False,
    why: Annotated[str | None, typer.Option(help="Kept with the edition.")] = None,
) -> None:
    """Put a list of postcodes in the place of the one in use, all or nothing; nothing leaves the machine."""
    with file.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    with transaction() as tx:
        current = current_edition(tx)
        if current is not None and current.sha256 == sha256 and not replace:
            out.print(f"{file.name} is the list in use already; nothing was changed.")
            return
        edition = _load(tx, file, sha256, why, is_forced=replace)
    _show(edition)
    _warn(edition)


def _load(tx: Transaction, file: Path, sha256: str, why: str | None, *, is_forced: bool) -> Edition:
    gathered = Gathered()
    with opened(file, gathered) as (rows, texts):
        edition = Edition(
            source=ListSource.OWN,
            file_name=file.name,
            sha256=sha256,
            published_on=published_on(texts),
            boroughs={},
            outside=0,
            without_district=0,
            loaded_at=tx.now,
            why=why,
        )
        return load_edition(tx, edition, rows, gathered, is_forced=is_forced)


@app.command()
@told
def show(
    *, every: Annotated[bool, typer.Option("--all", help="Every list that was ever loaded.")] = False
) -> None:
    """Show which list of postcodes is in use: its file, its day, how much it covers, and its attribution."""
    with transaction() as tx:
        found = editions(tx)
    if not found:
        out.print("No list of postcodes is loaded: hub geography load FILE.")
    for edition in found if every else found[:1]:
        _show(edition)
    if found:
        _warn(found[0])


def _show(edition: Edition) -> None:
    day = f"published {edition.published_on}" if edition.published_on else "its day is not known"
    out.print(f"{edition.file_name}: {SOURCES[edition.source]}, {day}, loaded {edition.loaded_at:%Y-%m-%d}")
    for borough, count in sorted(edition.boroughs.items()):
        out.print(f"  {borough:<10} {count:>9,}")
    out.print(f"  {Borough.OUTSIDE:<10} {edition.outside:>9,}")
    if edition.without_district:
        out.print(f"  {edition.without_district:,} more are placed nowhere by the list, and are not known.")
    if edition.why:
        out.print(f"  why: {edition.why}", markup=False)
    out.print(f"  sha256 {edition.sha256}")
    if edition.attribution:
        out.print(f"  {edition.attribution}")


def _warn(edition: Edition) -> None:
    if edition.lacking:
        err.print(f"No postcode of {', '.join(edition.lacking)} is in it.", style="bold yellow")
    if not edition.shows_the_border:
        err.print(
            "It has no postcode outside the five boroughs, so one that it lacks is not known where its "
            "sector crosses the border. Load the whole of Code-Point Open or of the ONS directory.",
            style="bold yellow",
        )
