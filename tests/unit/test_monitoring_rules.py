import csv
import io
import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.codes import Clock
from hub.domain.quarter import Quarter
from hub.monitoring.rules import (
    ALL,
    Axis,
    Balance,
    Counted,
    Cut,
    Figure,
    Report,
    Section,
    as_csv,
    as_plain,
    due_after_report,
    nearest_rank,
    with_zeros,
)

QUARTER = Quarter(year=2017, number=1)
NOTHING_OPEN = Balance(counted=Counted.REFERRALS, cut=ALL)


def report(*figures, balances=(NOTHING_OPEN,)):
    return Report(quarter=QUARTER, as_of=QUARTER.ends_at, figures=figures, balances=balances)


def rows(written):
    return list(csv.DictReader(io.StringIO(written)))


@pytest.mark.parametrize(
    ("reported_on", "too_late"),
    [
        (date(2018, 3, 29), datetime(2018, 4, 4, 23, tzinfo=UTC)),
        (date(2017, 12, 22), datetime(2017, 12, 29, 0, tzinfo=UTC)),
        (date(2022, 6, 1), datetime(2022, 6, 7, 23, tzinfo=UTC)),
        (date(2022, 9, 16), datetime(2022, 9, 21, 23, tzinfo=UTC)),
        (date(2020, 5, 7), datetime(2020, 5, 12, 23, tzinfo=UTC)),
    ],
)
def test_two_working_days_after_the_report_end_with_the_second_one(reported_on, too_late):
    assert due_after_report(reported_on) == too_late


@pytest.mark.parametrize(
    ("values", "percent", "found"),
    [
        ([7], 50, 7),
        ([7], 90, 7),
        ([1, 2], 50, 1),
        ([1, 2, 3], 50, 2),
        ([1, 2, 3, 4], 50, 2),
        (list(range(1, 11)), 90, 9),
        (list(range(1, 12)), 90, 10),
        (list(range(1, 11)), 100, 10),
    ],
)
def test_a_percentile_is_the_nearest_rank(values, percent, found):
    assert nearest_rank(values, percent) == found


@given(st.lists(st.integers(0, 10**7), min_size=1), st.integers(1, 100))
def test_a_percentile_is_the_smallest_value_that_enough_do_not_exceed(values, percent):
    ascending = sorted(values)
    found = nearest_rank(ascending, percent)
    enough = len(values) * percent / 100
    assert sum(value <= found for value in values) >= enough
    assert all(sum(value <= lower for value in values) < enough for lower in values if lower < found)


def test_no_values_have_no_percentile():
    with pytest.raises(ValueError, match="no values"):
        nearest_rank([], 50)


def test_a_cut_names_the_axes_that_it_is_cut_along():
    assert Cut.along("all", "") == ALL
    assert ALL.named == {}
    assert Cut.along("borough", "wirral").named == {"borough": "wirral"}
    assert list(Cut.__dataclass_fields__) == list(Axis)


def test_a_cut_that_has_one_figure_has_all_others_as_nought():
    given_one = Figure(section=Section.REFERRALS, measure="received", value=3, cut=Cut(borough="sefton"))
    split = as_plain(report(*with_zeros(Section.REFERRALS, [given_one])))["referrals"]
    assert split["borough"]["sefton"]["received"] == 3
    assert split["borough"]["sefton"]["withdrawn"] == 0
    assert split["borough"]["sefton"]["returned_by_reason"] == {}
    assert split["all"]["received"] == 0


def test_a_report_that_is_read_before_its_quarter_is_over_says_so():
    early = Report(quarter=QUARTER, as_of=QUARTER.starts_at, figures=(), balances=())
    assert as_plain(early)["complete"] is False
    assert as_plain(report())["complete"] is True


def test_the_report_is_plain_json_with_every_clock():
    median = Figure(section=Section.CLOCKS, measure="median_seconds", value=60, clock=Clock.DECIDED)
    plain = json.loads(json.dumps(as_plain(report(median))))
    assert plain["quarter"] == "2017-18-Q1"
    assert set(plain["clocks"]) == set(Clock)
    assert plain["clocks"]["decided"]["all"]["median_seconds"] == 60
    assert plain["clocks"]["acknowledged"]["all"]["median_seconds"] is None


def test_one_line_that_does_not_add_up_unbalances_the_report():
    broken = Balance(counted=Counted.ASSIGNMENTS, cut=Cut(provider="rasa"), received=1)
    plain = as_plain(report(balances=(NOTHING_OPEN, broken)))
    assert plain["balanced"] is False
    assert plain["balance"]["assignments"]["provider"]["rasa"]["balanced"] is False
    assert plain["balance"]["referrals"]["all"]["balanced"] is True


def test_the_table_has_a_row_for_each_number_and_a_column_for_each_split():
    figures = (
        Figure(
            section=Section.NEEDS,
            measure="no_service",
            value=2,
            cut=Cut(borough="wirral", crime_type="theft"),
        ),
        Figure(section=Section.CLOCKS, measure="p90_seconds", value=9, clock=Clock.DECIDED),
        Figure(section=Section.ASSIGNMENTS, measure="breached_by_clock", value=1, code="decided"),
    )
    need, clock, breached, *balance = rows(as_csv(report(*figures)))
    assert (need["quarter"], need["borough"], need["crime_type"]) == ("2017-18-Q1", "wirral", "theft")
    assert (need["value"], need["unit"], need["provider"]) == ("2", "referrals", "")
    assert (clock["clock"], clock["value"], clock["unit"]) == ("decided", "9", "seconds")
    assert (breached["code"], breached["unit"]) == ("decided", "clocks")
    assert [row["measure"] for row in balance][-1] == "balanced"
    assert (balance[-1]["value"], balance[-1]["unit"]) == ("1", "yes_or_no")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_taken_for_a_formula(start):
    figure = Figure(section=Section.ASSIGNMENTS, measure="received", value=1, cut=Cut(provider=f"{start}cmd"))
    written = rows(as_csv(report(figure)))
    assert written[0]["provider"] == f"'{start}cmd"


@given(st.text())
def test_no_text_at_all_is_taken_for_a_formula(text):
    figure = Figure(section=Section.ASSIGNMENTS, measure="received", value=1, cut=Cut(provider=text))
    cells = next(csv.reader(io.StringIO(as_csv(report(figure)).split("\n", 1)[1], newline="")))
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)
