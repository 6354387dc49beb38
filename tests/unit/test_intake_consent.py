from datetime import UTC, date, datetime

import pytest

from hub.domain.age import age_band, age_on
from hub.domain.codes import AgeBand, AgencyKind, ReturnReason, TriageReason
from hub.domain.submission import Identity, Submission
from hub.intake.rules.consent import judge_consent
from hub.intake.rules.parse import parse
from tests.factories.submissions import ABSENT, SERVICES, submission

NOW = datetime(2018, 3, 29, 16, 0, tzinfo=UTC)
POLICE = AgencyKind.REFERRING_UNIT
CONSENT_NEEDED = (ReturnReason.CONSENT_NEEDED,)
OPT_OUT = {
    "consent.basis": "opt_out_default",
    "consent.given_by": None,
    "consent.how": None,
    "consent.given_on": None,
}
CHILD = {"person.birth_date": None}


def judged(source_kind=POLICE, **overrides):
    found = parse(submission(**overrides), now=NOW, known_services=SERVICES, known_units=None)
    assert isinstance(found, Submission), found
    return judge_consent(found, source_kind=source_kind, band=age_band(found.identity, NOW))


def parent(suspected):
    return {
        "consent.given_by": "parent_or_guardian",
        "contact.through": {
            "name": "Jo",
            "role": "parent",
            "value": "0151 496 0002",
            "safe": "yes",
            "suspected": suspected,
        },
    }


def test_an_explicit_consent_of_an_adult_passes():
    finding = judged()
    assert finding.passes
    assert finding.reasons == ()
    assert finding.triage is None


def test_a_refusal_is_returned_as_a_refusal():
    assert judged(**{"consent.basis": "refused"}).reasons == (ReturnReason.CONSENT_REFUSED,)


@pytest.mark.parametrize("missing", ["given_by", "how", "given_on"])
def test_an_explicit_consent_says_who_gave_it_how_and_when(missing):
    assert judged(**{f"consent.{missing}": None}).reasons == CONSENT_NEEDED


def test_a_consent_does_not_expire():
    assert judged(**{"consent.given_on": "2009-01-01"}).passes


@pytest.mark.parametrize("crime", ["burglary", "violence", "hate_crime", "robbery", "fraud_cyber"])
def test_the_police_may_refer_with_a_right_to_opt_out(crime):
    assert judged(**OPT_OUT, **{"crime.type": crime}).passes


@pytest.mark.parametrize(
    "crime",
    ["domestic_abuse", "sexual_offence", "homicide", "culpable_road_death", "child_sexual_exploitation"],
)
@pytest.mark.parametrize("as_flag", [False, True])
def test_where_the_police_ask_first_a_right_to_opt_out_is_not_enough(crime, as_flag):
    overrides = {"crime.type": "violence", "crime.flags": [crime]} if as_flag else {"crime.type": crime}
    assert judged(**OPT_OUT, **overrides).reasons == CONSENT_NEEDED
    assert judged(**overrides).passes


def test_the_bereaved_are_asked_first_whatever_the_crime():
    assert judged(**OPT_OUT, **{"person.relationship": "bereaved_relative"}).reasons == CONSENT_NEEDED


@pytest.mark.parametrize(
    "source_kind", [AgencyKind.PROVIDER, AgencyKind.COORDINATOR, AgencyKind.COMMISSIONER]
)
def test_only_the_police_refer_with_a_right_to_opt_out(source_kind):
    assert judged(source_kind, **OPT_OUT).reasons == CONSENT_NEEDED


def test_a_provider_s_consent_is_explicit_and_names_its_recorder():
    assert judged(AgencyKind.PROVIDER).passes
    assert judged(AgencyKind.PROVIDER, **{"consent.recorded_by": None}).reasons == CONSENT_NEEDED


@pytest.mark.parametrize("source_kind", list(AgencyKind))
def test_a_reason_may_stand_in_for_consent(source_kind):
    overrides = {
        "consent.basis": "without_consent_justified",
        "consent.reason": "MARAC",
        "crime.type": "domestic_abuse",
    }
    assert judged(source_kind, **overrides).passes


@pytest.mark.parametrize(
    ("age", "given_by", "passes"),
    [
        (5, "self", False),
        (12, "self", False),
        (12, None, False),
        (12, "responsible_adult", True),
        (12, "social_worker", True),
        (13, "self", True),
        (15, "self", True),
        (15, "responsible_adult", True),
        (15, "social_worker", True),
        (16, "self", True),
        (16, "parent_or_guardian", False),
        (16, "responsible_adult", False),
        (17, "social_worker", False),
        (40, "parent_or_guardian", False),
        (None, "self", True),
        (None, "responsible_adult", True),
    ],
)
def test_who_may_consent_depends_on_the_age(age, given_by, passes):
    finding = judged(**CHILD, **{"person.age": age, "consent.given_by": given_by})
    assert finding.passes is passes
    assert finding.reasons == (() if passes else CONSENT_NEEDED)


def test_a_child_s_own_consent_names_who_judged_that_it_understood():
    overrides = {"person.age": 14, "consent.given_by": "self", "consent.recorded_by": ABSENT}
    assert judged(**CHILD, **overrides).reasons == CONSENT_NEEDED


@pytest.mark.parametrize(("age", "passes"), [(12, False), (15, False), (16, True)])
def test_a_right_to_opt_out_is_no_consent_for_a_child(age, passes):
    assert judged(**CHILD, **OPT_OUT, **{"person.age": age}).passes is passes


@pytest.mark.parametrize("age", [8, 12, 14, None])
def test_a_parent_known_not_to_be_suspected_consents(age):
    assert judged(**CHILD, **{"person.age": age}, **parent("no")).passes


@pytest.mark.parametrize("age", [8, 12, 14, None])
@pytest.mark.parametrize("suspected", ["yes", "not_known"])
def test_a_parent_who_may_be_the_suspect_goes_to_the_coordinator(age, suspected):
    finding = judged(**CHILD, **{"person.age": age}, **parent(suspected))
    assert not finding.passes
    assert finding.reasons == ()
    assert finding.triage is TriageReason.SUSPECTED_PARENT


def test_a_parent_of_whom_nothing_is_said_is_not_known_not_to_be_suspected():
    finding = judged(**CHILD, **{"person.age": 8, "consent.given_by": "parent_or_guardian"})
    assert finding.triage is TriageReason.SUSPECTED_PARENT


@pytest.mark.parametrize(("suspected", "passes"), [("yes", False), ("not_known", False), ("no", True)])
def test_a_responsible_adult_may_be_the_parent_who_stands_in_between(suspected, passes):
    adult = parent(suspected) | {"consent.given_by": "responsible_adult", "person.age": 8}
    finding = judged(**CHILD, **adult)
    assert (finding.passes, finding.reasons) == (passes, ())
    assert (finding.triage is TriageReason.SUSPECTED_PARENT) is not passes


@pytest.mark.parametrize("given_by", ["responsible_adult", "social_worker"])
def test_an_adult_who_is_no_parent_consents_where_none_stands_in_between(given_by):
    assert judged(**CHILD, **{"person.age": 8, "consent.given_by": given_by}).passes


def test_a_social_worker_consents_whatever_the_parent_is_suspected_of():
    assert judged(**CHILD, **parent("yes") | {"consent.given_by": "social_worker", "person.age": 8}).passes


@pytest.mark.parametrize(
    ("birth_date", "day", "age"),
    [
        (date(2005, 3, 30), date(2018, 3, 29), 12),
        (date(2005, 3, 29), date(2018, 3, 29), 13),
        (date(2004, 2, 29), date(2017, 2, 28), 12),
        (date(2004, 2, 29), date(2017, 3, 1), 13),
        (date(2018, 3, 29), date(2018, 3, 29), 0),
    ],
)
def test_age_is_in_full_years(birth_date, day, age):
    assert age_on(birth_date, day) == age


@pytest.mark.parametrize(
    ("age", "band"),
    [
        (0, "under_13"),
        (12, "under_13"),
        (13, "13_to_15"),
        (16, "16_to_17"),
        (17, "16_to_17"),
        (18, "18_to_24"),
        (25, "25_to_59"),
        (59, "25_to_59"),
        (60, "60_and_over"),
        (None, "not_known"),
    ],
)
def test_an_age_falls_in_one_band(age, band):
    assert age_band(Identity(age=age), NOW) == band


def test_age_is_that_of_london_s_day_of_receipt():
    identity = Identity(birth_date=date(2005, 7, 1), age=12)
    assert age_band(identity, datetime(2018, 6, 30, 22, 59, tzinfo=UTC)) is AgeBand.UNDER_13
    assert age_band(identity, datetime(2018, 6, 30, 23, 0, tzinfo=UTC)) is AgeBand.AGE_13_TO_15
