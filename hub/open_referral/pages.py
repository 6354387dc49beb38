"""A list as the standard's page, or as a line for each row."""

from collections.abc import Iterator, Sequence
from typing import Generic, TypeVar

from fastapi import Response
from fastapi.responses import StreamingResponse
from pydantic import Field

from hub.open_referral.parameters import Format, ListQuery
from hub.open_referral.shapes import Shape

S = TypeVar("S", bound=Shape)
NDJSON = "application/x-ndjson"


class Page(Shape, Generic[S]):
    """One page of a list, with its place among the others; a list of nothing has one empty page."""

    total_items: int = Field(description="How many rows there are on all pages.")
    total_pages: int = Field(description="How many pages there are, one at least.")
    page_number: int = Field(description="Which page this is, from 1.")
    size: int = Field(description="How many rows are on this page.")
    first_page: bool = Field(description="Whether this is the first page.")
    last_page: bool = Field(description="Whether no page follows.")
    empty: bool = Field(description="Whether no row is on this page.")
    contents: tuple[S, ...] = Field(description="The rows of this page.")


def listed(rows: Sequence[S], asked: ListQuery, page: type[Page[S]], *, as_one: bool = False) -> Response:
    """Answer with the page asked for, or with every row as NDJSON; `as_one` puts all rows on one page."""
    if asked.format is Format.NDJSON:
        return StreamingResponse(_lines(rows), media_type=NDJSON)
    size = max(len(rows), 1) if as_one else asked.per_page
    return shown(_cut(rows, asked.page, size, page))


def shown(shape: Shape) -> Response:
    """Answer with one thing; what is not known of it is left out."""
    return Response(shape.model_dump_json(exclude_none=True), media_type="application/json")


def _cut(rows: Sequence[S], number: int, size: int, page: type[Page[S]]) -> Page[S]:
    contents = tuple(rows[(number - 1) * size : number * size])
    pages = max(-(-len(rows) // size), 1)
    return page(
        total_items=len(rows),
        total_pages=pages,
        page_number=number,
        size=len(contents),
        first_page=number == 1,
        last_page=number >= pages,
        empty=not contents,
        contents=contents,
    )


def _lines(rows: Sequence[S]) -> Iterator[str]:
    for row in rows:
        yield f"{row.model_dump_json(exclude_none=True)}\n"
