from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.codes import CrimeType
from hub.domain.postcode import normalise_postcode
from hub.domain.submission import Submission
from hub.intake.rules.duplicates import BlindKind, Incident, blind_inputs, is_possible_duplicate
from hub.intake.rules.parse import parse
from hub.intake.rules.ways_to_reach import e164, is_email
from tests.factories.submissions import SERVICES, submission

NOW = datetime(2018, 3, 29, 16, 0, tzinfo=UTC)
INCIDENT_AT = datetime(2018, 3, 20, 12, 0, tzinfo=UTC)


def inputs(**overrides):
    found = parse(submission(**overrides), now=NOW, known_services=SERVICES, known_units=None)
    assert isinstance(found, Submission), found
    return dict(blind_inputs(found))


def test_the_person_is_told_by_name_with_birth_date_phone_and_email():
    assert inputs() == {
        BlindKind.NAME_AND_BIRTH: "example|1988-04-17",
        BlindKind.PHONE: "+447700900123",
        BlindKind.EMAIL: "ines@example.org",
    }


@pytest.mark.parametrize(
    ("overrides", "kind"),
    [
        ({"person.family_name": None}, BlindKind.NAME_AND_BIRTH),
        ({"person.birth_date": None}, BlindKind.NAME_AND_BIRTH),
        ({"person.family_name": "?"}, BlindKind.NAME_AND_BIRTH),
        ({"contact.phone.value": None}, BlindKind.PHONE),
        ({"contact.email.value": None}, BlindKind.EMAIL),
    ],
)
def test_a_kind_with_a_part_missing_is_left_out(overrides, kind):
    assert set(inputs(**overrides)) == set(BlindKind) - {kind}


@pytest.mark.parametrize("name", ["O'Neil", "ONEIL", "o neil", "\u00d3-N\u00e9il", "O\u2019Neil"])
def test_spellings_of_a_name_are_one(name):
    assert inputs(**{"person.family_name": name})[BlindKind.NAME_AND_BIRTH] == "oneil|1988-04-17"


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("07700 900123", "+447700900123"),
        ("07700-900-123", "+447700900123"),
        ("+44 7700 900123", "+447700900123"),
        ("+44 (0)7700 900123", "+447700900123"),
        ("0044 7700 900123", "+447700900123"),
        ("(0151) 496 0000", "+441514960000"),
        ("+1 202 555 0123", "+12025550123"),
        ("001 202 555 0123", "+12025550123"),
        ("999", None),
        ("+44 999", None),
        ("0000000000", None),
        ("+0123456789", None),
        ("07700 90012x", None),
        ("\u0660\u0667\u0667\u0660\u0660\u0669\u0660\u0660\u0661\u0662\u0663", None),
        ("", None),
    ],
)
def test_a_phone_number_has_one_spelling(written, normal):
    assert e164(written) == normal


@pytest.mark.parametrize(
    ("written", "is_one"),
    [
        ("ines@example.org", True),
        ("ines.o'neil+hub@mail.example.org", True),
        ("ines@example", False),
        ("ines@@example.org", False),
        (".ines@example.org", False),
        ("ines@-example.org", False),
        ("Ines <ines@example.org>", False),
        ("ines@example.org, jo@example.org", False),
        ("a" * 250 + "@example.org", False),
    ],
)
def test_an_email_address_is_one_plain_address(written, is_one):
    assert is_email(written) is is_one


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("l341aa", "L34 1AA"),
        (" L34  1AA ", "L34 1AA"),
        ("CH41 1AA", "CH41 1AA"),
        ("W1A 1AA", "W1A 1AA"),
        ("EC1A 1BB", "EC1A 1BB"),
        ("L34", None),
        ("L34 1CC", None),
        ("12345", None),
        ("L34 1AA L34 1AA", None),
    ],
)
def test_a_postcode_has_one_spelling(written, normal):
    assert normalise_postcode(written) == normal


@given(st.text(max_size=40))
def test_no_text_upsets_the_spellings(text):
    for spelt in (e164(text), normalise_postcode(text)):
        assert spelt is None or spelt.isascii()
    is_email(text)


@pytest.mark.parametrize(
    ("days", "possible"),
    [(0, True), (7, True), (-7, True), (8, False), (-8, False), (None, True)],
)
def test_two_incidents_are_near_within_seven_days_or_unknown(days, possible):
    mine = Incident(crime_type=CrimeType.ROBBERY, incident_at=INCIDENT_AT)
    at = None if days is None else INCIDENT_AT + timedelta(days=days)
    other = Incident(crime_type=CrimeType.ROBBERY, incident_at=at)
    assert is_possible_duplicate(mine, other) is possible
    assert is_possible_duplicate(other, mine) is possible


def test_another_type_of_crime_is_another_referral():
    mine = Incident(crime_type=CrimeType.ROBBERY, incident_at=INCIDENT_AT)
    other = Incident(crime_type=CrimeType.BURGLARY, incident_at=INCIDENT_AT)
    assert not is_possible_duplicate(mine, other)
