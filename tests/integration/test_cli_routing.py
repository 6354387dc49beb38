"""`hub load` and `hub routing draft|check|drafts|tables`, as an operator runs them."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
import structlog
from sqlalchemy import select
from typer.testing import CliRunner

from hub.access.scopes import HUB
from hub.cli import app
from hub.db import wall_clock
from hub.demo.prepare import directory_file
from hub.directory.rules import read_routing_table
from hub.journey import commissioning
from hub.models import RoutingDraftRevision
from hub.routing import queries
from tests.factories.drafts import person, shipped_text
from tests.factories.portal import SECOND, make_people

WHY = ("--why", "The new contracts")


@pytest.fixture
def hub():
    """Run a command; it opens its own connection, as a process would."""

    def run(*words, ends_with=0):
        found = CliRunner().invoke(app, words)
        assert found.exit_code == ends_with, found.output
        return " ".join(found.output.split())

    yield run
    structlog.reset_defaults()  # a command's log goes to its own terminal, which is gone now


@pytest.fixture
def next_month(tmp_path):
    """A file of the shipped table from next month on, by the real clock, which the commands read."""
    starts = wall_clock().date() + timedelta(days=30)
    file = tmp_path / "table.toml"
    file.write_text(shipped_text("VCM/NEXT", starts))
    return file


@pytest.mark.usefixtures("loaded_name")
def test_a_file_is_checked_drafted_and_listed(hub, next_month):
    assert "Examples passed: 40 of 40 Gaps left to a person on purpose: 5" in hub(
        "routing", "check", str(next_month)
    )
    said = hub("routing", "draft", str(next_month), *WHY)
    assert "Kept as revision 1 of the draft VCM/NEXT; it decides nothing yet." in said
    assert re.search(r"published, at http://hub.example.org/commissioner/routing/drafts/[0-9a-f-]{36}", said)
    assert "Nothing new in revision 1" in hub("routing", "draft", str(next_month), *WHY)
    assert "No faults" in hub("routing", "check", "VCM/NEXT")
    listed = hub("routing", "drafts")
    assert "VCM/NEXT" in listed
    assert "The hub's operator, by a command The new contracts" in listed
    assert "VCM/2017/ROUTING" in hub("routing", "tables")


@pytest.mark.usefixtures("loaded_name")
def test_a_check_names_every_fault_and_ends_with_one(hub, next_month):
    text = next_month.read_text().replace('lead = "hate-crime-advocacy"', 'lead = "the-hub"', 1)
    next_month.write_text(text.replace('reason = "Support after a death', 'reason = "Support', 1))
    said = hub("routing", "check", str(next_month), ends_with=1)
    assert "Faults: 1 /routing_table/example/0:" in said
    assert "expected the-hub leads" in said
    assert "(example_fails)" in said
    assert "neither a file nor an open draft" in hub("routing", "check", "NOTHING", ends_with=2)
    assert "say why" in hub("routing", "draft", str(next_month), "--why", " ", ends_with=2).lower()


def test_the_shipped_file_is_loaded_for_real_and_its_table_published_by_two(hub, database):
    """From an empty database to the table of 2017/18 in force: the operator loads, two people publish."""
    assert "commissioner/routing/drafts/" in hub("load", str(directory_file()))
    table = read_routing_table(directory_file().read_text())
    day = date(2018, 3, 29)
    with database.transaction(HUB) as tx:
        make_people(tx)
        assert queries.table_on(tx, day) is None
        draft = queries.open_draft(tx, table.reference)
        assert (draft.made_role, draft.made_account_id) == ("hub", None)
    with database.transaction(person(database, HUB)) as tx:
        commissioning.approve(tx, draft.id, draft.hash)
    with database.transaction(person(database, HUB, SECOND)) as tx:
        commissioning.publish(tx, draft.id, draft.hash)
    with database.transaction(HUB) as tx:
        assert queries.table_on(tx, day).name == table.reference
    hub("load", str(directory_file()), "--why", "again")
    with database.transaction(HUB) as tx:
        assert len(tx.connection.execute(select(RoutingDraftRevision.id)).all()) == 1


@pytest.mark.usefixtures("loaded_name")
def test_a_loaded_file_whose_table_is_published_with_other_content_loads_nothing(hub, loaded, tmp_path):
    text = directory_file().read_text()
    file = tmp_path / "other.toml"
    file.write_text(text.replace("A child counts as vulnerable", "A child always counts as vulnerable"))
    assert "published_table_changed" in hub("load", str(file), "--why", "x", ends_with=2)
    with loaded.transaction(HUB) as tx:
        assert queries.drafts(tx) == ()
        assert commissioning.draft_loaded(tx, read_routing_table(text), "x") is None
        other = replace(read_routing_table(text), reference="OTHER")
        assert commissioning.draft_loaded(tx, other, "x") is not None


@pytest.mark.usefixtures("loaded_name")
def test_gaps_left_on_purpose_are_counted_apart_and_told_with_their_reasons(hub):
    said = hub("routing", "gaps")
    assert "0 open, 5 left to a person on purpose" in said.split(" Nothing is open; ")[0]
    assert "the only gaps are left to a person on purpose." in said
    assert re.search(r"On purpose: Each borough [^(]+ \(signed off by [a-zA-Z' ]+ until [-0-9]{10}\)", said)
    assert "0 Nobody leads: sexual offence; borough not known; the victim or a spokesperson" in said


@pytest.mark.usefixtures("loaded_name")
def test_a_file_in_another_encoding_or_with_marks_of_our_own_is_told_and_no_crash(hub, tmp_path):
    latin = tmp_path / "latin.toml"
    latin.write_bytes(b'[routing_table]\nreference = "' + b'\xe9"\n')
    for words in (("routing", "draft", str(latin), "--why", "x"), ("routing", "check", str(latin))):
        assert "not text in UTF-8" in hub(*words, ends_with=2)
    marked = tmp_path / "marked.toml"
    marked.write_text('[routing_table]\n"[/bold]" = 1\n', encoding="utf-8")
    assert "[/bold]" in hub("routing", "draft", str(marked), "--why", "x", ends_with=2)
