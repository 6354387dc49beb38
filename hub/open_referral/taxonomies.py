"""/taxonomies: the closed lists under whose terms services are filed."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from hub.open_referral.answers import A_LIST, ONE
from hub.open_referral.door import one_of
from hub.open_referral.filtering import has_words
from hub.open_referral.pages import Page, listed, shown
from hub.open_referral.parameters import ListQuery
from hub.open_referral.shapes.taxonomy import TaxonomyShape, taxonomy_shape
from hub.open_referral.terms import TAXONOMIES

router = APIRouter(prefix="/taxonomies", tags=["taxonomies"])


@router.get("", response_model=Page[TaxonomyShape], responses=A_LIST)
def get_taxonomies(asked: Annotated[ListQuery, Query()]) -> Response:
    """List the taxonomies by name, without their terms."""
    found = [each for each in TAXONOMIES if has_words(asked.search, each.name, each.description)]
    return listed([taxonomy_shape(each) for each in found], asked, Page[TaxonomyShape])


@router.get("/{id}", response_model=TaxonomyShape, responses=ONE)
def get_taxonomy(id: str) -> Response:  # noqa: A002  the standard's name
    """Show one taxonomy with its terms."""
    return shown(taxonomy_shape(one_of(TAXONOMIES, id, lambda each: each.id), with_terms=True))
