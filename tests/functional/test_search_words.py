"""Looking for support in one's own words: misspelt, by what people call the crime, and with an area."""

from datetime import date

import pytest
from sqlalchemy import insert, select, update

from hub.access.scopes import HUB
from hub.db import Database
from hub.domain.ids import new_id
from hub.models import Contract, Coverage, Service
from tests.factories.gateway import Api
from tests.functional.test_public_pages import found, search

TODAY = date(2026, 3, 4)


def ask(api: Api, **body: object) -> dict:
    answer = api.post("/v1/services/search", body=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def slugs(answer: dict, part: str = "services") -> list[str]:
    return [each["slug"] for each in answer[part]]


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("domestik abuse", "idva-knowsley"),
        ("raped", "sexual-violence-rasa"),
        ("RAPED!!!", "sexual-violence-rasa"),
        ("sexualy assalted", "sexual-violence-rasa"),
        ("mugged", "vulnerable-victims"),
        ("I was mugged outside the shop", "vulnerable-victims"),
        ("scammed", "vulnerable-victims"),
        ("burglery", "vulnerable-victims"),
        ("harrasment", "vulnerable-victims"),
        ("racist neighbours", "hate-crime-24h"),
        ("homofobic", "hate-crime-24h"),
        ("county lines", "exploitation"),
        ("my son was murdered", "the-hub"),
        ("hit and run", "the-hub"),
        ("Anthony Walker", "hate-crime-advocacy"),
    ],
)
def test_words_find_what_they_mean(api: Api, words: str, first: str):
    assert first in slugs(ask(api, words=words)), ask(api, words=words)


@pytest.mark.parametrize("words", ["raped", "sexualy assalted", "rapped"])
def test_what_names_the_crime_comes_before_what_is_for_any(api: Api, words: str):
    found_for = slugs(ask(api, words=words, borough="wirral"))
    assert found_for[:2] == ["sexual-violence-rasa", "vulnerable-victims"]


def test_words_of_one_crime_do_not_find_another(api: Api):
    services = slugs(ask(api, words="mugged"))
    assert "sexual-violence-rasa" not in services
    assert "hate-crime-advocacy" not in services


def test_words_and_an_area_narrow_each_other(api: Api):
    assert "sexual-violence-rasa" in slugs(ask(api, words="raped", borough="wirral"))
    assert "sexual-violence-rasa" not in slugs(ask(api, words="raped", borough="st_helens"))


def test_words_that_nothing_fits_still_name_somebody_and_say_so(api: Api):
    answer = ask(api, words="xylophone", borough="sefton")
    assert answer["without_words"]
    assert "vulnerable-victims" in slugs(answer)
    page = search(api, words="xylophone", borough="sefton")
    assert "We found nothing for these words" in page
    assert "vulnerable-victims" in found(page)


def test_words_that_tell_nothing_are_as_if_nothing_was_written(api: Api):
    assert slugs(ask(api, words="I need help please")) == slugs(ask(api))


def test_words_find_a_condition_that_a_contract_names(api: Api, loaded: Database):
    with loaded.transaction(HUB) as tx:
        tx.connection.execute(
            update(Coverage)
            .where(Coverage.contract_id == contract_of("buddy-scheme"))
            .values(conditions="For weavers of tapestries.")
        )
    assert slugs(ask(api, words="tapestrys")) == ["buddy-scheme"]
    assert "For weavers of tapestries." in search(api, words="tapestry")
    assert "For weavers of tapestries." in api.client.get("/services/buddy-scheme").text


def contract_of(slug: str):
    return (
        select(Contract.id)
        .join(Service, Service.id == Contract.service_id)
        .where(
            Service.slug == slug,
            Contract.superseded_at.is_(None),
            Contract.starts_on <= TODAY,
            Contract.ends_before > TODAY,
        )
        .scalar_subquery()
    )


def test_words_find_the_strand_that_a_contract_names(api: Api, loaded: Database):
    with loaded.transaction(HUB) as tx:
        for slug, strand in (("hate-crime-advocacy", "race"), ("hate-crime-24h", "disability")):
            tx.connection.execute(
                update(Coverage).where(Coverage.contract_id == contract_of(slug)).values(strands=[strand])
            )
    assert slugs(ask(api, words="wheelchair"))[0] == "hate-crime-24h"
    assert "hate-crime-advocacy" not in slugs(ask(api, words="wheelchair"))
    racist = slugs(ask(api, words="because of my race"))
    assert racist.index("hate-crime-advocacy") == 0
    assert "hate-crime-24h" not in racist


@pytest.mark.breaks_invariants("one_contract_a_day")  # the search must bear it
def test_a_service_is_found_by_any_of_its_contracts_and_listed_once_with_all(api: Api, loaded: Database):
    """Two contracts in force, of another place each, as a joint award has them too."""
    with loaded.transaction(HUB) as tx:
        tx.connection.execute(
            update(Coverage)
            .where(Coverage.contract_id == contract_of("the-hub"))
            .values(boroughs=["sefton"], crime_types=["homicide"])
        )
        first = tx.connection.execute(
            select(Contract).where(Contract.id == contract_of("the-hub"))
        ).mappings().one()  # fmt: skip
        covered = tx.connection.execute(
            select(Coverage).where(Coverage.contract_id == first["id"])
        ).mappings().one()  # fmt: skip
        other = {**first, "id": new_id(), "reference": "another", "award": "joint"}
        tx.connection.execute(insert(Contract).values(other))
        cells = {**covered, "contract_id": other["id"], "boroughs": ["wirral"], "crime_types": ["robbery"]}
        tx.connection.execute(insert(Coverage).values(cells))
    for asked in ({"borough": "sefton"}, {"borough": "wirral"}, {"words": "murdered"}, {}):
        assert slugs(ask(api, **asked)).count("the-hub") == 1
    assert "the-hub" not in slugs(ask(api, borough="wirral", crime_type="homicide"))
    assert "the-hub" in slugs(ask(api, borough="sefton", crime_type="homicide"))
    (shown,) = (each for each in ask(api)["services"] if each["slug"] == "the-hub")
    assert sorted(shown["boroughs"]) == ["sefton", "wirral"]
    assert "Sefton, Wirral" in api.client.get("/services/the-hub").text


@pytest.mark.breaks_invariants("contract_recorded")  # changed behind its history
def test_words_find_no_service_whose_contract_has_ended(api: Api, loaded: Database):
    with loaded.transaction(HUB) as tx:
        tx.connection.execute(
            update(Contract).where(Contract.id == contract_of("the-hub")).values(ends_before=TODAY)
        )
    assert "the-hub" not in slugs(ask(api, words="murdered"))
    assert "the-hub" not in slugs(ask(api, words="Families Fighting for Justice"))


def test_what_is_about_another_abuse_is_not_found_by_a_word_of_it(api: Api):
    services = slugs(ask(api, words="domestic abuse"))
    assert {"domestic-abuse-young-people", "idva-sefton"} <= set(services)
    assert not any(slug.startswith("sexual-violence") for slug in services)
    assert services == slugs(ask(api, words="domestik abuse"))
