"""A routing table written down alone, as the file from which the next one is drafted."""

from hub.directory.rules.writing import routing_blocks
from hub.domain.routing_content import TableContent

_LEGEND = """\
# To draft the next table from this one, give it a `reference` of its own and its days, change what is to
# change, and look at when each [[routing_table.signed_off]] expires. Then upload it on the page of drafts, or
# keep it with `hub routing draft FILE --why TEXT`. An empty cell, one left out, matches anything.
# Every key is told of in docs/reference/directory-file.md.
"""


def written_table(table: TableContent) -> str:
    """Write a routing table as TOML that reads back to it, with a legend for whoever changes it."""
    return "\n".join([_LEGEND, *routing_blocks(table)])
