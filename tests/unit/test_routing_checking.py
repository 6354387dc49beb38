"""A draft's check: every fault at once, and a table without faults has none."""

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.directory.rules import read_routing_table
from hub.domain.errors import DirectoryFileError
from hub.domain.routing_content import DraftState, Example, SignedOff, content_from_stored
from hub.routing.rules.checking import MOST_GAPS, Destination, check, measured_on

FILE = """
[routing_table]
reference = "T1"
starts = 2026-04-01
ends_before = 2027-04-01

[[routing_table.row]]
key = "high"
role = "lead"
service = "support"
risks = ["high"]
boroughs = ["merseyside"]
because = "Someone is there."
note = "As agreed."
certainty = "S"

[[routing_table.row]]
key = "other"
role = "information_only"
risks = ["medium", "standard"]
boroughs = ["merseyside"]
because = "Nobody is sent."
certainty = "I"

[[routing_table.row]]
key = "night"
role = "additional"
service = "night-line"
risks = ["high"]
only_if_named = true
because = "If the person wants it."
certainty = "I"

[[routing_table.example]]
name = "high risk"
crime_type = "burglary"
borough = "wirral"
risk = "high"
consent_names = ["night-line"]
lead = "support"
additional = ["night-line"]
row = "high"

[[routing_table.example]]
name = "standard risk"
crime_type = "burglary"
borough = "wirral"
risk = "standard"
information_only = true

[[routing_table.signed_off]]
risks = ["not_known"]
boroughs = ["merseyside"]
reason = "The unit is asked for the risk."
by = "The commissioner's lead"
expires = 2026-10-01
"""
CONTENT = read_routing_table(FILE).content()
THERE = {
    "support": Destination(direct_referrals=True, contracted=True),
    "night-line": Destination(direct_referrals=True, contracted=True),
}
TODAY = date(2026, 3, 4)


def found(content=CONTENT, destinations=THERE, today=TODAY):
    return {(fault.pointer, fault.code) for fault in check(content, destinations, today).faults}


def changed(old, new):
    assert old in FILE
    return read_routing_table(FILE.replace(old, new)).content()


def test_a_sound_table_has_no_fault():
    checked = check(CONTENT, THERE, TODAY)
    assert checked.clean
    assert (checked.gaps, checked.idle, len(checked.tried)) == ((), (), 2)
    assert all(each.passed for each in checked.tried)


EXAMPLE, SECOND = "/routing_table/example/0", "/routing_table/example/1"
SIGNED, ROW = "/routing_table/signed_off/0", "/routing_table/row"


@pytest.mark.parametrize(
    ("old", "new", "pointer", "code"),
    [
        ('lead = "support"', 'lead = "night-line"', EXAMPLE, "example_fails"),
        ('consent_names = ["night-line"]', "consent_names = []", EXAMPLE, "example_fails"),
        ('row = "high"', 'row = "other"', EXAMPLE, "example_fails"),
        ('borough = "wirral"\nrisk = "high"', 'borough = "outside"\nrisk = "high"', EXAMPLE, "example_fails"),
        ('additional = ["night-line"]', 'unit_task = "refer_to_marac"', EXAMPLE, "example_fails"),
        ("expires = 2026-10-01", "expires = 2026-04-01", SIGNED, "sign_off_expired"),
        ("expires = 2026-10-01", "expires = 2026-04-01", ROW, "gap_open"),
        ('risks = ["medium", "standard"]', 'risks = ["medium"]', ROW, "gap_open"),
        (
            'risks = ["medium", "standard"]',
            'risks = ["medium", "standard", "high"]',
            f"{ROW}/1",
            "leads_overlap",
        ),
        ('service = "support"', 'service = "suport"', f"{ROW}/0/service", "unknown_slug"),
        (
            'service = "support"',
            'service = "support"\nalternates = ["no"]',
            f"{ROW}/0/alternates/0",
            "unknown_slug",
        ),
        ('because = "Someone', 'starts = 2026-06-01\nbecause = "Someone', ROW, "gap_open"),
    ],
)
def test_each_fault_is_found(old, new, pointer, code):
    assert (pointer, code) in found(changed(old, new))


@pytest.mark.parametrize(
    ("destination", "code"),
    [
        (Destination(direct_referrals=True, contracted=False), "without_contract"),
        (Destination(direct_referrals=False, contracted=True), "no_direct_referrals"),
    ],
)
def test_a_row_leads_only_to_what_can_take_it(destination, code):
    assert found(destinations={**THERE, "support": destination}) == {(f"{ROW}/0/service", code)}


def test_every_fault_is_told_at_once():
    broken = changed('service = "support"', 'service = "suport"')
    broken = replace(broken, signed_off=(replace(broken.signed_off[0], expires=date(2026, 3, 1)),))
    assert {code for _, code in found(broken)} == {
        "unknown_slug",
        "example_fails",
        "sign_off_expired",
        "gap_open",
    }


@pytest.mark.parametrize(
    ("today", "day"),
    [
        (date(2026, 3, 4), date(2026, 4, 1)),
        (date(2026, 6, 1), date(2026, 6, 1)),
        (date(2030, 1, 1), date(2027, 3, 31)),
    ],
)
def test_a_sign_off_must_hold_when_the_table_begins_to_decide(today, day):
    assert measured_on(CONTENT, today) == day


def test_a_sign_off_that_ran_out_by_the_day_of_publishing_refuses_it():
    assert found(today=date(2026, 9, 30)) == set()
    assert (SIGNED, "sign_off_expired") in found(today=date(2026, 10, 1))


def test_a_gap_that_opens_within_the_table_says_from_when():
    content = changed('because = "Someone', 'ends_before = 2026-06-01\nbecause = "Someone')
    (gap,) = check(content, THERE, TODAY).gaps
    assert gap == "borough anywhere in Merseyside or not known; risk high; from 2026-06-01"


def test_many_gaps_are_named_in_part_and_counted():
    content = replace(CONTENT, signed_off=())
    rows = [
        {
            **CONTENT.rows[1],
            "key": f"r{number}",
            "position": number,
            "crime_types": [crime],
            "risks": [risk],
            "relationships": [who],
            "age_bands": [age],
        }
        for number, (crime, risk, who, age) in enumerate(
            [
                ("burglary", "high", "victim", "under_13"),
                ("theft", "standard", "witness", "13_to_15"),
                ("robbery", "medium", "spokesperson", "16_to_17"),
                ("violence", "high", "witness", "18_to_24"),
            ],
            1,
        )
    ]
    faults = check(replace(content, rows=tuple(rows), examples=()), THERE, TODAY).faults
    assert len([each for each in faults if each.code == "gap_open"]) <= MOST_GAPS + 1


def test_a_row_that_changes_nothing_is_told_and_is_no_fault():
    rows = (*CONTENT.rows, {**CONTENT.rows[2], "key": "again", "position": 4})
    checked = check(replace(CONTENT, rows=rows), THERE, TODAY)
    assert (checked.clean, checked.idle) == (True, ("again",))


def test_a_directory_file_and_a_file_of_the_table_alone_are_read_alike():
    whole = (
        'name = "D"\n[[agency]]\nslug = "a"\nname = "A"\nkind = "provider"\nduty = "a@example.org"\n'
        'manager = "b@example.org"\n' + FILE
    )
    with pytest.raises(DirectoryFileError) as refused:
        read_routing_table(whole)
    assert {each.code for each in refused.value.faults} == {"unknown_slug"}  # its services are not in it


@pytest.mark.parametrize(
    ("old", "new", "pointer", "code"),
    [
        ("[routing_table]", "[routing]", "/routing", "unknown_key"),
        ("ends_before = 2027-04-01", "ends = 2027-03-31", "/routing_table/ends_before", "missing"),
        (
            "ends_before = 2027-04-01",
            "ends_before = 2026-04-01",
            "/routing_table/ends_before",
            "dates_reversed",
        ),
        ('name = "standard risk"', 'name = "high risk"', "/routing_table/example", "duplicate_slug"),
        ("information_only = true", "", f"{SECOND}/lead", "one_answer"),
        ("information_only = true", "triage = true\noutside_area = true", f"{SECOND}/lead", "one_answer"),
        (
            "information_only = true",
            'triage = true\nadditional = ["support"]',
            f"{SECOND}/additional",
            "one_answer",
        ),
        ('crime_type = "burglary"', 'crime_type = "arson"', f"{EXAMPLE}/crime_type", "unknown_code"),
        ('risks = ["not_known"]\nboroughs = ["merseyside"]', "", f"{SIGNED}/aspects", "missing"),
        ('by = "The commissioner\'s lead"', "", f"{SIGNED}/by", "missing"),
        ("expires = 2026-10-01", "", f"{SIGNED}/expires", "missing"),
        ('note = "As agreed."', 'notes = "As agreed."', f"{ROW}/0/notes", "unknown_key"),
    ],
)
def test_each_fault_of_a_file_is_pointed_at(old, new, pointer, code):
    text = FILE.replace(old, new, 1)
    assert text != FILE
    with pytest.raises(DirectoryFileError) as refused:
        read_routing_table(text)
    assert (pointer, code) in {(each.pointer, each.code) for each in refused.value.faults}


def shuffled(value, draw):
    if isinstance(value, dict):
        keys = draw(st.permutations(list(value)))
        return {key: shuffled(value[key], draw) for key in keys}
    return [shuffled(each, draw) for each in value] if isinstance(value, list) else value


@given(st.data())
def test_the_print_is_the_same_in_whatever_order_the_keys_come(data):
    stored = json.loads(json.dumps(CONTENT.stored()))
    again = {
        **{name: shuffled(value, data.draw) for name, value in stored.items()},
        "starts_on": CONTENT.starts_on,
        "ends_before": CONTENT.ends_before,
    }
    read = content_from_stored("T1", again)
    assert read.fingerprint() == CONTENT.fingerprint()
    assert (read.examples, read.signed_off) == (CONTENT.examples, CONTENT.signed_off)


@pytest.mark.parametrize(
    "other",
    [
        replace(CONTENT, reference="T2"),
        replace(CONTENT, starts_on=date(2026, 4, 2)),
        replace(CONTENT, ends_before=date(2027, 4, 2)),
        replace(CONTENT, rows=CONTENT.rows[:-1]),
        replace(CONTENT, examples=CONTENT.examples[:-1]),
        replace(CONTENT, signed_off=()),
        replace(CONTENT, rows=({**CONTENT.rows[0], "note": "Changed."}, *CONTENT.rows[1:])),
    ],
)
def test_whatever_changes_changes_the_print(other):
    assert other.fingerprint() != CONTENT.fingerprint()


def test_an_example_says_its_facts_and_a_gap_its_cells():
    example = Example(name="x", crime_type="burglary", received_on=date(2026, 5, 1), triage=True)
    assert example.facts(date(2026, 4, 1)).received_on == date(2026, 5, 1)
    gap = SignedOff(reason="r", by="b", expires=date(2026, 5, 1), risks=("high",))
    assert (gap.row(1).risks, gap.holds_on(date(2026, 4, 30)), gap.holds_on(date(2026, 5, 1))) == (
        {"high"},
        True,
        False,
    )
    assert list(DraftState) == ["open", "approved", "published", "dropped"]
