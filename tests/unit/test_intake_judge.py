from datetime import UTC, datetime

import pytest

from hub.domain.codes import AgeBand, AgencyKind, ContactChannel, ReturnReason, TriageReason
from hub.domain.submission import Submission
from hub.intake.rules.judge import judge
from hub.intake.rules.parse import parse
from tests.factories.submissions import NOTHING_SAFE, SERVICES, submission

NOW = datetime(2018, 3, 29, 16, 0, tzinfo=UTC)
NO_WAY = {"contact": None, "person.address": None}


def judged(**overrides):
    found = parse(submission(**overrides), now=NOW, known_services=SERVICES, known_units=None)
    assert isinstance(found, Submission), found
    return judge(found, received_at=NOW, source_kind=AgencyKind.REFERRING_UNIT)


def test_a_consented_and_reachable_person_is_passed_on():
    verdict = judged()
    assert verdict.passes
    assert verdict.band is AgeBand.AGE_25_TO_59
    assert not verdict.sensitive
    assert verdict.channels == (ContactChannel.PHONE, ContactChannel.TEXT, ContactChannel.EMAIL)
    assert verdict.why == ("the agreement is recorded", "safe: phone, text, email")


@pytest.mark.parametrize(
    ("overrides", "reasons"),
    [
        ({"consent.basis": "refused"}, (ReturnReason.CONSENT_REFUSED,)),
        ({"consent.basis": "refused"} | NOTHING_SAFE, (ReturnReason.CONSENT_REFUSED,)),
        ({"consent.how": None}, (ReturnReason.CONSENT_NEEDED,)),
        (NOTHING_SAFE, (ReturnReason.NO_SAFE_CONTACT,)),
        (
            {"crime.type": "domestic_abuse", "contact.phone.safe": "not_known", "contact.email.safe": "no"},
            (ReturnReason.NO_SAFE_CONTACT,),
        ),
        (
            {"consent.how": None} | NOTHING_SAFE,
            (ReturnReason.CONSENT_NEEDED, ReturnReason.NO_SAFE_CONTACT),
        ),
        (NO_WAY, (ReturnReason.NO_SAFE_CONTACT, ReturnReason.INSUFFICIENT_INFORMATION)),
    ],
)
def test_a_returned_one_says_every_reason_that_applies(overrides, reasons):
    verdict = judged(**overrides)
    assert not verdict.passes
    assert verdict.reasons == reasons
    assert verdict.is_refused is (ReturnReason.CONSENT_REFUSED in reasons)


def test_what_is_not_known_passes_where_nothing_is_sensitive():
    assert judged(**{"contact.phone.safe": "not_known", "contact.email.safe": "no"}).passes


def test_an_anonymous_person_behind_a_refuge_is_passed_on():
    through = {"role": "refuge", "value": "0151 496 0002", "safe": "yes", "suspected": "no"}
    overrides = {
        "person.given_name": None,
        "person.family_name": None,
        "person.birth_date": None,
        "contact": {"through": through},
        "crime.type": "domestic_abuse",
    }
    verdict = judged(**overrides)
    assert verdict.passes
    assert verdict.sensitive
    assert verdict.channels == (ContactChannel.THROUGH,)


def test_a_parent_in_doubt_is_the_coordinator_s_even_where_nothing_else_is_safe():
    through = {"role": "parent", "value": "0151 496 0002", "safe": "yes", "suspected": "not_known"}
    overrides = {
        "person.birth_date": "2010-04-17",
        "consent.given_by": "parent_or_guardian",
        "contact": {"through": through},
    }
    verdict = judged(**overrides)
    assert not verdict.passes
    assert verdict.reasons == ()
    assert verdict.triage is TriageReason.SUSPECTED_PARENT
    assert verdict.channels == ()


def test_no_verdict_repeats_what_was_sent():
    for overrides in ({}, NOTHING_SAFE, {"consent.how": None}):
        said = " ".join(judged(**overrides).why)
        assert not any(personal in said for personal in ("Ines", "Example", "07700", "ines@", "L34"))
