"""The pages of drafts: uploaded, told what is wrong, approved by another person, published, printed."""

import re
from dataclasses import replace
from datetime import date

import pytest

from hub.access.scopes import HUB
from tests.factories.drafts import NEXT_YEAR, published, shipped, shipped_text
from tests.factories.portal import SECOND, text_of

BASE = "/commissioner/routing/drafts"
FIRST = "commissioner"
TEXT = shipped_text()


def a_file(text):
    return {"file": ("table.toml", text.encode())}


@pytest.fixture
def upload(portal):
    """Upload a table as the commissioner; gives the page of its draft."""

    def upload(text=TEXT, who=FIRST, why="The new contracts", path=BASE):
        answer = portal.upload(path, who, a_file(text), why=why)
        assert answer.status_code == 303, text_of(answer)
        return answer.headers["location"]

    return upload


def seen(portal, page, who=FIRST):
    return re.search(r'name="seen" value="([0-9a-f]{64})"', portal.get(page, who).text)[1]


def test_a_draft_goes_from_upload_to_the_table_in_force(portal, upload):
    page = upload()
    own = text_of(portal.get(page, FIRST))
    assert "Not approved yet" in own
    assert "No faults" in own
    assert "40 of 40 pass" in own
    assert "You made the last revision of this draft, so another person must approve it." in own
    assert "/approve" not in portal.get(page, FIRST).text
    answer = portal.post(f"{page}/approve", SECOND, seen=seen(portal, page, SECOND))
    assert answer.headers["location"] == page
    approved = text_of(portal.get(page, FIRST))
    assert "Approved, not published yet" in approved
    assert "Sam deputy-commissioner" in approved
    answer = portal.post(f"{page}/publish", FIRST, seen=seen(portal, page))
    table = text_of(portal.get(answer.headers["location"], SECOND))
    assert "Made by Sam commissioner" in table
    assert "Sam deputy-commissioner" in table
    assert "VCM/2026/ROUTING" in table
    assert "Gaps left to a person on purpose" in table
    assert "Race hate in Knowsley, consent names the buddy scheme" in table
    assert "Question: race hate in Knowsley?" in table
    assert "VCM/2026/ROUTING" in text_of(portal.get(f"/commissioner/routing?on={NEXT_YEAR}", FIRST))
    assert "Published" in text_of(portal.get(BASE, FIRST))


COMPARE = "/commissioner/routing/compare"


def test_an_open_draft_is_compared_from_its_page_as_its_last_revision_says(portal, upload, api):
    api.refer()
    page = upload()
    assert f'action="{COMPARE}"' in portal.get(page, SECOND).text
    asked = {"open_draft": "VCM/2026/ROUTING", "quarter": "2025-26-Q4"}
    assert "0 would have gone otherwise" in text_of(portal.post(COMPARE, SECOND, **asked))
    instead = TEXT.replace('service = "hate-crime-advocacy"', 'service = "vulnerable-victims"')
    upload(instead.replace('alternates = ["vulnerable-victims"]', "alternates = []"))
    compared = text_of(portal.post(COMPARE, SECOND, **asked))
    assert "VCM/2026/ROUTING compared with VCM/2017/ROUTING" in compared
    assert "1 would have gone otherwise" in compared


def test_the_form_of_comparing_offers_open_drafts_and_comes_with_one_chosen(portal, upload):
    page = upload()
    link = re.search(rf'href="({COMPARE}\?draft=[^"]+)"', portal.get(page, SECOND).text)[1]
    chosen = re.search(r'<option value="VCM/2026/ROUTING" selected>([^<]+)', portal.get(link, SECOND).text)
    assert chosen[1] == "VCM/2026/ROUTING, revision 1"
    portal.post(f"{page}/drop", SECOND)
    assert "VCM/2026/ROUTING" not in portal.get(COMPARE, SECOND).text
    late = portal.post(COMPARE, SECOND, open_draft="VCM/2026/ROUTING")
    assert late.status_code == 422
    assert "There is no open draft of this name any more" in text_of(late)


def test_the_file_of_a_draft_and_of_the_table_it_became_is_a_draft_that_says_the_same(portal, upload):
    page = upload()
    file = portal.get(f"{page}/file", SECOND)
    assert file.headers["content-disposition"] == 'attachment; filename="vcm-2026-routing.toml"'
    assert upload(file.text, path=BASE) == page
    assert "Revision 1" in text_of(portal.get(page, SECOND))
    portal.post(f"{page}/approve", SECOND, seen=seen(portal, page, SECOND))
    table = portal.post(f"{page}/publish", FIRST, seen=seen(portal, page)).headers["location"]
    assert portal.get(f"{table}/file", FIRST).text == file.text
    upload(file.text.replace("VCM/2026/ROUTING", "VCM/2026/AGAIN"))


def test_its_maker_is_told_in_words_why_they_cannot_approve_it(portal, upload):
    page = upload()
    answer = portal.post(f"{page}/approve", FIRST, seen="0" * 64)
    assert answer.status_code == 409
    view = portal.get(page, SECOND)
    answer = portal.post(f"{page}/approve", FIRST, seen=re.search(r"[0-9a-f]{64}", view.text)[0])
    print_of = re.search(r'name="seen" value="([0-9a-f]{64})"', view.text)[1]
    answer = portal.post(f"{page}/approve", FIRST, seen=print_of)
    assert answer.status_code == 403
    assert "another person must approve it" in text_of(answer)
    assert "Not approved yet" in text_of(portal.get(page, FIRST))


def test_faults_of_a_draft_are_listed_and_it_cannot_be_published(portal, upload):
    text = TEXT.replace('lead = "hate-crime-advocacy"', 'lead = "the-hub"', 1)
    text = text.replace(f"expires = {date(2027, 4, 1)}", "expires = 2026-03-10", 1)
    page = upload(text)
    words = text_of(portal.get(page, SECOND))
    assert "Cannot be published" in words
    assert "39 of 40 pass" in words
    assert "Failed" in words
    assert "Got: Hate crime advocacy leads" in words
    assert "Run out" in words
    assert "Open gaps" in words
    portal.post(f"{page}/approve", SECOND, seen=seen(portal, page, SECOND))
    view = portal.get(page, SECOND)
    assert f"{page}/publish" not in view.text
    print_of = re.search(r"Fingerprint.*?([0-9a-f]{64})", view.text, re.DOTALL)[1]
    answer = portal.post(f"{page}/publish", SECOND, seen=print_of)
    assert answer.status_code == 422
    assert "The draft has faults" in text_of(answer) or "expected" in text_of(answer)


def test_a_file_with_faults_leaves_nothing_and_names_each_with_its_line(portal):
    text = TEXT.replace('role = "lead"', 'role = "leads"', 1).replace("\nexpires = ", "\nexpired = ", 1)
    answer = portal.upload(BASE, FIRST, a_file(text), why="x")
    words = text_of(answer)
    assert answer.status_code == 422
    assert re.search(r"Line \d+: &#39;leads&#39; is none of", words)
    assert "This key means nothing here." in words
    assert "The file has faults" in words
    assert "There is no draft." in words


@pytest.mark.parametrize(
    ("text", "why", "message"),
    [
        ("", "x", "Choose a file"),
        ("", "", "Say why the table changes"),
        (TEXT, " ", "Say why the table changes"),
        ("name = ", "x", "Line 1: "),
        ("PK\x03\x04", "x", "Line 1: "),
        (TEXT.replace("VCM/2026/ROUTING", "VCM/2017/ROUTING"), "x", "is published and never changes"),
    ],
)
def test_what_cannot_be_a_draft_is_told_beside_its_field(portal, text, why, message):
    answer = portal.upload(BASE, FIRST, a_file(text), why=why)
    assert answer.status_code == 422
    assert message in text_of(answer)
    assert "There is no draft." in text_of(answer)


def test_a_file_that_is_no_text_is_refused(portal):
    token = portal.token(FIRST)
    page = portal.get(BASE, FIRST).text
    own = re.search(r'name="token" value="([^"]+)"', page)[1]
    for file in (b"\x89PNG\r\n\xff\xfe", b"\xff\xfe\x00x"):
        answer = portal.request(
            "POST",
            BASE,
            token,
            data={"token": own, "why": "x"},
            files={"file": ("x.toml", file)},
            headers={"Origin": "http://127.0.0.1"},
        )
        assert answer.status_code == 422


def test_a_new_revision_clears_the_approval_and_stands_in_the_history(portal, upload):
    page = upload()
    portal.post(f"{page}/approve", SECOND, seen=seen(portal, page, SECOND))
    other = TEXT.replace("A child counts as vulnerable.", "A child always counts as vulnerable.")
    assert upload(other, SECOND, "Clearer words", f"{page}/revise") == page
    words = text_of(portal.get(page, FIRST))
    assert "Not approved yet" in words
    assert "Clearer words" in words
    assert "The new contracts" in words
    assert "By nobody yet" in words
    wrong = portal.upload(f"{page}/revise", FIRST, a_file(shipped_text("ANOTHER")), why="x")
    assert wrong.status_code == 422
    assert "of another table" in text_of(wrong)


def test_a_dropped_draft_can_still_be_read(portal, upload):
    page = upload()
    assert portal.post(f"{page}/drop", SECOND).headers["location"] == BASE
    words = text_of(portal.get(page, FIRST))
    assert "Dropped" in words
    assert "Upload a new revision" not in words
    assert portal.post(f"{page}/drop", SECOND).status_code == 409


def test_sign_offs_that_run_out_soon_are_warned_of(portal, loaded, clock):
    first, *others = shipped(starts=date(2026, 3, 5)).signed_off
    table = replace(
        shipped(starts=date(2026, 3, 5)),
        ends_before=date(2028, 6, 1),
        signed_off=(
            replace(first, expires=date(2026, 5, 1)),
            *(replace(each, expires=date(2027, 3, 5)) for each in others),
        ),
    )
    published(loaded, HUB, table)

    def read(*day):
        clock.set(*day)
        portal.tokens.clear()  # a session does not last so long
        return text_of(portal.get("/commissioner/routing", FIRST))

    assert "signed off only until" not in read(2026, 3, 1)
    assert "is signed off only until 30 April 2026" in read(2026, 3, 6)
    later = read(2027, 1, 5)
    assert "is signed off no longer, since 1 May 2026" in later
    assert "4 gaps that" in later
    assert "are signed off only until 4 March 2027" in later


def test_who_published_nothing_is_told_so(portal):
    words = text_of(portal.get("/commissioner/routing", FIRST))
    assert "Approved By nobody" in words
    assert "Carried over from VCM/2017/ROUTING" in words
