"""`hub rota`, as an operator runs it."""

import pytest
import structlog
from typer.testing import CliRunner

from hub.access.scopes import HUB
from hub.cli import app
from hub.duty.queries.rota import entries
from hub.duty.rules.entries import COLUMNS

HEADER = ",".join(COLUMNS)
DESK = "duty_desk,2026-03-01,,always,,Duty inspector,0151 496 0002,desk@police.example.org"
NIGHTS = (
    'coordinator,2026-03-01,2026-04-01,"mon-fri 17:00-09:00, sat-sun 09:00-09:00",'
    "referral-coordinator@people.example.org,,0151 496 0001,"
)


@pytest.fixture
def run(loaded_name):  # noqa: ARG001  the settings point to this database
    """Run a command; it opens its own connection, as a process would."""

    def run(*words, ends_with=0):
        found = CliRunner().invoke(app, ["rota", *words])
        assert found.exit_code == ends_with, found.output
        return found.output

    yield run
    structlog.reset_defaults()  # a command's log goes to its own terminal, which is gone now


@pytest.fixture
def load(run, tmp_path):
    """Load a rota of some lines."""

    def load(*lines, **options):
        file = tmp_path / "rota.csv"
        file.write_text("\n".join([HEADER, *lines]) + "\n")
        return run("load", str(file), "--why", "the rota of March", **options)

    return load


def on_it(loaded, **options):
    with loaded.transaction(HUB) as tx:
        return [entry["post"] for entry in entries(tx, **options)]


def test_with_nobody_on_the_rota_it_says_where_calls_go(run):
    assert "nobody: calls go to 0151 496 0000, duty.coordinator@example.org" in run("show")


def test_who_is_on_duty_is_shown_at_any_instant(run, load):
    load(NIGHTS, DESK)
    night = run("show", "--at", "2026-03-04 20:00")
    assert "Sam referral-coordinator, 0151 496 0001, referral-coordinator@people.example.org" in night
    assert "Duty inspector, 0151 496 0002, desk@police.example.org (always)" in night
    for at in ("2026-03-04 12:00", "2026-04-01 20:00"):
        assert "nobody: calls go to" in run("show", "--at", at)


def test_a_file_replaces_the_rota_and_the_same_again_changes_nothing(load, loaded):
    assert "2 entries put on the rota, 0 taken off, 0 as before" in load(NIGHTS, DESK)
    assert "0 entries put on the rota, 0 taken off, 2 as before" in load(NIGHTS, DESK)
    assert "0 entries put on the rota, 1 taken off, 1 as before" in load(DESK)
    assert on_it(loaded) == ["duty_desk"]
    assert sorted(on_it(loaded, removed=True)) == ["coordinator", "duty_desk"]


def test_a_file_with_faults_is_told_by_line_and_changes_nothing(load, loaded):
    load(DESK)
    told = load(NIGHTS, DESK.replace("always", "late").replace("0151", "ring"), ends_with=2)
    assert "line 3: /hours" in told
    assert "line 3: /phone" in told
    told = load(NIGHTS.replace("referral-coordinator@", "nobody@"), ends_with=2)
    assert "no_such_account" in told
    assert on_it(loaded) == ["duty_desk"]
