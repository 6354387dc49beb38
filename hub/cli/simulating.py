"""Commands that play a quarter with made-up referrals, and that open what was made."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from hub.cli.shared import err, out, told
from hub.demo.programs import TREE
from hub.demo.simulate import Crimes, Played, any_month, read_crimes
from hub.demo.simulated_quarter import Drawn, embedded, environment, is_there, refuse_too_early, start_over
from hub.demo.simulated_quarter import simulate as play_quarter
from hub.demo.start import EXPECTED
from hub.domain.codes import Borough
from hub.domain.errors import HubError
from hub.domain.quarter import Quarter
from hub.settings import settings

FOLDER = TREE / ".hub"
PASSED_ON = {"ignore_unknown_options": True, "allow_interspersed_args": False}
"""How `simulated` is registered: whatever follows the quarter belongs to the command inside."""


@told
def simulate(
    quarter: Annotated[str, typer.Option(help="The quarter to play, such as 2019-20-Q3.")],
    crimes: Annotated[
        list[Path] | None,
        typer.Option(help="Street-crime CSV files of data.police.uk; name as many as you like."),
    ] = None,
    more: Annotated[
        list[Path] | None, typer.Argument(metavar="[FILE]...", help="Further crime files, after --crimes.")
    ] = None,
    referrals: Annotated[int, typer.Option(min=1, max=100_000, help="How many referrals to draw.")] = 5000,
    seed: Annotated[int, typer.Option(help="The same seed draws the same referrals.")] = 1,
) -> None:
    """Play a quarter of made-up referrals, drawn from recorded crime, in a database of its own.

    Without crime files it uses proportions of the autumn of 2019. Nothing is sent to anybody. A quarter that
    was simulated before is replaced.
    """
    asked = Quarter.parse(quarter)
    refuse_too_early(asked)
    files = [*(crimes or ()), *(more or ())]
    found = read_crimes(files, asked) if files else None
    if found:
        out.print(_read(found, len(files)))
    drawn = Drawn(quarter=asked, shares=found.cells if found else any_month(), referrals=referrals, seed=seed)
    with _database(asked) as opens_by:
        played = _play(drawn)
    out.print(_told(played))
    out.print(f"Open it by:\n  {opens_by} report {asked}\n  {opens_by} check --rows-only")


@told
def simulated(
    quarter: Annotated[str, typer.Argument(help="A quarter that was simulated, such as 2019-20-Q3.")],
    command: Annotated[list[str], typer.Argument(help="A command of hub, such as: report 2019-20-Q3.")],
) -> None:
    """Run a command of hub over a quarter that `hub simulate` made."""
    asked = Quarter.parse(quarter)
    with _expected_told(), embedded(FOLDER) as served:
        if not is_there(served, asked):
            raise HubError(f"{asked.label} is not simulated yet: ./run hub simulate --quarter {asked}")
        env = {**os.environ, **environment(FOLDER, served, asked)}
        ended = subprocess.run([sys.executable, "-m", "hub", *command], check=False, env=env)  # noqa: S603 - our own program
    raise typer.Exit(ended.returncode)


@contextmanager
def _database(asked: Quarter) -> Iterator[str]:
    """Point the settings to the database to fill; gives by which command line it is opened afterwards."""
    if _given():
        yield "with the same HUB_DATABASE_URL: hub"
        return
    with _expected_told(), embedded(FOLDER) as served:
        start_over(served, asked)
        os.environ.update(environment(FOLDER, served, asked))
        settings.cache_clear()
        yield f"./run hub simulated {asked}"


def _given() -> bool:
    """Say whether somebody named a database; that of a running demo, which `./run hub` names, is none."""
    url = os.environ.get("HUB_DATABASE_URL")
    file = FOLDER / "demo.env"
    return bool(url) and not (
        file.exists() and f"HUB_DATABASE_URL={url}" in file.read_text().replace("'", "")
    )


@contextmanager
def _expected_told() -> Iterator[None]:
    try:
        yield
    except EXPECTED as failed:
        raise HubError(str(failed)) from failed


def _play(drawn: Drawn) -> Played:
    owner = settings().owner_database_url
    if owner is None:
        raise HubError("Set HUB_OWNER_DATABASE_URL to the same database as the role that owns its tables.")
    urls = (settings().database_url.get_secret_value(), owner.get_secret_value())
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err) as progress:
        bar = progress.add_task(f"Playing {drawn.quarter.label}", total=drawn.referrals)
        return play_quarter(urls, drawn, lambda more: progress.advance(bar, more))


def _read(found: Crimes, files: int) -> str:
    outside = found.in_borough(Borough.OUTSIDE)
    return f"Read {found.rows:,} rows of {files} files; {outside:,} of them lie outside the five boroughs."


def _told(played: Played) -> str:
    began = ", ".join(
        f"{count:,} {status.replace('_', ' ')}" for status, count in sorted(played.taken.items())
    )
    here = f" {played.already_here:,} were there already." if played.already_here else ""
    count = sum(played.taken.values())
    return f"Played {count:,} referrals (on arrival: {began}) in {played.acts:,} acts.{here}"
