"""A manager's team: whom they may invite, change and see, and whom not."""

import re
from html import unescape
from threading import Thread

import pytest
from sqlalchemy import func, select, update

from hub.access import accounts, invitations
from hub.access.accounts import NewAccount
from hub.access.scopes import HUB
from hub.domain.codes import Role
from hub.models import Account, Agency, AuditEvent, Unit
from tests.factories.portal import PASSWORD, account_of, email_of, open_account, text_of

ALEX = {"name": "Alex Example", "email": "Alex@People.example.org"}
LINK = re.compile(r"http://hub\.example\.org/invitation/([\w-]+)")


def find(loaded, email):
    with loaded.transaction(HUB) as tx:
        return tx.connection.execute(select(Account).where(Account.email == email.casefold())).one_or_none()


def id_of(loaded, who):
    with loaded.transaction(HUB) as tx:
        return account_of(tx, who)


@pytest.fixture
def colleague(loaded):
    """A second person of rasa who is no manager: a function of their name."""

    def add(who="colleague", slug="rasa", **more):
        with loaded.transaction(HUB) as tx:
            agency = tx.connection.execute(select(Agency).where(Agency.slug == slug)).one()
            return open_account(tx, agency, who, "no password", **more)

    return add


def unit_id(loaded, slug):
    with loaded.transaction(HUB) as tx:
        return tx.connection.execute(select(Unit.id).where(Unit.slug == slug)).scalar_one()


def test_the_team_is_one_s_own_agency_s_alone(portal, colleague):
    colleague()
    page = text_of(portal.get("/team", "rasa"))
    assert email_of("colleague") in page
    assert email_of("police") not in page
    assert email_of("colleague") not in text_of(portal.get("/team", "kems"))
    assert portal.get("/team.csv", "rasa").text.count("\n") == 3


def test_only_a_manager_has_a_team(portal, colleague):
    colleague()
    for path in ("/team", "/team.csv", "/team/invite"):
        assert portal.get(path, "colleague").status_code == 403
        assert portal.get(path).headers["location"].startswith("/sign-in")
    assert portal.post("/team/invite", "colleague", **ALEX).status_code == 403


def test_an_invitation_is_to_one_s_own_agency_and_role_whatever_is_sent(portal, loaded):
    answer = portal.post("/team/invite", "rasa", **ALEX, agency="kems", role="administrator")
    assert answer.status_code == 200
    row = find(loaded, ALEX["email"])
    assert (row.role, row.agency_id, row.is_manager) == (
        Role.PROVIDER, find(loaded, email_of("rasa")).agency_id, False,
    )  # fmt: skip
    (token,) = set(LINK.findall(answer.text))
    with loaded.transaction(HUB) as tx:
        assert invitations.invited(tx, token)["email"] == "alex@people.example.org"
    assert token not in portal.get(f"/team/{row.id}", "rasa").text


def test_what_was_typed_stays_and_every_fault_is_named(portal, loaded):
    answer = portal.post("/team/invite", "police", name="", email="nobody", is_manager="yes")
    assert answer.status_code == 422
    page = unescape(text_of(answer))
    for said in (
        "Enter the person's name",
        "Enter an email address in the right form",
        "Choose a referring unit",
    ):
        assert said in page
    assert 'value="nobody"' in answer.text
    assert re.search(r'value="yes"\s+checked', answer.text)
    assert find(loaded, "nobody") is None


def test_an_address_that_has_an_account_is_not_invited_twice(portal):
    portal.post("/team/invite", "rasa", **ALEX)
    answer = portal.post("/team/invite", "rasa", **ALEX)
    assert answer.status_code == 422
    assert "has an account already" in text_of(answer)
    assert "open it there for a new link" in text_of(answer)
    assert not LINK.search(answer.text)


@pytest.mark.parametrize("chosen", ["", "00000000-0000-0000-0000-000000000000", "sigma"])
def test_a_unit_of_the_agency_or_all_of_them_must_be_chosen(portal, loaded, chosen):
    assert portal.post("/team/invite", "police", **ALEX, unit=chosen).status_code == 422
    assert find(loaded, ALEX["email"]) is None


def test_a_person_of_one_unit_sees_that_unit_and_one_of_all_sees_all(portal, loaded):
    sigma = unit_id(loaded, "sigma")
    portal.post("/team/invite", "police", **ALEX, unit=str(sigma))
    portal.post("/team/invite", "police", name="Robin", email="robin@example.org", unit="all")
    assert find(loaded, ALEX["email"]).unit_id == sigma
    assert find(loaded, "robin@example.org").unit_id is None


def test_a_manager_of_one_unit_keeps_that_unit_and_cannot_reach_beyond_it(portal, loaded):
    with loaded.transaction(HUB) as tx:
        tx.connection.execute(
            update(Account).where(Account.email == email_of("sigma")).values(is_manager=True)
        )
    page = text_of(portal.get("/team", "sigma"))
    assert email_of("sigma") in page
    assert email_of("police") not in page
    assert portal.get(f"/team/{id_of(loaded, 'police')}", "sigma").status_code == 404
    assert portal.post(f"/team/{id_of(loaded, 'vulnerable-persons')}/end", "sigma").status_code == 404
    portal.post("/team/invite", "sigma", **ALEX, unit="all")
    assert find(loaded, ALEX["email"]).unit_id == unit_id(loaded, "sigma")


def test_another_agency_s_account_is_not_found(portal, loaded):
    stranger = id_of(loaded, "kems")
    assert portal.get(f"/team/{stranger}", "rasa").status_code == 404
    for act in ("invite-again", "make-manager", "unmake-manager", "end", "reopen"):
        assert portal.post(f"/team/{stranger}/{act}", "rasa").status_code == 404
    row = find(loaded, email_of("kems"))
    assert (row.ended_at, row.is_manager) == (None, True)
    assert portal.post(f"/team/{stranger}/promote", "rasa").status_code == 404


def test_ending_an_account_ends_its_sessions_at_once_and_reopening_asks_for_a_new_password(
    portal, loaded, colleague
):
    theirs = colleague()
    assert portal.get("/account", "colleague").status_code == 200
    assert portal.post(f"/team/{theirs}/end", "rasa").headers["location"] == f"/team/{theirs}"
    assert portal.get("/account", "colleague").status_code == 303
    assert "manager again" not in text_of(portal.get(f"/team/{theirs}", "rasa"))
    answer = portal.post(f"/team/{theirs}/reopen", "rasa")
    (token,) = set(LINK.findall(answer.text))
    with loaded.transaction(HUB) as tx:
        assert invitations.open_account(tx, token, PASSWORD, PASSWORD) == theirs


def test_who_is_made_a_manager_has_the_team_at_once_and_loses_it_at_once(portal, colleague):
    theirs = colleague()
    assert portal.get("/team", "colleague").status_code == 403
    portal.post(f"/team/{theirs}/make-manager", "rasa")
    assert portal.get("/team", "colleague").status_code == 200
    portal.post(f"/team/{theirs}/unmake-manager", "rasa")
    assert portal.get("/team", "colleague").status_code == 403


def test_nobody_ends_or_demotes_themselves_so_a_manager_always_stays(portal, loaded):
    mine = id_of(loaded, "rasa")
    page = portal.get(f"/team/{mine}", "rasa")
    assert "This is your own account" in text_of(page)
    assert f"/team/{mine}/" not in page.text
    for act in ("end", "unmake-manager", "invite-again"):
        assert portal.post(f"/team/{mine}/{act}", "rasa").status_code == 403
    assert find(loaded, email_of("rasa")).is_manager


def test_two_managers_who_end_each_other_at_the_same_time_leave_one(portal, loaded, colleague):
    both = {"rasa": id_of(loaded, "rasa"), "colleague": colleague(is_manager=True)}
    for who in both:
        portal.token(who)
    ends = [
        Thread(target=portal.post, args=(f"/team/{both[other]}/end", who))
        for who, other in (("rasa", "colleague"), ("colleague", "rasa"))
    ]
    for each in ends:
        each.start()
    for each in ends:
        each.join()
    with loaded.transaction(HUB) as tx:
        left = select(func.count()).where(Account.id.in_(both.values()), Account.ended_at.is_(None))
        assert tx.connection.execute(left).scalar_one() == 1


def test_what_does_not_follow_from_the_account_s_state_is_refused(portal, colleague):
    theirs = colleague()
    assert portal.post(f"/team/{theirs}/reopen", "rasa").status_code == 409
    assert portal.post(f"/team/{theirs}/unmake-manager", "rasa").status_code == 409
    portal.post(f"/team/{theirs}/end", "rasa")
    assert portal.post(f"/team/{theirs}/end", "rasa").status_code == 409


def test_each_change_is_on_record_by_ids_alone(portal, loaded, colleague):
    theirs = colleague()
    portal.get("/team", "rasa")
    portal.post(f"/team/{theirs}/make-manager", "rasa")
    with loaded.transaction(HUB) as tx:
        rows = tx.connection.execute(
            select(AuditEvent).where(AuditEvent.account_id == account_of(tx, "rasa")).order_by(AuditEvent.id)
        ).all()
    listed, changed = rows
    assert (listed.event, listed.detail) == ("access:account:listed", {"count": 2})
    assert changed.event == "access:account:manager_changed"
    assert changed.detail == {"account": str(theirs), "is_manager": True}


@pytest.mark.parametrize("sort", ["name", "-name", "last_used", "-last_used"])
def test_a_long_team_comes_in_pages_that_miss_nobody(portal, loaded, clock, sort):
    rasa = find(loaded, email_of("rasa"))
    for number in range(30):
        clock.forward(minutes=1)
        with loaded.transaction(HUB) as tx:
            accounts.invite(
                tx,
                NewAccount(
                    agency_id=rasa.agency_id, role=rasa.role, name="Alex", email=f"a{number}@example.org"
                ),
            )
    found, path = [], f"/team?sort={sort}"
    while path:
        page = portal.get(path, "rasa").text
        found += re.findall(r"a\d+@example\.org", page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        path = following and following[1].replace("&amp;", "&")
    assert sorted(found) == sorted(f"a{number}@example.org" for number in range(30))


def test_a_list_with_a_value_that_is_none_is_refused_and_not_guessed(portal):
    for query in ("state=asleep", "sort=email", "after=nonsense"):
        assert portal.get(f"/team?{query}", "rasa").status_code == 422
