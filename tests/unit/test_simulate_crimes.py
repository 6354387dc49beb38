"""Street-crime files as they come: any line ending, quoted fields, rows without an id, and faulty ones."""

from datetime import date

import pytest

from hub.demo.simulate import read_crimes
from hub.domain.codes import Borough
from hub.domain.errors import InvalidError
from hub.domain.quarter import Quarter

QUARTER = Quarter(year=2019, number=3)
HEAD = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,"
    "LSOA code,LSOA name,Crime type,Last outcome category,Context"
)


def row(
    area="Liverpool 012B", category="Burglary", month="2019-10", crime_id="ab12", place="On or near A Road"
):
    return f"{crime_id},{month},Merseyside Police,Merseyside Police,-2.9,53.4,{place},E01,{area},{category},,"


def file_of(folder, *rows, name="2019-10.csv", ending="\n", head=HEAD):
    file = folder / name
    file.write_bytes(ending.join([head, *rows, ""]).encode())
    return file


def faults_of(files):
    with pytest.raises(InvalidError) as raised:
        read_crimes(files, QUARTER)
    return {(fault.pointer.rpartition("/")[2], fault.code) for fault in raised.value.faults}


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_line_ending_gives_the_same_rows(tmp_path, ending):
    file = file_of(tmp_path, row(), row("Wirral 001A", month="2019-12"), ending=ending)
    found = read_crimes([file], QUARTER)
    assert found.rows == 2
    assert found.cells == {
        (date(2019, 10, 1), Borough.LIVERPOOL, "Burglary"): 1,
        (date(2019, 12, 1), Borough.WIRRAL, "Burglary"): 1,
    }


def test_a_quoted_field_may_hold_commas_and_line_ends(tmp_path):
    file = file_of(tmp_path, row(place='"On or near ""The Green"", A Road\nback lane"'), row("Sefton 001A"))
    assert read_crimes([file], QUARTER).rows == 2


def test_a_byte_order_mark_is_no_part_of_the_first_column(tmp_path):
    assert read_crimes([file_of(tmp_path, row(), head=f"\ufeff{HEAD}")], QUARTER).rows == 1


@pytest.mark.parametrize(
    ("area", "borough"),
    [
        ("Knowsley 001A", Borough.KNOWSLEY),
        ("St. Helens 012B", Borough.ST_HELENS),
        ("St Helens 012B", Borough.ST_HELENS),
        ("Cheshire West and Chester 001D", Borough.OUTSIDE),
        ("", Borough.NOT_KNOWN),
    ],
)
def test_the_borough_is_the_areas_name_without_its_last_word(tmp_path, area, borough):
    found = read_crimes([file_of(tmp_path, row(area))], QUARTER)
    assert found.in_borough(borough) == found.rows == 1


def test_antisocial_behaviour_has_no_crime_id(tmp_path):
    assert (
        read_crimes([file_of(tmp_path, row(category="Anti-social behaviour", crime_id=""))], QUARTER).rows
        == 1
    )


def test_every_fault_of_every_file_is_named_at_once(tmp_path):
    good = file_of(tmp_path, row())
    bad_rows = file_of(
        tmp_path, row(month="2019-09"), row(month="soon"), row(category="Piracy"), row(), name="rows.csv"
    )
    no_column = file_of(tmp_path, "1,2", name="columns.csv", head="Crime ID,Month")
    binary = tmp_path / "binary.csv"
    binary.write_bytes(f"{HEAD}\n".encode() + b"\xff\xfe\x00")
    assert faults_of([good, bad_rows, no_column, binary, tmp_path / "missing.csv", tmp_path]) == {
        ("rows.csv:2", "other_quarter"),
        ("rows.csv:3", "not_a_month"),
        ("rows.csv:4", "unknown_category"),
        ("columns.csv:1", "no_column"),
        ("binary.csv", "not_text"),
        ("missing.csv", "cannot_be_read"),
        (tmp_path.name, "cannot_be_read"),
    }


def test_a_fault_that_repeats_is_told_once_with_its_number(tmp_path):
    with pytest.raises(InvalidError) as raised:
        read_crimes([file_of(tmp_path, *[row(month="2018-01")] * 30)], QUARTER)
    (fault,) = raised.value.faults
    assert fault.message == "2018-01 does not lie in 2019/20 Q3. And 29 more lines like it."


def test_a_quotation_that_never_ends_is_a_fault(tmp_path):
    assert faults_of([file_of(tmp_path, row(), row(place='"On or near'))]) == {("2019-10.csv", "not_csv")}


def test_files_without_any_row_are_a_fault(tmp_path):
    assert faults_of([file_of(tmp_path)]) == {("2019-10.csv", "no_rows")}
