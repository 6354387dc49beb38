import json

import pytest

from hub.domain.errors import InvalidError
from hub.domain.opening import ALWAYS, DAYS, OFFICE_HOURS, Opening


@pytest.mark.parametrize(
    "written",
    [
        "always",
        {"mon": [["09:00", "12:30"], ["13:00", "17:00"]], "bank_holidays": False},
        {"sat": [["00:00", "06:00"], ["22:00", "24:00"]], "sun": [["10:00", "12:00"]], "bank_holidays": True},
    ],
)
def test_hours_are_written_as_they_are_read(written):
    through_json = json.loads(json.dumps(Opening.parse(written).serialise()))
    assert through_json == written


def test_what_is_left_out_is_closed():
    assert Opening.parse({"tue": [["09:00", "17:00"]], "wed": []}).serialise() == {
        "tue": [["09:00", "17:00"]],
        "bank_holidays": False,
    }


def test_all_day_every_day_is_always():
    every_day = {day: [["00:00", "24:00"]] for day in DAYS}
    assert Opening.parse({**every_day, "bank_holidays": True}) == ALWAYS
    assert not Opening.parse(every_day).always
    assert not OFFICE_HOURS.always


@pytest.mark.parametrize(
    ("value", "faults"),
    [
        (None, {("", "expected")}),
        ("sometimes", {("", "expected")}),
        ({}, {("", "never_open")}),
        ({"mon": [], "bank_holidays": True}, {("", "never_open")}),
        ({"mon": "09:00-17:00"}, {("/mon", "not_a_list")}),
        ({"mon": [["09:00"]]}, {("/mon/0", "not_a_span")}),
        ({"mon": [["9:00", "17:00"]]}, {("/mon/0", "not_a_span")}),
        ({"mon": [["24:00", "24:00"]]}, {("/mon/0", "not_a_span")}),
        ({"mon": [[9, 17]]}, {("/mon/0", "not_a_span")}),
        ({"mon": [["17:00", "09:00"]]}, {("/mon/0", "ends_before_it_begins")}),
        ({"mon": [["09:00", "12:00"], ["11:00", "17:00"]]}, {("/mon", "overlap")}),
        ({"mon": [["13:00", "17:00"], ["09:00", "12:00"]]}, {("/mon", "overlap")}),
        (
            {"monday": [], "tue": [["09:00", "25:00"]], "bank_holidays": "no"},
            {("/monday", "unknown_field"), ("/tue/0", "not_a_span"), ("/bank_holidays", "not_a_boolean")},
        ),
    ],
)
def test_every_fault_is_named_at_once(value, faults):
    with pytest.raises(InvalidError) as refused:
        Opening.parse(value)
    assert {(fault.pointer, fault.code) for fault in refused.value.faults} == faults


def test_hours_that_never_come_cannot_be_made():
    with pytest.raises(ValueError, match="one span"):
        Opening(week=((),) * 7)
