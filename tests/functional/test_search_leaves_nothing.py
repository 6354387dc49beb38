"""What was searched for is kept in no row, log, address or title; and nothing that is typed breaks it."""

import logging
from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlalchemy import event

from hub import logs
from hub.access.scopes import HUB
from hub.db import Database
from hub.directory.queries.finding import find
from hub.directory.rules.asked import Asked
from tests.factories.gateway import Api
from tests.factories.whole_database import tables
from tests.functional.test_public_pages import search

WORDS = "quonkwistle"
MARKED = {"words": f"{WORDS} attacked", "crime_type": "robbery", "borough": "knowsley", "postcode": "L34 9QX"}
TRACES = (WORDS, "L34 9QX", "L349QX")

NASTY = (
    "' OR 1=1 --",
    "'; DROP TABLE service; --",
    "robbed & ! ( | :* <-> \\",
    "a:*b & (c | !d) <3> 'e'",
    '"unclosed quote',
    "\\\\ \\' %s %(x)s {} ${x}",
    "\x00robbed\x00",
    "\U0001f622 \U0001f1ec\U0001f1e7 robbed",
    "\u202erobbed\u202c \ufeff",
    "<script>alert(1)</script>",
    "e\u0301" * 60,
    "https://example.org/a&b?c=d#e",
    "x" * 200,
    "- - - ' ' '",
    "\n\r\t",
    "the of and",
)


@pytest.fixture
def logged() -> Iterator[list[str]]:
    """Everything that any logger says, access logs and SQLAlchemy's among them, at its most talkative."""
    said: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(f"{record.getMessage()} {record.__dict__}")

    kept, root = Keep(), logging.getLogger()
    level = root.level
    logs.configure(level="debug", form="json")
    root.addHandler(kept)
    root.setLevel(logging.DEBUG)
    yield said
    root.removeHandler(kept)
    root.setLevel(level)
    logs.configure(level="warning", form="console")


@pytest.mark.parametrize("door", ["page", "json"])
def test_a_search_leaves_nothing_behind_anywhere(
    api: Api, loaded_owner_url: str, capfd: pytest.CaptureFixture[str], logged: list[str], door: str
):
    before = tables(loaded_owner_url)
    if door == "page":
        answer = api.client.post("/find-support", data=MARKED)
        title = answer.text.partition("<title>")[2].partition("</title>")[0]
        assert "Services that can help" in title
        assert not any(trace.casefold() in title.casefold() for trace in TRACES)
    else:
        answer = api.client.post("/v1/services/search", json=MARKED)
        assert not any(trace in answer.text for trace in TRACES)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "set-cookie" not in answer.headers
    assert "location" not in answer.headers
    assert str(answer.url).partition("?")[2] == ""
    assert not any(trace in str(answer.headers) for trace in TRACES)
    assert tables(loaded_owner_url) == before
    printed = "".join((*capfd.readouterr(), *logged, api.get("/metrics").text))
    assert not any(trace.casefold() in printed.casefold() for trace in TRACES)


def test_what_was_searched_for_is_in_no_statement_that_the_server_shows(api: Api, loaded: Database):
    """PostgreSQL shows the text of each connection's last statement; what is bound is not in it."""
    shown: list[str] = []

    def look(*_: object) -> None:
        with closing(loaded.engine.raw_connection()) as other:  # of the same role, which alone sees the texts
            cursor = other.cursor()
            cursor.execute("SELECT query FROM pg_stat_activity WHERE datname = current_database()")
            shown.extend(query for (query,) in cursor.fetchall() if "pg_stat_activity" not in query)

    event.listen(loaded.engine, "after_cursor_execute", look)
    search(api, **MARKED)
    event.remove(loaded.engine, "after_cursor_execute", look)
    assert any("similarity(part, word)" in each for each in shown)
    assert not any(trace.casefold() in each.casefold() for each in shown for trace in TRACES)


@pytest.mark.parametrize("words", NASTY)
def test_nothing_that_is_typed_breaks_the_search_or_gets_into_it(api: Api, loaded_owner_url: str, words: str):
    before = tables(loaded_owner_url)
    page = api.client.post("/find-support", data={"words": words})
    answer = api.client.post("/v1/services/search", json={"words": words})
    assert (page.status_code, answer.status_code) == (200, 200)
    assert answer.json()["services"]
    assert "<script>alert" not in page.text
    assert tables(loaded_owner_url) == before


@pytest.mark.parametrize("words", ["robbed & !", "\x00robbed\x00", "\U0001f622 robbed"])
def test_signs_among_the_words_do_not_hide_them(api: Api, words: str):
    plain = api.client.post("/v1/services/search", json={"words": "robbed"}).json()
    assert api.client.post("/v1/services/search", json={"words": words}).json() == plain


@pytest.mark.parametrize("size", [201, 10_000])
def test_a_story_is_too_long_and_said_to_be(api: Api, size: int):
    page = api.client.post("/find-support", data={"words": "a" * size})
    assert page.status_code == 422
    assert "A few words are enough" in page.text
    answer = api.client.post("/v1/services/search", json={"words": "a" * size})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "string_too_long"


def test_half_a_character_is_no_text_and_breaks_nothing(api: Api):
    raw = b'{"words": "\\ud83d robbed"}'
    answer = api.client.post("/v1/services/search", content=raw, headers={"Content-Type": "application/json"})
    assert answer.status_code in {200, 422}
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    page = api.client.post("/find-support", content=b"words=%ED%A0%BD+robbed%FF", headers=form)
    assert page.status_code in {200, 422}


@pytest.mark.parametrize("name", ["words", "postcode", "borough", "crime_type"])
def test_a_field_that_is_sent_as_a_file_or_twice_breaks_nothing(api: Api, name: str):
    assert api.client.post("/find-support", files={name: ("x.txt", b"robbed")}).status_code < 500
    twice = {name: ["", "robbed"]}
    assert api.client.post("/find-support", data=twice).status_code in {200, 422}


def test_thirty_long_words_that_nobody_knows_find_nothing(loaded: Database):
    with loaded.transaction(HUB) as tx:
        asked = Asked(words=tuple(f"abcdefgh{number}" for number in range(30)))
        found = find(tx, tx.now.date(), asked)
    assert (found.services, found.agencies, found.older) == ((), (), ())
