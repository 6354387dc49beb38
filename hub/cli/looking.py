"""Commands that look: the invariants, a quarter's report."""

from pathlib import Path
from typing import Annotated

import typer

from hub.check import Extent, look
from hub.cli.report_text import rendered
from hub.cli.shared import COULD_NOT, err, out, told, transaction
from hub.db import Database
from hub.domain.quarter import Quarter
from hub.journey.phoning import duty_at
from hub.monitoring.actions import as_csv, as_plain, quarter_report
from hub.settings import settings


@told
def check(
    *,
    full: Annotated[
        bool, typer.Option("--full", help="Look at every row, however long ago it ended.")
    ] = False,
    rows_only: Annotated[
        bool,
        typer.Option(
            "--rows-only", help="Do not ask the broker, as there is none beside a simulated quarter."
        ),
    ] = False,
) -> None:
    """Check what must always hold of the rows, and change none.

    Without --full it looks at what is live, waits or moved in the last two days. Exit 0 if all holds, 1 if
    not, 2 if it could not be checked.
    """
    with transaction() as tx:
        duty = duty_at(tx)
    if duty.coordinator is None:
        out.print(f"{duty.why} Calls to make go to HUB_DUTY_MAILBOX.", markup=False)
    database = Database(settings().database_url.get_secret_value(), pool=1)
    try:
        looked = look(database, Extent.FULL if full else Extent.QUICK, rows_only=rows_only)
    finally:
        database.close()
    for breach in looked.breaches:
        out.print(f"{breach.name}: {breach.count} rows break it, such as {', '.join(breach.ids)}")
        out.print(f"  {breach.meaning}")
    if not looked.broker_answered:
        err.print("The broker does not answer, so that nobody knows what lies there.", style="bold red")
    if looked.breaches:
        raise typer.Exit(1)
    if not looked.broker_answered:
        raise typer.Exit(COULD_NOT)
    out.print("Every invariant holds.")


@told
def report(
    quarter: Annotated[str, typer.Argument(help="Such as 2017-18-Q1.")],
    csv: Annotated[Path | None, typer.Option(help="Write the figures there as CSV instead.")] = None,
    *,
    json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON instead.")] = False,
) -> None:
    """Report a quarter: what was received, how soon it was answered, and whether it balances."""
    asked = Quarter.parse(quarter)
    with transaction() as tx:
        found = quarter_report(tx, asked)
    if csv:
        csv.write_text(as_csv(found), encoding="utf-8")
        out.print(f"Wrote {csv}.")
    elif json:
        out.print_json(data=as_plain(found))
    else:
        out.print(rendered(as_plain(found)))
