"""A list of postcodes takes the place of the one before it: whole, with an edition, or not at all."""

from threading import Thread
from zipfile import ZIP_DEFLATED, ZIP_LZMA, ZipFile

import pytest
import structlog
from sqlalchemy import select
from sqlalchemy.exc import ProgrammingError
from typer.testing import CliRunner

from hub import migrations
from hub.access.scopes import HUB
from hub.cli import app, postcode_files
from hub.directory.actions import load_postcodes
from hub.directory.queries.editions import current_edition, editions
from hub.directory.queries.geography import resolve, resolve_all
from hub.directory.rules.locating import How
from hub.domain.codes import Borough
from hub.models import GeographyEdition, Postcode
from tests.factories.postcode_lists import (
    CODES,
    OLD_ONS,
    PLACES,
    code_point,
    code_point_zip,
    ons,
    own,
    packed,
    zipped,
)

TWO_BAD_ROWS = "L1 0AD,Chester\nnonsense,sefton\n"
KEPT = {postcode: borough for postcode, borough in PLACES.items() if postcode != "M1 1AA"}
"""Nothing is kept of a place where no postcode begins with the same letters as one of Merseyside."""


@pytest.fixture
def run(database_name):  # noqa: ARG001  the settings point to this database
    """Run a command on postcodes; it opens its own connection, as a process would."""

    def run(*words, ends_with=0):
        found = CliRunner().invoke(app, ["geography", *map(str, words)])
        assert found.exit_code == ends_with, found.output
        return found.output

    yield run
    structlog.reset_defaults()  # a command's log goes to its own terminal, which is gone now


@pytest.fixture
def known(database):
    """What the table holds now."""

    def known():
        with database.transaction(HUB) as tx:
            rows = tx.connection.execute(select(Postcode.postcode, Postcode.borough))
            return {row.postcode: str(row.borough) for row in rows}

    return known


def as_it_is(path, text):
    path.write_bytes(text.encode())
    return path


@pytest.mark.parametrize(
    "made",
    [
        lambda folder: code_point_zip(folder / "codepo_gb.zip"),
        lambda folder: as_it_is(folder / "all.csv", code_point(PLACES)),
        lambda folder: packed(folder / "all.csv.gz", code_point(PLACES)),
        lambda folder: as_it_is(folder / "ONSPD_AUG_2025_UK.csv", "\ufeff" + ons(PLACES)),
        lambda folder: zipped(
            folder / "onspd.zip",
            {
                "Data/ONSPD_AUG_2025_UK.csv": ons(PLACES, header=OLD_ONS),
                "Data/multi_csv/ONSPD_AUG_2025_UK_L.csv": "never read",
                "Documents/names and codes.csv": "LAD25CD,LAD25NM\nW06000001,Ynys Môn\n".encode("cp1252"),
            },
        ),
        lambda folder: as_it_is(folder / "own.csv", own(PLACES)),
        lambda folder: packed(folder / "own.csv.gz", own(PLACES)),
    ],
)
def test_each_published_file_loads_as_it_is(run, known, tmp_path, made):
    run("load", made(tmp_path))
    assert known() == KEPT


def test_an_edition_says_which_file_how_old_how_much_and_whose(run, database, tmp_path):
    printed = run("load", code_point_zip(tmp_path / "codepo_gb.zip"), "--why", "the first one")
    shown = run("show")
    for text in (printed, shown):
        assert "codepo_gb.zip: OS Code-Point Open, published 2014-07-29" in text
        assert "liverpool          3" in text
        assert "outside            3" in text
        assert "Contains OS data © Crown copyright and database right 2014" in text
        assert "why: the first one" in text
    with database.transaction(HUB) as tx:
        edition = current_edition(tx)
    assert (edition.postcodes, edition.inside, edition.outside, len(edition.sha256)) == (13, 10, 3, 64)
    assert edition.boroughs == {"knowsley": 1, "liverpool": 3, "sefton": 3, "st_helens": 2, "wirral": 1}


def test_a_new_list_takes_the_place_of_the_old_one_and_both_editions_stay_on_record(
    run, known, database, tmp_path
):
    run("load", as_it_is(tmp_path / "one.csv", own(PLACES)))
    changed = {**PLACES, "L20 1AA": "liverpool", "L20 1AD": "sefton"}
    del changed["WA3 1AA"]
    run("load", as_it_is(tmp_path / "two.csv", own(changed)), "--replace")
    assert known() == {postcode: changed[postcode] for postcode in changed if postcode != "M1 1AA"}
    with database.transaction(HUB) as tx:
        assert [each.file_name for each in editions(tx)] == ["two.csv", "one.csv"]


def test_the_same_file_again_changes_nothing(run, database, tmp_path):
    file = code_point_zip(tmp_path / "codepo_gb.zip")
    run("load", file)
    assert "is the list in use already" in run("load", file)
    with database.transaction(HUB) as tx:
        assert len(editions(tx)) == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (own(PLACES) + TWO_BAD_ROWS, ["line 15", "bad_borough", "line 16", "bad_postcode"]),
        (own(PLACES) + "L1 0AA,sefton\n", ["line 15", "two_boroughs"]),
        (own({"M1 1AA": "outside"}), ["nothing_inside"]),
        ("a,b\n1,2\n", ["line 1", "bad_header"]),
        ("postcode,borough\nL1 0AA,liver\0pool\n", ["line 2", "not_text"]),
        ("postcode,borough\n" + "L1 0AA" * 20_000, ["line 2", "not_text"]),
        ("", ["nothing_inside"]),
    ],
)  # fmt: skip
def test_a_bad_file_names_its_faults_and_leaves_the_old_list_as_it_was(
    run, known, database, tmp_path, text, told
):
    run("load", as_it_is(tmp_path / "good.csv", own(PLACES)))
    printed = run("load", as_it_is(tmp_path / "bad.csv", text), ends_with=2)
    assert "Nothing was loaded" in printed
    assert [each for each in told if each not in printed] == []
    assert known() == KEPT
    with database.transaction(HUB) as tx:
        assert [each.file_name for each in editions(tx)] == ["good.csv"]


def test_the_same_row_twice_is_no_contradiction(run, known, tmp_path):
    run("load", as_it_is(tmp_path / "own.csv", own(PLACES) + "L1 0AA,liverpool\n"))
    assert known() == KEPT


def test_a_smaller_an_older_or_a_borderless_list_is_loaded_only_when_told_to(run, known, tmp_path):
    run("load", as_it_is(tmp_path / "ONSPD_AUG_2025_UK.csv", ons(PLACES)))
    inside = {postcode: borough for postcode, borough in PLACES.items() if borough != "outside"}
    fewer = {postcode: borough for postcode, borough in inside.items() if borough != "wirral"}
    worse = as_it_is(tmp_path / "ONSPD_AUG_2019_UK.csv", ons(fewer))
    printed = run("load", worse, ends_with=2)
    assert [each for each in ("smaller_list", "no_border", "older_list") if each not in printed] == []
    assert known() == KEPT
    printed = run("load", worse, "--replace")
    assert "No postcode of wirral" in printed
    assert "no postcode outside the five boroughs" in printed
    assert known() == fewer


@pytest.mark.parametrize(
    "broken",
    [
        lambda path: path.write_bytes(path.read_bytes()[:-200]),
        lambda path: path.write_bytes(path.read_bytes()[:300] + b"\xff" * 60 + path.read_bytes()[360:]),
    ],
)
def test_a_broken_archive_is_told_as_such(run, known, tmp_path, broken):
    file = packed(tmp_path / "own.csv.gz", own(PLACES) * 50)
    broken(file)
    assert "Nothing was loaded" in run("load", file, ends_with=2)
    assert known() == {}


def test_a_zip_without_a_list_is_told_what_it_lacks(run, tmp_path):
    printed = run("load", zipped(tmp_path / "other.zip", {"one.csv": "x", "two.csv": "y"}), ends_with=2)
    assert "Data/CSV/*.csv" in printed
    assert "no_list_in_zip" in printed


def test_an_archive_that_unpacks_to_too_much_is_refused(run, known, tmp_path, monkeypatch):
    monkeypatch.setattr(postcode_files, "LARGEST", 100_000)
    text = own(PLACES) + "L1 0AA,liverpool\n" * 10_000
    assert "too_large" in run("load", packed(tmp_path / "own.csv.gz", text), ends_with=2)
    with ZipFile(tmp_path / "own.zip", "w", ZIP_DEFLATED) as archive:
        archive.writestr("own.csv", text)
    assert "too_large" in run("load", tmp_path / "own.zip", ends_with=2)
    monkeypatch.setattr(postcode_files, "LARGEST", 100_000_000)
    monkeypatch.setattr(postcode_files, "MOST_LINES", 100)
    assert "too_large" in run("load", tmp_path / "own.zip", ends_with=2)
    assert known() == {}


def test_whoever_looks_during_a_load_sees_the_old_list_and_then_the_new_one(database):
    with database.transaction(HUB) as tx:
        load_postcodes(tx, PLACES.items())
    turned = {
        postcode: "sefton" if borough == "liverpool" else borough for postcode, borough in PLACES.items()
    }
    seen = set()

    def look():
        with database.transaction(HUB) as tx:
            found = resolve_all(tx, ["L1 0AA", "L1 0AB", "L20 2AB"])
            seen.add(tuple(sorted(str(each.borough) for each in found.values())))

    with database.transaction(HUB) as tx:
        load_postcodes(tx, turned.items())
        reader = Thread(target=look)
        reader.start()
        reader.join(10)
        assert not reader.is_alive()
        assert seen == {("liverpool",) * 3}
    look()
    assert seen == {("liverpool",) * 3, ("sefton",) * 3}


@pytest.mark.parametrize(
    ("postcode", "borough", "how"),
    [
        ("L1 0AA", Borough.LIVERPOOL, How.EXACT),
        ("L1 0ZZ", Borough.LIVERPOOL, How.SECTOR),
        ("L20 2ZZ", Borough.NOT_KNOWN, How.SPLIT_SECTOR),
        ("CH1 1ZZ", Borough.OUTSIDE, How.SECTOR),
        ("M1 1AA", Borough.OUTSIDE, How.AREA),
        ("L99 9AA", Borough.NOT_KNOWN, How.UNKNOWN_SECTOR),
    ],
)
def test_one_query_finds_a_postcode_and_how(database, postcode, borough, how):
    with database.transaction(HUB) as tx:
        load_postcodes(tx, PLACES.items())
        found = resolve(tx, postcode)
    assert (found.borough, found.how) == (borough, how)


def test_an_edition_can_be_neither_changed_nor_removed(run, database, tmp_path):
    run("load", code_point_zip(tmp_path / "codepo_gb.zip"))
    for statement in (
        GeographyEdition.__table__.delete(),
        GeographyEdition.__table__.update().values(why="x"),
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), database.transaction(HUB) as tx:
            tx.connection.execute(statement)


def test_without_a_list_the_command_says_how_to_load_one(run):
    assert "hub geography load FILE" in run("show")
    assert set(CODES) > {"outside"}


def test_postcodes_from_before_editions_were_kept_have_one_afterwards(database, owner_url):
    with database.transaction(HUB) as tx:
        load_postcodes(tx, PLACES.items())
    migrations.downgrade(owner_url, "0005")
    migrations.upgrade(owner_url)
    with database.transaction(HUB) as tx:
        edition = current_edition(tx)
    assert (edition.inside, edition.outside) == (10, 2)


def test_an_archive_with_a_locked_or_broken_part_is_refused(run, known, tmp_path):
    file = code_point_zip(tmp_path / "codepo_gb.zip")
    locked = bytearray(file.read_bytes())
    at = locked.rindex(b"Doc/metadata.txt") - 46  # its entry in the list at the end, which is what counts
    locked[at + 8] |= 1
    file.write_bytes(locked)
    assert "bad_archive" in run("load", file, ends_with=2)
    with ZipFile(tmp_path / "own.zip", "w", ZIP_LZMA) as archive:
        archive.writestr("own.csv", own(PLACES))
    broken = bytearray((tmp_path / "own.zip").read_bytes())
    start = broken.index(b"own.csv") + len("own.csv")
    broken[start + 9 : start + 40] = b"\xff" * 31
    (tmp_path / "own.zip").write_bytes(broken)
    assert "bad_archive" in run("load", tmp_path / "own.zip", ends_with=2)
    assert known() == {}
