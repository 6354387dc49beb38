import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.directory.rules import CoverageCell, OpenCases, Pause, RoutingRow, carried, read_directory
from hub.domain.codes import AgencyKind, Certainty, Clock, PauseReason, UnitTask
from hub.domain.errors import DirectoryFileError
from hub.domain.targets import Target, read_targets
from hub.routing.rules import leads_that_overlap, row_from_plain

FILE = """
name = "A small directory"

[opening.mornings]
mon = [["09:00", "12:00"]]

[[agency]]
slug = "police"
name = "The police"
kind = "referring_unit"
duty = "duty.police@example.org"
manager = "manager.police@example.org"

[[agency.unit]]
slug = "family-liaison"
name = "Family liaison"
mailbox = "liaison@example.org"

[[agency.unit]]
slug = "sigma"
name = "Sigma"
mailbox = "sigma@example.org"

[[agency]]
slug = "charity"
name = "A charity"
kind = "provider"
description = "People who help."
website = "https://charity.example.org"
duty = "duty.charity@example.org"
duty_contact = "Duty desk"
duty_phone = "0151 496 0001"
manager = "manager.charity@example.org"
manager_contact = "Head of support"
agreement = { number = "A1", starts = 2017-04-01, ends_before = 2018-04-01, certainty = "I" }

[[service]]
slug = "support"
provider = "charity"
name = "Support"
description = "Support after crime."
opening = "mornings"
opening_certainty = "I"

[service.coverage]
crime_types = { values = "any", certainty = "S" }
boroughs = { values = ["knowsley"], certainty = "I", note = "as later" }
ages = { values = "any", certainty = "U" }
risks = { values = ["high"], certainty = "X" }
strands = { values = ["race"], certainty = "S" }
conditions = "By appointment."

[[service.contract]]
reference = "C1"
award = "A"
awarded = 2017-02-01
starts = 2017-04-01
ends_before = 2018-04-01
certainty = "I"
referrals_a_quarter = 60
open_at_once = 20
open_cases = "finish"
finish_by = 2018-06-30
retention_months = 12

[service.contract.targets]
acknowledged = { high = "4 elapsed hours", other = "1 working day" }

[service.contract.ladder.decided]
other = ["reminder at half", "take_back 2 working days after"]
high = ["triage when due"]

[[service.pause]]
starts = 2017-06-01
ends_before = 2017-07-01
reason = "staff"
note = "Two posts are empty."

[[support_agency]]
slug = "helpline"
name = "A helpline"
description = "Somebody to talk to."
national = true
crime_types = ["hate_crime"]
strands = ["race", "religion"]
phone = "0151 496 0002"
email = "line@example.org"
website = "https://a-helpline.example.org/talk"
checked = 2017-05-02

[routing_table]
reference = "T1"
starts = 2017-04-01
ends_before = 2018-04-01

[[routing_table.row]]
key = "high"
role = "lead"
service = "support"
risks = ["high"]
boroughs = ["merseyside"]
because = "Someone is there."
certainty = "S"

[[routing_table.row]]
key = "other"
role = "information_only"
risks = ["medium", "standard", "not_known"]
because = "Nobody is sent."
certainty = "I"
"""

SECOND_CONTRACT = """
[[service.contract]]
reference = "C2"
starts = 2018-03-31
ends_before = 2019-04-01
certainty = "I"
open_cases = "transfer_with_consent"
retention_months = 12

[routing_table]"""
OTHER_PART = """
[[service]]
slug = "more"
provider = "charity"
name = "More"
description = "More of it."
opening = "always"
opening_certainty = "I"

[[service.contract]]
reference = "C9"
award = "A"
awarded = 2017-02-01
starts = 2017-04-01
ends_before = 2019-04-01
certainty = "I"
open_cases = "transfer_with_consent"
retention_months = 12

[service.contract.coverage]
crime_types = { values = "any", certainty = "S" }
boroughs = { values = "any", certainty = "S" }
ages = { values = "any", certainty = "S" }
risks = { values = "any", certainty = "S" }

[routing_table]"""


def faults_of(text):
    with pytest.raises(DirectoryFileError) as refused:
        read_directory(text)
    return {(fault.pointer, fault.code) for fault in refused.value.faults}


def test_a_sound_file_is_read_whole():
    directory = read_directory(FILE)
    police, charity = directory.agencies
    (pause,), (helpline,) = directory.pauses, directory.support_agencies
    (service,), (contract,), (agreement,) = directory.services, directory.contracts, directory.agreements
    assert (police.kind, police.units[1].mailbox) == (AgencyKind.REFERRING_UNIT, "sigma@example.org")
    assert [(each.address, each.contact, each.phone) for each in charity.endpoints] == [
        ("duty.charity@example.org", "Duty desk", "0151 496 0001"),
        ("manager.charity@example.org", "Head of support", None),
    ]
    assert (charity.description, charity.website) == ("People who help.", "https://charity.example.org")
    assert (contract.award, contract.awarded) == ("A", date(2017, 2, 1))
    assert (contract.referrals_a_quarter, contract.open_at_once) == (60, 20)
    assert contract.targets == {"acknowledged": {"high": "4 elapsed hours", "other": "1 working day"}}
    assert read_targets(contract.targets)[Clock.ACKNOWLEDGED, True] == Target.parse("4 elapsed hours")
    assert contract.ladder == {
        "decided": {
            "high": ["triage when due"],
            "other": ["reminder at half", "take_back 2 working days after"],
        }
    }
    assert (contract.coverage.flags, contract.coverage.conditions) == (None, "By appointment.")
    assert contract.coverage.strands == CoverageCell(values=("race",), certainty=Certainty.STATED)
    assert pause == Pause(
        service="support",
        starts=date(2017, 6, 1),
        ends_before=date(2017, 7, 1),
        reason=PauseReason.STAFF,
        note="Two posts are empty.",
    )
    assert (helpline.national, helpline.strands, helpline.closed) == (True, ("race", "religion"), None)
    assert service.opening == {"mon": [["09:00", "12:00"]]}
    assert contract.coverage.boroughs == CoverageCell(
        values=("knowsley",), certainty=Certainty.INFERRED, note="as later"
    )
    assert (contract.service, contract.open_cases) == ("support", OpenCases.FINISH)
    assert (agreement.agency, agreement.ends_before) == ("charity", date(2018, 4, 1))
    assert [row.position for row in directory.routing_table.rows] == [1, 2]


ROW_DAYS = "starts = 2017-06-01\nends_before = 2017-06-01"
ROW = "/routing_table/row/0"
CONTRACT = "/service/0/contract"
LADDER = f"{CONTRACT}/0/ladder/decided"
PAUSE = "/service/0/pause"
WEB = 'website = "https://charity.example.org"'
NATIONAL_AND_LOCAL = 'national = true\nboroughs = ["wirral"]'
TABLE_DAYS = 'reference = "T1"\nstarts = 2017-04-01\nends_before = 2018-04-01'
NEXT_YEAR = TABLE_DAYS.replace("2018", "2019").replace("2017", "2018")
HIGH_ONLY = 'risks = ["high"]\n'
LEAD = 'role = "lead"'


@pytest.mark.parametrize(
    ("old", "new", "pointer", "code"),
    [
        ('name = "A small', 'title = "x"\nname = "A', "/title", "unknown_key"),
        ('name = "A small directory"', "", "/name", "missing"),
        ('name = "A small directory"', "name = 3", "/name", "wrong_type"),
        ("ends_before = 2017-07-01", "ends_before = 9999-12-31", f"{PAUSE}/0/ends_before", "bad_day"),
        ("starts = 2017-06-01", "starts = 0001-01-01", f"{PAUSE}/0/starts", "bad_day"),
        ('reference = "T1"', f'reference = "{"T" * 101}"', "/routing_table/reference", "too_long"),
        ('slug = "charity"', 'slug = "A Charity"', "/agency/1/slug", "bad_slug"),
        ('slug = "charity"', 'slug = "police"', "/agency/1/slug", "duplicate_slug"),
        ("sigma@example.org", "sigma", "/agency/0/unit/1/mailbox", "bad_mailbox"),
        ("duty.charity@example.org", "duty charity@example.org", "/agency/1/duty", "bad_mailbox"),
        ('kind = "provider"', 'kind = "shop"', "/agency/1/kind", "unknown_code"),
        ('number = "A1", ', "", "/agency/1/agreement/number", "missing"),
        ('provider = "charity"', 'provider = "police"', "/service/0/provider", "unknown_slug"),
        ('opening = "mornings"', 'opening = "evenings"', "/service/0/opening", "unknown_code"),
        ('["09:00", "12:00"]', '["12:00", "09:00"]', "/opening/mornings/mon/0", "ends_before_it_begins"),
        ("mon =", "monday =", "/opening/mornings/monday", "unknown_field"),
        ('["knowsley"]', '["halton"]', "/service/0/coverage/boroughs/values/0", "unknown_code"),
        ('certainty = "U"', 'certainty = "?"', "/service/0/coverage/ages/certainty", "unknown_code"),
        ("finish_by = 2018-06-30", "", f"{CONTRACT}/0/finish_by", "missing"),
        ("2018-06-30", "2018-01-31", f"{CONTRACT}/0/finish_by", "dates_reversed"),
        ("months = 12", "months = 0", f"{CONTRACT}/0/retention_months", "wrong_type"),
        ("months = 12", "months = true", f"{CONTRACT}/0/retention_months", "wrong_type"),
        ("[routing_table]", SECOND_CONTRACT, f"{CONTRACT}/1/starts", "contracts_overlap"),
        ('service = "support"', 'service = "suport"', f"{ROW}/service", "unknown_slug"),
        ('service = "support"', "", f"{ROW}/service", "missing"),
        (HIGH_ONLY, 'risks = ["hgih"]\n', f"{ROW}/risks/0", "unknown_code"),
        (HIGH_ONLY, 'risks = [["high"]]\n', f"{ROW}/risks/0", "unknown_code"),
        (HIGH_ONLY, "", "/routing_table/row/1", "leads_overlap"),
        (LEAD, 'role = "leads"', f"{ROW}/role", "unknown_code"),
        (LEAD, f"{LEAD}\nonly_if_named = true", f"{ROW}/only_if_named", "row_shape"),
        (LEAD, f'{LEAD}\nalternates = ["support"]', f"{ROW}/alternates", "listed_twice"),
        (LEAD, f'{LEAD}\nalternates = ["no"]', f"{ROW}/alternates/0", "unknown_slug"),
        ('key = "other"', 'key = "high"', "/routing_table/row", "duplicate_slug"),
        ("opening_cert", "direct_referrals = false\nopening_cert", f"{ROW}/service", "no_direct_referrals"),
        (LEAD, f"{LEAD}\n{ROW_DAYS}", f"{ROW}/ends_before", "dates_reversed"),
        (LEAD, f'{LEAD}\nstarts = "soon"', f"{ROW}/starts", "wrong_type"),
        (WEB, 'website = "charity"', "/agency/1/website", "bad_website"),
        ('duty_contact = "Duty desk"', 'duty_contact = ""', "/agency/1/duty_contact", "missing"),
        ("sigma@example.org", "liaison@example.org", "/agency/0/unit/1/mailbox", "duplicate_slug"),
        ("open_at_once = 20", "open_at_once = 0", f"{CONTRACT}/0/open_at_once", "wrong_type"),
        ("awarded = 2017-02-01", 'awarded = "2017"', f"{CONTRACT}/0/awarded", "wrong_type"),
        ("2018-04-01\ncertainty", "2017-04-01\ncertainty", f"{CONTRACT}/0/ends_before", "dates_reversed"),
        ("acknowledged = {", "answered = {", f"{CONTRACT}/0/targets/answered", "unknown_code"),
        ("1 working day", "soon", f"{CONTRACT}/0/targets/acknowledged/other", "bad_target"),
        ("other = ", "low = ", f"{CONTRACT}/0/targets/acknowledged/low", "unknown_key"),
        ("ladder.decided", "ladder.answered", f"{CONTRACT}/0/ladder/answered", "unknown_code"),
        ("at half", "at noon", f"{LADDER}/other/0", "bad_rung"),
        ("at half", 'when due", "escalation at half', f"{LADDER}/other/1", "not_climbing"),
        (', "take_back 2 working days after"', "", f"{LADDER}/other/0", "no_end"),
        ('["triage when due"]', '["take_back when due"]', f"{LADDER}/high/0", "no_taking_back"),
        ('["triage when due"]', "[]", f"{LADDER}/high", "no_end"),
        ('high = ["tri', 'low = ["tri', f"{LADDER}/low", "unknown_key"),
        ('["race"]', '["rice"]', "/service/0/coverage/strands/values/0", "unknown_code"),
        ('reason = "staff"', 'reason = "tired"', f"{PAUSE}/0/reason", "unknown_code"),
        ("ends_before = 2017-07-01", "ends_before = 2017-05-01", f"{PAUSE}/0/ends_before", "dates_reversed"),
        ("starts = 2017-06-01", "starts = 2017-06-01T00:00:00", f"{PAUSE}/0/starts", "wrong_type"),
        ("checked = 2017-05-02", "", "/support_agency/0/checked", "missing"),
        ("national = true", 'boroughs = ["wigan"]', "/support_agency/0/boroughs/0", "unknown_code"),
        ("national = true", NATIONAL_AND_LOCAL, "/support_agency/0/boroughs", "national_and_local"),
        ('website = "https://a', 'mail = "https://a', "/support_agency/0/mail", "unknown_key"),
        ('email = "line@', 'email = "line', "/support_agency/0/email", "bad_mailbox"),
        ("[routing_table]", OTHER_PART, "/service/1/contract/0/ends_before", "award_differs"),
        (TABLE_DAYS, NEXT_YEAR, f"{ROW}/service", "without_contract"),
        (TABLE_DAYS, TABLE_DAYS.replace("2017", "2019"), "/routing_table/ends_before", "dates_reversed"),
        (TABLE_DAYS, TABLE_DAYS.replace("2017-04-01", "2"), "/routing_table/starts", "wrong_type"),
    ],
)
def test_each_fault_is_pointed_at(old, new, pointer, code):
    assert old in FILE
    assert (pointer, code) in faults_of(FILE.replace(old, new))


def test_every_fault_is_told_at_once():
    text = FILE.replace("duty.charity@example.org", "nobody").replace('"hgih"', "").replace('"T1"', "1")
    assert faults_of(text) == {("/agency/1/duty", "bad_mailbox"), ("/routing_table/reference", "wrong_type")}


def lines_of_faults(text):
    with pytest.raises(DirectoryFileError) as refused:
        read_directory(text)
    return [(fault.line, fault.pointer) for fault in refused.value.faults]


def line_of(text, words):
    return 1 + next(number for number, line in enumerate(text.splitlines()) if words in line)


def test_every_fault_has_its_line_and_they_come_in_the_order_of_the_file():
    text = FILE.replace("duty.charity@example.org", "nobody").replace("months = 12", "months = 0")
    text = text.replace('reason = "staff"', "").replace('"lead"', '"leads"')
    assert lines_of_faults(text) == [
        (line_of(text, '"nobody"'), "/agency/1/duty"),
        (line_of(text, "months = 0"), f"{CONTRACT}/0/retention_months"),
        (line_of(text, "[[service.pause]]"), f"{PAUSE}/0/reason"),
        (line_of(text, '"leads"'), f"{ROW}/role"),
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("name = ", 1),
        ('name = "a"\n\nname = "b"', 3),
        ('a = 1\n\n[b\n"c" = 1', 3),
        ("[[" * 2000, 1),
        ("a = 1\n" + "b." * 20_000 + "b = 1", 2),
        ("a = 1\n[" + '"b" . ' * 20_000 + "b]", 2),
        ("a = {" + "b." * 20_000 + "b = 1}", 1),
        ("a = " + "9" * 5_000, 1),
    ],
)
def test_a_file_that_is_not_toml_is_one_fault(text, line):
    assert faults_of(text) == {("", "syntax")}
    assert lines_of_faults(text) == [(line, "")]


def test_a_file_may_hold_support_agencies_alone_or_no_routing_table():
    begins = FILE.index("[[support_agency]]")
    support = FILE[begins : FILE.index("[routing_table]")]
    directory = read_directory(f'name = "Others"\n{support}')
    assert [each.slug for each in directory.support_agencies] == ["helpline"]
    assert (directory.agencies, directory.routing_table) == ((), None)
    assert read_directory(FILE[: FILE.index("[routing_table]")]).routing_table is None


def test_an_agency_may_have_an_agreement_after_another():
    other = """
[[agency.agreement]]
number = "A1"
starts = 2017-04-01
ends_before = 2018-04-01
certainty = "I"

[[agency.agreement]]
number = "A2"
starts = 2018-04-01
ends_before = 2019-04-01
certainty = "I"
"""
    one = next(line for line in FILE.splitlines() if line.startswith("agreement = "))
    agreements = read_directory(FILE.replace(one, other)).agreements
    assert [(each.agency, each.number) for each in agreements] == [("charity", "A1"), ("charity", "A2")]


def test_a_contract_says_itself_for_whom_it_is_or_has_it_of_its_service():
    text = FILE.replace("[routing_table]", OTHER_PART.replace("2019-04-01", "2018-04-01"))
    own = {each.service: each for each in read_directory(text).contracts}
    assert own["more"].coverage.boroughs.values == ()
    assert own["support"].coverage.boroughs.values == ("knowsley",)
    lacking = text[: text.index("[service.contract.coverage]")] + text[text.index("[routing_table]") :]
    assert ("/service/1/coverage", "missing") in faults_of(lacking)


def test_an_empty_file_lacks_its_parts_and_breaks_nothing():
    assert faults_of("") == {("/name", "missing"), ("/", "missing")}


def test_contracts_agreements_and_table_are_carried_and_marked():
    first, second = carried(read_directory(FILE), range(2018, 2020))
    (contract,), (agreement,) = first.contracts, first.agreements
    assert (first.starts, second.ends_before) == (date(2018, 4, 1), date(2020, 4, 1))
    assert (contract.reference, contract.carried_from) == ("C1 carried 2018-19", "C1")
    assert (contract.starts, contract.ends_before, contract.finish_by) == (
        date(2018, 4, 1),
        date(2019, 4, 1),
        date(2019, 6, 30),
    )
    assert (agreement.number, agreement.carried_from) == ("A1 carried 2018-19", "A1")
    assert second.routing_table is not None
    assert (second.routing_table.reference, second.routing_table.carried_from) == ("T1 carried 2019-20", "T1")


def test_a_year_that_the_file_covers_itself_is_not_carried():
    (year,) = carried(read_directory(FILE), range(2017, 2018))
    assert (year.contracts, year.agreements, year.routing_table) == ((), (), None)


def test_only_the_last_contract_of_a_service_is_carried():
    text = FILE.replace("[routing_table]", SECOND_CONTRACT.replace("2018-03-31", "2018-04-01"))
    early, late = carried(read_directory(text), range(2018, 2020))
    assert early.contracts == ()
    assert [contract.carried_from for contract in late.contracts] == ["C2"]


def some(*values):
    return st.lists(st.sampled_from(values), max_size=2, unique=True).map(tuple)


ASPECTS = ("sexual_offence", "domestic_abuse", "vulnerable")
ANY_ROW = st.builds(
    RoutingRow,
    position=st.just(1),
    key=st.sampled_from(["one", "other"]),
    role=st.sampled_from(["lead", "lead", "additional", "information_only"]),
    service=st.just("support"),
    crime_types=some("sexual_offence", "domestic_abuse", "other"),
    aspects=some(*ASPECTS),
    also=some(*ASPECTS),
    without=some(*ASPECTS),
    strands=some("race", "religion"),
    boroughs=some("merseyside", "knowsley", "outside"),
    places=st.sampled_from(["home", "lives_works_or_visits"]),
    age_bands=some("under_13", "not_known"),
    risks=some("high", "standard"),
    relationships=some("victim", "witness"),
    alternates=st.just(()),
    because=st.just("B."),
    only_if_named=st.just(False),
    unit_task=st.sampled_from([None, UnitTask.REFER_TO_MARAC]),
    certainty=st.sampled_from(Certainty),
    starts_on=st.sampled_from([None, date(2017, 6, 1)]),
    ends_before=st.sampled_from([None, date(2018, 1, 1)]),
)


BARE = RoutingRow(
    position=1, key="one", role="lead", service="support", crime_types=(), aspects=(), also=(), without=(),
    strands=(), boroughs=("outside",), places="home", age_bands=(), risks=(), relationships=(), alternates=(),
    because="B.", only_if_named=False, unit_task=None, certainty=Certainty.STATED,
)  # fmt: skip
VISITING = replace(BARE, key="other", boroughs=("knowsley",), places="lives_works_or_visits")


@settings(max_examples=300, deadline=None)
@given(ANY_ROW)
def test_a_row_is_the_same_once_it_has_been_stored_as_json(row):
    assert row_from_plain(json.loads(json.dumps(row.plain()))) == row_from_plain(row.plain())


def test_a_row_may_hold_on_some_of_the_tables_days():
    days = "starts = 2017-06-01\nends_before = 2018-01-01"
    first, other = read_directory(FILE.replace(LEAD, f"{LEAD}\n{days}")).routing_table.rows
    assert (first.starts_on, first.ends_before) == (date(2017, 6, 1), date(2018, 1, 1))
    assert row_from_plain(first.plain()).ends_before == date(2018, 1, 1)
    assert "starts_on" not in other.plain()


def test_a_visitor_may_meet_a_row_for_elsewhere():
    rows = [row_from_plain(row.plain()) for row in (VISITING, BARE)]
    assert len(leads_that_overlap(rows)) == 1


def test_a_table_that_nobody_could_read_is_one_fault():
    assert faults_of(FILE + "[[routing_table.row]]\n" * 1000) == {("/routing_table/row", "too_many")}
