from datetime import UTC, date, datetime

import pytest

from hub.domain.codes import Borough, CrimeType, RiskBand, YesNo
from hub.domain.errors import Fault
from hub.domain.submission import (
    ChannelSafety,
    Contact,
    Submission,
    Window,
)
from hub.intake.rules.parse import parse
from tests.factories.submissions import ABSENT, SERVICES, smallest, submission

NOW = datetime(2018, 3, 29, 16, 0, tzinfo=UTC)


def read(body):
    return parse(body, now=NOW, known_services=SERVICES, known_units=frozenset({"sigma"}))


def faults(body):
    result = read(body)
    return [] if isinstance(result, Submission) else [(fault.pointer, fault.code) for fault in result]


def parsed(**overrides):
    result = read(submission(**overrides))
    assert isinstance(result, Submission), result
    return result


def test_the_whole_submission_is_read():
    found = parsed()
    assert found.source_reference == "SYN/18/000123"
    assert found.unit_mailbox == "sigma@police.example.org"
    assert found.reported_at == datetime(2018, 3, 29, 15, 0, tzinfo=UTC)
    assert found.crime.aspects == {"hate_crime", "antisocial_behaviour"}
    assert found.person.borough is Borough.KNOWSLEY
    assert found.identity.birth_date == date(1988, 4, 17)
    assert found.contact.postcode == "L34 1AA"
    assert found.contact.email == ChannelSafety(value="ines@example.org", safe=YesNo.YES)
    assert isinstance(found.contact.windows[0], Window)
    assert found.notes.recorded_by == "PC 0000"
    assert found.risk.band is RiskBand.HIGH


def test_the_required_fields_alone_are_enough():
    found = read(smallest())
    assert isinstance(found, Submission)
    assert found.person_reference == "1"
    assert found.crime.type is CrimeType.BURGLARY
    assert found.contact == Contact()


def test_an_instant_comes_back_in_utc_whatever_its_offset():
    found = parsed(reported_at="2018-03-29T12:00:00-03:00")
    assert found.reported_at is not None
    assert found.reported_at.utcoffset().total_seconds() == 0
    assert found.reported_at.hour == 15


def test_null_is_the_same_as_absent():
    assert parsed(contact=None).contact.phone == parsed(contact=ABSENT).contact.phone


def test_text_is_tidied_and_composed():
    found = parsed(**{"person.given_name": "  Ine\u0301s ", "person.postcode": "l341aa", "summary": " "})
    assert found.identity.given_name == "In\u00e9s"
    assert found.contact.postcode == "L34 1AA"
    assert found.summary.text is None


@pytest.mark.parametrize(
    ("overrides", "pointer", "code"),
    [
        ({"colour": "red"}, "/colour", "unknown_field"),
        ({"crime.colour": "red"}, "/crime/colour", "unknown_field"),
        ({"source": ABSENT}, "/source", "required"),
        ({"source": "   "}, "/source", "required"),
        ({"source_reference": None}, "/source_reference", "required"),
        ({"source_reference": "x" * 65}, "/source_reference", "too_long"),
        ({"source_reference": 7}, "/source_reference", "wrong_type"),
        ({"referring_unit": "nobody"}, "/referring_unit", "unknown_unit"),
        ({"officer": "PC 0000"}, "/officer", "wrong_type"),
        ({"officer.unit_mailbox": "sigma"}, "/officer/unit_mailbox", "bad_email"),
        ({"reported": "maybe"}, "/reported", "not_allowed_value"),
        ({"reported": True}, "/reported", "wrong_type"),
        ({"reported_at": None}, "/reported_at", "required"),
        ({"reported": "no"}, "/reported_at", "contradiction"),
        ({"reported_at": "2018-03-29T16:00:00"}, "/reported_at", "bad_instant"),
        ({"reported_at": "2018-03-29"}, "/reported_at", "bad_instant"),
        ({"reported_at": "2018-02-30T16:00:00Z"}, "/reported_at", "bad_instant"),
        ({"reported_at": "0001-01-01T00:00:00+14:00"}, "/reported_at", "bad_instant"),
        ({"reported_at": "9999-12-31T23:59:59-14:00"}, "/reported_at", "bad_instant"),
        ({"reported_at": "2018-W13-4T16:00:00Z"}, "/reported_at", "bad_instant"),
        ({"reported_at": 1522335600}, "/reported_at", "wrong_type"),
        ({"reported_at": "2018-03-29T17:00:01+01:00"}, "/reported_at", "in_the_future"),
        ({"incident_at": "2018-03-30T00:00:00Z"}, "/incident_at", "in_the_future"),
        ({"crime": []}, "/crime", "wrong_type"),
        ({"crime.type": ABSENT}, "/crime/type", "required"),
        ({"crime.type": "rudeness"}, "/crime/type", "not_allowed_value"),
        ({"crime.flags": "vulnerable"}, "/crime/flags", "wrong_type"),
        ({"crime.flags": ["vulnerable", "tall"]}, "/crime/flags/1", "not_allowed_value"),
        ({"crime.flags": ["vulnerable", "vulnerable"]}, "/crime/flags/1", "repeated_value"),
        ({"crime.hate_strands": [None]}, "/crime/hate_strands/0", "wrong_type"),
        ({"crime.hate_strands": ["race"] * 51}, "/crime/hate_strands", "too_many"),
        ({"person.relationship": "friend"}, "/person/relationship", "not_allowed_value"),
        ({"person.given_name": "I" * 101}, "/person/given_name", "too_long"),
        ({"person.given_name": "In\x00es"}, "/person/given_name", "bad_text"),
        ({"person.given_name": "In\ud800es"}, "/person/given_name", "bad_text"),
        ({"person.given_name": "In\nes"}, "/person/given_name", "bad_text"),
        ({"person.given_name": "In\u202ees"}, "/person/given_name", "bad_text"),
        ({"person.birth_date": "17/04/1988"}, "/person/birth_date", "bad_date"),
        ({"person.birth_date": "19880417"}, "/person/birth_date", "bad_date"),
        ({"person.birth_date": "1988-02-30"}, "/person/birth_date", "bad_date"),
        ({"person.birth_date": "1899-12-31"}, "/person/birth_date", "bad_date"),
        ({"person.birth_date": "2018-03-30"}, "/person/birth_date", "in_the_future"),
        ({"person.age": -1}, "/person/age", "out_of_range"),
        ({"person.age": 121}, "/person/age", "out_of_range"),
        ({"person.age": True}, "/person/age", "wrong_type"),
        ({"person.age": 29.0}, "/person/age", "wrong_type"),
        ({"person.age": 27}, "/person/age", "contradiction"),
        ({"person.borough": "cheshire"}, "/person/borough", "not_allowed_value"),
        ({"person.borough": None, "person.postcode": None}, "/person/borough", "required"),
        ({"person.postcode": "L34 1A"}, "/person/postcode", "bad_postcode"),
        ({"person.address": "x" * 501}, "/person/address", "too_long"),
        ({"person.address_confidential": "no"}, "/person/address_confidential", "wrong_type"),
        ({"contact.phone": "07700 900123"}, "/contact/phone", "wrong_type"),
        ({"contact.phone.value": "999"}, "/contact/phone/value", "bad_phone"),
        ({"contact.phone.value": "7700 900123"}, "/contact/phone/value", "bad_phone"),
        ({"contact.phone.safe": "perhaps"}, "/contact/phone/safe", "not_allowed_value"),
        ({"contact.email.value": "ines@example"}, "/contact/email/value", "bad_email"),
        ({"contact.email.value": "ines@exa mple.org"}, "/contact/email/value", "bad_email"),
        ({"contact.letter.value": "x"}, "/contact/letter/value", "unknown_field"),
        ({"contact.windows": [{"days": ["mon"], "from": "17:00"}]}, "/contact/windows/0/to", "required"),
        (
            {"contact.windows": [{"days": ["mon"], "from": "20:00", "to": "17:00"}]},
            "/contact/windows/0/to",
            "contradiction",
        ),
        (
            {"contact.windows": [{"days": ["mon"], "from": "24:00", "to": "23:00"}]},
            "/contact/windows/0/from",
            "bad_time",
        ),
        (
            {"contact.windows": [{"days": [], "from": "17:00", "to": "18:00"}]},
            "/contact/windows/0/days",
            "required",
        ),
        (
            {"contact.windows": [{"days": ["Monday"], "from": "17:00", "to": "18:00"}]},
            "/contact/windows/0/days/0",
            "not_allowed_value",
        ),
        ({"contact.may_answer": ["Jo", "x" * 101]}, "/contact/may_answer/1", "too_long"),
        ({"contact.through": {"value": "0151 496 0001"}}, "/contact/through/role", "required"),
        (
            {"contact.through": {"role": "refuge", "value": "ask at the desk"}},
            "/contact/through/value",
            "bad_contact",
        ),
        ({"contact.confirmed_on": "2018-03-30"}, "/contact/confirmed_on", "in_the_future"),
        ({"needs.interpreter": "Polish, please"}, "/needs/interpreter", "bad_language"),
        ({"needs.communication": ["semaphore"]}, "/needs/communication/0", "not_allowed_value"),
        ({"consent": ABSENT}, "/consent/basis", "required"),
        ({"consent.scope": "named_services"}, "/consent/services", "required"),
        ({"consent.services": ["the-moon"]}, "/consent/services/0", "unknown_service"),
        ({"consent.given_on": "2018-03-30"}, "/consent/given_on", "in_the_future"),
        ({"consent.basis": "without_consent_justified"}, "/consent/reason", "required"),
        ({"exclude_services": ["the-moon"]}, "/exclude_services/0", "unknown_service"),
        (
            {"consent.services": ["buddy-scheme"], "exclude_services": ["buddy-scheme"]},
            "/exclude_services",
            "contradiction",
        ),
        ({"summary": "x" * 2001}, "/summary", "too_long"),
    ],
)
def test_one_thing_wrong_is_one_fault_where_it_stands(overrides, pointer, code):
    assert faults(submission(**overrides)) == [(pointer, code)]


def test_every_fault_comes_back_at_once_sorted_by_pointer():
    body = submission(
        **{"summary": 1, "crime.type": "rudeness", "person.age": 7, "reported": ABSENT, "colour": 1}
    )
    assert faults(body) == [
        ("/colour", "unknown_field"),
        ("/crime/type", "not_allowed_value"),
        ("/person/age", "contradiction"),
        ("/reported", "required"),
        ("/summary", "wrong_type"),
    ]


def test_a_fault_names_the_allowed_values():
    (fault,) = read(submission(**{"consent.scope": "everything"}))
    assert fault.message == "Give one of: any_suitable_service, named_services."


def test_a_misplaced_value_as_a_field_name_is_not_repeated():
    (fault,) = read(submission() | {"Ines Example": 1})
    assert fault == Fault(
        pointer="", code="unknown_field", message="A field of this object is not part of a submission."
    )


def test_any_unit_may_refer_where_the_units_are_not_listed():
    body = submission(referring_unit="a-new-unit")
    assert isinstance(parse(body, now=NOW, known_services=SERVICES, known_units=None), Submission)


@pytest.mark.parametrize("age", [28, 29, 30])
def test_an_age_may_be_a_birthday_off(age):
    assert parsed(**{"person.age": age}).identity.age == age
