"""Rows that only a newer version knows: they wait for it, and hold up nothing that this one knows."""

import pytest
from sqlalchemy import text

from hub.delivery import actions
from hub.domain.assignment import AssignmentState
from hub.domain.codes import DeliveryKind
from hub.sla.queries import due_chases
from tests.factories.deliveries import NOW, assignment, chase, message, provider


@pytest.fixture
def at_noon(database, hub_scope):
    """Opens transactions whose business happens at NOW."""
    database.now = lambda: NOW
    return lambda: database.transaction(hub_scope)


def make_newer(tx, table, column, row_id):
    made = text(f"UPDATE {table} SET {column} = 'from_a_newer_version' WHERE id = :id")
    tx.connection.execute(made, {"id": row_id})


@pytest.mark.parametrize("has_lost_its_worker", [False, True])
def test_a_kind_of_message_that_is_not_known_waits_and_holds_up_no_other(at_noon, has_lost_its_worker):
    with at_noon() as tx:
        made = provider(tx)
        newer = message(tx, made, kind=DeliveryKind.RETURNED)
        if has_lost_its_worker:
            actions.claim(tx, batch=1, in_flight=4, lease_seconds=-1)
        make_newer(tx, "delivery", "kind", newer)
        known = message(tx, made)
    with at_noon() as tx:
        assert actions.reclaim(tx, in_flight=4, lease_seconds=60) is None
        (claimed,) = actions.claim(tx, batch=50, in_flight=4, lease_seconds=60)
        assert claimed.id == known


def test_a_rung_that_is_not_known_waits_and_holds_up_no_other(at_noon):
    with at_noon() as tx:
        made = provider(tx)
        newer, known = (chase(tx, assignment(tx, made, state=AssignmentState.DELIVERED)[1]) for _ in range(2))
        make_newer(tx, "chase", "step", newer)
    with at_noon() as tx:
        assert [rung.id for rung in due_chases(tx, 100)] == [known]
