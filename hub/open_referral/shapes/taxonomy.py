"""Taxonomies, their terms, and the attributes that file something under a term."""

from uuid import UUID

from pydantic import Field

from hub.open_referral.ids import stable_id
from hub.open_referral.shapes import Shape
from hub.open_referral.terms import TERMS, Taxonomy, Term


class TaxonomyTermShape(Shape):
    """One term."""

    id: UUID
    code: str = Field(description="The value as the hub's own API writes it.")
    name: str
    description: str
    parent_id: UUID | None = Field(None, description="The term that it is a kind of.")
    taxonomy: str = Field(description="The taxonomy's name.")
    taxonomy_id: UUID
    term: str = Field(description="The name again, as the UK profile has it.")
    language: str = "en"


class TaxonomyShape(Shape):
    """One taxonomy; its terms come with it where it is asked for by itself."""

    id: UUID
    name: str
    description: str
    taxonomy_terms: tuple[TaxonomyTermShape, ...] | None = None


class AttributeShape(Shape):
    """Files something under a term."""

    id: UUID
    link_id: UUID = Field(description="What is filed.")
    link_entity: str = Field(description="What kind of thing that is.")
    link_type: str = Field(description="What the term says of it: the taxonomy's name.")
    taxonomy_term_id: UUID
    taxonomy_term: TaxonomyTermShape


def term_shape(term: Term) -> TaxonomyTermShape:
    """Write a term."""
    return TaxonomyTermShape(
        id=term.id,
        code=term.code,
        name=term.name,
        description=term.description,
        parent_id=term.parent_id,
        taxonomy=term.taxonomy.name,
        taxonomy_id=term.taxonomy.id,
        term=term.name,
    )


def taxonomy_shape(taxonomy: Taxonomy, *, with_terms: bool = False) -> TaxonomyShape:
    """Write a taxonomy, with its terms or without."""
    terms = tuple(term_shape(each) for each in TERMS if each.taxonomy == taxonomy)
    return TaxonomyShape(
        id=taxonomy.id,
        name=taxonomy.name,
        description=taxonomy.description,
        taxonomy_terms=terms if with_terms else None,
    )


def attribute_shape(entity: str, link_id: UUID, term: Term) -> AttributeShape:
    """Write that a thing, such as a service, is filed under a term."""
    return AttributeShape(
        id=stable_id("attribute", link_id, term.id),
        link_id=link_id,
        link_entity=entity,
        link_type=term.taxonomy.name,
        taxonomy_term_id=term.id,
        taxonomy_term=term_shape(term),
    )
