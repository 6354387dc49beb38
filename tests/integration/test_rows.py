"""Rows that are written as JSON come out as they would have one by one, whatever their columns hold."""

from uuid import uuid4

import pytest
from sqlalchemy import create_engine, delete, select, text
from sqlalchemy.exc import IntegrityError

from hub.db import driver_url
from hub.models import Row
from hub.rows import write, write_new

MADE_BY_POSTGRESQL = {"support_agency": {"words", "lexemes"}}
NUMBERED = [table for table in Row.metadata.sorted_tables if any(each.identity for each in table.columns)]
"""Tables whose ids PostgreSQL gives; these come out with other ones."""


@pytest.fixture
def owner(loaded_owner_url):
    engine = create_engine(driver_url(loaded_owner_url))
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def as_text(connection):
    return {
        table.name: sorted(connection.execute(text(f'SELECT t::text FROM "{table.name}" t')).scalars())
        for table in Row.metadata.sorted_tables
        if table not in NUMBERED
    }


def test_every_row_of_a_whole_database_is_the_same_when_it_is_written_so(api, deliver, owner):
    taken = api.refer()
    deliver()
    api.act(taken["assignments"][0], "accept", "anthony-walker-foundation", assignee="Sam")
    nobody_leads = {"crime.type": "sexual_offence", "person.borough": "not_known"}
    api.refer(source_reference="SYN/26/000002", **nobody_leads)
    before = as_text(owner)
    kept = {}
    for table in Row.metadata.sorted_tables:
        left_out = MADE_BY_POSTGRESQL.get(table.name, set())
        columns = [column for column in table.columns if column.name not in left_out]
        kept[table] = [dict(row) for row in owner.execute(select(*columns)).mappings()]
    for table in reversed(Row.metadata.sorted_tables):
        owner.execute(delete(table))
    for table, rows in kept.items():
        write(owner, {table: [_without_number(table, row) for row in rows]})
    assert as_text(owner) == before
    assert {name for name, rows in before.items() if rows} >= {
        "referral",
        "person",
        "routing_decision",
        "assignment",
        "assignment_event",
        "clock",
        "delivery",
        "audit_event",
        "triage_item",
    }


def _without_number(table, row):
    return {name: value for name, value in row.items() if not table.columns[name].identity}


def tables():
    return Row.metadata.tables


def test_what_a_row_does_not_say_is_the_tables_own_default(owner):
    agency = uuid4()
    write(
        owner,
        {
            tables()["agency"]: [{"id": agency, "slug": "a", "name": "A", "kind": "provider"}],
            tables()["endpoint"]: [
                {
                    "id": uuid4(),
                    "agency_id": agency,
                    "purpose": "duty",
                    "channel": "email",
                    "position": 2,
                    "address": "a%s:b\\'x@example.org",
                }
            ],
        },
    )
    row = owner.execute(select(tables()["endpoint"]).where(tables()["endpoint"].c.agency_id == agency)).one()
    assert (row.paused, row.secret, row.address) == (False, None, "a%s:b\\'x@example.org")


def test_only_what_was_new_is_told(owner):
    agency = tables()["agency"]
    rows = [{"id": uuid4(), "slug": slug, "name": slug, "kind": "provider"} for slug in ("x", "x", "y")]
    assert write_new(owner, agency, rows, "slug") == ["x", "y"]
    assert write_new(owner, agency, rows, "slug") == []
    assert write_new(owner, agency, [], "slug") == []


def test_a_row_that_may_not_be_is_refused(owner):
    with pytest.raises(IntegrityError):
        write(owner, {tables()["unit"]: [{"id": uuid4(), "agency_id": uuid4(), "slug": "u", "name": "U"}]})


def test_what_no_column_holds_is_a_fault_of_the_caller(owner):
    with pytest.raises(TypeError, match="object"):
        write(owner, {tables()["agency"]: [{"id": object()}]})
