"""The commissioner checks support agencies off: what was found, who said so, and what the public reads."""

import re

import pytest
from sqlalchemy import select

from hub.access.scopes import HUB
from hub.db import Database
from hub.models import AuditEvent, DirectoryVersion
from tests.factories.gateway import Api
from tests.factories.portal import Portal, account_of, text_of
from tests.functional.test_search_words import ask, slugs

LIST, ONE = "/commissioner/support-agencies", "/commissioner/support-agencies/samaritans-liverpool"
WHO = "commissioner"
CONTACT = {
    "phone": "0151 496 0901",
    "email": "help@samaritans.example.org",
    "website": "https://www.example.org/s",
}


def version(portal: Portal) -> str:
    return re.search(r'name="version" value="(\d+)"', portal.get(ONE, WHO).text)[1]


def versions(database: Database) -> list:
    with database.transaction(HUB) as tx:
        return list(
            tx.connection.execute(
                select(DirectoryVersion)
                .where(DirectoryVersion.key == "samaritans-liverpool")
                .order_by(DirectoryVersion.version)
            ).mappings()
        )


def test_the_list_says_when_each_was_checked_and_shows_those_out_of_date(portal: Portal):
    page = portal.get(LIST, WHO)
    assert "1 January 2013" in page.text
    assert "Broken Rainbow" in page.text
    older = text_of(portal.get(f"{LIST}?standing=out_of_date", WHO))
    assert "Samaritans (Liverpool)" in older
    assert "Broken Rainbow" not in older
    assert "Samaritans (Liverpool)" not in text_of(portal.get(f"{LIST}?standing=current", WHO))
    assert "Broken Rainbow" in text_of(portal.get(f"{LIST}?standing=closed", WHO))


def test_a_standing_that_there_is_not_is_no_list(portal: Portal):
    assert portal.get(f"{LIST}?standing=lost", WHO).status_code == 422


def test_one_that_was_checked_today_is_live_with_its_contact_and_its_history_says_who(
    portal: Portal, api: Api, loaded: Database
):
    assert "samaritans-liverpool" in slugs(ask(api), "agencies_out_of_date")
    answer = portal.post(f"{ONE}/checked", WHO, version=version(portal), why="Rang them.", **CONTACT)
    assert answer.status_code == 303
    (shown,) = ask(api)["agencies"]
    assert shown["slug"] == "samaritans-liverpool"
    assert {name: shown[name] for name in CONTACT} == CONTACT
    assert shown["last_checked"] == "2026-03-04"
    assert "samaritans-liverpool" not in slugs(ask(api), "agencies_out_of_date")
    before, after = versions(loaded)
    assert before["content"]["phone"] is None
    assert after["content"]["phone"] == CONTACT["phone"]
    assert (after["version"], after["why"], after["role"]) == (2, "Rang them.", "commissioner")
    with loaded.transaction(HUB) as tx:
        assert after["account_id"] == account_of(tx, WHO)
        event = tx.connection.execute(
            select(AuditEvent.detail).where(AuditEvent.event == "directory:support_agency:checked")
        ).scalar_one()
    assert event == {"support_agency": "samaritans-liverpool"}
    page = text_of(portal.get(ONE, WHO))
    assert "Rang them." in page
    assert "Sam commissioner" in page


def test_a_press_of_the_button_alone_is_enough(portal: Portal, api: Api, loaded: Database):
    assert portal.post(f"{ONE}/checked", WHO, version=version(portal)).status_code == 303
    assert slugs(ask(api), "agencies") == ["samaritans-liverpool"]
    assert versions(loaded)[-1]["why"] == "Checked."


def test_one_that_has_closed_is_shown_to_nobody_and_can_be_found_open_again(
    portal: Portal, api: Api, loaded: Database
):
    answer = portal.post(f"{ONE}/closed", WHO, version=version(portal), closed_why="Its number is dead.")
    assert answer.status_code == 303
    everything = ask(api)
    for part in ("agencies", "agencies_out_of_date"):
        assert "samaritans-liverpool" not in slugs(everything, part)
    assert "Samaritans (Liverpool)" not in api.client.post("/find-support", data={}).text
    assert versions(loaded)[-1]["why"] == "Its number is dead."
    assert "The public is not shown it." in text_of(portal.get(ONE, WHO))
    portal.post(f"{ONE}/checked", WHO, version=version(portal))
    assert slugs(ask(api), "agencies") == ["samaritans-liverpool"]


def test_whoever_read_an_older_state_changes_nothing(portal: Portal, api: Api, loaded: Database):
    seen = version(portal)
    portal.post(f"{ONE}/checked", WHO, version=seen, **CONTACT)
    for act, more in (("checked", {"phone": "0151 496 0999"}), ("closed", {"closed_why": "Closed."})):
        assert portal.post(f"{ONE}/{act}", WHO, version=seen, **more).status_code == 409
    assert len(versions(loaded)) == 2
    assert ask(api)["agencies"][0]["phone"] == CONTACT["phone"]


@pytest.mark.parametrize(
    ("act", "fields", "wrong"),
    [
        (
            "checked",
            {"phone": "ring us", "email": "nobody", "website": "example"},
            ["phone", "email", "website"],
        ),
        ("checked", {"why": "x" * 501}, ["why"]),
        ("checked", {"website": "javascript:alert(1)"}, ["website"]),
        ("closed", {}, ["closed_why"]),
        ("closed", {"closed_why": "x" * 501}, ["closed_why"]),
    ],
)
def test_every_fault_is_named_beside_its_field_and_nothing_changes(
    portal: Portal, loaded: Database, act: str, fields: dict, wrong: list[str]
):
    answer = portal.post(f"{ONE}/{act}", WHO, version=version(portal), **fields)
    assert answer.status_code == 422
    for name in wrong:
        assert f'href="#{name}"' in answer.text
    assert len(versions(loaded)) == 1


@pytest.mark.parametrize("given", ["", "0", "-1", "two", "9" * 30, "\u0661"])
def test_a_version_that_is_none_changes_nothing(portal: Portal, loaded: Database, given: str):
    assert portal.post(f"{ONE}/checked", WHO, version=given).status_code == 409
    assert len(versions(loaded)) == 1


def test_there_is_no_page_for_an_agency_that_there_is_not(portal: Portal):
    assert portal.get(f"{LIST}/nobody", WHO).status_code == 404
    assert portal.post(f"{LIST}/nobody/checked", WHO, version="1").status_code == 404
