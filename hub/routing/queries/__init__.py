"""By which table referrals are routed on a day, and which drafts there are."""

from hub.routing.queries.published import TableInForce, published_table, published_tables, table_on

__all__ = ["TableInForce", "published_table", "published_tables", "table_on"]
