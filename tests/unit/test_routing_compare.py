"""Two tables compared, against asking both about every kind of facts."""

from collections import Counter

from hypothesis import given, settings

from hub.domain.codes import ConsentBasis, ConsentScope
from hub.domain.routing_table import RowRole
from hub.routing.rules import Consent, choose, decide
from hub.routing.rules.compare import Answer, AnswerKind, Asked, changed_cells, moves
from tests.factories.routing_rows import EVERY_FACT, FEW_ROWS, facts, row, table

ANY = Consent(basis=ConsentBasis.EXPLICIT, scope=ConsentScope.ANY_SUITABLE_SERVICE)
NOBODY = Answer(kind=AnswerKind.NOBODY)


def led(service):
    return Answer(kind=AnswerKind.LED, service=service)


def said(decision):
    """What a decision says that two tables may differ in."""
    kind = next(
        kind
        for kind, holds in (
            (AnswerKind.LED, decision.lead is not None),
            (AnswerKind.CONFLICT, bool(decision.conflict)),
            (AnswerKind.INFORMATION_ONLY, decision.information_only),
            (AnswerKind.OUTSIDE, decision.outside_area),
            (AnswerKind.NOBODY, True),
        )
        if holds
    )
    service = decision.lead.service if decision.lead else ""
    return (
        Answer(kind=kind, service=service),
        {each.service for each in decision.additional},
        {decision.unit_task},
    )


@settings(max_examples=40, deadline=None)
@given(before=FEW_ROWS, after=FEW_ROWS)
def test_the_boxes_of_changes_hold_exactly_the_facts_of_which_two_tables_say_different_things(before, after):
    found = changed_cells(before, after)
    for of in EVERY_FACT:
        one, other = (said(decide(table(rows), of)) for rows in (before, after))
        told = {each.difference for each in found if each.box.holds(of)}
        assert len(told) == (one != other)
        for each in told:
            assert (each.before, each.after) == (one[0], other[0])
            both_led = one[0].kind is AnswerKind.LED is other[0].kind
            come, gone = (other[1] - one[1], one[1] - other[1]) if both_led else (set(), set())
            assert (each.added, each.removed) == (come, gone)
            assert bool(each.tasks_added or each.tasks_removed) == (one[2] != other[2])


@settings(max_examples=20, deadline=None)
@given(rows=FEW_ROWS)
def test_a_table_compared_with_itself_changes_nothing(rows):
    assert changed_cells(rows, rows) == ()
    assert moves(table(rows), table(rows), {Asked(facts=EVERY_FACT[0], consent=ANY): 3}).changed == 0


def test_moves_count_who_loses_whom_to_whom_and_who_is_added():
    before = table([row(1), row(2, RowRole.ADDITIONAL, service="beside", aspects={"burglary"})])
    after = table(
        [row(1, service="second", aspects={"burglary"}), row(2, aspects={"theft"}, without={"burglary"})]
    )
    asked = {
        Asked(facts=facts(), consent=ANY): 5,
        Asked(facts=facts(crime_type="theft"), consent=ANY): 7,
        Asked(facts=facts(crime_type="other"), consent=ANY): 2,
    }
    found = moves(before, after, asked)
    assert found.moved == {(led("first"), led("second")): 5, (led("first"), NOBODY): 2}
    assert (found.all, found.changed, found.to_nobody) == (14, 7, 2)
    assert (found.added, found.removed) == (Counter(), Counter(beside=5))
    assert found.before == Counter(first=14, beside=5)
    assert found.after == Counter(first=7, second=5)


def test_consent_and_exclusions_are_obeyed_and_contracts_are_not_asked():
    named = Consent(
        basis=ConsentBasis.EXPLICIT, scope=ConsentScope.NAMED_SERVICES, services=frozenset({"first"})
    )
    before, after = table([row(1)]), table([row(1, service="second", alternates=("first",))])
    asked = {
        Asked(facts=facts(), consent=named): 1,
        Asked(facts=facts(), consent=ANY, excluded=frozenset({"first"})): 1,
    }
    assert moves(before, after, asked).moved == {(NOBODY, led("second")): 1}
    assert choose(decide(before, facts()), ANY, frozenset(), {}).lead is None
