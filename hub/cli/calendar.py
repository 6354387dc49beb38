"""Commands on the calendar of working days: bank holidays that come, or go, at short notice."""

from datetime import datetime
from typing import Annotated

import typer

from hub.cli.loading import By, acting
from hub.cli.shared import out, told, transaction
from hub.journey import add_bank_holiday, remove_bank_holiday
from hub.sight.calendar import calendar_seen
from hub.sla.actions import NewHoliday

app = typer.Typer(no_args_is_help=True, help="Bank holidays, by which time limits are counted.")

Day = Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], help="The day, such as 2022-09-19.")]
Why = Annotated[str, typer.Option(help="Why; kept with the change.")]
AFTERWARDS = "Time limits that run are worked out again by the workers."


@app.command()
@told
def add(
    day: Day, name: Annotated[str, typer.Option(help="What the day is called.")], why: Why, by: By = None
) -> None:
    """Make a day a bank holiday."""
    with transaction() as tx:
        add_bank_holiday(acting(tx, by), NewHoliday(day=day.date(), name=name, why=why))
    out.print(f"{day.date()} is a bank holiday. {AFTERWARDS}", markup=False)


@app.command()
@told
def remove(day: Day, why: Why, by: By = None) -> None:
    """Make a day one that is worked after all."""
    with transaction() as tx:
        remove_bank_holiday(acting(tx, by), day.date(), why)
    out.print(f"{day.date()} is no bank holiday. {AFTERWARDS}", markup=False)


@app.command(name="list")
@told
def list_() -> None:
    """List the bank holidays to come, and every change that was made."""
    with transaction() as tx:
        seen = calendar_seen(tx)
    for day in seen.coming:
        out.print(f"{day} {day:%A}", markup=False)
    for each in seen.changes:
        verb = "added" if each["is_holiday"] else "taken away"
        who = each["person"] or each["agency"] or each["role"]
        out.print(
            f"{each['day']} {verb} {each['recorded_at']:%Y-%m-%d %H:%M} by {who}: "
            f"{each['name']}. {each['why']}",
            markup=False,
        )
