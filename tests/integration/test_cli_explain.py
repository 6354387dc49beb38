"""`hub routing explain`, as a commissioner's analyst runs it."""

import json

import pytest
import structlog
from typer.testing import CliRunner

from hub.cli import app


@pytest.fixture
def explain(loaded_name):  # noqa: ARG001  the settings point to this database
    def run(*words, ends_with=0):
        found = CliRunner().invoke(app, ["routing", "explain", *words, "--on", "2018-03-29"])
        assert found.exit_code == ends_with, found.output
        return found.output

    yield run
    structlog.reset_defaults()


def test_it_says_in_plain_english_why_this_service_and_why_no_other(explain):
    said = explain("hate_crime", "knowsley", "--risk", "high", "--strand", "race")
    assert "By the table VCM/2017/ROUTING" in said
    assert "Lead: Hate crime advocacy (row " in said
    assert "The Anthony Walker Foundation is the advocate" in said
    assert "In addition: " in said
    why_no_other = said.partition("Why no other service:")[2]
    assert "It is for domestic abuse; here: hate crime." in why_no_other
    assert "Hate crime advocacy" not in why_no_other


def test_where_nobody_leads_it_says_what_would_have_to_be_known(explain):
    said = explain("sexual_offence", "not_known")
    assert "A person decides: no row leads to a service. It might, were this known: borough." in said
    assert "It is for Knowsley or St Helens; here: borough not known." in said


def test_every_fact_may_be_given_and_the_whole_shape_had_as_json(explain):
    asked = ("--strand", "race", "--relationship", "victim", "--flag", "vulnerable")
    told = json.loads(
        explain(
            "hate_crime",
            "wirral",
            *asked,
            "--works-or-visits",
            "knowsley",
            "--age-band",
            "18_to_24",
            "--json",
        )
    )
    assert told["facts"]["works_or_visits"] == ["knowsley"]
    assert told["lead"]["service"] == "hate-crime-advocacy"
    assert "buddy-scheme" in {each["service"] for each in told["additional"]}
    (row,) = [each for each in told["rows"] if each["row"] == told["lead"]["row"]]
    assert row["matched"]
    assert all(cell["ok"] for cell in row["cells"])


def test_a_day_without_a_table_is_told(loaded_name):
    assert loaded_name
    found = CliRunner().invoke(app, ["routing", "explain", "theft", "wirral", "--on", "1999-01-01"])
    assert found.exit_code == 2
    structlog.reset_defaults()
