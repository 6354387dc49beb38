import json
from datetime import UTC, datetime

from hub.domain.plain import from_plain, to_plain
from hub.domain.submission import (
    Contact,
    Identity,
    Needs,
    Notes,
    SealedPart,
    Submission,
    Summary,
    sealed_parts,
)
from hub.intake.rules.parse import parse
from tests.factories.submissions import SERVICES, submission

NOW = datetime(2018, 3, 29, 16, 0, tzinfo=UTC)
PART_TYPES = {
    SealedPart.IDENTITY: Identity,
    SealedPart.CONTACT: Contact,
    SealedPart.NEEDS: Needs,
    SealedPart.SUMMARY: Summary,
    SealedPart.NOTES: Notes,
}


def read(body):
    return parse(body, now=NOW, known_services=SERVICES, known_units=frozenset({"sigma"}))


def parsed(**overrides):
    result = read(submission(**overrides))
    assert isinstance(result, Submission), result
    return result


def test_sealed_parts_come_back_as_they_were():
    found = parsed(**{"contact.through": {"role": "refuge", "name": "Desk", "value": "0151 496 0001"}})
    for part, plain in sealed_parts(found).items():
        opened = from_plain(PART_TYPES[part], json.loads(json.dumps(plain)))
        assert opened == getattr(found, part)


def test_a_sealed_part_of_another_release_still_opens():
    assert from_plain(Identity, {"family_name": "Example", "shoe_size": 7}) == Identity(family_name="Example")


def test_a_submission_shows_no_person_when_it_is_printed():
    shown = repr(parsed())
    for personal in ("Ines", "Example", "07700", "L34", "1988", "Eggs", "PC 0000"):
        assert personal not in shown


def test_what_is_plain_holds_no_person():
    plain = to_plain(parsed())
    for part in SealedPart:
        del plain[part]
    left = json.dumps(plain)
    for personal in ("Ines", "Example", "07700", "L34", "1988", "Eggs", "PC 0000"):
        assert personal not in left
