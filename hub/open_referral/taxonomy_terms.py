"""/taxonomy_terms: what a service can be filed under."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from hub.open_referral.answers import A_LIST, ONE
from hub.open_referral.door import one_of
from hub.open_referral.filtering import has_words
from hub.open_referral.pages import Page, listed, shown
from hub.open_referral.parameters import TermsQuery
from hub.open_referral.shapes.taxonomy import TaxonomyTermShape, term_shape
from hub.open_referral.terms import TERMS, Term

router = APIRouter(prefix="/taxonomy_terms", tags=["taxonomy_terms"])


@router.get("", response_model=Page[TaxonomyTermShape], responses=A_LIST)
def get_taxonomy_terms(asked: Annotated[TermsQuery, Query()]) -> Response:
    """List the terms by taxonomy, each in the order of its list."""
    return listed([term_shape(each) for each in TERMS if _fits(each, asked)], asked, Page[TaxonomyTermShape])


@router.get("/{id}", response_model=TaxonomyTermShape, responses=ONE)
def get_taxonomy_term(id: str) -> Response:  # noqa: A002  the standard's name
    """Show one term."""
    return shown(term_shape(one_of(TERMS, id, lambda each: each.id)))


def _fits(term: Term, asked: TermsQuery) -> bool:
    return (
        has_words(asked.search, term.name, term.description)
        and asked.taxonomy_id in {None, term.taxonomy.id}
        and asked.parent_id in {None, term.parent_id}
        and not (asked.top_only and term.parent_id)
    )
