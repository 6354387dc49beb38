"""`hub users`, as an operator runs it on a machine without a browser."""

import pytest
import structlog
from sqlalchemy import select
from typer.testing import CliRunner

from hub.access import invitations
from hub.access.scopes import HUB
from hub.cli import app
from hub.db import wall_clock
from hub.models import Account, AuditEvent

ALEX = "alex@people.example.org"
LINK = "http://hub.example.org/invitation/"


@pytest.fixture
def run(loaded_name):  # noqa: ARG001  the settings point to this database
    """Run a command; it opens its own connection, as a process would."""

    def run(*words, ends_with=0):
        found = CliRunner().invoke(app, ["users", *words])
        assert found.exit_code == ends_with, found.output
        return found.output

    yield run
    structlog.reset_defaults()  # a command's log goes to its own terminal, which is gone now


def invite(run, *more, **options):
    return run("invite", ALEX, "--agency", "rasa", "--name", "Alex Example", *more, **options)


def token_of(printed):
    return printed.strip().removeprefix(LINK)


def open_account(loaded, printed, password="orange kettle eight"):
    with loaded.transaction(HUB) as tx:
        invitations.open_account(tx, token_of(printed), password, password)


def accounts_of(loaded, email):
    with loaded.transaction(HUB) as tx:
        return tx.connection.execute(select(Account).where(Account.email == email)).all()


@pytest.fixture
def loaded(loaded):
    """At the real time: the commands read the wall clock, and invitations expire."""
    loaded.now = wall_clock
    return loaded


def test_an_invitation_prints_a_link_that_opens_the_account(run, loaded):
    printed = invite(run, "--manager")
    assert printed.startswith(LINK)
    open_account(loaded, printed)
    (row,) = accounts_of(loaded, ALEX)
    assert (row.role, row.is_manager, row.unit_id) == ("provider", True, None)


def test_a_unit_is_taken_by_its_slug_and_only_from_its_own_agency(run, loaded):
    run("invite", ALEX, "--agency", "merseyside-police", "--name", "Alex", "--unit", "sigma")
    (row,) = accounts_of(loaded, ALEX)
    assert row.unit_id is not None
    assert not row.is_manager
    printed = run(
        "invite", "sam@example.org", "--agency", "rasa", "--name", "Sam", "--unit", "sigma", ends_with=2
    )
    assert accounts_of(loaded, "sam@example.org") == []
    assert LINK not in printed


@pytest.mark.parametrize("email", ["no address", "", ALEX])
def test_what_cannot_be_invited_is_told_in_words(run, email):
    invite(run)
    found = CliRunner().invoke(app, ["users", "invite", email, "--agency", "rasa", "--name", "Alex"])
    assert found.exit_code == 2
    assert "Traceback" not in found.output
    assert LINK not in found.output


def test_the_list_shows_how_far_each_account_is(run, loaded):
    printed = invite(run)
    assert "invited" in run("list", "--agency", "rasa")
    open_account(loaded, printed)
    shown = run("list", "--agency", "rasa")
    assert ALEX in shown
    assert "invited" not in shown
    assert "police" not in shown
    assert "merseyside-police" in run("list")


def test_a_second_invitation_ends_the_first(run, loaded):
    first = invite(run)
    second = run("invite-again", f" {ALEX.upper()} ")
    with loaded.transaction(HUB) as tx:
        assert invitations.invited(tx, token_of(first)) is None
        assert invitations.invited(tx, token_of(second))["email"] == ALEX


def test_an_account_ends_and_reopens_with_a_new_password_to_set(run, loaded, portal):
    assert portal.get("/team", "rasa").status_code == 200
    assert "ended" in run("end", "rasa@people.example.org")
    assert portal.get("/team", "rasa").status_code == 303
    printed = run("reopen", "rasa@people.example.org")
    assert "invited" in run("list", "--agency", "rasa")
    open_account(loaded, printed)
    run("end", "nobody@people.example.org", ends_with=2)


def test_signing_out_ends_every_session_and_nothing_else(run, portal, loaded):
    portal.token("rasa")
    assert "1." in run("sign-out", "rasa@people.example.org")
    assert portal.get("/team", "rasa").status_code == 303
    (row,) = accounts_of(loaded, "rasa@people.example.org")
    assert row.ended_at is None


def test_what_is_done_is_on_record_without_the_person(run, loaded):
    invite(run)
    with loaded.transaction(HUB) as tx:
        rows = tx.connection.execute(
            select(AuditEvent.detail).where(AuditEvent.event == "access:account:invited")
        ).scalars()
        (detail,) = [row for row in rows if str(accounts_of(loaded, ALEX)[0].id) == row["account"]]
    assert set(detail) == {"account"}
