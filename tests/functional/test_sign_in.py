"""Signing in: what is answered, what is kept, and how guessing is stopped."""

import pytest
from sqlalchemy import func, select, update

from hub.access import guessing, invitations, sessions
from hub.access.scopes import HUB
from hub.models import Account, AuditEvent, Credential, SessionRow, SignInAttempt
from hub.settings import settings
from tests.factories.portal import HERE, PASSWORD, account_of, email_of, text_of

OURS = {"Origin": HERE}


def try_in(portal, who="rasa", password=PASSWORD, headers=OURS, had=None, **more):
    form = {"email": email_of(who), "password": password, **more}
    return portal.request("POST", "/sign-in", had, data=form, headers=headers)


def count(database, *conditions):
    with database.transaction(HUB) as tx:
        return tx.connection.execute(select(func.count()).where(*conditions)).scalar_one()


def test_each_role_lands_on_its_own_first_page(portal):
    landings = {
        who: try_in(portal, who).headers["location"]
        for who in ("police", "rasa", "coordinator", "commissioner", "administrator")
    }
    assert landings == {
        "police": "/police",
        "rasa": "/provider",
        "coordinator": "/coordinator",
        "commissioner": "/commissioner",
        "administrator": "/admin",
    }


def test_the_cookie_is_for_the_browser_alone_and_its_token_is_not_kept(portal, loaded):
    answer = try_in(portal)
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("hub=")
    assert {"HttpOnly", "Path=/", "SameSite=lax"} <= {part.strip() for part in cookie.split(";")}
    token = cookie.removeprefix("hub=").partition(";")[0]
    with loaded.transaction(HUB) as tx:
        kept = tx.connection.execute(select(SessionRow.token_hash)).scalar_one()
    assert token.encode() not in kept


def test_over_tls_the_cookie_is_bound_to_the_host(portal, monkeypatch):
    monkeypatch.setenv("HUB_PUBLIC_URL", "https://hub.example.org")
    settings.cache_clear()
    cookie = try_in(portal).headers["set-cookie"]
    settings.cache_clear()
    assert cookie.startswith("__Host-hub=")
    assert "Secure" in cookie
    assert "Domain" not in cookie


def test_nobody_signs_in_over_a_connection_that_others_can_listen_to(portal):
    for method, path in (("GET", "/sign-in"), ("POST", "/sign-in")):
        answer = portal.request(
            method,
            f"http://hub.example.org{path}",
            headers={"Origin": "http://hub.example.org"},
            data={"email": email_of("rasa"), "password": PASSWORD} if method == "POST" else None,
        )
        assert answer.status_code == 403
        assert "needs https" in text_of(answer)
        assert "set-cookie" not in answer.headers


def test_what_was_wrong_is_never_told(portal, loaded):
    with loaded.transaction(HUB) as tx:
        tx.connection.execute(
            update(Account).where(Account.email == email_of("rasasc")).values(ended_at=tx.now)
        )
        tx.connection.execute(
            update(Credential)
            .where(Credential.account_id == account_of(tx, "kems"))
            .values(ended_at=tx.now, secret="")
        )
    answers = {
        name: try_in(portal, who, password)
        for name, who, password in (
            ("wrong password", "rasa", "not my password"),
            ("unknown address", "nobody", PASSWORD),
            ("ended account", "rasasc", PASSWORD),
            ("invitation not used yet", "kems", PASSWORD),
            ("invitation not used yet, empty", "kems", " "),
        )
    }
    assert answers.pop("invitation not used yet, empty").status_code == 422
    told = {text_of(each).replace(email_of("rasa"), "") for each in answers.values()}
    assert {each.status_code for each in answers.values()} == {401}
    assert len(told) == 1
    assert all("set-cookie" not in each.headers for each in answers.values())


def test_the_address_is_taken_however_it_is_written(portal):
    form = {"email": f"  {email_of('rasa').upper()} ", "password": PASSWORD}
    assert portal.request("POST", "/sign-in", data=form, headers=OURS).status_code == 303


def test_guessing_at_one_account_ends_after_ten_tries_whether_or_not_it_is_there(portal, clock):
    for who in ("rasa", "nobody"):
        statuses = [try_in(portal, who, f"guess {number}").status_code for number in range(12)]
        assert statuses == [401] * 10 + [429] * 2
        assert try_in(portal, who).status_code == 429, "the right one too"
    assert try_in(portal, "rasasc").status_code == 303, "nobody else is locked out"
    clock.forward(minutes=16)
    assert try_in(portal, "rasa").status_code == 303


def test_a_good_sign_in_starts_the_count_again(portal, clock):
    for _ in range(3):
        assert [try_in(portal, "rasa", "guess").status_code for _ in range(9)] == [401] * 9
        clock.forward(seconds=1)
        assert try_in(portal, "rasa").status_code == 303
        clock.forward(seconds=1)


def test_guessing_from_one_address_at_many_accounts_ends_too(portal, loaded, monkeypatch):
    monkeypatch.setattr(guessing, "MOST_OF_AN_ADDRESS", 5)
    statuses = [try_in(portal, f"nobody-{number}", "guess").status_code for number in range(7)]
    assert statuses == [401] * 5 + [429] * 2
    assert count(loaded, SignInAttempt.id.is_not(None)) == 5


def test_neither_addresses_nor_passwords_are_kept_with_the_tries(portal, loaded):
    try_in(portal, "rasa", "a secret guess")
    with loaded.transaction(HUB) as tx:
        row = tx.connection.execute(select(SignInAttempt)).one()
        audited = tx.connection.execute(
            select(AuditEvent.detail).where(AuditEvent.event == "access:session:refused")
        ).scalar_one()
        account = str(account_of(tx, "rasa"))
    assert b"rasa" not in row.account_hash
    assert audited == {"account": account}


def test_signing_in_again_ends_the_session_that_the_browser_had(portal):
    first = try_in(portal).cookies["hub"]
    second = try_in(portal, had=first).cookies["hub"]
    assert first != second
    assert portal.request("GET", "/account", first).status_code == 303
    assert portal.request("GET", "/account", second).status_code == 200


def test_a_session_idles_out_and_never_outlives_its_hours(portal, clock):
    portal.token("rasa")
    clock.forward(minutes=29)
    assert portal.get("/account", "rasa").status_code == 200
    clock.forward(minutes=29)
    assert portal.get("/account", "rasa").status_code == 200
    clock.forward(minutes=31)
    left = portal.get("/account", "rasa")
    assert (left.status_code, left.headers["location"]) == (303, "/sign-in?after=/account")
    portal.token("rasasc")
    for _ in range(24):
        clock.forward(minutes=29)
        assert portal.get("/account", "rasasc").status_code == 200
    clock.forward(minutes=25)
    assert portal.get("/account", "rasasc").status_code == 303


def test_signing_out_ends_it_at_the_hub_too(portal):
    token = portal.token("rasa")
    assert portal.post("/sign-out", "rasa").headers["location"] == "/signed-out"
    assert portal.request("GET", "/account", token).status_code == 303


def test_one_ends_ones_other_sessions_and_nobody_elses(portal, loaded, clock):
    mine = portal.token("rasa")
    clock.forward(minutes=1)
    with loaded.transaction(HUB) as tx:
        other = sessions.start(tx, account_of(tx, "rasa"), "Chrome on Windows")
        found = sessions.find(tx, other)
        stranger = sessions.start(tx, account_of(tx, "rasasc"), "")
        strangers = sessions.find(tx, stranger)
    page = portal.get("/account", "rasa")
    assert page.text.count("/end") == 2, "one row to end, and all others"
    assert portal.post(f"/account/sessions/{strangers.session_id}/end", "rasa").status_code == 404
    assert portal.post(f"/account/sessions/{found.session_id}/end", "rasa").status_code == 303
    assert portal.request("GET", "/account", other).status_code == 303
    assert portal.request("GET", "/account", stranger).status_code == 200
    assert portal.request("GET", "/account", mine).status_code == 200


def test_a_new_password_ends_every_other_session_and_turns_this_ones_token(portal, loaded):
    with loaded.transaction(HUB) as tx:
        other = sessions.start(tx, account_of(tx, "rasa"), "")
    before = portal.token("rasa")
    form = {"password": "nine purple boats", "again": "nine purple boats"}
    assert portal.post("/account/password", "rasa", present="wrong", **form).status_code == 422
    changed = portal.post("/account/password", "rasa", present=PASSWORD, **form)
    assert changed.status_code == 303
    for token in (before, other):
        assert portal.request("GET", "/account", token).status_code == 303
    assert portal.request("GET", "/account", changed.cookies["hub"]).status_code == 200
    assert try_in(portal).status_code == 401
    assert try_in(portal, password="nine purple boats").status_code == 303


@pytest.mark.parametrize(
    ("password", "again", "told"),
    [
        ("short", "short", "12 characters or more"),
        ("x" * 201, "x" * 201, "200 characters or fewer"),
        ("abababababab", "abababababab", "the same few characters"),
        ("my name is rasa, really", "my name is rasa, really", "must not contain your email"),
        ("three random words", "three random sword", "the same password twice"),
    ],
)
def test_a_password_that_is_easy_to_guess_is_refused_with_the_reason(portal, password, again, told):
    answer = portal.post("/account/password", "rasa", present=PASSWORD, password=password, again=again)
    assert answer.status_code == 422
    assert told in text_of(answer)
    assert password not in answer.text


def test_an_invitation_works_once_for_a_week_and_ends_older_ones(portal, loaded, clock):
    with loaded.transaction(HUB) as tx:
        account = account_of(tx, "rasa")
        agency = tx.connection.execute(select(Account.agency_id).where(Account.id == account)).scalar_one()
        older = invitations.make(tx, account, agency)
        token = invitations.make(tx, account, agency)
    had = portal.token("rasa")
    form = {"password": "nine purple boats", "again": "nine purple boats"}
    assert portal.get(f"/invitation/{older}").status_code == 404
    for _ in range(2):
        assert portal.get(f"/invitation/{token}").status_code == 200, "opening it uses nothing up"
    assert portal.post(f"/invitation/{older}", **form).status_code == 404
    assert portal.post(f"/invitation/{token}", **form).headers["location"] == "/sign-in"
    assert portal.post(f"/invitation/{token}", **form).status_code == 404
    assert portal.request("GET", "/account", had).status_code == 303, "a stolen session ends"
    assert try_in(portal, password="nine purple boats").status_code == 303
    with loaded.transaction(HUB) as tx:
        late = invitations.make(tx, account, agency)
    clock.forward(days=7)
    assert portal.get(f"/invitation/{late}").status_code == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example.org"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:8001"},
        {"Origin": HERE, "Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {},
    ],
    ids=str,
)
def test_a_form_of_another_site_is_refused(portal, headers):
    assert try_in(portal, headers=headers).status_code == 403
    form = {"token": sessions.form_token(portal.token("rasa"))}
    answer = portal.request("POST", "/sign-out", portal.token("rasa"), data=form, headers=headers)
    assert answer.status_code == 403
    assert portal.get("/account", "rasa").status_code == 200


@pytest.mark.parametrize("token", ["", "0" * 64, "of another session"])
def test_a_form_without_this_sessions_token_is_refused(portal, token):
    if token == "of another session":
        token = sessions.form_token(portal.token("rasasc"))
    form = {"token": token}
    answer = portal.request("POST", "/sign-out", portal.token("rasa"), data=form, headers=OURS)
    assert answer.status_code == 403
    assert portal.get("/account", "rasa").status_code == 200


@pytest.mark.parametrize(
    ("after", "landing"),
    [
        ("/provider/assignments/0", "/provider/assignments/0"),
        ("//evil.example.org", "/provider"),
        ("https://evil.example.org/provider", "/provider"),
        ("/provider/../police", "/provider"),
        ("/provider?x=1", "/provider"),
        ("/police", "/provider"),
        ("/providers", "/provider"),
        ("/provider/" + "x" * 300, "/provider"),
    ],
)
def test_one_goes_on_to_where_one_wanted_if_it_is_ones_own(portal, after, landing):
    assert try_in(portal, after=after).headers["location"] == landing


def test_an_ended_account_is_out_at_once(portal, loaded):
    assert portal.get("/account", "rasa").status_code == 200
    with loaded.transaction(HUB) as tx:
        tx.connection.execute(
            update(Account).where(Account.email == email_of("rasa")).values(ended_at=tx.now)
        )
    assert portal.get("/account", "rasa").status_code == 303


def test_the_tries_of_yesterday_are_forgotten(portal, loaded, clock):
    try_in(portal, password="guess")
    clock.forward(days=1, minutes=1)
    try_in(portal, password="guess")
    assert count(loaded, SignInAttempt.id.is_not(None)) == 1


@pytest.mark.parametrize("path", ["/services/%00", "/sign-in", "/account/sessions/%00/end"])
def test_what_no_database_can_keep_is_refused_and_never_fails(portal, path):
    if path == "/sign-in":
        answer = try_in(portal, "\x00")
    else:
        answer = portal.request("GET", path, portal.token("rasa"))
    assert answer.status_code in {404, 405, 422}
