"""Working time against an oracle that looks at every minute (tests/unit/working_time_oracle.py)."""

from datetime import UTC, datetime

import pytest

from hub.domain.calendar import ENGLAND_AND_WALES, LONDON
from hub.domain.opening import ALWAYS, DAYS, OFFICE_HOURS, Opening
from hub.domain.targets import Target
from hub.sla.rules import due_at
from tests.unit.working_time_oracle import BEGINNINGS, DAYS_LONG, HOLIDAYS, disagreements

INTERVALS = 1_000
EIGHT_TO_SIX = Opening.parse({day: [["08:00", "18:00"]] for day in DAYS[:5]})


def london(*parts):
    return datetime(*parts, tzinfo=LONDON).astimezone(UTC)


def test_every_sum_is_what_the_minutes_come_to():
    assert disagreements(INTERVALS, seed=20260304) == []


def test_the_oracle_sees_a_holiday_that_the_product_leaves_out(monkeypatch):
    wrong = ENGLAND_AND_WALES.without_holidays(*HOLIDAYS)
    monkeypatch.setattr("hub.domain.working_time.add_working_time.__defaults__", (wrong,))
    assert disagreements(200, seed=20260304)


def test_the_oracle_knows_the_holidays_of_its_seasons():
    days = {
        day
        for day in ENGLAND_AND_WALES.holidays
        if any(0 <= (day - first).days < DAYS_LONG for first in BEGINNINGS)
    }
    assert days <= HOLIDAYS <= ENGLAND_AND_WALES.holidays


@pytest.mark.parametrize(
    ("name", "target", "opening", "start", "due"),
    [
        ("before Easter, a quarter's and a year's end", "2 working days", OFFICE_HOURS,
         london(2018, 3, 29, 16), london(2018, 4, 5)),
        ("before Christmas", "2 working days", OFFICE_HOURS, london(2017, 12, 22, 12), london(2017, 12, 29)),
        ("before two holidays in June", "2 working days", OFFICE_HOURS,
         london(2022, 6, 1, 9), london(2022, 6, 8)),
        ("before a funeral", "2 working days", OFFICE_HOURS, london(2022, 9, 16, 9), london(2022, 9, 22)),
        ("before a moved holiday in May", "2 working days", OFFICE_HOURS,
         london(2020, 5, 7, 9), london(2020, 5, 13)),
        ("over clocks forward", "2 working hours", OFFICE_HOURS,
         london(2026, 3, 27, 16, 30), london(2026, 3, 30, 10, 30)),
        ("over clocks back", "2 working hours", OFFICE_HOURS,
         london(2026, 10, 23, 16, 30), london(2026, 10, 26, 10, 30)),
        ("over Easter", "16 working hours", OFFICE_HOURS,
         london(2026, 4, 2, 16, 30), london(2026, 4, 8, 16, 30)),
        ("over Christmas", "2 working hours", OFFICE_HOURS,
         london(2026, 12, 24, 16), london(2026, 12, 29, 10)),
        ("by longer hours", "4 working hours", EIGHT_TO_SIX,
         london(2026, 1, 12, 17), london(2026, 1, 13, 11)),
        ("day and night over clocks back", "48 elapsed hours", ALWAYS,
         london(2026, 10, 24, 12), london(2026, 10, 26, 11)),
        ("at high risk before Easter", "4 elapsed hours", OFFICE_HOURS,
         london(2018, 3, 29, 16, 30), london(2018, 3, 29, 20, 30)),
        ("in working hours instead it would be Tuesday", "4 working hours", OFFICE_HOURS,
         london(2018, 3, 29, 16, 30), london(2018, 4, 3, 12, 30)),
    ],
)  # fmt: skip
def test_the_golden_cases_of_the_field_hold(name, target, opening, start, due):
    assert due_at(Target.parse(target), start, opening) == due, name
