"""`hub chase preview`, as a newcomer runs it."""

import pytest
import structlog
from typer.testing import CliRunner

from hub.cli import app

LIMIT = "4 elapsed hours at high risk"
BY_NIGHT = "1 elapsed hour after it was due; the coordinator's desk is closed"


@pytest.fixture
def preview(loaded_name):  # noqa: ARG001  the settings point to this database
    def run(*words, ends_with=0):
        found = CliRunner().invoke(app, ["chase", "preview", *words])
        assert found.exit_code == ends_with, found.output
        return [" ".join(line.split()) for line in found.output.splitlines()]

    yield run
    structlog.reset_defaults()


def test_at_high_risk_it_prints_the_night_by_the_minute(preview):
    said = preview("--service", "hate-crime-advocacy", "--risk", "high", "--from", "2018-03-29 16:30")
    assert said == [
        "Hate crime advocacy, Anthony Walker Foundation: contract VCM/2017/HCA, the default ladder",
        f"Thu 29 Mar 2018 16:30 BST The clock starts: acknowledged by the service {LIMIT}",
        "Thu 29 Mar 2018 18:30 BST Reminder half of the running time has gone",
        f"Thu 29 Mar 2018 20:30 BST It is due {LIMIT}",
        "Thu 29 Mar 2018 20:30 BST Escalation to the manager it is due",
        "Thu 29 Mar 2018 21:00 BST Message to the commissioner 30 elapsed minutes after it was due",
        "Thu 29 Mar 2018 21:30 BST Passed to the coordinator 1 elapsed hour after it was due",
        f"Thu 29 Mar 2018 21:30 BST Phone task for the coordinator on duty {BY_NIGHT}",
        "Thu 29 Mar 2018 22:30 BST Phone task passes to the force's duty desk an hour has gone",
        "Nothing is taken back: the coordinator decides.",
    ]


def test_otherwise_it_prints_how_the_turn_ends(preview):
    said = preview("--service", "hate-crime-advocacy", "--from", "2018-03-29 16:30", "--clock", "decided")
    assert said[1:7] == [
        "Thu 29 Mar 2018 16:30 BST The clock starts: accepted or declined 2 working days at standard risk",
        "Tue 3 Apr 2018 09:00 BST Reminder half of the running time has gone; held until the service opens",
        "Thu 5 Apr 2018 00:00 BST It is due 2 working days at standard risk",
        "Thu 5 Apr 2018 09:00 BST Escalation to the manager it is due; held until the service opens",
        "Thu 5 Apr 2018 13:00 BST Message to the commissioner 4 working hours after it was due",
        "Sat 7 Apr 2018 00:00 BST Taken back, for the next service 1 working day after it was due",
    ]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--service", "nobody"), "There is no such service."),
        (("--service", "the-hub", "--from", "2010-01-01 12:00"), "no contract on that day"),
    ],
)
def test_what_it_cannot_climb_it_refuses(preview, words, says):
    assert any(says in line for line in preview(*words, ends_with=2))
