"""GET /v1/routing/explain: who would have a referral with these facts, and why; nothing is stored."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query

from hub.api.door import EVERYBODY, Calling
from hub.db import Transaction
from hub.domain.calendar import london_date
from hub.domain.codes import AgeBand, Borough, CrimeType, Flag, HateStrand, Relationship, RiskBand
from hub.routing.rules import Facts
from hub.sight.explaining import explained

router = APIRouter(prefix="/v1/routing", tags=["routing"])


@router.get("/explain")
def get_explain(  # noqa: PLR0913  each fact is a query parameter of its own
    calling: Calling,
    crime_type: CrimeType,
    borough: Borough,
    flag: Annotated[list[Flag] | None, Query()] = None,
    strand: Annotated[list[HateStrand] | None, Query()] = None,
    age_band: AgeBand = AgeBand.NOT_KNOWN,
    risk: RiskBand = RiskBand.NOT_KNOWN,
    relationship: Relationship = Relationship.VICTIM,
    works_or_visits: Annotated[list[Borough] | None, Query()] = None,
    incident_borough: Borough = Borough.NOT_KNOWN,
    on: date | None = None,
) -> dict[str, Any]:
    """Explain by the table of a day (today unless told): for every row each filled cell, and if it is met."""

    def act(tx: Transaction) -> dict[str, Any]:
        facts = Facts(
            crime_type=crime_type,
            borough=borough,
            flags=frozenset(str(each) for each in flag or ()),
            strands=frozenset(strand or ()),
            age_band=age_band,
            risk=risk,
            relationship=relationship,
            works_or_visits=frozenset(str(each) for each in works_or_visits or ()),
            incident_borough=incident_borough,
            received_on=on or london_date(tx.now),
        )
        return explained(tx, facts)

    return calling.run(act, *EVERYBODY)
