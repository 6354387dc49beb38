"""The examples of a routing table and the gaps left on purpose, in plain words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from hub.domain.routing_content import Example, SignedOff
from hub.portal.commissioner.table_words import in_words, row_name
from hub.portal.words import label
from hub.routing.rules.trying import Tried
from hub.sight.naming import Names

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class PrintedExample:
    """One example: what is known as (heading, words), the answer wanted, and what came where that differs."""

    name: str
    note: str
    facts: Pairs
    wanted: tuple[str, ...]
    got: str | None


@dataclass(frozen=True, kw_only=True)
class PrintedGap:
    """One gap left on purpose."""

    conditions: Pairs
    reason: str
    by: str
    expires: date


def example_in_words(example: Example, names: Names, tried: Tried | None = None) -> PrintedExample:
    """Write an example out, with what came of it if it was tried."""
    failed = tried is not None and not tried.passed
    return PrintedExample(
        name=example.name,
        note=example.note,
        facts=(*_facts(example), *_consent(example, names)),
        wanted=tuple(_wanted(example, names)),
        got=_with_names(tried.got, names) if tried and failed else None,
    )


def gap_in_words(gap: SignedOff, position: int, names: Names) -> PrintedGap:
    """Write a gap out as the row that it stands for."""
    conditions = in_words(gap.row(position), names).conditions
    return PrintedGap(conditions=conditions, reason=gap.reason, by=gap.by, expires=gap.expires)


def gaps_in_words(gaps: Sequence[SignedOff], names: Names) -> list[PrintedGap]:
    """Write every gap out, in order."""
    return [gap_in_words(gap, position, names) for position, gap in enumerate(gaps, start=1)]


def _with_names(text: str, names: Names) -> str:
    """Put the names of services for their slugs, in a text that has no other words like them."""
    return re.sub(r"[a-z0-9]+(?:-[a-z0-9]+)*", lambda found: names.services.get(found[0], found[0]), text)


def _facts(example: Example) -> Iterator[tuple[str, str]]:
    yield "Crime type", label(example.crime_type)
    if example.flags:
        yield "Flags", _listed(example.flags)
    if example.strands:
        yield "Hate strands", _listed(example.strands)
    yield "Lives in", label(example.borough)
    if example.works_or_visits:
        yield "Works in or visits", _listed(example.works_or_visits)
    if example.incident_borough != "not_known":
        yield "Happened in", label(example.incident_borough)
    yield "Age", label(example.age_band)
    yield "Risk", label(example.risk)
    yield "Who the person is", label(example.relationship)


def _consent(example: Example, names: Names) -> Pairs:
    called = [names.services.get(slug, slug) for slug in example.consent_names]
    return (("Consent names", ", ".join(called)),) if called else ()


def _wanted(example: Example, names: Names) -> Iterator[str]:
    for heading, slugs in (
        ("Lead", (example.lead,) if example.lead else ()),
        ("In addition", example.additional),
    ):
        if slugs:
            yield f"{heading}: {', '.join(names.services.get(slug, slug) for slug in slugs)}"
    yield from (words for answer, words in _NOBODY.items() if getattr(example, answer))
    if example.unit_task:
        yield f"Task for the referring unit: {label(example.unit_task)}"
    if example.row:
        yield f"By the row: {row_name(example.row)}"


_NOBODY = {
    "information_only": "Nobody is sent: the referring unit gives information",
    "triage": "A person decides",
    "outside_area": "Back to the referrer",
}


def _listed(codes: Sequence[str]) -> str:
    return ", ".join(label(code) for code in codes)
