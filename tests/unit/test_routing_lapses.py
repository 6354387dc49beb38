"""On which days a row's services take nobody."""

from datetime import date

import pytest

from hub.domain.codes import PauseReason
from hub.domain.routing_table import RowRole
from hub.domain.service_days import ContractDays, PauseDays, ServiceDays
from hub.routing.rules.lapses import LapseKind, changes, lapses
from tests.factories.routing_rows import row

APRIL, JUNE, MARCH = date(2026, 4, 1), date(2026, 6, 1), date(2027, 3, 1)
YEAR = (APRIL, date(2027, 4, 1))
WHOLE = (date(2020, 1, 1), date(2030, 1, 1))


def bought(*spans, pauses=()):
    contracts = tuple(
        ContractDays(reference=f"C{number}", starts_on=start, ends_before=end)
        for number, (start, end) in enumerate(spans)
    )
    return ServiceDays(contracts=contracts, pauses=tuple(pauses))


@pytest.mark.parametrize(
    ("spans", "found"),
    [
        ([WHOLE], []),
        ([], [(LapseKind.NO_CONTRACT, APRIL, None)]),
        ([(WHOLE[0], JUNE)], [(LapseKind.ENDED, JUNE, None)]),
        ([(WHOLE[0], JUNE), (MARCH, WHOLE[1])], [(LapseKind.ENDED, JUNE, MARCH)]),
        ([(WHOLE[0], JUNE), (JUNE, WHOLE[1])], []),
        ([(JUNE, WHOLE[1])], [(LapseKind.NOT_BEGUN, APRIL, JUNE)]),
        ([(WHOLE[0], date(2026, 1, 1))], [(LapseKind.ENDED, date(2026, 1, 1), None)]),
        ([(JUNE, MARCH)], [(LapseKind.NOT_BEGUN, APRIL, JUNE), (LapseKind.ENDED, MARCH, None)]),
    ],
)
def test_days_without_a_contract_are_found_with_their_kind(spans, found):
    lapsed = lapses([row()], {"first": bought(*spans)}, YEAR)
    assert [(each.kind, each.starts_on, each.ends_before) for each in lapsed] == found


def test_a_gap_opens_only_where_no_alternate_is_left():
    rows = [row(alternates=("second", "third"))]
    services = {"first": bought((WHOLE[0], JUNE)), "second": bought((WHOLE[0], JUNE)), "third": bought(WHOLE)}
    first, second = lapses(rows, services, YEAR)
    assert (first.others, first.opens_gap) == (("third",), False)
    assert second.service == "second"
    del services["third"]
    cliff = [each for each in lapses(rows, services, YEAR) if each.service == "first"]
    assert [each.opens_gap for each in cliff] == [True]
    beside = lapses([row(1, RowRole.ADDITIONAL)], services, YEAR)
    assert not any(each.opens_gap for each in beside)


def test_a_pause_is_found_with_its_reason_and_end():
    pause = PauseDays(starts_on=JUNE, ends_before=None, reason=PauseReason.STAFF)
    over = PauseDays(starts_on=WHOLE[0], ends_before=APRIL, reason=PauseReason.FULL)
    (found,) = lapses([row()], {"first": bought(WHOLE, pauses=(over, pause))}, YEAR)
    assert (found.kind, found.starts_on, found.ends_before, found.reason) == (
        LapseKind.PAUSED,
        JUNE,
        None,
        PauseReason.STAFF,
    )
    assert found.is_on(MARCH)
    assert not found.is_on(APRIL)


def test_the_days_of_change_are_those_of_the_services_that_rows_name():
    pause = PauseDays(starts_on=MARCH, ends_before=None, reason=PauseReason.STAFF)
    services = {
        "first": bought((WHOLE[0], JUNE), pauses=(pause,)),
        "elsewhere": bought((APRIL, date(2026, 5, 1))),
    }
    assert changes([row()], services, YEAR) == {JUNE, MARCH}
