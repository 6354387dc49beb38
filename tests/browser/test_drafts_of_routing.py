"""A routing table's way from a file to being in force, by two people in a browser."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import sign_in
from tests.browser.screenshots import keep, keep_printed
from tests.browser.test_pages import check, seen
from tests.factories.drafts import shipped_text
from tests.factories.portal import SECOND


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file with a sound table for next year."""
    written = tmp_path / "next-year.toml"
    written.write_text(shipped_text(), encoding="utf-8")
    return written


def upload(page: Page, file: Path, why: str, button: str) -> None:
    """Choose a file and say why, as a person would."""
    page.get_by_label("File with the routing table").set_input_files(file)
    page.get_by_label("Why the table changes").fill(why)
    page.get_by_role("button", name=button).click()


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign out").wait_for(state="detached")


def test_a_draft_is_made_by_one_and_approved_by_another(page: Page, url: str, file: Path):
    sign_in(page, url, "commissioner")
    page.get_by_role("link", name="Routing table").click()
    page.get_by_role("link", name="Drafts of the next table").click()
    expect(page.get_by_text("There is no draft.")).to_be_visible()
    seen(page, "commissioner-drafts-empty")

    page.get_by_role("button", name="Keep as a draft").click()
    expect(page).to_have_title(re.compile("^Error: "))
    page.get_by_role("link", name="Choose a file").click()
    assert page.get_by_label("File with the routing table").evaluate(
        "each => each === document.activeElement"
    )
    seen(page, "commissioner-drafts-faults")

    upload(page, file, "The contracts of the new year", "Keep as a draft")
    expect(page.get_by_role("heading", name="Draft VCM/2026/ROUTING")).to_be_visible()
    expect(page.get_by_text("40 of 40 pass.")).to_be_visible()
    expect(page.get_by_text("another person must approve it")).to_be_visible()
    expect(page.get_by_role("button", name="Approve")).to_be_hidden()
    seen(page, "commissioner-draft-own")
    draft = page.url
    sign_out(page)

    sign_in(page, url, SECOND)
    page.goto(f"{url}/commissioner/routing/drafts")
    seen(page, "commissioner-drafts")
    page.get_by_role("link", name="VCM/2026/ROUTING").click()
    expect(page).to_have_url(draft)
    seen(page, "commissioner-draft")
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("Approved, not published yet")).to_be_visible()
    seen(page, "commissioner-draft-approved")
    keep_printed(page, "commissioner-draft-approved")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("The table was published because it answers each of these")).to_be_visible()
    expect(page.get_by_text("Sam deputy-commissioner")).to_have_count(2)
    seen(page, "commissioner-table")
    page.goto(draft)
    expect(page.get_by_role("button", name="Drop this draft")).to_be_hidden()
    check(page)


def test_a_faulty_draft_says_what_is_wrong_and_is_mended_by_a_revision(page: Page, url: str, file: Path):
    sound = file.read_text(encoding="utf-8")
    faulty = sound.replace('lead = "hate-crime-advocacy"', 'lead = "the-hub"', 1)
    file.write_text(faulty.replace("\nexpires = 2027-04-01", "\nexpires = 2026-03-10", 1), encoding="utf-8")
    sign_in(page, url, "commissioner")
    page.goto(f"{url}/commissioner/routing/drafts")
    upload(page, file, "A first try", "Keep as a draft")
    expect(page.get_by_text("Cannot be published")).to_be_visible()
    expect(page.get_by_text("39 of 40 pass.")).to_be_visible()
    seen(page, "commissioner-draft-faulty")

    file.write_text(sound.replace('role = "lead"', 'role = "leads"', 1), encoding="utf-8")
    upload(page, file, "A slip", "Keep as the next revision")
    expect(page).to_have_title(re.compile("^Error: "))
    seen(page, "commissioner-draft-file-faults")

    file.write_text(sound, encoding="utf-8")
    upload(page, file, "Mended", "Keep as the next revision")
    expect(page.get_by_text("No faults")).to_be_visible()
    expect(page.get_by_role("row", name="Mended")).to_be_visible()
    page.get_by_role("button", name="Drop this draft").click()
    expect(page.get_by_text("Dropped")).to_be_visible()
    check(page)
    keep(page, "commissioner-drafts-dropped")
