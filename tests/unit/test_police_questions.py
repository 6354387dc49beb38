"""The questions of the form against the one parser: each field has its place, and comes back."""

from datetime import UTC, datetime

import pytest

from hub.domain.errors import Fault
from hub.domain.submission import Submission
from hub.intake.rules.parse import parse
from hub.portal.forms import Form
from hub.portal.police.questions import QUESTIONS, Step
from hub.portal.police.questions.answers import Answers
from hub.portal.police.questions.body import Sender, body_of
from hub.portal.police.questions.sayings import said
from hub.portal.police.questions.typed import answers_again
from tests.factories.submissions import SERVICES, submission

NOW = datetime(2018, 3, 30, 12, tzinfo=UTC)
SENDER = Sender(source="merseyside-police", officer="PC 0000")
WHOLE = {
    "crime.offence_code": "8N",
    "crime.flags": ["vulnerable", "domestic_abuse"],
    "person.age": 29,
    "person.address_confidential": True,
    "person.works_or_visits": ["wirral", "sefton"],
    "contact.letter": {"safe": "yes", "address": "2 Example Street\nExampleton"},
    "contact.windows": [
        {"days": ["mon"], "from": f"{hour:02}:00", "to": f"{hour + 1:02}:30"} for hour in range(9, 14)
    ],
    "contact.may_answer": ["Jo"],
    "contact.never_tell": ["the neighbour", "an uncle"],
    "contact.suspect_at_home": "not_known",
    "contact.through": {
        "role": "refuge",
        "name": "R",
        "value": "0151 496 0001",
        "safe": "yes",
        "suspected": "no",
    },
    "needs": {"interpreter": "am", "communication": ["bsl", "braille"]},
    "risk": {"tool": "dash", "score": 12, "band": "high", "professional_judgement": True, "reason": "so"},
    "consent.scope": "named_services",
    "consent.services": ["hate-crime-advocacy", "buddy-scheme"],
    "consent.reason": "a reason",
    "exclude_services": ["complementary"],
    "holder_until_open": "the duty sergeant",
}


def read(body):
    return parse(body, now=NOW, known_services=SERVICES, known_units=frozenset({"sigma"}))


@pytest.mark.parametrize("changes", [{}, WHOLE], ids=["usual", "with everything"])
def test_a_submission_comes_back_from_the_form_as_it_was(changes):
    body = submission(**changes)
    again = body_of(answers_again(body), SENDER)
    first, second = read(body), read(again)
    assert isinstance(first, Submission)
    assert isinstance(second, Submission), second
    assert sorted(second.crime.flags) == sorted(first.crime.flags)
    for name in ("person", "risk", "consent", "identity", "contact", "needs", "summary", "notes"):
        assert getattr(second, name) == getattr(first, name), name
    for name in (
        "unit_mailbox",
        "source_reference",
        "incident_reference",
        "reported_at",
        "incident_at",
        "exclude_services",
    ):
        assert getattr(second, name) == getattr(first, name), name


def test_each_name_stands_in_one_question_only():
    keys = [key for fields in QUESTIONS.values() for asked in fields for key in asked.keys]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("pointer", "step", "field"),
    [
        ("/consent/services/3", Step.SERVICES, "consent.services"),
        ("/person/birth_date", Step.PERSON, "person.birth_date"),
        ("/contact/windows/1/to", Step.TIMES_AND_NAMES, "contact.windows.1.to"),
        ("/contact/through/role", Step.GO_BETWEEN, "contact.through.role"),
        ("/contact/phone/value", Step.SAFE_CONTACT, "contact.phone.value"),
        ("/crime/flags/0", Step.CRIME, "crime.flags"),
        ("/holder_until_open", Step.RECEIVERS, "holder_until_open"),
        ("/officer/name", Step.RECEIVERS, "main-content"),
    ],
)
def test_a_fault_stands_beside_its_question(pointer, step, field):
    (found,) = said([Fault(pointer=pointer, code="required", message="This field is required.")])
    assert (found.step, found.field) == (step, field)


def test_faults_come_in_the_order_of_the_questions():
    found = said(read(body_of(Answers(), SENDER)))
    assert [each.step for each in found] == sorted(
        (each.step for each in found), key=lambda step: list(Step).index(step)
    )
    assert found[0].message == "Select whether the person agreed"


def typed(step, **fields):
    return Answers().with_step(step, Form({key: (value,) for key, value in fields.items()}))


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (("1", "2", "2018", ""), "2018-02-01T00:00:00+00:00"),
        (("1", "7", "2017", "9.05"), "2017-07-01T09:05:00+01:00"),
        (("31", "2", "2018", ""), "2018-02-31T00:00"),
        (("", "", "", "09:00"), "T09:00"),
    ],
)
def test_a_day_and_a_time_are_an_instant_in_london(moment, expected):
    fields = {
        f"incident_at_{part}": value
        for part, value in zip(("day", "month", "year", "time"), moment, strict=True)
    }
    assert body_of(typed(Step.WHEN_AND_WHERE, **fields), SENDER)["incident_at"] == expected


def test_a_refusal_drops_what_was_answered_before():
    answers = typed(Step.PERSON, **{"person.given_name": "Ines", "person.borough": "wirral"})
    refused = answers.with_step(Step.CONSENT, Form({"consent.basis": ("refused",)}))
    assert refused.typed == {"person.borough": ("wirral",), "consent.basis": ("refused",)}
    assert "officer" not in body_of(refused, SENDER)
