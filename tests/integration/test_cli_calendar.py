"""The calendar's commands, as an operator runs them."""

import pytest
import structlog
from typer.testing import CliRunner

from hub.access.scopes import HUB
from hub.cli import app
from hub.db import wall_clock
from hub.domain.calendar import ENGLAND_AND_WALES, london_date
from tests.factories.portal import email_of


@pytest.fixture
def run():
    """Run a command; it opens its own connection, as a process would."""

    def run(*words, ends_with=0):
        found = CliRunner().invoke(app, ["calendar", *(str(word) for word in words)])
        assert found.exit_code == ends_with, found.output
        return found.output

    yield run
    structlog.reset_defaults()  # a command's log goes to its own terminal, which is gone now


@pytest.fixture
def day():
    """A working day some weeks ahead."""
    return ENGLAND_AND_WALES.add_working_days(london_date(wall_clock()), 40)


def test_a_day_is_added_listed_with_who_and_why_and_taken_away(run, day, loaded):
    who = email_of("commissioner")
    added = run("add", day, "--name", "State funeral", "--why", "Proclaimed", "--by", who)
    assert added.startswith(f"{day} is a bank holiday.")
    listed = run("list")
    assert f"{day} {day:%A}" in listed
    assert "added" in listed
    assert "by Sam commissioner: State funeral. Proclaimed" in listed
    run("remove", day, "--why", "It is in another week")
    after = run("list")
    assert f"{day} {day:%A}" not in after
    assert f"{day} taken away" in after
    with loaded.transaction(HUB) as tx:
        assert tx.calendar.is_working_day(day)


def test_what_makes_no_sense_is_refused_in_words(run, day, loaded):  # noqa: ARG001  the database that it opens
    assert "within two years" in run("add", "2099-01-05", "--name", "x", "--why", "y", ends_with=2)
    assert "no bank holiday" in run("remove", day, "--why", "y", ends_with=2)
