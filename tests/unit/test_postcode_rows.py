"""Files of postcodes as they are published: what they are told to be, and every fault with its line."""

from datetime import date

import pytest

from hub.directory.rules.postcode_rows import MOST_FAULTS, Gathered, read_rows
from hub.directory.rules.postcode_zip import files_with_postcodes, published_on
from hub.domain.errors import DirectoryFileError
from hub.domain.postcode_list import ListSource
from tests.factories.postcode_lists import (
    LONG_NAMES,
    NEW_ONS,
    OLD_ONS,
    PLACES,
    SHORT_NAMES,
    code_point,
    ons,
    own,
)

HEADERS = ["Doc/Code-Point_Open_Column_Headers.csv", "Doc/metadata.txt"]
WHOLE = "Data/ONSPD_AUG_2025_UK.csv"
PARTS = ["Data/multi_csv/ONSPD_AUG_2025_UK_CH.csv", "Data/multi_csv/ONSPD_AUG_2025_UK_L.csv"]


def read(text, name="list.csv"):
    gathered = Gathered()
    rows = list(read_rows(name, text.splitlines(keepends=True), gathered))
    return {row.postcode: str(row.borough) for row in rows}, gathered


@pytest.mark.parametrize(
    ("text", "source"),
    [
        (code_point(PLACES), ListSource.CODE_POINT_OPEN),
        (code_point(PLACES, line="\n"), ListSource.CODE_POINT_OPEN),
        (f"{SHORT_NAMES}\n{LONG_NAMES}\n{code_point(PLACES)}", ListSource.CODE_POINT_OPEN),
        (f"{LONG_NAMES}\n{code_point(PLACES)}", ListSource.CODE_POINT_OPEN),
        (ons(PLACES, header=OLD_ONS), ListSource.ONS_POSTCODE_DIRECTORY),
        (ons(PLACES, header=NEW_ONS), ListSource.ONS_POSTCODE_DIRECTORY),
        (ons(PLACES).replace(NEW_ONS, NEW_ONS.upper()), ListSource.ONS_POSTCODE_DIRECTORY),
        (ons(PLACES, ended=frozenset({"L1 0AA"})), ListSource.ONS_POSTCODE_DIRECTORY),
        (own(PLACES), ListSource.OWN),
        (own(PLACES).replace("st_helens", "St. Helens").replace("outside", "Outside"), ListSource.OWN),
        (own(PLACES).replace("st_helens", "St.Helens"), ListSource.OWN),
    ],
)
def test_every_published_shape_gives_the_same_places(text, source):
    places, gathered = read(text)
    assert gathered.faults == []
    assert places == PLACES
    assert gathered.layout.source is source


def test_another_order_of_columns_is_told_by_the_one_that_holds_districts():
    places, _ = read('"L1  0AA","E92000001",10,"E08000012"\n"CH1 1AA","E92000001",10,"E06000050"\n')
    assert places == {"L1 0AA": "liverpool", "CH1 1AA": "outside"}


def test_a_postcode_that_ended_is_loaded_too_for_somebody_may_still_give_it():
    places, _ = read(ons({"L1 0AA": "liverpool"}, ended=frozenset({"L1 0AA"})))
    assert places == {"L1 0AA": "liverpool"}


def test_a_postcode_that_its_list_places_nowhere_is_counted_and_not_known():
    places, gathered = read(code_point({"L1 0AA": "liverpool", "L1 0AB": ""}))
    assert (places, gathered.without_district, gathered.faulty) == ({"L1 0AA": "liverpool"}, 1, 0)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("L1 0AD", "bad_row"),
        ("nonsense,liverpool", "bad_postcode"),
        ("L1 0AD,Chester", "bad_borough"),
        ("L1 0AD,not_known", "bad_borough"),
        ("L1 0AD,", "bad_borough"),
        ('"L1 0AD,liverpool', "bad_csv"),
    ],
)
def test_a_fault_names_its_file_and_line_and_reading_goes_on(row, code):
    places, gathered = read(f"{own({'L1 0AA': 'liverpool'})}{row}\n", name="part.csv")
    assert [(each.pointer, each.code) for each in gathered.faults] == [("part.csv, line 3", code)]
    assert places == {"L1 0AA": "liverpool"}
    with pytest.raises(DirectoryFileError, match="1 fault"):
        gathered.raise_any()


def test_a_district_that_is_no_code_is_a_fault():
    _, gathered = read(code_point(PLACES).replace("E08000012", "00BY", 1).replace("E06000050", "99999", 1))
    assert [each.code for each in gathered.faults] == ["bad_borough", "bad_borough"]


def test_many_faults_are_counted_and_the_first_are_named():
    _, gathered = read("postcode,borough\n" + "nonsense,liverpool\n" * 50)
    assert (len(gathered.faults), gathered.faulty) == (MOST_FAULTS, 50)
    with pytest.raises(DirectoryFileError, match="50 faults, of which these are the first 20"):
        gathered.raise_any()


@pytest.mark.parametrize(
    "text", ["a,b\n1,2\n", "postcode\nL1 0AA\n", "nonsense\n", '"L1 0AA","E08000012","E08000013"\n']
)
def test_what_is_no_list_of_postcodes_is_told_at_once(text):
    with pytest.raises(DirectoryFileError) as told:
        read(text)
    (fault,) = told.value.faults
    assert (fault.pointer, fault.code) == ("list.csv, line 1", "bad_header")


@pytest.mark.parametrize(
    ("names", "chosen"),
    [
        ([*HEADERS, "Data/CSV/l.csv", "Data/CSV/ch.csv"], ["Data/CSV/ch.csv", "Data/CSV/l.csv"]),
        (["DOC_Code-Point_Open_Column_Headers.csv", "l.csv", "ch.csv"], ["ch.csv", "l.csv"]),
        (["codepo_gb/Data/CSV/l.csv", "codepo_gb/Doc/x.csv"], ["codepo_gb/Data/CSV/l.csv"]),
        ([WHOLE, *PARTS, "Documents/LAD names and codes.csv"], [WHOLE]),
        ([*PARTS, "Documents/LAD names and codes.csv"], PARTS),
        (["anything.csv"], ["anything.csv"]),
        (["one.csv", "two.csv"], []),
        (["readme.txt"], []),
    ],
)
def test_the_files_of_a_zip_that_are_the_list_are_found(names, chosen):
    assert files_with_postcodes(names) == tuple(chosen)


@pytest.mark.parametrize(
    ("texts", "day"),
    [
        (["COPYRIGHT DATE: 20140729\r\nRM UPDATE DATE: 20140718", "codepo_gb.zip"], date(2014, 7, 29)),
        (["", "Data/ONSPD_AUG_2025_UK.csv"], date(2025, 8, 1)),
        (["", "l.csv", "codepoint-open-2014-08.zip"], date(2014, 8, 1)),
        (["ONSPD_February_2024_UK.csv"], date(2024, 2, 1)),
        (["COPYRIGHT DATE: 20149929", "postcodes.csv"], None),
    ],
)
def test_the_day_of_publication_is_read_where_the_file_tells_it(texts, day):
    assert published_on(texts) == day
