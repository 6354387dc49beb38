"""The fault suite itself: each fault can be seen, each mutation fits, and the comparison misses nothing."""

from collections import Counter

import psycopg
import pytest

from tests.faults.catalogue import BY_NAME, FAULTS
from tests.faults.comparing import Books, Compared
from tests.faults.desk import Answer
from tests.faults.ground import ROOT
from tests.faults.mutations import MUTATIONS, MisfitError, Patch
from tests.faults.receivers import Ledger


def test_each_fault_has_a_name_of_its_own():
    assert [name for name, times in Counter(fault.name for fault in FAULTS).items() if times > 1] == []


def test_each_fault_is_shown_by_a_mutation_and_no_mutation_speaks_of_another():
    shown = {name for mutation in MUTATIONS for name in mutation.shown_by}
    assert shown == set(BY_NAME)


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.name)
def test_each_mutation_still_fits_the_source(mutation):
    assert mutation.patches or mutation.sql
    for patch in mutation.patches:
        text = (ROOT / patch.file).read_text()
        assert patch.applied(text) != text


def test_a_mutation_that_fits_no_longer_says_so():
    with pytest.raises(MisfitError, match="holds 0 times"):
        Patch(file="hub/db.py", old="no such words", new="").applied("other words")


@pytest.fixture
def handed_over(api, deliver, servers, loaded):
    """One referral, answered and handed over, with its two ledgers; gives the books and its reference."""
    answer = api.refer()
    sent = deliver()
    seen = Ledger()
    for message in sent:
        seen.take(str(message.delivery_id), str(message.assignment_id))
    reference = "SYN/18/000123"
    answers = {reference: [Answer(status=201, body={"id": answer["id"]})]}
    name = loaded.engine.url.database
    with psycopg.connect(servers.owner_url(name), autocommit=True) as connection:
        yield Books(connection=connection, answers=answers, acts=[], seen=seen), reference


def test_what_was_handed_over_once_is_neither_lost_nor_doubled(handed_over):
    books, reference = handed_over
    found = books.compare([reference])
    assert found == Compared(handed_over=1)


def test_what_no_receiver_saw_is_lost(handed_over):
    books, reference = handed_over
    books.seen = Ledger()
    lost = books.compare([reference]).lost
    assert any("seen by nobody" in each for each in lost)
    assert any("no receiver saw it" in each for each in lost)


def test_what_was_answered_and_is_not_on_record_is_lost(handed_over):
    books, reference = handed_over
    books.answers = {reference: [Answer(status=201, body={"id": "another"})]}
    assert any("not on record" in each for each in books.compare([reference]).lost)


def test_an_act_that_was_answered_and_stands_in_no_history_is_lost(handed_over):
    books, reference = handed_over
    (turn,) = set(list(books.seen.about.values())[:1])
    books.acts = [("accept", turn, 200), ("decline", turn, 409)]
    assert books.compare([reference]).lost == (
        f"assignment {turn}: accept was answered 200 and is in no history",
    )


def test_a_repeat_is_counted_apart_and_must_be_explained_by_a_try(handed_over):
    books, reference = handed_over
    message, assignment = next(iter(books.seen.about.items()))
    books.seen.take(message, assignment)
    found = books.compare([reference])
    assert (found.repeats, found.unexplained, found.doubled) == (1, (message,), ())


def test_one_turn_under_two_ids_is_doubled(handed_over):
    books, reference = handed_over
    assignment = next(iter(books.seen.about.values()))
    books.seen.take("another id", assignment)
    assert any("under two ids" in each for each in books.compare([reference]).doubled)


_A_SECOND_MESSAGE = """
    INSERT INTO delivery (id, kind, agency_id, endpoint_id, referral_id, assignment_id, state, created_at,
                          due_at, attempts, link_version)
    SELECT gen_random_uuid(), kind, agency_id, endpoint_id, referral_id, assignment_id, 'queued', created_at,
           due_at, 0, 1 FROM delivery WHERE kind = 'referral' LIMIT 1
"""
_A_TRY = """
    INSERT INTO attempt (id, delivery_id, number, endpoint_id, started_at, outcome)
    SELECT gen_random_uuid(), delivery_id, number + {after}, endpoint_id, started_at, '{outcome}'
    FROM attempt LIMIT 1
"""
_TWO_LEADS = "DROP INDEX uq_assignment_one_live_lead; UPDATE assignment SET role = 'lead'"


@pytest.mark.parametrize(
    ("planted", "named"),
    [
        (_A_SECOND_MESSAGE, "two messages of one kind for one turn"),
        (_A_TRY.format(after=1, outcome="delivered"), "a try twice"),
        (_A_TRY.format(after=2, outcome="unknown"), "a try twice"),
        (_TWO_LEADS, "two live leads"),
    ],
)
def test_each_way_of_being_double_is_seen(handed_over, planted, named):
    books, reference = handed_over
    books.connection.execute(planted)
    assert any(named in each for each in books.compare([reference]).doubled)
