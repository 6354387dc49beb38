"""The gaps of the shipped table, planted ones, and what commissioners and programs are shown of them."""

import csv
import io
import json
import re
from datetime import date

import pytest
from sqlalchemy import text

from hub.access.scopes import HUB
from hub.db import Database
from hub.demo.prepare import directory_file
from hub.domain.ids import new_id
from hub.sight.gap_lines import GapKind
from hub.sight.gaps import gaps
from tests.factories.portal import text_of

FAMILY = "culpable road death or homicide"
EXPLOITED = "child criminal exploitation or child sexual exploitation"
NOT_EXPLOITED = f"without child criminal exploitation, child sexual exploitation, {FAMILY}"
WHO = "the victim or a spokesperson"
ANYWHERE = "home in Merseyside or not known; age not known"
OTHERWISE = "without culpable road death, homicide or sexual offence"
NOWHERE = "domestic abuse; borough not known"
HOLES = {
    f"Nobody leads: {hole}."
    for hole in (
        f"sexual offence; borough not known; {WHO}; {NOT_EXPLOITED}",
        f"sexual offence; borough not known; aged 18 or over or age not known; {WHO}; without {FAMILY}",
        f"{NOWHERE}; aged 16 or over; high risk; {WHO}; {NOT_EXPLOITED}",
        f"{NOWHERE}; aged 18 or over; high risk; {WHO}; without {FAMILY}",
        f"{NOWHERE}; age not known; high risk; {WHO}; without {FAMILY}",
        f"domestic abuse; {ANYWHERE}; high risk; {WHO}; {OTHERWISE}",
        f"{EXPLOITED}; domestic abuse; {ANYWHERE}; high risk; {WHO}; without {FAMILY}",
        f"{EXPLOITED}; {ANYWHERE}; {WHO}; without {FAMILY}",
        f"{FAMILY}; home in Merseyside or not known; the victim",
    )
}
"""What the comment over the shipped table leaves to a person, a line a box."""

LEAD_FOR_VICTIMS = "Commissioner's lead for victims' services"
DAY, YEAR = "2040-06-01", ("2040-04-01", "2041-04-01")


def words(found, *kinds):
    return [line.words for each in found.stretches for line in each.lines if not kinds or line.kind in kinds]


def test_the_shipped_table_has_exactly_the_holes_that_its_own_comment_leaves_to_a_person(loaded):
    with loaded.transaction(HUB) as tx:
        (stretch,) = gaps(tx).stretches
    assert {line.words for line in stretch.lines} == HOLES
    assert {line.kind for line in stretch.lines} == {GapKind.SIGNED_OFF}
    assert not stretch.open
    assert len(stretch.on_purpose) == 5
    assert {each.signed_off.by for each in stretch.on_purpose} == {LEAD_FOR_VICTIMS}


def test_the_hole_that_most_real_referrals_met_comes_first(api, loaded):
    unknown = {"crime.type": "sexual_offence", "crime.flags": [], "crime.hate_strands": []}
    nowhere = {"person.borough": "not_known", "person.postcode": None}
    for number in range(2):
        api.refer(person_reference=str(number), **unknown, **nowhere)
    api.refer(person_reference="3", **{**unknown, "crime.type": "homicide"})
    with loaded.transaction(HUB) as tx:
        found = gaps(tx)
    first, second, third, *others = found.stretches[0].lines
    assert (first.referrals, second.referrals, third.referrals) == (2, 2, 1)
    assert "sexual offence; borough not known" in first.words
    assert FAMILY in third.words
    assert {line.referrals for line in others} == {0}
    assert found.referrals == 3


TABLE = """
    INSERT INTO routing_table (
        id, name, starts_on, ends_before, hash, published_at, rows, examples, signed_off, number)
    SELECT :id, 'FAR', :start, :end, 'x', now(), CAST(:rows AS jsonb), '[]', CAST(:signed_off AS jsonb),
        max(number) + 1
    FROM routing_table
"""
CONTRACT = """
    INSERT INTO contract
    SELECT (jsonb_populate_record(c, jsonb_build_object('id', CAST(:id AS text), 'reference', 'FAR',
            'starts_on', CAST(:start AS text), 'ends_before', CAST(:end AS text)))).*
    FROM contract c JOIN service s ON s.id = c.service_id WHERE s.slug = 'vulnerable-victims' LIMIT 1
"""
PAUSE = """
    INSERT INTO service_pause (id, service_id, starts_on, ends_before, reason, by_hand)
    SELECT :id, id, :start, :end, 'staff', false FROM service WHERE slug = 'vulnerable-victims'
"""


@pytest.fixture
def planted(loaded, loaded_owner_url):
    """Publish a table for a year far ahead, with one contract, and give what is found on a day of it."""
    owner = Database(loaded_owner_url, pool=1)

    def plant(*rows, contract=YEAR, pause=None, until=None, signed_off=()):
        table = [
            {"position": number, "because": "So it is.", "certainty": "I", **row}
            for number, row in enumerate(rows, start=1)
        ]
        with owner.transaction(HUB) as tx:
            put = tx.connection.execute
            lists = {"rows": json.dumps(table), "signed_off": json.dumps(signed_off)}
            put(text(TABLE), {"id": new_id(), "start": YEAR[0], "end": YEAR[1], **lists})
            put(text(CONTRACT), {"id": str(new_id()), "start": contract[0], "end": contract[1]})
            if pause:
                put(text(PAUSE), {"id": new_id(), "start": pause[0], "end": pause[1]})
        with loaded.transaction(HUB) as tx:
            return gaps(tx, date.fromisoformat(DAY), until)

    yield plant
    owner.close()


ALL = {"key": "all", "role": "lead", "service": "vulnerable-victims", "boroughs": ["merseyside"]}


def test_a_table_with_no_gap_of_any_kind_has_none(planted):
    assert words(planted(ALL)) == []


def test_planted_findings_are_each_found_and_nothing_else(planted):
    found = planted(
        {**ALL, "without": ["fraud_cyber"]},
        {"key": "no-thefts", "role": "information_only", "aspects": ["theft"], "boroughs": ["wirral"]},
        {"key": "twice", "role": "additional", "service": "vulnerable-victims"},
        {
            "key": "never",
            "role": "additional",
            "service": "vulnerable-victims",
            "aspects": ["theft"],
            "without": ["theft"],
        },
        contract=(YEAR[0], "2040-09-01"),
    )
    assert {line.kind for line in found.stretches[0].lines} == set(GapKind) - {
        GapKind.NO_TABLE,
        GapKind.PAUSED,
        GapKind.SIGNED_OFF,
    }
    assert words(found, GapKind.UNCOVERED)[0].startswith("Nobody leads: fraud cyber; home in")
    assert words(found, GapKind.DOUBLY_LED) == [
        "Rows all and no-thefts contradict each other: theft; home in Wirral; without fraud cyber."
    ]
    assert words(found, GapKind.SHADOWED)[0].startswith("Row twice changes nothing: its service leads there")
    assert words(found, GapKind.NEVER) == ["Row never can never match: its cells rule each other out."]
    (cliff,) = words(found, GapKind.CLIFF)
    assert cliff.startswith(
        "From 1 September 2040 Vulnerable Victims service has no contract: it has ended by"
    )
    assert cliff.endswith("nobody leads in its place (row all).")


SIGNED_OFF = {"reason": "Nobody sells it.", "by": "A. Person", "aspects": ["fraud_cyber"]}
BUT_FRAUD = {**ALL, "without": ["fraud_cyber", "theft"]}


def test_what_is_left_on_purpose_stands_after_what_is_open(planted):
    (stretch,) = planted(BUT_FRAUD, signed_off=[{**SIGNED_OFF, "expires": "2040-12-01"}]).stretches
    assert [line.kind for line in stretch.lines] == [GapKind.UNCOVERED, GapKind.SIGNED_OFF]
    assert stretch.open[0].words.startswith("Nobody leads: theft;")
    (left,) = stretch.on_purpose
    assert (left.signed_off.reason, left.signed_off.by) == ("Nobody sells it.", "A. Person")
    assert left.signed_off.expires == date(2040, 12, 1)
    assert [line.words.startswith("Nobody leads: fraud cyber;") for line in left.lines] == [True]


def test_a_sign_off_that_ran_out_is_an_open_gap_and_says_so(planted):
    found = planted(BUT_FRAUD, signed_off=[{**SIGNED_OFF, "expires": DAY}])
    (stretch,) = found.stretches
    assert not stretch.on_purpose
    told = "A. Person signed it off, and that ran out on 31 May 2040."
    (again,) = [line for line in stretch.open if line.words.endswith(told)]
    assert again.kind is GapKind.UNCOVERED
    assert again.words.startswith("Nobody leads: fraud cyber;")
    assert again.signed_off
    assert len(stretch.open) == 2


def test_with_a_last_day_the_end_of_a_sign_off_parts_two_stretches(planted):
    left = {**SIGNED_OFF, "expires": "2040-12-01"}
    found = planted({**ALL, "without": ["fraud_cyber"]}, signed_off=[left], until=date(2041, 4, 1))
    told = [(each.starts_on.isoformat(), len(each.open), len(each.on_purpose)) for each in found.stretches]
    assert told == [(DAY, 0, 1), ("2040-12-01", 1, 0)]


def test_with_a_last_day_each_stretch_tells_what_holds_in_it(planted):
    pause = ("2040-07-01", "2040-08-01")
    found = planted(ALL, pause=pause, until=date(2041, 5, 1))
    days = [(each.starts_on.isoformat(), each.table) for each in found.stretches]
    assert days == [(DAY, "FAR"), ("2040-07-01", "FAR"), ("2040-08-01", "FAR"), ("2041-04-01", None)]
    assert [len(each.lines) for each in found.stretches] == [0, 1, 0, 1]
    paused = "Vulnerable Victims service is paused (staff) from 1 July 2040 until 31 July 2040"
    assert words(found) == [
        f"{paused}; nobody leads in its place (row all).",
        "No routing table is in force: a person decides about every referral.",
    ]


def test_programs_read_the_same_gaps(api):
    found = api.get("/v1/routing/gaps", "coordinator", params={"on": "2026-03-04"}).json()
    assert {line["words"] for line in found["stretches"][0]["findings"]} == HOLES
    first = found["stretches"][0]["findings"][0]
    assert first["kind"] == "signed_off"
    assert set(first["signed_off"]) == {"reason", "by", "expires"}
    assert api.get("/v1/routing/gaps", "police").status_code == 403
    assert api.get("/v1/routing/gaps?on=2001-01-01", "commissioner").status_code == 404
    assert api.get("/v1/routing/gaps?until=2001-01-01", "commissioner").status_code == 422


def test_the_page_and_its_file_list_the_gaps(portal):
    page = portal.get("/commissioner/routing/gaps", "commissioner")
    assert all(hole in text_of(page) for hole in HOLES)
    assert "Open: 0. Left to a person on purpose: 5." in text_of(page)
    assert "Nothing is open: the only gaps are left to a person on purpose." in text_of(page)
    assert "Each borough has an IDVA of its own" in text_of(page)
    answer = portal.get("/commissioner/routing/gaps.csv?on=2026-03-04", "commissioner")
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert {row["finding"] for row in rows} == HOLES
    assert {row["signed_off_by"] for row in rows} == {LEAD_FOR_VICTIMS}
    assert all(row["signed_off_because"] and row["signed_off_until"] for row in rows)
    assert portal.get("/commissioner/routing/gaps?on=2001-01-01", "commissioner").status_code == 422
    assert portal.get("/commissioner/routing/gaps?until=2001-01-01", "commissioner").status_code == 422


def test_a_draft_is_uploaded_compared_and_not_kept(portal, api, loaded):
    api.refer()
    draft = directory_file().read_text(encoding="utf-8")
    draft = draft.replace('service = "hate-crime-advocacy"', 'service = "vulnerable-victims"')
    draft = draft.replace('alternates = ["vulnerable-victims"]', "alternates = []")
    path, file = "/commissioner/routing/compare", {"draft": ("draft.toml", draft.encode())}
    with loaded.transaction(HUB) as tx:
        before = tx.connection.execute(text("SELECT count(*) FROM routing_table")).scalar_one()
    page = portal.upload(path, "commissioner", file, quarter="2025-26-Q4")
    assert page.status_code == 200
    assert "1 would have gone otherwise" in text_of(page)
    assert re.search(r"From Hate [^.]+ to Vulnerable Victims service", text_of(page))
    answer = portal.upload(path, "commissioner", file, quarter="2025-26-Q4", **{"as": "csv"})
    assert answer.headers["content-type"].startswith("text/csv")
    with loaded.transaction(HUB) as tx:
        assert tx.connection.execute(text("SELECT count(*) FROM routing_table")).scalar_one() == before


def test_a_draft_with_faults_is_told_with_their_places(portal):
    path = "/commissioner/routing/compare"
    assert portal.get(path, "commissioner").status_code == 200
    assert portal.post(path, "commissioner").status_code == 422
    assert portal.upload(path, "commissioner", {"draft": ("x", b"\xff\xfe")}).status_code == 422
    page = portal.upload(path, "commissioner", {"draft": ("x.toml", b"name = 1")})
    assert page.status_code == 422
    assert "Error" in text_of(page)
    assert portal.post(path, "commissioner", draft_table="no such table").status_code == 422


def test_two_published_tables_are_compared_without_a_file(portal):
    path = "/commissioner/routing/compare"
    page = portal.post(path, "commissioner", draft_table="VCM/2017/ROUTING", quarter="2025-26-Q4")
    assert page.status_code == 200
    assert "the two say the same of every referral" in text_of(page)


@pytest.mark.parametrize("day", ["0001-01-01", "0001-12-31", "1899-12-31", "9999-12-31"])
def test_at_the_ends_of_the_calendar_there_are_no_gaps_to_weigh(api, portal, day):
    assert api.get(f"/v1/routing/gaps?on={day}", "commissioner").status_code == 404
    assert portal.get(f"/commissioner/routing/gaps?on={day}", "commissioner").status_code == 422
    whole = api.get(f"/v1/routing/gaps?on={day}&until=9999-12-31", "commissioner")
    assert whole.status_code == (422 if day == "9999-12-31" else 200)
