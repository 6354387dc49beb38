"""What is kept of an address reaches the channel; secrets take over; an inbox is a hand-over."""

import threading
import time
from datetime import timedelta

import psycopg
import pytest
from sqlalchemy import insert, select, update

from hub.access.scopes import HUB
from hub.channels import Code
from hub.delivery.actions import claim, message_of
from hub.delivery.drain import DrainOptions, channels_for, drain
from hub.directory.actions import put_webhook, signing
from hub.directory.queries import endpoints_of_agency
from hub.directory.queries.in_force import directory_in_force
from hub.directory.rules.writing import written
from hub.domain.codes import AttemptOutcome, ChannelKind, CredentialKind, DeliveryState, Role
from hub.domain.errors import ConflictError, DirectoryFileError, InvalidError, NotFoundError
from hub.domain.ids import new_id
from hub.models import Account, Agency, Attempt, AuditEvent, Credential, Endpoint
from hub.settings import settings
from tests.factories.certificates import Authority
from tests.factories.deliveries import NOW, add, endpoint, message, provider, row
from tests.factories.directories import SHIPPED, load_text
from tests.factories.whole_database import tables

MAILBOXES = 'duty = "duty.kems@example.org"', 'manager = "manager.kems@example.org"'
OPTIONS = DrainOptions(public_url="https://hub.example.org", deadline=5, jitter=lambda: 0.0)


@pytest.fixture
def routes(monkeypatch):
    monkeypatch.setenv("HUB_MAIL_ROUTES", '{"cjsm": {"host": "127.0.0.1", "port": 9, "tls": "none"}}')
    settings.cache_clear()


def changed(*changes):
    text = SHIPPED
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def of_kems(database):
    with database.transaction(HUB) as tx:
        found = select(Endpoint).join(Agency, Agency.id == Endpoint.agency_id).where(Agency.slug == "kems")
        rows = tx.connection.execute(found.order_by(Endpoint.channel, Endpoint.purpose)).all()
        return [(each.channel, each.purpose, each.route, each.paused) for each in rows]


# the directory


@pytest.mark.usefixtures("routes")
def test_routes_domains_and_inboxes_are_kept_and_exported_to_the_same(loaded, loaded_owner_url):
    content = changed(
        (MAILBOXES[0], f'{MAILBOXES[0]}\nduty_route = "cjsm"\nmail_domains = ["example.org"]'),
        (
            'duty = "duty.rasa@example.org"\n',
            "portal_only = true\n",
        ),
        ('manager = "manager.rasa@example.org"\n', ""),
    )
    load_text(loaded, content)
    assert of_kems(loaded)[0] == (ChannelKind.EMAIL, "duty", "cjsm", False)
    before = {name: rows for name, rows in tables(loaded_owner_url).items() if name != "audit_event"}
    with loaded.transaction(HUB) as tx:
        exported = written(directory_in_force(tx, "As it is")[0])
    assert 'mail_domains = ["example.org"]' in exported
    again = load_text(loaded, exported)
    assert (again.new.total(), again.changed.total()) == (0, 0)
    after = {name: rows for name, rows in tables(loaded_owner_url).items() if name != "audit_event"}
    assert after == before


def test_a_route_that_is_not_set_up_here_is_a_fault_and_nothing_is_loaded(loaded, loaded_owner_url):
    before = tables(loaded_owner_url)
    with pytest.raises(DirectoryFileError) as refused:
        load_text(loaded, changed((MAILBOXES[0], f'{MAILBOXES[0]}\nduty_route = "cjsm"')))
    assert [each.code for each in refused.value.faults] == ["unknown_route"]
    assert tables(loaded_owner_url) == before


def test_a_provider_goes_over_to_its_inbox_and_back(loaded):
    load_text(loaded, changed((f"{MAILBOXES[0]}\n", "portal_only = true\n"), (f"{MAILBOXES[1]}\n", "")))
    mail, portal = ChannelKind.EMAIL, ChannelKind.PORTAL
    in_inbox = [(mail, "duty", None, True), (mail, "manager", None, True)]
    in_inbox += [(portal, "duty", None, False), (portal, "manager", None, False)]
    assert of_kems(loaded) == in_inbox
    load_text(loaded, SHIPPED)
    assert of_kems(loaded) == [(*each[:3], not each[3]) for each in in_inbox]


# to the channel


@pytest.fixture
def at_noon(database, hub_scope):
    database.now = lambda: NOW
    return lambda: database.transaction(hub_scope)


def webhook(tx):
    made = provider(tx)
    made.endpoints = [
        put_webhook(tx, str(made.agency), "https://provider.example.org/", signing.new_secret())
    ]
    return made


def next_message(tx):
    (claimed,) = claim(tx, batch=10, in_flight=4, lease_seconds=60)
    return message_of(claimed, "https://hub.example.org")


def test_a_mail_knows_its_route_and_its_domains_and_no_secret(at_noon):
    with at_noon() as tx:
        made = provider(tx)
        tx.connection.execute(update(Endpoint).values(route="cjsm"))
        tx.connection.execute(update(Agency).values(mail_domains=["example.org"]))
        message(tx, made)
    with at_noon() as tx:
        about = next_message(tx)
    assert (about.route, about.mail_domains) == ("cjsm", ("example.org",))
    assert (about.secret, about.second_secret, about.token_access) == (None, None, None)


def test_a_route_that_the_settings_lost_holds_its_message_in_sight(at_noon):
    with at_noon() as tx:
        made = provider(tx)
        tx.connection.execute(update(Endpoint).values(route="cjsm"))
        due = message(tx, made)
    drain(at_noon, channels_for(settings()), on_recorded=lambda *_: None, options=OPTIONS)
    with at_noon() as tx:
        assert row(tx, due).state is DeliveryState.QUEUED
        tried = tx.connection.execute(select(Attempt.outcome, Attempt.code)).one()
    assert tuple(tried) == (AttemptOutcome.RETRYABLE, Code.NO_ROUTE)


# an inbox


def inbox(tx):
    made = provider(tx, ChannelKind.PORTAL)
    tx.connection.execute(update(Endpoint).values(address="inbox"))
    return made


def account(tx, made, *, ended=False, password=True):
    given = {"name": "Sam Example", "email": f"{new_id()}@example.org", "role": Role.PROVIDER}
    ended_at = NOW if ended else None
    who = add(tx, Account, agency_id=made.agency, ended_at=ended_at, created_at=NOW, **given)
    if password:
        credential = {"kind": CredentialKind.PASSWORD, "secret": "a hash", "created_at": NOW}
        tx.connection.execute(insert(Credential).values(id=new_id(), account_id=who, **credential))


@pytest.mark.parametrize(
    ("accounts", "outcome", "code"),
    [
        ([{}], AttemptOutcome.DELIVERED, Code.IN_INBOX),
        ([{"ended": True}, {}], AttemptOutcome.DELIVERED, Code.IN_INBOX),
        ([], AttemptOutcome.RETRYABLE, Code.NOBODY_SIGNS_IN),
        ([{"ended": True}], AttemptOutcome.RETRYABLE, Code.NOBODY_SIGNS_IN),
        ([{"password": False}], AttemptOutcome.RETRYABLE, Code.NOBODY_SIGNS_IN),
    ],
)
def test_an_inbox_is_a_hand_over_where_somebody_can_open_it(at_noon, accounts, outcome, code):
    with at_noon() as tx:
        made = inbox(tx)
        other = inbox(tx)
        account(tx, other)
        for each in accounts:
            account(tx, made, **each)
        message(tx, made)
    drain(at_noon, channels_for(settings()), on_recorded=lambda *_: None, options=OPTIONS)
    with at_noon() as tx:
        assert tuple(tx.connection.execute(select(Attempt.outcome, Attempt.code)).one()) == (outcome, code)


def test_nobody_needs_an_account_for_a_mail_or_a_webhook(at_noon):
    with at_noon() as tx:
        message(tx, provider(tx))
    with at_noon() as tx:
        assert next_message(tx).is_read


# secrets


def test_a_second_secret_signs_beside_the_first_until_the_old_one_is_dropped(at_noon):
    with at_noon() as tx:
        made = webhook(tx)
        (address,) = made.endpoints
        message(tx, made)
        first = next_message(tx).secret
        second = signing.add_secret(tx, address)
    with at_noon() as tx:
        message(tx, made)
        both = next_message(tx)
        assert (both.secret, both.second_secret) == (first, second)
        with pytest.raises(ConflictError):
            signing.add_secret(tx, address)
        signing.drop_secret(tx, address)
        message(tx, made)
        alone = next_message(tx)
        assert (alone.secret, alone.second_secret) == (second, None)
        with pytest.raises(ConflictError):
            signing.drop_secret(tx, address)
    with at_noon() as tx:
        events = tx.connection.execute(select(AuditEvent.event, AuditEvent.recipient_id)).all()
    assert [tuple(each) for each in events] == [
        ("directory:endpoint:secret_added", made.agency),
        ("directory:endpoint:secret_dropped", made.agency),
    ]


def test_of_two_people_who_rotate_at_once_the_later_one_is_told_and_changes_nothing(at_noon):
    with at_noon() as tx:
        made = webhook(tx)
        (address,) = made.endpoints
        message(tx, made)
    told = []

    def later():
        try:
            with at_noon() as tx:
                signing.add_secret(tx, address)
        except ConflictError as error:
            told.append(error.message)

    thread = threading.Thread(target=later)
    with at_noon() as tx:
        first = signing.add_secret(tx, address)
        thread.start()
        time.sleep(0.2)  # the other one reads, or waits to, while this is not committed
    thread.join()
    assert told == ["Two secrets sign already. Drop the old one first."]
    with at_noon() as tx:
        assert next_message(tx).second_secret == first


def test_a_sign_in_is_kept_sealed_given_to_the_channel_and_taken_away(at_noon, owner_url, tmp_path):
    made_up = Authority(tmp_path).certificate("hub.example.org", ends=timedelta(days=20))
    with at_noon() as tx:
        made = webhook(tx)
        (address,) = made.endpoints
        given = {"url": "https://token.example.org/", "client": "hub", "secret": "made up", "scope": ""}
        signing.put_token(tx, address, **given)
        signing.put_certificate(tx, address, f"{made_up.chain}\n{made_up.key}")
        message(tx, made)
        about = next_message(tx)
        assert (about.token_access.client, about.token_access.secret) == ("hub", "made up")
        assert about.token_access.scope is None
        assert about.client_certificate.key.strip() == made_up.key.strip()
        shown = next(each for each in endpoints_of_agency(tx, str(made.agency)) if each["id"] == address)
        assert shown["token_client"] == "hub"
        assert shown["client_certificate_ends_at"] is not None
    with psycopg.connect(owner_url) as connection:
        kept = str(connection.execute("SELECT to_jsonb(e) FROM endpoint e").fetchall())
    assert "made up" not in kept
    assert "PRIVATE" not in kept
    with at_noon() as tx:
        signing.drop_token(tx, address)
        signing.drop_certificate(tx, address)
        message(tx, made)
        about = next_message(tx)
    assert (about.token_access, about.client_certificate) == (None, None)


def test_what_no_sign_in_could_be_made_with_is_refused(at_noon, tmp_path, monkeypatch):
    monkeypatch.setenv("HUB_ALLOW_PRIVATE_WEBHOOKS", "false")
    settings.cache_clear()
    authority = Authority(tmp_path)
    good, other = authority.certificate(), authority.certificate()
    expired = authority.certificate(ends=timedelta(days=-4000))
    with at_noon() as tx:
        (address,) = webhook(tx).endpoints
        for pem in ("", "no PEM", good.chain, good.key, good.chain + other.key, expired.chain + expired.key):
            with pytest.raises(InvalidError) as refused:
                signing.put_certificate(tx, address, pem)
            assert [each.code for each in refused.value.faults] == ["bad_certificate"]
        for url in ("http://token.example.org/", "https://[", "token", "https://hub:word@token.example.org/"):
            with pytest.raises(InvalidError):
                signing.put_token(tx, address, url=url, client="hub", secret="made up", scope="")
        with pytest.raises(InvalidError):
            signing.put_token(tx, address, url="https://a.example.org/", client=" ", secret="", scope="")


def test_only_a_webhook_is_signed(at_noon):
    with at_noon() as tx:
        made = provider(tx)
        endpoint(tx, made, channel=ChannelKind.PORTAL, position=1)
        for address in made.endpoints:
            with pytest.raises(ConflictError):
                signing.add_secret(tx, address)
            with pytest.raises(ConflictError):
                signing.drop_token(tx, address)
        with pytest.raises(NotFoundError):
            signing.add_secret(tx, new_id())
