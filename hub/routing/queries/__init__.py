"""By which table referrals are routed on a day, and which drafts there are."""

from hub.routing.queries.drafts import DraftRow, account_names, draft, drafts, open_draft, revisions
from hub.routing.queries.published import (
    TableInForce,
    published_as,
    published_table,
    published_table_of,
    published_tables,
    table_on,
    tables_that_hold,
)

__all__ = [
    "DraftRow",
    "TableInForce",
    "account_names",
    "draft",
    "drafts",
    "open_draft",
    "published_as",
    "published_table",
    "published_table_of",
    "published_tables",
    "revisions",
    "table_on",
    "tables_that_hold",
]
