"""Commands on the routing table."""

from datetime import datetime
from typing import Annotated

import typer

from hub.cli.shared import err, out, told, transaction
from hub.domain.calendar import london_date
from hub.domain.codes import AgeBand, Borough, CrimeType, Flag, RiskBand
from hub.routing.rules import Facts
from hub.sight.explaining import explained

routing = typer.Typer(no_args_is_help=True, help="Ask the routing table.")


@routing.command()
@told
def explain(
    crime_type: CrimeType,
    borough: Borough,
    risk: Annotated[RiskBand, typer.Option()] = RiskBand.NOT_KNOWN,
    age_band: Annotated[AgeBand, typer.Option()] = AgeBand.NOT_KNOWN,
    flag: Annotated[list[Flag] | None, typer.Option(help="May be given several times.")] = None,
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day of receipt; today unless told.")
    ] = None,
) -> None:
    """Say who would have a referral with these facts, and why; nothing is stored."""
    with transaction() as tx:
        facts = Facts(
            crime_type=crime_type,
            borough=borough,
            risk=risk,
            age_band=age_band,
            flags=frozenset(str(each) for each in flag or ()),
            received_on=on.date() if on else london_date(tx.now),
        )
        found = explained(tx, facts)
    out.print_json(data={key: found[key] for key in found if key != "trace"})
    for line in found["trace"]:
        if line["failed"]:
            err.print(f"  {line['row']}: not met: {', '.join(line['failed'])}")
        else:
            err.print(f"  {line['row']}: matches", style="bold")
