"""The directory's commands, as an operator runs them."""

from datetime import timedelta

import pytest
import structlog
from sqlalchemy import select, text
from typer.testing import CliRunner

from hub.access.scopes import HUB
from hub.cli import app
from hub.db import wall_clock
from hub.domain.codes import ChannelKind
from hub.models import Account, AuditEvent, DirectoryVersion, Endpoint
from tests.factories.certificates import Authority
from tests.factories.directories import EXTENDED, SHIPPED, WALKER, with_lines
from tests.factories.portal import email_of
from tests.factories.whole_database import tables


@pytest.fixture
def run():
    """Run a command; it opens its own connection, as a process would."""

    def run(*words, ends_with=0):
        found = CliRunner().invoke(app, [str(word) for word in words])
        assert found.exit_code == ends_with, found.output
        return found.output

    yield run
    structlog.reset_defaults()  # a command's log goes to its own terminal, which is gone now


@pytest.fixture
def file(tmp_path):
    """Write a directory file; gives its path."""

    def write(content):
        path = tmp_path / "directory.toml"
        path.write_text(content, encoding="utf-8")
        return path

    return write


@pytest.fixture
def loaded(loaded):
    loaded.now = wall_clock
    return loaded


def line_of(content, words):
    return 1 + next(number for number, line in enumerate(content.splitlines()) if words in line)


def test_a_first_load_needs_no_reason_and_says_what_it_brought(run, file, database, owner_url):
    path = file(SHIPPED)
    printed = run("load", path)
    assert "0 changed, 0 unchanged" in printed
    assert "service: 15 new" in printed
    assert "routing table: VCM/2017/ROUTING, revision 1 of its draft" in printed
    before = tables(owner_url)
    again = run("load", path)
    assert "0 new, 0 changed" in again
    assert {name for name, rows in tables(owner_url).items() if rows != before[name]} == {"audit_event"}
    with database.transaction(HUB) as tx:
        assert tx.connection.execute(text("SELECT count(*) FROM service")).scalar_one() == 15


@pytest.mark.usefixtures("loaded_name")
def test_a_bad_file_is_refused_with_every_fault_and_its_line_and_changes_nothing(run, file, loaded_owner_url):
    bad = EXTENDED.replace('slug = "kems"', 'slug = "K E M S"').replace(
        "retention_months = 12", "retention_months = 0", 1
    )
    before = tables(loaded_owner_url)
    printed = run("load", file(bad), "--why", "a try", ends_with=2)
    for pointer, words in (
        ("/agency/18/slug", "K E M S"),
        ("/service/0/contract/0/retention_months", "retention_months = 0"),
        ("/service/14/provider", 'provider = "kems"'),
    ):
        assert f"line {line_of(bad, words)}: {pointer}: " in printed
    assert tables(loaded_owner_url) == before


@pytest.mark.usefixtures("loaded_name")
def test_what_only_the_directory_can_refuse_has_its_line_too(run, file, loaded_owner_url):
    run("load", file(EXTENDED), "--why", "extended")
    other = EXTENDED.replace(WALKER, 'reference = "VCM/2026/HCA"')
    before = tables(loaded_owner_url)
    printed = run("load", file(other), "--why", "a try", ends_with=2)
    assert f"line {line_of(other, 'VCM/2026/HCA') + 1}: /service/5/contract/0/starts" in printed
    assert "Name 'VCM/2017/HCA' in the file too" in printed
    assert tables(loaded_owner_url) == before


@pytest.mark.parametrize(
    ("content", "line"), [(b'name = "a"\n\nname =\n', 3), (b'name = "a"\nslug = "\xff"\n', 2), (b"", 1)]
)
@pytest.mark.usefixtures("loaded_name")
def test_what_is_no_toml_is_refused_with_its_line(run, tmp_path, content, line):
    path = tmp_path / "bad.toml"
    path.write_bytes(content)
    assert f"line {line}: " in run("load", path, ends_with=2)


@pytest.mark.usefixtures("loaded_name")
def test_a_change_needs_a_reason_and_keeps_who_gave_it(run, file, loaded):
    path = file(with_lines(EXTENDED, WALKER, "open_at_once = 30"))
    assert "Say why" in run("load", path, ends_with=2)
    assert "no such account" in run("load", path, "--why", "x", "--by", "nobody@example.org", ends_with=2)
    printed = run("load", path, "--why", "Extended.", "--by", email_of("commissioner"))
    assert "contract: 15 changed" in printed
    assert "VCM/2017/HCA carried 2026-27 was only carried over and gives way" in printed
    with loaded.transaction(HUB) as tx:
        account = select(Account.id).where(Account.email == email_of("commissioner")).scalar_subquery()
        kept = select(DirectoryVersion.key).where(DirectoryVersion.account_id == account)
        assert "VCM/2017/HCA" in set(tx.connection.execute(kept).scalars())
    told = run("directory", "history", "contract", "VCM/2017/HCA")
    assert "Sam commissioner" in told
    assert "Extended." in told
    assert "ends before: 2018-04-01 -> 2027-04-01" in told
    assert "open at once: nothing -> 30" in told
    assert "never had a contract called X" in run("directory", "history", "contract", "X", ends_with=2)


@pytest.mark.usefixtures("loaded_name")
def test_an_export_is_a_file_that_loads_and_changes_nothing(run, tmp_path, loaded_owner_url):
    path = tmp_path / "out.toml"
    assert f"Wrote {path}" in run("export", path)
    written = path.read_text(encoding="utf-8")
    assert run("export") == written
    assert "contracts and agreements that were only carried over" in written
    before = tables(loaded_owner_url)
    assert "0 new, 0 changed" in run("load", path)
    assert {name for name, rows in tables(loaded_owner_url).items() if rows != before[name]} == {
        "audit_event"
    }


@pytest.mark.usefixtures("database")
def test_an_empty_directory_is_not_exported(run):
    assert "load a directory file first" in run("export", ends_with=2)


@pytest.mark.usefixtures("loaded_name")
def test_a_service_is_paused_and_resumed(run):
    pause = ("services", "pause", "the-hub", "--reason", "full", "--why", "The list is closed.")
    assert "is paused until it is resumed" in run(*pause, "--by", email_of("commissioner"))
    assert "paused for this reason" in run(*pause, ends_with=2)
    later = run(
        "services",
        "pause",
        "the-hub",
        "--reason",
        "staff",
        "--why",
        "x",
        "--from",
        "2100-01-01",
        "--until",
        "2100-02-01",
    )
    assert "from 2100-01-01 on, and takes people again on 2100-02-01" in later
    assert "it was paused (full, staff)" in run("services", "resume", "the-hub", "--why", "There is room.")
    assert "pause: new" in run("directory", "history", "service", "the-hub")
    assert "There is room." in run("directory", "history", "pause", "the-hub")
    assert "It is not paused." in run("services", "resume", "the-hub", "--why", "x", ends_with=2)
    assert "no service nobody" in run("services", "resume", "nobody", "--why", "x", ends_with=2)


@pytest.mark.usefixtures("loaded_name")
def test_support_agencies_come_with_a_file_of_their_own(run, file):
    content = (
        'name = "Others"\n[[support_agency]]\nslug = "line"\nname = "A line"\ndescription = "Talk."\n'
        "national = true\nchecked = 2026-01-01\n"
    )
    assert "support agency: 1 new" in run("load", file(content), "--why", "another file")


# endpoints


@pytest.fixture
def webhook(run, loaded):
    """A provider's webhook; gives its id."""
    assert run("endpoints", "add", "rasa", "https://hub.rasa.example.org/hook").startswith("whsec_")
    with loaded.transaction(HUB) as tx:
        wanted = select(Endpoint.id).where(Endpoint.channel == ChannelKind.WEBHOOK)
        return tx.connection.execute(wanted).scalar_one()


def test_a_secret_takes_over_from_another_and_the_record_says_for_whom(run, loaded, webhook):
    by = ("--by", email_of("administrator"))
    secret = run("endpoints", "add-secret", webhook, *by).strip()
    assert secret.startswith("whsec_")
    shown = run("endpoints", "list", "rasa")
    assert "two secrets" in shown
    assert secret not in shown
    assert "Two secrets sign already" in run("endpoints", "add-secret", webhook, ends_with=2)
    run("endpoints", "drop-secret", webhook, *by)
    assert "two secrets" not in run("endpoints", "list", "rasa")
    with loaded.transaction(HUB) as tx:
        kept = select(AuditEvent.event, Account.email).join(Account, Account.id == AuditEvent.account_id)
        events = tx.connection.execute(kept.where(AuditEvent.event.like("%secret%"))).all()
    assert {email for _, email in events} == {email_of("administrator")}
    assert len(events) == 2


def test_a_token_and_a_certificate_are_given_and_taken_away(run, webhook, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("made up\n")
    made = Authority(tmp_path).certificate("hub.example.org", ends=timedelta(days=20))
    both = made.file(tmp_path, "both.pem")
    where = "https://sign-in.example.org/token"
    run("endpoints", "token", webhook, where, "the-hub", "--secret-file", secret)
    run("endpoints", "certificate", webhook, both)
    shown = run("endpoints", "list", "rasa")
    assert "token as the-hub" in shown
    assert {"certificate", "until"} <= set(shown.split())
    assert "made up" not in shown
    run("endpoints", "no-token", webhook)
    run("endpoints", "no-certificate", webhook)
    assert "token as" not in run("endpoints", "list", "rasa")
    secret.write_text("no PEM")
    assert "bad_certificate" in run("endpoints", "certificate", webhook, secret, ends_with=2)


@pytest.mark.usefixtures("loaded")
def test_a_route_that_is_not_set_up_here_is_told_with_its_line(run, file):
    content = with_lines(EXTENDED, 'duty = "duty.kems@example.org"', 'duty_route = "cjsm"')
    told = run("load", file(content), "--why", "a relay", ends_with=2)
    assert f"line {line_of(content, 'duty_route')}: /agency/" in told
    assert "(unknown_route)" in told
