"""What a load does to the rows: nothing is overwritten, a bad file changes nothing, who and why are kept."""

from collections import Counter
from datetime import date, timedelta

import psycopg
import pytest
from sqlalchemy import select, text

from hub.access.agreements import is_covered
from hub.access.people import hub_for
from hub.access.scopes import HUB
from hub.check import breaches
from hub.demo.prepare import load_carried
from hub.directory.actions import FIRST_LOAD, load, put_webhook
from hub.directory.actions.pausing import NewPause, pause_service, resume_service
from hub.directory.queries import _OFFERS, offers_on
from hub.directory.queries.in_force import directory_in_force, table_to_export
from hub.directory.queries.recorded import history
from hub.directory.rules import read_directory
from hub.directory.rules.writing import written
from hub.domain.codes import DirectoryKind, PauseReason
from hub.domain.errors import ConflictError, DirectoryFileError, InvalidError, NotFoundError
from hub.models import Account, Assignment, Contract, Coverage, Endpoint, ServicePause
from tests.factories.directories import EXTENDED, SHIPPED, WALKER, load_text, with_lines
from tests.factories.portal import email_of
from tests.factories.whole_database import tables

ADVOCACY = "hate-crime-advocacy"
TRANSFERRED = (
    EXTENDED.replace("finish_by = 2027-06-30\n", "")
    .replace('"finish"', '"transfer_with_consent"')
    .replace("ends_before = 2027-04-01", "ends_before = 2041-04-01")
)
"""It ends after all that was carried over, and nothing is finished later."""
RACE = {"crime.type": "hate_crime", "crime.flags": [], "risk.score": None, "risk.band": "standard"}


def rows_but_the_log(owner_url):
    return {name: rows for name, rows in tables(owner_url).items() if name != "audit_event"}


def versions(database, reference):
    with database.transaction(HUB) as tx:
        found = select(Contract).where(Contract.reference == reference).order_by(Contract.version)
        return tx.connection.execute(found).all()


def offer(database, day, slug=ADVOCACY):
    with database.transaction(HUB) as tx:
        return offers_on(tx, day)[slug]


def exported(database):
    with database.transaction(HUB) as tx:
        directory, _ = directory_in_force(tx, "As it is")
        return written(directory, table_to_export(tx, date(2026, 3, 4)))


def holds_what_must(database):
    with database.transaction(HUB) as tx:
        return [found.name for found in breaches(tx)]


# the first load, and again


def test_the_first_load_keeps_a_first_version_of_everything_and_again_changes_nothing(database, owner_url):
    with database.transaction(HUB) as tx:
        loaded = load(tx, read_directory(SHIPPED))
    assert (loaded.why, loaded.changed, loaded.unchanged) == (FIRST_LOAD, Counter(), Counter())
    assert loaded.new[DirectoryKind.CONTRACT] == loaded.new[DirectoryKind.SERVICE] == 15
    with database.transaction(HUB) as tx:
        found = tx.connection.execute(text("SELECT version, why, role FROM directory_version")).all()
    assert len(found) == loaded.new.total()
    assert set(found) == {(1, FIRST_LOAD, "hub")}
    before = rows_but_the_log(owner_url)
    again = load_text(database, SHIPPED, why="")
    assert (again.new.total(), again.changed.total()) == (0, 0)
    assert again.unchanged.total() == loaded.new.total()
    assert rows_but_the_log(owner_url) == before


def test_what_was_there_before_versions_were_kept_is_taken_as_it_is(database, owner_url):
    load_text(database, SHIPPED)
    before = rows_but_the_log(owner_url)
    with psycopg.connect(owner_url) as connection:
        connection.execute("DELETE FROM directory_version")
    load_text(database, SHIPPED)
    after = rows_but_the_log(owner_url)
    kept = after.pop("directory_version")
    assert len(kept) == len(before.pop("directory_version"))
    assert after == before
    assert holds_what_must(database) == []


def test_a_contract_from_before_that_says_something_else_is_a_new_version(database, owner_url):
    load_text(database, SHIPPED)
    with psycopg.connect(owner_url) as connection:
        connection.execute("DELETE FROM directory_version")
    load_text(database, EXTENDED)
    old, new = versions(database, "VCM/2017/HCA")
    assert (old.ends_before, new.ends_before) == (date(2018, 4, 1), date(2027, 4, 1))
    with database.transaction(HUB) as tx:
        assert [each["version"] for each in history(tx, (DirectoryKind.CONTRACT, "VCM/2017/HCA"))] == [2]
    assert holds_what_must(database) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda text: text.replace('kind = "provider"', 'kind = "shop"', 1), "unknown_code"),
        (
            lambda text: text.replace('reference = "VCM/2017/HCA"', 'reference = "VCM/HCA"'),
            "contracts_overlap",
        ),
        (
            lambda text: text[: text.index('[[service]]\nslug = "sexual-violence-rasasc"')].replace(
                "ends_before = 2018-04-01\ncertainty", "ends_before = 2018-05-01\ncertainty"
            ),
            "award_differs",
        ),
    ],
)
def test_a_bad_file_changes_nothing(database, owner_url, change, code):
    load_text(database, SHIPPED)
    before = tables(owner_url)
    with pytest.raises(DirectoryFileError) as refused:
        load_text(database, change(SHIPPED))
    assert code in {fault.code for fault in refused.value.faults}
    assert tables(owner_url) == before


def test_a_change_needs_a_reason(loaded, loaded_owner_url):
    before = tables(loaded_owner_url)
    for why in ("", "  ", "x" * 1001):
        with pytest.raises(InvalidError):
            load_text(loaded, EXTENDED, why=why)
    assert tables(loaded_owner_url) == before


# versions


def test_an_extension_is_a_new_version_and_keeps_open_cases_covered(loaded, api, clock):
    held = api.refer(**RACE)["assignments"][0]["id"]
    load_text(loaded, TRANSFERRED)
    second = api.refer(person_reference="2", **{**RACE, "person.family_name": "Other"})["assignments"][0][
        "id"
    ]
    with loaded.transaction(HUB) as tx:
        of = dict(tx.connection.execute(select(Assignment.id, Assignment.contract_id)).all())
    assert {str(each) for each in of} == {held, second}
    clock.set(2041, 4, 2, 9)
    with loaded.transaction(HUB) as tx:
        assert {each: is_covered(tx, each) for each in of} == dict.fromkeys(of, False)
    load_text(loaded, TRANSFERRED.replace("2041-04-01", "2041-10-01"), why="Extended by half a year.")
    *_, first, now = versions(loaded, "VCM/2017/HCA")
    assert (first.ends_before, first.superseded_at) == (date(2041, 4, 1), clock.now)
    assert (now.version, now.ends_before, now.superseded_at) == (first.version + 1, date(2041, 10, 1), None)
    with loaded.transaction(HUB) as tx:
        assert {each: is_covered(tx, each) for each in of} == dict.fromkeys(of, True)
        assert dict(tx.connection.execute(select(Assignment.id, Assignment.contract_id)).all()) == of
        assert tx.connection.execute(select(Coverage).where(Coverage.contract_id == first.id)).one()
    assert offer(loaded, date(2041, 9, 30)).contract_id == now.id
    assert offer(loaded, date(2041, 10, 1)).contract_id is None
    assert holds_what_must(loaded) == []


def test_a_contract_cut_short_ends_what_was_made_under_its_longer_version(loaded, api, clock):
    load_text(loaded, TRANSFERRED)
    held = api.refer(**RACE)["assignments"][0]["id"]
    part = TRANSFERRED.index(WALKER)
    shorter = TRANSFERRED[:part] + TRANSFERRED[part:].replace("2041-04-01", "2026-03-10", 1)
    load_text(loaded, shorter, why="It closes early.")
    for day, covered in ((9, True), (10, False)):
        clock.set(2026, 3, day, 9)
        with loaded.transaction(HUB) as tx:
            assert is_covered(tx, held) is covered, day


def test_every_version_says_who_and_why_and_none_can_be_changed(loaded, clock):
    clock.forward(hours=1)
    with loaded.transaction(HUB) as tx:
        mine = tx.acting(hub_for(tx, email_of("commissioner")))
        load(mine, read_directory(EXTENDED), why="  Extended\n by nine years. ")
    with loaded.transaction(HUB) as tx:
        account = tx.connection.execute(select(Account).where(Account.id == mine.scope.account_id)).one()
        newest, oldest = history(tx, (DirectoryKind.CONTRACT, "VCM/2017/HCA"))
    assert (newest["version"], newest["why"], newest["at"]) == (2, "Extended by nine years.", clock.now)
    assert (newest["account_name"], newest["role"]) == (account.name, "hub")
    assert (oldest["version"], oldest["account_name"]) == (1, None)
    assert (oldest["content"]["ends_before"], newest["content"]["ends_before"]) == (
        "2018-04-01",
        "2027-04-01",
    )
    for statement in ("UPDATE directory_version SET why = 'other'", "DELETE FROM directory_version"):
        with pytest.raises(Exception, match="permission denied"), loaded.transaction(HUB) as tx:
            tx.connection.execute(text(statement))


def test_only_an_open_account_can_be_who_did_it(loaded):
    for email in ("nobody@example.org", ""):
        with pytest.raises(NotFoundError), loaded.transaction(HUB) as tx:
            hub_for(tx, email)


def test_a_mailbox_that_a_newer_file_lacks_is_paused_and_used_again_when_it_comes_back(loaded):
    def mailboxes():
        with loaded.transaction(HUB) as tx:
            found = select(Endpoint.address, Endpoint.paused).where(Endpoint.address.like("%kems%"))
            return dict(tx.connection.execute(found).all())

    other = SHIPPED.replace("duty.kems@", "new.kems@")
    assert set(mailboxes().values()) == {False}
    load_text(loaded, other)
    assert mailboxes() == {
        "duty.kems@example.org": True,
        "new.kems@example.org": False,
        "manager.kems@example.org": False,
    }
    load_text(loaded, SHIPPED)
    assert mailboxes()["duty.kems@example.org"] is False
    assert mailboxes()["new.kems@example.org"] is True


def test_an_address_that_was_paused_by_hand_stays_so(loaded):
    with loaded.transaction(HUB) as tx:
        tx.connection.execute(text("UPDATE endpoint SET paused = true WHERE address LIKE 'duty.kems%'"))
    load_text(loaded, SHIPPED.replace("manager.kems@", "head.kems@"))
    with loaded.transaction(HUB) as tx:
        found = select(Endpoint.paused).where(Endpoint.address == "duty.kems@example.org")
        assert tx.connection.execute(found).scalar_one() is True


def test_what_a_newer_file_lacks_stays_and_is_named(loaded):
    start = SHIPPED.index("# MARAC only (X)")
    end = SHIPPED.index('[[service]]\nslug = "idva-wirral"')
    found = load_text(loaded, SHIPPED[:start] + SHIPPED[end:])
    assert found.left == ((DirectoryKind.SERVICE, "idva-st-helens"),)
    assert offer(loaded, date(2018, 3, 31), "idva-st-helens").contract == "VCM/2017/IDVA/STH"


# carried over


def test_a_contract_that_is_signed_takes_the_place_of_one_that_was_only_carried_over(loaded, api):
    held = api.refer(**RACE)["assignments"][0]["id"]
    before = offer(loaded, date(2026, 3, 4))
    assert before.carried
    found = load_text(loaded, EXTENDED)
    assert "VCM/2017/HCA carried 2025-26" in found.given_way
    assert offer(loaded, date(2026, 3, 4)).contract == "VCM/2017/HCA"
    assert holds_what_must(loaded) == []
    with loaded.transaction(HUB) as tx:
        assert is_covered(tx, held)
        load_carried(tx)  # as a demo does when it starts again
    assert offer(loaded, date(2026, 3, 4)).contract == "VCM/2017/HCA carried 2025-26"
    assert holds_what_must(loaded) == []


def test_a_contract_that_was_only_carried_over_never_takes_the_place_of_a_signed_one(loaded):
    terms = SHIPPED[SHIPPED.index(WALKER) :].partition("\n\n")[0]
    signed = terms.replace("VCM/2017/HCA", "VCM/2025/HCA").replace("2017-", "2025-").replace("2018-", "2027-")
    load_text(loaded, SHIPPED.replace(terms, f"{terms}\n\n[[service.contract]]\n{signed}"))
    for _ in range(2):  # a demo that starts again carries over what it ships, which has no such contract
        assert offer(loaded, date(2026, 3, 4)).contract == "VCM/2025/HCA"
        assert holds_what_must(loaded) == []
        with loaded.transaction(HUB) as tx:
            load_carried(tx)


# pauses


def paused_offer(database, day, slug=ADVOCACY):
    found = offer(database, day, slug)
    return found.paused, found.full


def test_a_pause_of_the_file_holds_on_its_days_and_ends_when_the_file_lacks_it(loaded, clock):
    pause = ["", "[[service.pause]]", "starts = 2026-03-05", 'reason = "staff"', ""]
    at = 'open_cases = "transfer_with_consent"\nretention_months = 12\n\n[[service]]\nslug = "complementary"'
    head, tail = at.split("\n\n")
    text_with = SHIPPED.replace(at, "\n".join([head, *pause, tail]))
    load_text(loaded, text_with)
    assert paused_offer(loaded, date(2026, 3, 4)) == (False, False)
    assert paused_offer(loaded, date(2026, 3, 5)) == (True, False)
    clock.set(2026, 3, 20, 9)
    found = load_text(loaded, SHIPPED, why="Two people were found.")
    assert found.ended == (f"{ADVOCACY} 2026-03-05 staff",)
    assert paused_offer(loaded, date(2026, 3, 19)) == (True, False)
    assert paused_offer(loaded, date(2026, 3, 20)) == (False, False)
    with loaded.transaction(HUB) as tx:
        said = [each["why"] for each in history(tx, (DirectoryKind.PAUSE, f"{ADVOCACY} 2026-03-05 staff"))]
    assert said == ["Two people were found.", "for a test"]


def test_a_pause_by_hand_is_not_ended_by_a_file_that_lacks_it(loaded, api, clock):
    with loaded.transaction(HUB) as tx:
        pause_service(tx, ADVOCACY, NewPause(reason=PauseReason.QUALITY), "A complaint is looked into.")
        load(tx, read_directory(EXTENDED), why="Extended.")
    today = date(2026, 3, 4)
    assert paused_offer(loaded, today) == (True, False)
    answer = api.refer(**RACE)
    assert [each["service"] for each in answer["assignments"]] != [ADVOCACY]
    clock.set(2026, 3, 6, 9)
    with loaded.transaction(HUB) as tx:
        (ended,) = resume_service(tx, ADVOCACY, "It was unfounded.")
    assert ended.reason is PauseReason.QUALITY
    assert paused_offer(loaded, date(2026, 3, 5)) == (True, False)
    assert paused_offer(loaded, date(2026, 3, 6)) == (False, False)


@pytest.mark.parametrize(
    ("new", "kind"),
    [
        (NewPause(reason=PauseReason.STAFF, starts=date(2026, 3, 3)), InvalidError),
        (NewPause(reason=PauseReason.STAFF, ends_before=date(2026, 3, 4)), InvalidError),
        (NewPause(reason=PauseReason.FULL, starts=date(2026, 3, 10)), ConflictError),
    ],
)
def test_a_pause_that_cannot_be_is_refused_and_nothing_is_kept(loaded, loaded_owner_url, new, kind):
    with loaded.transaction(HUB) as tx:
        pause_service(tx, ADVOCACY, NewPause(reason=PauseReason.FULL), "The list is closed.")
    before = tables(loaded_owner_url)
    with pytest.raises(kind), loaded.transaction(HUB) as tx:
        pause_service(tx, ADVOCACY, new, "why not")
    assert tables(loaded_owner_url) == before


def test_a_service_is_resumed_only_if_it_is_paused_and_is_one(loaded):
    with pytest.raises(ConflictError), loaded.transaction(HUB) as tx:
        resume_service(tx, ADVOCACY, "go on")
    for act in (
        lambda tx: resume_service(tx, "nobody", "go on"),
        lambda tx: pause_service(tx, "nobody", NewPause(reason=PauseReason.STAFF), "stop"),
    ):
        with pytest.raises(NotFoundError), loaded.transaction(HUB) as tx:
            act(tx)


def test_a_pause_may_begin_again_on_the_day_it_ended_and_its_versions_go_on(loaded):
    with loaded.transaction(HUB) as tx:
        for _ in range(2):
            pause_service(tx, ADVOCACY, NewPause(reason=PauseReason.STAFF), "too few")
            resume_service(tx, ADVOCACY, "enough")
        pause_service(tx, ADVOCACY, NewPause(reason=PauseReason.STAFF), "too few again")
        rows = tx.connection.execute(select(ServicePause)).all()
        kept = history(tx, (DirectoryKind.PAUSE, f"{ADVOCACY} 2026-03-04 staff"))
    assert [(row.starts_on, row.ends_before, row.by_hand) for row in rows] == [(date(2026, 3, 4), None, True)]
    assert [each["version"] for each in kept] == [5, 4, 3, 2, 1]


# full


def test_a_service_is_full_with_as_many_in_hand_as_its_contract_allows(loaded, api):
    load_text(loaded, with_lines(EXTENDED, WALKER, "open_at_once = 2"))
    leads = []
    for number in range(3):
        answer = api.refer(
            person_reference=str(number + 1), **{**RACE, "person.family_name": f"Other{number}"}
        )
        leads.append([each["service"] for each in answer["assignments"]])
    assert leads[:2] == [[ADVOCACY], [ADVOCACY]]
    assert ADVOCACY not in leads[2]
    assert paused_offer(loaded, date(2026, 3, 4)) == (False, True)
    load_text(loaded, with_lines(EXTENDED, WALKER, "open_at_once = 3"))
    assert paused_offer(loaded, date(2026, 3, 4)) == (False, False)


def test_nothing_is_counted_where_no_contract_sets_a_limit(loaded, api):
    api.refer(**RACE)

    def counted():
        with loaded.transaction(HUB) as tx:
            statement = _OFFERS.params(day=date(2026, 3, 4)).compile(
                tx.connection, compile_kwargs={"literal_binds": True}
            )
            explained = tx.connection.exec_driver_sql(f"EXPLAIN (ANALYZE) {statement}")
            lines = [row[0] for row in explained]
        return [line for line in lines if "on assignment" in line and "never executed" not in line]

    assert counted() == []
    load_text(loaded, with_lines(EXTENDED, WALKER, "open_at_once = 2"))
    (line,) = counted()
    assert "loops=1" in line


# export


def test_an_export_loads_back_to_the_same_also_after_changes(loaded, loaded_owner_url):
    pause = """
[[service.pause]]
starts = 2026-05-01
ends_before = 2026-06-01
reason = "premises"
note = "A \\"flood\\"."
"""
    changed = with_lines(
        EXTENDED, WALKER, "open_at_once = 2", "referrals_a_quarter = 60", "awarded = 2017-02-01"
    )
    changed = changed.replace(
        '\n[[service]]\nslug = "complementary"', pause + '\n[[service]]\nslug = "complementary"'
    )
    changed += (
        '\n[[support_agency]]\nslug = "line"\nname = "A line"\ndescription = "Talk."\nnational = true\n'
        "checked = 2026-01-01\nclosed = 2026-02-01\n"
    )
    load_text(loaded, changed)
    with loaded.transaction(HUB) as tx:
        pause_service(tx, "the-hub", NewPause(reason=PauseReason.FULL), "No more till May.")
    before = rows_but_the_log(loaded_owner_url)
    exported_text = exported(loaded)
    found = load_text(loaded, exported_text, why="")
    assert (found.new.total(), found.changed.total(), found.ended) == (0, 0, ())
    assert rows_but_the_log(loaded_owner_url) == before
    assert exported(loaded) == exported_text
    assert "whsec" not in exported_text


def test_an_export_has_no_addresses_of_programs_nor_their_secrets(loaded):
    with loaded.transaction(HUB) as tx:
        put_webhook(tx, "rasa", "https://api.rasa.example.org/hub", "whsec_c2VjcmV0")
    assert "api.rasa" not in exported(loaded)
    assert "whsec" not in exported(loaded)


def test_a_day_after_the_last_of_a_pause_it_takes_people_again(loaded):
    with loaded.transaction(HUB) as tx:
        new = NewPause(reason=PauseReason.PREMISES, starts=date(2026, 3, 10), ends_before=date(2026, 3, 12))
        pause_service(tx, ADVOCACY, new, "The floor is done.")
    days = [date(2026, 3, 9) + timedelta(days=number) for number in range(4)]
    assert [paused_offer(loaded, day)[0] for day in days] == [False, True, True, False]
