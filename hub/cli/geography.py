"""Commands on the list of postcodes."""

import csv
import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from hub.cli.shared import out, told, transaction
from hub.directory.actions import load_postcodes
from hub.domain.codes import Borough
from hub.domain.errors import DirectoryFileError, Fault
from hub.domain.postcode import normalise_postcode

app = typer.Typer(no_args_is_help=True, help="Which borough a postcode lies in.")


@app.command("load")
@told
def load_geography(
    file: Annotated[Path, typer.Argument(help="CSV with the columns postcode and borough; may be .gz.")],
) -> None:
    """Load which borough each postcode lies in, so that a referral may come with a postcode alone."""
    pairs = list(_postcodes(file))
    with transaction() as tx:
        count = load_postcodes(tx, pairs)
    out.print(f"Loaded {count} postcodes.")


def _postcodes(file: Path) -> Iterator[tuple[str, str]]:
    boroughs = {_plain(str(borough)): str(borough) for borough in Borough}
    faults = []
    open_it = gzip.open if file.suffix == ".gz" else open
    with open_it(file, "rt", encoding="utf-8") as lines:
        table = csv.DictReader(lines)
        if not {"postcode", "borough"}.issubset(table.fieldnames or ()):
            fault = Fault(
                pointer="/1", code="bad_header", message="The columns postcode and borough are needed."
            )
            raise DirectoryFileError("Nothing was loaded.", faults=(fault,))
        for number, row in enumerate(table, start=2):
            postcode = normalise_postcode(row.get("postcode") or "")
            borough = boroughs.get(_plain(row.get("borough") or ""))
            if postcode and borough:
                yield postcode, borough
            else:
                faults.append(Fault(pointer=f"/{number}", code="bad_row", message=_BAD_ROW))
    if faults:
        raise DirectoryFileError("Nothing was loaded.", faults=tuple(faults[:20]))


_BAD_ROW = "Give a postcode and one of the boroughs."


def _plain(name: str) -> str:
    return name.lower().replace(".", "").replace("_", " ").strip()
