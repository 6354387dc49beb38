"""The same routing table for zen-engine: a decision table in its JSON, by its collect policy."""

import json
from collections.abc import Callable, Iterable, Mapping

import zen

from hub.domain.codes import MERSEYSIDE, Borough
from hub.domain.routing_table import WHOLE_AREA, Facts, RoutingTable, Row

COLUMNS = (
    "crime_type", "aspects", "also", "without", "strands", "relationship", "age_band", "risk", "place", "day",
)  # fmt: skip
FIELDS = {"also": "aspects", "without": "aspects", "place": ""}
"""What a column reads, where that is not its own name; the place needs two facts, so its cell names them."""


def decision_of(table: RoutingTable) -> zen.ZenDecision:
    """Make a decision of the table; `keys` evaluates it."""
    content = {
        "hitPolicy": "collect",
        "inputs": [{"id": name, "name": name, "field": FIELDS.get(name, name)} for name in COLUMNS],
        "outputs": [{"id": "key", "name": "key", "field": "key"}],
        "rules": [{"_id": row.key, "key": json.dumps(row.key), **cells(row)} for row in table.rows],
    }
    nodes = [
        {"id": "in", "type": "inputNode", "name": "facts"},
        {"id": "table", "type": "decisionTableNode", "name": "table", "content": content},
        {"id": "out", "type": "outputNode", "name": "rows"},
    ]
    edges = [
        {"id": "1", "type": "edge", "sourceId": "in", "targetId": "table"},
        {"id": "2", "type": "edge", "sourceId": "table", "targetId": "out"},
    ]
    placed = [{**node, "position": {"x": 0, "y": 0}} for node in nodes]
    return zen.ZenEngine().create_decision(json.dumps({"nodes": placed, "edges": edges}))


def context(facts: Facts) -> dict[str, object]:
    """Give the facts as the columns read them."""
    return {
        "crime_type": str(facts.crime_type),
        "aspects": sorted(facts.aspects),
        "strands": sorted(facts.strands),
        "relationship": str(facts.relationship),
        "age_band": str(facts.age_band),
        "risk": str(facts.risk),
        "home": str(facts.borough),
        "visits": sorted(facts.works_or_visits),
        "day": facts.received_on.toordinal(),
    }


def keys(decision: zen.ZenDecision, facts: Mapping[str, object]) -> set[str]:
    """Name the rows that match."""
    return {found["key"] for found in decision.evaluate(dict(facts))["result"] or ()}


def cells(row: Row) -> dict[str, str]:
    """Write a row's cells as zen's expressions; an empty text matches anything."""
    said: dict[str, tuple[frozenset[str], Callable[[str], str]]] = {
        "crime_type": (row.crime_types, lambda codes: codes),
        "aspects": (row.aspects, _some),
        "also": (row.also, _some),
        "without": (row.without, lambda codes: f"not({_some(codes)})"),
        "strands": (row.strands, _some),
        "relationship": (row.relationships, lambda codes: codes),
        "age_band": (row.age_bands, lambda codes: codes),
        "risk": (row.risks, lambda codes: codes),
    }
    written = {name: write(_list(codes)) if codes else "" for name, (codes, write) in said.items()}
    return {**written, "place": _place(row), "day": _day(row)}


def _list(codes: Iterable[str]) -> str:
    return ", ".join(json.dumps(code) for code in sorted(codes))


def _some(codes: str) -> str:
    return f"some($, # in [{codes}])"


def _place(row: Row) -> str:
    if not row.boroughs:
        return ""
    area = {*MERSEYSIDE, Borough.NOT_KNOWN} if WHOLE_AREA in row.boroughs else set()
    homes = {str(each) for each in area} | row.boroughs - {WHOLE_AREA}
    at_home = f"home in [{_list(homes)}]"
    near = homes & {str(each) for each in MERSEYSIDE}
    if row.places == "home" or not near:
        return at_home
    return f"{at_home} or some(visits, # in [{_list(near)}])"


def _day(row: Row) -> str:
    since = f">= {row.starts_on.toordinal()}" if row.starts_on else ""
    until = f"< {row.ends_before.toordinal()}" if row.ends_before else ""
    return " and ".join(f"$ {bound}" for bound in (since, until) if bound)
