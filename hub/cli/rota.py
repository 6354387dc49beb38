"""Commands on the rota: who is on duty at an instant, and a rota from a file."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from hub.cli.loading import By, acting
from hub.cli.shared import out, text_of, told, transaction
from hub.domain.calendar import LONDON
from hub.duty.actions.rota import replace_rota
from hub.duty.rules import OnDuty, Shift
from hub.duty.rules.entries import read_rota
from hub.duty.rules.hours import write_hours
from hub.journey.phoning import duty_at
from hub.settings import settings

app = typer.Typer(no_args_is_help=True, help="Who is on duty as referral coordinator, and who deputises.")


@app.command()
@told
def show(
    at: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"], help="London's day and time; now unless told."
        ),
    ] = None,
) -> None:
    """Show who is on duty at an instant, why, and where they are reached."""
    with transaction() as tx:
        duty = duty_at(tx.at(at.replace(tzinfo=LONDON)) if at else tx)
    for line in _lines(duty):
        out.print(line, markup=False)


@app.command()
@told
def load(
    file: Annotated[Path, typer.Argument(help="A CSV file: docs/operations.md has its columns.")],
    why: Annotated[str, typer.Option(help="Why; kept with each entry that changes.")],
    by: By = None,
) -> None:
    """Make the rota what a file says; entries that it has no more are taken off, and kept as history."""
    wanted = read_rota(text_of(file))
    with transaction() as tx:
        found = replace_rota(acting(tx, by), wanted, why)
    out.print(f"{found.added} entries put on the rota, {found.removed} taken off, {found.kept} as before.")


def _lines(duty: OnDuty) -> list[str]:
    chosen = settings()
    nobody = f"nobody: calls go to {chosen.duty_phone}, {chosen.duty_mailbox}"
    return [
        f"Referral coordinator: {_line(duty.coordinator) if duty.coordinator else nobody}",
        f"Force's duty desk: {_line(duty.desk) if duty.desk else 'nobody'}",
        duty.why,
    ]


def _line(shift: Shift) -> str:
    return f"{shift.who}, {shift.phone}, {shift.mailbox} ({write_hours(shift.hours)})"
