"""`hub routing explain`: who would have a referral, and why nobody else."""

from datetime import datetime
from typing import Annotated

import typer

from hub.cli.explain_text import explained_lines
from hub.cli.shared import out, told, transaction
from hub.domain.calendar import london_date
from hub.domain.codes import AgeBand, Borough, CrimeType, Flag, HateStrand, Relationship, RiskBand
from hub.routing.rules import Facts, explain
from hub.sight.explaining import decided
from hub.sight.naming import names

SEVERAL = "May be given several times."


@told
def explain_facts(  # noqa: PLR0913  each fact is an option of its own
    crime_type: CrimeType,
    borough: Annotated[Borough, typer.Argument(help="Where the person lives.")],
    *,
    risk: Annotated[RiskBand, typer.Option()] = RiskBand.NOT_KNOWN,
    age_band: Annotated[AgeBand, typer.Option()] = AgeBand.NOT_KNOWN,
    flag: Annotated[list[Flag] | None, typer.Option(help=SEVERAL)] = None,
    strand: Annotated[list[HateStrand] | None, typer.Option(help=SEVERAL)] = None,
    relationship: Annotated[
        Relationship, typer.Option(help="Who the person is to the crime.")
    ] = Relationship.VICTIM,
    works_or_visits: Annotated[list[Borough] | None, typer.Option(help=SEVERAL)] = None,
    incident_borough: Annotated[Borough, typer.Option(help="Kept; no row asks for it.")] = Borough.NOT_KNOWN,
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day of receipt; today unless told.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Every row with each of its cells.")] = False,
) -> None:
    """Say who would have a referral with these facts, and why; nothing is stored."""
    with transaction() as tx:
        facts = Facts(
            crime_type=crime_type,
            borough=borough,
            risk=risk,
            age_band=age_band,
            flags=frozenset(str(each) for each in flag or ()),
            strands=frozenset(str(each) for each in strand or ()),
            relationship=relationship,
            works_or_visits=frozenset(str(each) for each in works_or_visits or ()),
            incident_borough=incident_borough,
            received_on=on.date() if on else london_date(tx.now),
        )
        decision, known = decided(tx, facts), names(tx)
    if as_json:
        out.print_json(data=explain(decision))
        return
    for line in explained_lines(decision, known):
        out.print(line, markup=False)
