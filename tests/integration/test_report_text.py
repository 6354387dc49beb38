"""A quarter's report for a terminal, also of a quarter in which nothing was."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from rich.console import Console

from hub.access.scopes import HUB
from hub.cli.report_text import rendered
from hub.domain.quarter import Quarter
from hub.monitoring.actions import as_plain, quarter_report


def printed(report, width=150):
    console = Console(file=StringIO(), width=width)
    console.print(rendered(report))
    return console.file.getvalue()


@pytest.mark.parametrize(
    ("quarter", "said"), [("2017-18-Q1", "2017/18 Q1\n"), ("2030-31-Q1", "has not begun")]
)
def test_an_empty_quarter_is_reported_as_empty(database, quarter, said):
    with database.transaction(HUB) as tx:
        report = as_plain(quarter_report(tx.at(datetime(2026, 3, 4, tzinfo=UTC)), Quarter.parse(quarter)))
    text = printed(report)
    assert said in text
    assert "Received 0" in text
