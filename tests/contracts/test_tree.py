"""Rules of the house that a machine can keep by reading the source."""

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.domain.codes import DeliveryKind
from hub.logs import FIELDS

ROOT = Path(__file__).parents[2]
SOURCES = sorted([*(ROOT / "hub").rglob("*.py"), *(ROOT / "workers").rglob("*.py")])
WALL_CLOCKS = {"now", "utcnow", "today", "time", "time_ns", "localtime", "gmtime"}
LOG_LEVELS = {"debug", "info", "warning", "error", "exception", "critical"}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def calls(path: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))


def callee(call: ast.Call) -> tuple[str, str]:
    """Give what is called and on what: `datetime.now()` is ("datetime", "now")."""
    match call.func:
        case ast.Attribute(value=ast.Name(id=owner), attr=attribute):
            return owner, attribute
        case ast.Attribute(value=ast.Attribute(attr=owner), attr=attribute):
            return owner, attribute
        case ast.Attribute(attr=attribute):
            return "", attribute
        case ast.Name(id=name):
            return "", name
    return "", ""


def test_only_the_edge_commits():
    """Alembic's own connection is the migrations' business."""
    found = {
        name_of(path)
        for path in SOURCES
        for call in calls(path)
        if callee(call)[1] in {"commit", "rollback", "begin", "begin_nested"}
    }
    assert found <= {"hub/db.py", "hub/migrations/env.py"}


def test_rules_and_words_are_told_what_time_it_is():
    pure = [
        path for path in SOURCES if path.is_relative_to(ROOT / "hub" / "domain") or "rules" in name_of(path)
    ]
    assert len(pure) > 30
    for path in pure:
        for call in calls(path):
            owner, called = callee(call)
            is_clock = called in WALL_CLOCKS and owner in {"datetime", "date", "time"}
            assert not is_clock, f"{name_of(path)}:{call.lineno} reads {owner}.{called}"
            assert called != "wall_clock", name_of(path)


def test_one_place_reads_the_wall_clock():
    """The demo stands for the outside world, which has a clock of its own; so has HTTP's own date."""
    found = {
        name_of(path)
        for path in SOURCES
        if not path.is_relative_to(ROOT / "hub" / "demo")
        for call in calls(path)
        if callee(call) in {("datetime", "now"), ("datetime", "utcnow"), ("date", "today"), ("time", "time")}
    }
    assert found == {"hub/db.py"}


def test_only_access_makes_a_scope():
    found = {name_of(path) for path in SOURCES for call in calls(path) if callee(call)[1] == "Scope"}
    assert found
    assert all(name.startswith("hub/access/") for name in found), found


def test_a_log_line_says_only_what_is_on_the_list():
    for path in SOURCES:
        for call in calls(path):
            owner, called = callee(call)
            if owner in {"_log", "log"} and called in LOG_LEVELS:
                said = {word.arg for word in call.keywords} - {"exc_info"}
                assert said <= FIELDS, f"{name_of(path)}:{call.lineno} {said - FIELDS}"


def test_files_and_functions_are_short():
    for path in SOURCES:
        if path.is_relative_to(ROOT / "hub" / "migrations"):
            continue
        text = path.read_text()
        is_a_list = name_of(path) == "hub/domain/codes.py"
        assert is_a_list or len(text.splitlines()) <= 260, name_of(path)
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or 0) - node.lineno + 1
                assert lines <= 40, f"{name_of(path)}: {node.name} has {lines} lines"


def test_each_exception_from_a_rule_says_why():
    waived = re.compile(r"#\s*(?:noqa|type: ignore)(?:[:\[][A-Z0-9a-z,\- \]]*?)?(?=\s{2}|\s-|\s*#|$)(.*)")
    for path in [*SOURCES, *sorted((ROOT / "tests").rglob("*.py"))]:
        for number, line in enumerate(path.read_text().splitlines(), 1):
            found = waived.search(line) if path != Path(__file__) else None
            if found:
                assert re.search(r"[a-z]{2,}", found.group(1)), f"{name_of(path)}:{number} gives no reason"


@pytest.mark.parametrize("kind", DeliveryKind)
def test_each_kind_of_message_has_its_three_parts(kind):
    folder = ROOT / "templates" / "email" / kind
    assert sorted(part.name for part in folder.iterdir()) == ["body.html", "body.txt", "subject.txt"]


def test_no_page_runs_anything_but_built_files_or_asks_another_host():
    """The one way to another host is out: the layout's Exit this page."""
    for path in (ROOT / "templates").rglob("*.html"):
        text = path.read_text()
        scripts = re.findall(r'<script (?:type="module" )?src="{{ asset\("[a-z]+\.js"\) }}"></script>', text)
        assert text.count("<script") == len(scripts), name_of(path)
        assert not scripts or name_of(path) == "templates/web/layout.html"
        assert not re.search(r"<style|\sstyle\s*=", text) or "email" in path.parts, name_of(path)
        assert not re.search(r"\s(?:src|href|action)\s*=\s*[\"']https?:", text), name_of(path)
        assert not re.search(r"<[^>{]*\son[a-z]+\s*=", text), name_of(path)
        out = set(re.findall(r"https?://[^\s\"'<]+", text)) - {"http://www.w3.org/2000/svg"}
        exits = {"https://www.bbc.co.uk/weather"} if name_of(path) == "templates/web/layout.html" else set()
        assert out == exits, name_of(path)


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [
        str(Path(sys.executable).with_name("lint-imports")),
        "--no-cache",
        "--config",
        "importlinter.toml",
    ]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def verdicts(printed: str) -> dict[str, str]:
    plain = re.sub(r"\x1b\[[0-9;]*m", "", printed)
    found = re.findall(r"^(.+?) (KEPT|BROKEN)", plain, re.MULTILINE)
    return {name.strip(): verdict for name, verdict in found}


PLANTED = {
    "Doors over journey over stages over rows over words": ("hub/triage/rules/acts.py", "import hub.journey"),
    "hub never imports workers": ("hub/audit.py", "import workers.app"),
    "workers call the journey, not the other doors": ("workers/chase.py", "import hub.api.door"),
    "Channels do not know each other (interface is hub/channels/__init__.py)": (
        "hub/channels/console.py",
        "import hub.channels.smtp",
    ),
    "Rules and words import no framework, tables or settings": ("hub/domain/age.py", "import sqlalchemy"),
    "fastapi only in the web doors": ("hub/sealing.py", "import fastapi"),
    "celery only in jobs and workers": ("hub/templating.py", "import celery"),
    "httpx2 only in the webhook channel": ("hub/cli/keys.py", "import httpx2"),
    "smtplib only in the smtp channel": ("hub/cli/looking.py", "import smtplib"),
    "Mail is read only in the mailbox channel": ("hub/cli/services.py", "import imaplib"),
}
"""Each contract, and an import that breaks it."""


def test_the_import_contracts_hold_and_a_planted_import_breaks_each(tmp_path):
    for each in ("hub", "workers"):
        shutil.copytree(ROOT / each, tmp_path / each, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "importlinter.toml", tmp_path)
    clean = lint(tmp_path)
    assert clean.returncode == 0, clean.stdout + clean.stderr
    assert set(verdicts(clean.stdout)) >= set(PLANTED)
    assert set(verdicts(clean.stdout).values()) == {"KEPT"}

    for file, line in PLANTED.values():
        path = tmp_path / file
        path.write_text(f"{path.read_text()}\n{line}\n")
    broken = lint(tmp_path)
    assert broken.returncode == 1
    found = verdicts(broken.stdout)
    assert {name for name in PLANTED if found[name] != "BROKEN"} == set()


@pytest.mark.parametrize("drawer", ["hub/utils.py", "hub/triage/service.py"])
def test_a_drawer_that_is_not_in_the_plan_fails_the_check(tmp_path, drawer):
    for each in ("hub", "workers"):
        shutil.copytree(ROOT / each, tmp_path / each, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "importlinter.toml", tmp_path)
    (tmp_path / drawer).write_text('"""A drawer for all sorts."""\n')
    assert lint(tmp_path).returncode == 1
