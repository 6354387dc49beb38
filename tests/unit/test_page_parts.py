"""The parts of pages: fields that say what is wrong, tables that can be read, charts that say numbers."""

import re
from datetime import UTC, date, datetime

import pytest
from jinja2 import Environment

from hub.portal.filters import FILTERS
from hub.templating import page_environment

CHOICES = [("yes", "Yes"), ("no", "No", "If you are sure")]
FAULTS = {"field": "Enter it <b>"}


@pytest.fixture(scope="module")
def pages() -> Environment:
    return page_environment(FILTERS)


def part(pages: Environment, name: str, macro: str, arguments: str, **context: object) -> str:
    source = f"{{% from 'web/parts/{name}.html' import {macro} %}}{{{{ {macro}({arguments}) }}}}"
    written = pages.from_string(source).render(context)
    return re.sub(r"\s+", " ", written)


@pytest.mark.parametrize(
    ("macro", "arguments"),
    [
        ("input", "'field', 'Label'"),
        ("password", "'field', 'Label'"),
        ("textarea", "'field', 'Label'"),
        ("textarea", "'field', 'Label', longest=100"),
        ("select", "'field', 'Label', choices, blank='Any'"),
        ("radios", "'field', 'Label', choices"),
        ("checkboxes", "'field', 'Label', choices"),
        ("day", "'field', 'Label'"),
    ],
)
def test_a_field_names_its_fault_and_the_summary_can_lead_to_it(pages: Environment, macro, arguments):
    sound = part(pages, "fields", macro, f"{arguments}, hint='Help'", choices=CHOICES)
    assert "Label" in sound
    assert 'id="field-hint"' in sound or 'id="field-date-hint"' in sound
    assert "error" not in re.sub(r'data-[a-z.-]+="[^"]*"', "", sound)

    wrong = part(pages, "fields", macro, f"{arguments}, faults=faults", choices=CHOICES, faults=FAULTS)
    assert "Enter it &lt;b&gt;" in wrong
    assert re.search(r'<(input|select|textarea)[^>]* id="field"', wrong)
    assert re.search(r'aria-describedby="[^"]*error', wrong)


@pytest.mark.parametrize(
    ("macro", "arguments", "kept"),
    [
        ("input", "'f', 'L', value=value", 'value="&lt;no&gt;"'),
        ("textarea", "'f', 'L', value=value", "&lt;no&gt;</textarea>"),
        ("textarea", "'f', 'L', value=value, longest=9", "&lt;no&gt;</textarea>"),
        ("select", "'f', 'L', choices, value='no'", '<option value="no" selected>'),
        ("radios", "'f', 'L', choices, value='no'", 'value="no" checked'),
        ("checkboxes", "'f', 'L', choices, value=['no']", 'value="no" checked'),
    ],
)
def test_a_field_keeps_what_was_typed(pages: Environment, macro, arguments, kept):
    written = part(pages, "fields", macro, arguments, choices=CHOICES, value="<no>")
    assert kept in written
    assert written.count("checked") + written.count("selected") <= 1


@pytest.mark.parametrize("typed", [date(2026, 3, 4), {"day": "4", "month": "3", "year": "2026"}])
def test_a_day_keeps_its_three_numbers(pages: Environment, typed):
    written = part(pages, "fields", "day", "'born', 'Born', value=typed", typed=typed)
    found = dict(re.findall(r'name="(born_[a-z]+)"[^>]* value="(\d+)"', written))
    assert found == {"born_day": "4", "born_month": "3", "born_year": "2026"}


def test_what_an_option_opens_is_there(pages: Environment):
    arguments = "'f', 'L', choices, reveals={'no': 'Why?'}"
    written = part(pages, "fields", "checkboxes", arguments, choices=CHOICES)
    assert 'data-aria-controls="conditional-f-2"' in written
    assert "Why?" in written


def test_a_table_has_a_name_heads_and_a_region_to_scroll(pages: Environment):
    columns = [{"text": "Reference", "key": "reference"}, {"text": "Days", "key": "days", "number": True}]
    written = part(
        pages,
        "tables",
        "plain_table",
        "'Late', columns, rows, sort='-days', base='?page=1&'",
        columns=columns,
        rows=[["VR-1", 3], ["<i>", None]],
    )
    assert '<div class="hub-scroll" role="region" aria-label="Late" tabindex="0">' in written
    assert 'aria-sort="descending"' in written
    assert 'href="?page=1&amp;sort=days"' in written
    assert written.count('<th scope="row"') == 2
    assert "&lt;i&gt;" in written


def test_the_column_that_sorts_upwards_offers_the_other_way(pages: Environment):
    columns = [{"text": "Days", "key": "days"}]
    written = part(
        pages, "tables", "plain_table", "'Late', columns, rows, sort='days'", columns=columns, rows=[[1]]
    )
    assert 'aria-sort="ascending"' in written
    assert 'href="?sort=-days"' in written


def test_an_empty_table_is_a_sentence(pages: Environment):
    written = part(pages, "tables", "plain_table", "'Late', [{'text': 'A'}], [], empty='Nothing is late.'")
    assert "Nothing is late." in written
    assert "<table" not in written


def test_a_summary_escapes_and_dashes(pages: Environment):
    pairs = [("Name", "<b>"), ("Phone", None), ("Email", "a", "/change", "email")]
    written = part(pages, "summary", "summary", "pairs", pairs=pairs)
    assert "&lt;b&gt;" in written
    assert "\N{EN DASH}" in written
    assert 'href="/change"' in written


def test_bars_say_their_numbers_in_words(pages: Environment):
    values = [("Knowsley", 12, "12"), ("Sefton", None, "fewer than 5")]
    written = part(pages, "bars", "bars", "'b', 'Title', 'Per borough.', values", values=values)
    assert "Knowsley: 12; Sefton: fewer than 5." in written
    assert written.count('class="hub-bar__value"') == 1
    assert "style=" not in written


@pytest.mark.parametrize(("value", "width"), [(0.5, "59.0"), (0, "0"), (1.5, "118"), (-1, "0")])
def test_a_share_stays_in_its_track(pages: Environment, value, width):
    written = part(pages, "bars", "share", "value, 'In time'", value=value)
    assert f'width="{width}" height="14"' in written


def test_no_values_make_no_fault(pages: Environment):
    assert "\N{EN DASH}" in part(pages, "bars", "share", "none, 'In time'")
    assert "<svg" in part(pages, "bars", "bars", "'b', 'T', 'D', []")
    assert "<svg" in part(pages, "bars", "bars", "'b', 'T', 'D', [('A', 0, '0')]")


def test_a_timeline_says_when_and_who(pages: Environment):
    events = [{"title": "Accepted", "at": datetime(2026, 3, 4, 10, 0, tzinfo=UTC), "by": "RASA"}]
    written = part(pages, "timeline", "timeline", "events", events=events)
    assert 'datetime="2026-03-04T10:00:00+00:00">4 March 2026 at 10am</time>, RASA' in written


def test_tags_pages_and_cards(pages: Environment):
    now = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)
    assert "due now" in part(pages, "tags", "due_tag", "now, now", now=now)
    assert "High risk" in part(pages, "tags", "risk_tag", "'high'")
    assert "hub-tag--over" in part(pages, "tags", "state_tag", "'closed'")
    assert part(pages, "pages", "pages", "").strip() == ""
    assert 'rel="next" href="?a=1&amp;b=2"' in part(pages, "pages", "pages", "next='?a=1&b=2'")
    assert "hub-card--bad" in part(pages, "cards", "cards", "[{'number': 3, 'text': 'late', 'bad': true}]")
