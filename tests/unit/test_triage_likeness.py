"""Two referrals compared: spelling is set aside, and what only one of them gives is not called different."""

from datetime import date

import pytest

from hub.domain.submission import ChannelSafety, Contact, Identity
from hub.sight.triage_likeness import Likeness, Side, Trait, compare

FACTS = dict.fromkeys(("relationship", "crime_type", "incident_at", "borough", "risk_band"), "x")


def side(**given):
    identity = Identity(**{name: given.pop(name) for name in ("given_name", "family_name") if name in given})
    reached = {name: ChannelSafety(value=given.pop(name)) for name in ("phone", "email") if name in given}
    return Side(facts=FACTS, identity=identity, contact=Contact(**reached, **given))


def likeness(trait, mine, other):
    found = {line.trait: line.likeness for line in compare(side(**{trait: mine}), side(**{trait: other}))}
    return found.get(Trait(trait))


@pytest.mark.parametrize(
    ("trait", "mine", "other"),
    [
        ("family_name", "O'Neil", "ONEÍL"),
        ("given_name", "Anne-Marie", "anne marie"),
        ("phone", "07700 900123", "+44 (0)7700 900 123"),
        ("email", "Ines@example.org", "ines@EXAMPLE.org"),
        ("postcode", "L34 1AA", "l341aa"),
    ],
)
def test_the_same_however_it_is_spelt(trait, mine, other):
    assert likeness(trait, mine, other) is Likeness.SAME


@pytest.mark.parametrize(
    ("trait", "mine", "other"),
    [("family_name", "Example", "Sample"), ("phone", "07700 900123", "07700 900124")],
)
def test_what_differs(trait, mine, other):
    assert likeness(trait, mine, other) is Likeness.DIFFERENT


def test_what_one_side_does_not_give_is_not_compared_and_what_neither_gives_is_left_out():
    assert likeness("phone", "07700 900123", None) is Likeness.NOT_COMPARED
    assert likeness("phone", None, None) is None


def test_a_person_whose_details_are_erased_is_compared_by_the_facts_alone():
    erased = Side(facts=FACTS, identity=None, contact=None)
    mine = Side(facts=FACTS, identity=Identity(birth_date=date(1988, 4, 17)), contact=None)
    found = {line.trait: line.likeness for line in compare(mine, erased)}
    assert found.pop(Trait.BIRTH_DATE) is Likeness.NOT_COMPARED
    assert set(found.values()) == {Likeness.SAME}
