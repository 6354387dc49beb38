"""Submissions that arrive at the same time share a transaction, and nobody's fault is another's."""

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from sqlalchemy.exc import IntegrityError

from hub.api.intake import Submitted, answer_all
from hub.domain.codes import Role
from hub.domain.errors import ConflictError, InvalidError, NotAllowedError, NotAuthenticatedError
from tests.factories.submissions import submission

ROLES = (Role.POLICE, Role.PROVIDER)


@pytest.fixture
def asked(api):
    def ask(who, body, idempotency_key=None):
        key = api.keys[who] if who in {"police", "rasa", "coordinator"} else who
        return Submitted(key=key, roles=ROLES, body=body, idempotency_key=idempotency_key)

    return ask


def numbered(number, **overrides):
    own = {
        "source_reference": f"SYN/26/{number:06}",
        "person.family_name": f"Example{'abcdefghij'[number]}",
    }
    return submission(**{**own, **overrides})


def stored(owner_url):
    with psycopg.connect(owner_url) as connection:
        return connection.execute("SELECT count(*), count(DISTINCT xmin::text) FROM referral").fetchone()


def test_good_ones_share_a_transaction(loaded, loaded_owner_url, asked):
    outcomes = answer_all(loaded, [asked("police", numbered(number)) for number in range(5)])
    assert all(isinstance(each, bytes) for each in outcomes)
    assert stored(loaded_owner_url) == (5, 1)


def test_each_hears_of_its_own_and_only_the_good_ones_are_kept(loaded, loaded_owner_url, asked):
    outcomes = answer_all(
        loaded,
        [
            asked("police", numbered(1)),
            asked("police", {}),
            asked("police", numbered(1)),
            asked("vrh_nobody", numbered(2)),
            asked(None, numbered(2)),
            asked("coordinator", numbered(2)),
            asked("police", numbered(3, source="rasa")),
            asked("police", numbered(4)),
        ],
    )
    assert [type(each) for each in outcomes] == [
        bytes,
        InvalidError,
        ConflictError,
        NotAuthenticatedError,
        NotAuthenticatedError,
        NotAllowedError,
        NotAllowedError,
        bytes,
    ]
    assert stored(loaded_owner_url)[0] == 2


def test_one_that_the_database_refuses_takes_nobody_with_it(loaded, loaded_owner_url, asked):
    with psycopg.connect(loaded_owner_url) as connection:
        connection.execute("ALTER TABLE referral ADD CHECK (source_reference <> 'SYN/26/000001') NOT VALID")
    outcomes = answer_all(loaded, [asked("police", numbered(number)) for number in range(3)])
    assert [isinstance(each, bytes) for each in outcomes] == [True, False, True]
    assert isinstance(outcomes[1], IntegrityError)
    assert stored(loaded_owner_url) == (2, 2)


def test_an_idempotency_key_is_answered_the_same_twice(loaded, loaded_owner_url, asked):
    first, second, other = answer_all(
        loaded,
        [
            asked("police", numbered(1), "one"),
            asked("police", numbered(1), "one"),
            asked("police", numbered(2)),
        ],
    )
    assert first == second != other
    assert stored(loaded_owner_url)[0] == 2


def test_twenty_callers_at_once_each_get_their_own_answer(api):
    def call(number):
        body = numbered(number % 10, source_reference=f"SYN/26/{number:06}")
        return api.post("/v1/referrals", "police", body)

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(call, range(20)))
    assert [each.status_code for each in answers] == [201] * 20
    assert [each.json()["source_reference"] for each in answers] == [f"SYN/26/{n:06}" for n in range(20)]


def test_those_who_wait_for_their_twins_hold_up_nobody_else(api, loaded_owner_url):
    twins = [f"twin {number}" for number in range(3)]
    with psycopg.connect(loaded_owner_url) as first, ThreadPoolExecutor(4) as pool:
        first.execute("LOCK TABLE idempotency_key IN SHARE MODE")  # as a twin that has not committed yet
        waiting = [
            pool.submit(
                api.post, "/v1/referrals", "police", numbered(number), headers={"Idempotency-Key": twin}
            )
            for number, twin in enumerate(twins)
        ]
        assert pool.submit(api.post, "/v1/referrals", "police", numbered(9)).result(15).status_code == 201
        assert not any(each.done() for each in waiting)
        first.rollback()
        assert [each.result(15).status_code for each in waiting] == [201] * 3
