"""The life of a routing table: who may do what to it when, and that what is published stays as it is."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from functools import partial

import pytest
from sqlalchemy import create_engine, select, text, update
from sqlalchemy.exc import ProgrammingError

from hub.access.scopes import HUB
from hub.db import driver_url
from hub.domain.codes import Role
from hub.domain.errors import ConflictError, InvalidError, NotAllowedError, NotFoundError
from hub.domain.ids import new_id
from hub.domain.scope import Scope
from hub.journey import commissioning
from hub.models import AuditEvent, RoutingDraft, RoutingDraftRevision, RoutingTable
from hub.routing import queries
from tests.factories.drafts import NEXT_YEAR, person, published, shipped
from tests.factories.portal import SECOND

WHY = "The new contracts"
TABLE = shipped()
SEEN = TABLE.content().fingerprint()


@pytest.fixture
def first(loaded):
    return person(loaded, HUB)


@pytest.fixture
def second(loaded):
    return person(loaded, HUB, SECOND)


@pytest.fixture
def act(loaded):
    """Do one thing in a transaction of its own, as somebody."""

    def act(scope, what, *given):
        with loaded.transaction(scope) as tx:
            return what(tx, *given)

    return act


def tables_published(act):
    return [each["name"] for each in act(HUB, queries.published_tables) if each["carried_from"] is None]


def codes(refused):
    return {fault.code for fault in refused.value.faults}


def test_a_draft_is_approved_by_a_second_person_and_published(act, first, second, loaded):
    drafted = act(first, commissioning.draft, TABLE, WHY)
    assert (drafted.revision, drafted.changed) == (1, True)
    act(second, commissioning.approve, drafted.id, SEEN)
    table_id = act(first, commissioning.publish, drafted.id, SEEN)
    row = act(HUB, queries.published_table, NEXT_YEAR)
    assert (row["id"], row["hash"], row["draft_id"]) == (table_id, SEEN, drafted.id)
    assert (row["made_account_id"], row["approved_account_id"]) == (first.account_id, second.account_id)
    assert len(row["examples"]) == len(TABLE.examples)
    with loaded.transaction(HUB) as tx:
        events = tx.connection.execute(
            select(AuditEvent.event, AuditEvent.account_id)
            .where(AuditEvent.event.startswith("routing:"))
            .order_by(AuditEvent.id)
        ).all()
    assert [tuple(each) for each in events] == [
        ("routing:draft:made", first.account_id),
        ("routing:draft:approved", second.account_id),
        ("routing:table:published", first.account_id),
    ]


def test_nobody_approves_what_they_made(act, first, second):
    drafted = act(first, commissioning.draft, TABLE, WHY)
    with pytest.raises(NotAllowedError, match="another person"):
        act(first, commissioning.approve, drafted.id, SEEN)
    with pytest.raises(ConflictError, match="second person"):
        act(first, commissioning.publish, drafted.id, SEEN)
    act(second, commissioning.approve, drafted.id, SEEN)
    assert tables_published(act) == []


def test_a_new_revision_needs_a_new_approval_by_who_did_not_make_it(act, first, second):
    drafted = act(first, commissioning.draft, TABLE, WHY)
    act(second, commissioning.approve, drafted.id, SEEN)
    other = replace(TABLE, examples=TABLE.examples[:-1])
    seen = other.content().fingerprint()
    again = act(second, commissioning.draft, other, "One example less")
    assert (again.id, again.revision) == (drafted.id, 2)
    with pytest.raises(ConflictError, match="changed since"):
        act(first, commissioning.publish, drafted.id, SEEN)
    with pytest.raises(ConflictError, match="second person"):
        act(first, commissioning.publish, drafted.id, seen)
    with pytest.raises(NotAllowedError):
        act(second, commissioning.approve, drafted.id, seen)
    act(first, commissioning.approve, drafted.id, seen)
    act(second, commissioning.publish, drafted.id, seen)
    history = act(HUB, queries.revisions, drafted.id)
    assert [(each["revision"], each["why"]) for each in history] == [(2, "One example less"), (1, WHY)]


def test_what_was_approved_once_is_not_approved_when_it_comes_back(act, first, second):
    drafted = act(first, commissioning.draft, TABLE, WHY)
    act(second, commissioning.approve, drafted.id, SEEN)
    act(first, commissioning.draft, replace(TABLE, examples=()), "Without examples")
    act(second, commissioning.draft, TABLE, "As it was")
    with pytest.raises(ConflictError, match="second person"):
        act(first, commissioning.publish, drafted.id, SEEN)


def test_the_same_again_is_no_new_revision_and_stays_approved(act, first, second):
    drafted = act(first, commissioning.draft, TABLE, WHY)
    act(second, commissioning.approve, drafted.id, SEEN)
    again = act(second, commissioning.draft, TABLE, "Once more")
    assert (again.revision, again.changed) == (1, False)
    act(second, commissioning.publish, drafted.id, SEEN)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"examples": (replace(TABLE.examples[0], lead="the-hub"),)}, "example_fails"),
        ({"signed_off": TABLE.signed_off[1:]}, "gap_open"),
        (
            {"signed_off": tuple(replace(each, expires=NEXT_YEAR) for each in TABLE.signed_off)},
            "sign_off_expired",
        ),
        ({"rows": (replace(TABLE.rows[0], service="nobody"), *TABLE.rows[1:])}, "unknown_slug"),
        (
            {"rows": (replace(TABLE.rows[0], service="idva-st-helens"), *TABLE.rows[1:])},
            "no_direct_referrals",
        ),
        ({"rows": (*TABLE.rows, replace(TABLE.rows[0], key="twice", position=99))}, "leads_overlap"),
        ({"starts": date(2026, 3, 4)}, "days_have_begun"),
        ({"starts": date(2031, 4, 1), "ends_before": date(2032, 4, 1)}, "without_contract"),
    ],
)
def test_what_does_not_check_clean_is_not_published(act, first, second, change, code):
    table = replace(TABLE, **change)
    seen = table.content().fingerprint()
    drafted = act(first, commissioning.draft, table, WHY)
    act(second, commissioning.approve, drafted.id, seen)
    with pytest.raises(InvalidError) as refused:
        act(first, commissioning.publish, drafted.id, seen)
    assert code in codes(refused)
    assert tables_published(act) == []


def test_a_sign_off_that_ran_out_between_approval_and_publishing_refuses_it(act, first, second, clock):
    table = replace(
        TABLE, signed_off=tuple(replace(each, expires=date(2026, 6, 1)) for each in TABLE.signed_off)
    )
    seen = table.content().fingerprint()
    drafted = act(first, commissioning.draft, replace(table, starts=NEXT_YEAR), WHY)
    act(second, commissioning.approve, drafted.id, seen)
    clock.set(2026, 6, 1, 9)
    with pytest.raises(InvalidError) as refused:
        act(first, commissioning.publish, drafted.id, seen)
    assert {"sign_off_expired", "gap_open", "days_have_begun"} <= codes(refused)


def test_a_later_table_supersedes_an_older_longer_one_from_its_first_day_on(act, loaded):
    before = act(HUB, queries.published_table, NEXT_YEAR)
    assert before["carried_from"]
    table_id = published(loaded, HUB, shipped(starts=date(2026, 5, 1)))
    for day, name in (
        (date(2026, 4, 30), before["name"]),
        (date(2026, 5, 1), "VCM/2026/ROUTING"),
        (date(2027, 4, 30), "VCM/2026/ROUTING"),
    ):
        assert act(HUB, queries.published_table, day)["name"] == name
        assert act(HUB, queries.table_on, day).name == name
    assert act(HUB, queries.table_on, date(2026, 5, 1)).id == table_id
    corrected = published(loaded, HUB, shipped("VCM/2026/ROUTING/2", date(2026, 5, 1)))
    assert act(HUB, queries.table_on, date(2026, 5, 1)).id == corrected


@pytest.mark.parametrize(
    ("starts", "begun"),
    [
        (date(2015, 4, 1), False),  # a year that no table held
        (date(2016, 5, 1), True),  # its last month is held
        (date(2026, 3, 4), True),  # today
        (date(2026, 3, 5), False),
    ],
)
def test_a_day_that_has_begun_is_decided_anew_only_where_no_table_held_it(act, starts, begun):
    checked = act(HUB, commissioning.check, shipped(starts=starts).content())
    assert ("days_have_begun" in {fault.code for fault in checked.faults}) == begun


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE routing_table SET rows = '[]'",
        "UPDATE routing_table SET ends_before = ends_before + 1",
        "DELETE FROM routing_table",
        "TRUNCATE routing_table CASCADE",
        "UPDATE routing_draft_revision SET why = ''",
        "DELETE FROM routing_draft_revision",
        "DELETE FROM routing_draft",
        "ALTER TABLE routing_table DISABLE TRIGGER ALL",
        "GRANT UPDATE ON routing_table TO hub_app",
    ],
)
def test_a_published_table_cannot_be_altered_by_sql_as_the_applications_role(loaded, act, statement):
    published(loaded, HUB, TABLE)
    before = act(HUB, queries.published_table, NEXT_YEAR)
    with loaded.engine.connect() as connection:
        try:
            connection.execute(text(statement))
            connection.commit()
        except ProgrammingError as refused:
            assert "permission denied" in str(refused) or "must be owner" in str(refused)  # noqa: PT017  GRANT only warns
        else:
            assert statement.startswith("GRANT")
    assert act(HUB, queries.published_table, NEXT_YEAR) == before


def test_what_is_published_is_drafted_again_under_a_reference_of_its_own(act, first, loaded):
    published(loaded, HUB, TABLE)
    other = replace(TABLE, examples=())
    with pytest.raises(InvalidError) as refused:
        act(first, commissioning.draft, other, WHY)
    assert codes(refused) == {"published_table_changed"}


def test_what_is_over_is_neither_approved_nor_published_nor_dropped(act, first, second):
    dropped = act(first, commissioning.draft, TABLE, WHY)
    act(second, commissioning.drop, dropped.id)
    for what in (partial(commissioning.approve, seen=SEEN), partial(commissioning.publish, seen=SEEN)):
        with pytest.raises(ConflictError, match="dropped"):
            act(second, lambda tx, what=what: what(tx, dropped.id))
    fresh = act(first, commissioning.draft, TABLE, WHY)
    assert (fresh.id != dropped.id, fresh.revision) == (True, 1)
    act(second, commissioning.approve, fresh.id, SEEN)
    act(second, commissioning.publish, fresh.id, SEEN)
    with pytest.raises(ConflictError, match="published"):
        act(second, commissioning.publish, fresh.id, SEEN)
    with pytest.raises(ConflictError, match="published"):
        act(second, commissioning.drop, fresh.id)
    assert tables_published(act) == [TABLE.reference]


def test_only_people_of_the_commissioner_decide(act, loaded, first):
    drafted = act(HUB, commissioning.draft, TABLE, WHY)
    key = Scope(role=Role.COMMISSIONER, agency_id=first.agency_id, key_id=new_id())
    for scope in (HUB, key, person(loaded, HUB, "coordinator"), person(loaded, HUB, "administrator")):
        for what in (
            lambda tx: commissioning.approve(tx, drafted.id, SEEN),
            lambda tx: commissioning.publish(tx, drafted.id, SEEN),
            lambda tx: commissioning.drop(tx, drafted.id),
        ):
            with pytest.raises(NotAllowedError):
                act(scope, what)
    with pytest.raises(NotAllowedError):
        act(person(loaded, HUB, "police"), commissioning.draft, TABLE, WHY)
    act(first, commissioning.approve, drafted.id, SEEN)
    with pytest.raises(NotFoundError):
        act(first, commissioning.approve, new_id(), SEEN)


def test_a_draft_needs_a_reason(act, first):
    with pytest.raises(InvalidError) as refused:
        act(first, commissioning.draft, TABLE, "  ")
    assert codes(refused) == {"required"}


def test_two_who_publish_at_once_publish_once(act, first, second, loaded):
    drafted = act(HUB, commissioning.draft, TABLE, WHY)

    def at_once(what):
        def one(scope):
            try:
                return loaded.run(scope, lambda tx: what(tx, drafted.id, SEEN))
            except ConflictError as error:
                return error.code

        with ThreadPoolExecutor(4) as pool:
            return list(pool.map(one, [first, second] * 2))

    assert at_once(commissioning.approve) == [None] * 4
    answers = at_once(commissioning.publish)
    assert sorted(str(each) for each in answers).count("draft_over") == 3
    assert tables_published(act) == [TABLE.reference]
    with loaded.transaction(HUB) as tx:
        events = tx.connection.execute(
            select(AuditEvent.event).where(AuditEvent.event == "routing:draft:approved")
        ).all()
    assert len(events) == 1


def test_two_who_draft_the_same_table_at_once_make_one_draft(loaded, first, second):
    tables = [replace(TABLE, examples=TABLE.examples[:count]) for count in range(1, 5)]

    def one(given):
        scope, table = given
        return loaded.run(scope, lambda tx: commissioning.draft(tx, table, WHY))

    with ThreadPoolExecutor(4) as pool:
        drafted = list(pool.map(one, zip([first, second] * 2, tables, strict=True)))
    assert len({each.id for each in drafted}) == 1
    assert sorted(each.revision for each in drafted) == [1, 2, 3, 4]


def test_whoever_approves_while_it_is_revised_is_told_to_read_it_again(loaded, act, first, second):
    drafted = act(first, commissioning.draft, TABLE, WHY)

    def approve():
        try:
            loaded.run(second, lambda tx: commissioning.approve(tx, drafted.id, SEEN))
        except ConflictError as error:
            return error.code

    with ThreadPoolExecutor(1) as pool:
        with loaded.transaction(first) as tx:
            commissioning.draft(tx, replace(TABLE, examples=TABLE.examples[:1]), "another thought")
            waiting = pool.submit(approve)
            with pytest.raises(TimeoutError):
                waiting.result(0.5)
        assert waiting.result() == "draft_changed"


def test_a_draft_that_was_tampered_with_is_not_published(act, second, loaded_owner_url):
    drafted = act(HUB, commissioning.draft, TABLE, WHY)
    act(second, commissioning.approve, drafted.id, SEEN)
    engine = create_engine(driver_url(loaded_owner_url))
    with engine.begin() as connection:
        connection.execute(update(RoutingDraftRevision).values(examples=[]))
    engine.dispose()
    with pytest.raises(ConflictError):
        act(second, commissioning.publish, drafted.id, SEEN)
    assert tables_published(act) == []


def test_carrying_again_changes_nothing_and_refuses_other_rows(act, loaded):
    carried = (shipped("C", date(2031, 4, 1)), ())
    act(HUB, commissioning.publish_carried, *carried)
    act(HUB, commissioning.publish_carried, *carried)
    noted = replace(carried[0], rows=tuple(replace(row, note="Another note") for row in carried[0].rows))
    act(HUB, commissioning.publish_carried, noted, ())
    with pytest.raises(Exception, match="Nothing was loaded"):
        act(HUB, commissioning.publish_carried, replace(noted, rows=noted.rows[1:]), ())
    row = act(HUB, queries.published_as, "C")
    assert row["hash"] == carried[0].content().fingerprint()
    with loaded.transaction(HUB) as tx:
        kept = tx.connection.execute(select(RoutingTable).where(RoutingTable.name == "C")).one()
        assert (kept.approved_at, kept.carried_from) == (None, "C")
        assert tx.connection.execute(select(RoutingDraft)).all() == []
