"""Where the person is now, asked in a real browser, and the list of postcodes on the pages that show it."""

import pytest
import structlog
from playwright.sync_api import Page, expect
from typer.testing import CliRunner

from hub.cli import app
from tests.browser.people import sign_in
from tests.browser.screenshots import keep
from tests.browser.test_pages import check
from tests.browser.test_police import begin, choose, go_on
from tests.factories.postcode_lists import code_point_zip


@pytest.fixture
def postcodes(loaded_name, tmp_path):
    """Load a small list as an operator does."""
    load = ["geography", "load", str(code_point_zip(tmp_path / "codepo_gb.zip"))]
    assert CliRunner().invoke(app, load).exit_code == 0, loaded_name
    structlog.reset_defaults()


def see(page: Page, name: str) -> None:
    check(page)
    keep(page, name)


@pytest.mark.usefixtures("postcodes")
def test_an_officer_is_asked_where_the_person_is_now(page: Page, url: str):
    begin(page, url)
    page.goto(page.url.replace("consent", "person"))
    choose(page, "Who are they to the crime?", "Victim")
    page.get_by_label("Borough where they are safe now").select_option("Liverpool")
    page.get_by_label("Postcode").fill("L20 1AA")
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_text("There is a problem")).to_be_visible()
    see(page, "police-step-person-whereabouts")
    page.get_by_role("link", name="The postcode is in Sefton").click()
    page.keyboard.press("Space")
    expect(page.get_by_label("In Sefton, where the postcode is")).to_be_checked()
    page.get_by_label("In Liverpool. The postcode is an old address").check()
    go_on(page, "Safe contact")
    page.get_by_role("link", name="Back").click()
    expect(page.get_by_label("Borough where they are safe now")).to_have_value("liverpool")
    expect(page.get_by_label("Postcode")).to_have_value("")


@pytest.mark.usefixtures("postcodes")
def test_the_list_of_postcodes_is_shown(page: Page, url: str):
    sign_in(page, url, "administrator")
    page.goto(f"{url}/admin/health")
    expect(page.get_by_role("heading", name="Postcodes")).to_be_visible()
    see(page, "admin-health-postcodes")


@pytest.mark.usefixtures("postcodes")
def test_the_routing_table_says_which_postcodes_are_known(page: Page, url: str):
    sign_in(page, url, "commissioner")
    page.goto(f"{url}/commissioner/routing")
    expect(page.get_by_text("Contains OS data")).to_be_visible()
    check(page)
