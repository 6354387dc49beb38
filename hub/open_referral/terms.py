"""The taxonomies: the closed lists by which a service says what, whom and where it is for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from hub.domain.codes import CrimeType
from hub.open_referral import words
from hub.open_referral.ids import stable_id

C = TypeVar("C", bound=StrEnum)


@dataclass(frozen=True, kw_only=True)
class Taxonomy:
    """One closed list."""

    id: UUID
    name: str
    description: str


@dataclass(frozen=True, kw_only=True)
class Term:
    """One value of a closed list; `parent_id` is another term of the same one."""

    id: UUID
    taxonomy: Taxonomy
    code: StrEnum
    name: str
    description: str
    parent_id: UUID | None = None


def _taxonomy(slug: str, name: str, description: str) -> Taxonomy:
    return Taxonomy(id=stable_id("taxonomy", slug), name=name, description=description)


CRIMES = _taxonomy(
    "crimes",
    "Crime types",
    "What was done, by police counting class or by need; hate crime by strand below it.",
)
CIRCUMSTANCES = _taxonomy(
    "circumstances",
    "Circumstances",
    "What is true of the person beside the crime, where a service asks for it.",
)
BOROUGHS = _taxonomy("boroughs", "Boroughs", "The five boroughs of Merseyside.")
AGES = _taxonomy("ages", "Age bands", "The person's age.")
RISKS = _taxonomy("risks", "Risk bands", "The risk as the referring agency has assessed it.")

TAXONOMIES = tuple(sorted((CRIMES, CIRCUMSTANCES, BOROUGHS, AGES, RISKS), key=lambda each: each.name))
"""By name."""


def _term_id(code: StrEnum) -> UUID:
    return stable_id("term", type(code).__name__, code)


def _terms(
    taxonomy: Taxonomy, listed: Mapping[C, words.Words], parent: StrEnum | None = None
) -> Iterator[Term]:
    for code, (name, description) in listed.items():
        yield Term(
            id=_term_id(code),
            taxonomy=taxonomy,
            code=code,
            name=name,
            description=description,
            parent_id=_term_id(parent) if parent else None,
        )


TERMS: tuple[Term, ...] = (
    *_terms(AGES, words.AGES),
    *_terms(BOROUGHS, words.BOROUGHS),
    *_terms(CIRCUMSTANCES, words.CIRCUMSTANCES),
    *_terms(CRIMES, words.CRIMES),
    *_terms(CRIMES, words.STRANDS, parent=CrimeType.HATE_CRIME),
    *_terms(RISKS, words.RISKS),
)
"""By taxonomy, each in the order of its list."""

TERM_OF: Mapping[str, Term] = {each.code: each for each in TERMS}
