"""The shipped directory file and what tests make of it: longer, changed, or with a pause."""

from hub.access.scopes import HUB
from hub.db import Database
from hub.demo.prepare import directory_file
from hub.directory.actions import Loaded, load
from hub.directory.rules import read_directory

SHIPPED = directory_file().read_text(encoding="utf-8")
_TABLE_AT = SHIPPED.index("[routing_table]")
EXTENDED = (
    SHIPPED[:_TABLE_AT]
    .replace("ends_before = 2018-04-01", "ends_before = 2027-04-01")
    .replace("finish_by = 2018-06-30", "finish_by = 2027-06-30")
    + SHIPPED[_TABLE_AT:]
)
"""The same contracts and agreements with nine years more, and the same routing table, which is published."""
WALKER = 'reference = "VCM/2017/HCA"'


def load_text(database: Database, text: str, why: str = "for a test") -> Loaded:
    """Load a directory file's text, its routing table aside."""
    with database.transaction(HUB) as tx:
        return load(tx, read_directory(text), why=why)


def with_lines(text: str, after: str, *lines: str) -> str:
    """Add lines to a file after one that is in it once."""
    assert text.count(after) == 1, after
    return text.replace(after, "\n".join([after, *lines]))
