"""What whoever runs the hub sees and does, and that it is never about a person or a crime."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select, update

from hub.access.scopes import HUB
from hub.channels import Code, permanent, retryable
from hub.directory.actions import put_webhook, signing
from hub.domain.ids import new_id
from hub.models import Account, Agency, Attempt, AuditEvent, DataAgreement, Delivery, Endpoint, TriageItem
from tests.factories.portal import account_of, email_of, text_of

PAGES = (
    *("/admin", "/admin/agencies.csv", "/admin/agencies/rasa", "/admin/users", "/admin/users.csv"),
    *("/admin/users/invite", "/admin/keys", "/admin/keys.csv", "/admin/keys/make"),
    *("/admin/mails", "/admin/mails.csv", "/admin/mails/returned", "/admin/health", "/admin/health?check=1"),
)
BURGLARY = {"crime.type": "burglary", "crime.flags": ["vulnerable"]}
KEY = re.compile(r"vrh_([0-9a-z]{8})_[0-9a-z]{46}")


def admin(portal, path):
    return portal.get(path, "administrator")


def row_of(page, name):
    """Give the words of the table row whose header is a name."""
    for row in re.findall(r"<tr.*?</tr>", page.text, re.DOTALL):
        if name in row:
            return " ".join(re.sub(r"<[^>]+>", " ", row).split())
    raise AssertionError(name)


@pytest.mark.parametrize("path", PAGES)
def test_no_other_role_gets_in(portal, path):
    assert admin(portal, path).status_code == 200
    for who in ("police", "rasa", "coordinator", "commissioner"):
        assert portal.get(path, who).status_code == 403
    assert portal.get(path).status_code == 303


@pytest.mark.parametrize("path", PAGES)
def test_no_page_tells_of_a_person_or_a_crime(portal, api, deliver, path):
    deliver.answer = lambda _message: retryable(Code.BUSY)
    api.refer(**BURGLARY)
    deliver()
    page = admin(portal, path).text.casefold()
    for said in ("ines", "07700", "burglary", "1 example street", "1988"):
        assert said not in page


# agencies


def test_agreements_that_follow_each_other_are_one_and_only_a_real_end_is_warned_of(portal, loaded, clock):
    with loaded.transaction(HUB) as tx:
        last = tx.connection.execute(select(func.max(DataAgreement.ends_before))).scalar_one() - timedelta(
            days=1
        )
        first_end = select(func.min(DataAgreement.ends_before)).where(
            DataAgreement.ends_before > clock.now.date()
        )
        assert last > tx.connection.execute(first_end).scalar_one()
    page = admin(portal, "/admin")
    assert "your attention" not in text_of(page)
    assert f"31 March {last.year}" in row_of(page, "/agencies/rasa")
    for days, is_warned_of in ((61, False), (60, True)):
        day = last - timedelta(days=days)
        clock.set(day.year, day.month, day.day, 10)
        portal.tokens.clear()
        page = admin(portal, "/admin")
        assert ("ends soon" in row_of(page, "/agencies/rasa")) is is_warned_of
        assert ("your attention" in text_of(page)) is is_warned_of


def test_an_agency_without_an_agreement_is_warned_of(portal, loaded):
    with loaded.transaction(HUB) as tx:
        rasa = tx.connection.execute(select(Account.agency_id).where(Account.email == email_of("rasa")))
        tx.connection.execute(
            update(DataAgreement)
            .where(DataAgreement.agency_id == rasa.scalar_one())
            .values(ends_before=DataAgreement.starts_on + 1)
        )
    page = admin(portal, "/admin")
    assert "None in force" in row_of(page, "/agencies/rasa")
    assert "A data agreement needs your attention" in text_of(page)
    assert "Not needed" in row_of(page, "/agencies/commissioner")


def endpoint_of(loaded, who):
    with loaded.transaction(HUB) as tx:
        agency = select(Account.agency_id).where(Account.email == email_of(who)).scalar_subquery()
        found = select(Endpoint.id).where(Endpoint.agency_id == agency).order_by(Endpoint.id)
        return tx.connection.execute(found).scalars().first()


def test_an_address_is_paused_and_resumed_and_it_is_on_record(portal, loaded):
    address = endpoint_of(loaded, "rasa")
    for act, paused in (("pause", True), ("resume", False)):
        answer = portal.post(f"/admin/agencies/rasa/endpoints/{address}/{act}", "administrator")
        assert answer.status_code == 303
        with loaded.transaction(HUB) as tx:
            row = tx.connection.execute(select(Endpoint.paused).where(Endpoint.id == address)).scalar_one()
            kept = tx.connection.execute(
                select(AuditEvent.detail).where(AuditEvent.event == f"directory:endpoint:{act}d")
            ).scalar_one()
        assert row is paused
        assert kept == {"endpoint": str(address)}


def test_an_agency_that_nothing_reaches_or_that_nobody_manages_says_so(portal, loaded):
    words = text_of(admin(portal, "/admin/agencies/rasa"))
    assert "Every address is paused" not in words
    assert "It has no manager" not in words
    with loaded.transaction(HUB) as tx:
        agency = select(Account.agency_id).where(Account.email == email_of("rasa")).scalar_subquery()
        tx.connection.execute(update(Endpoint).where(Endpoint.agency_id == agency).values(paused=True))
        tx.connection.execute(
            update(Account).where(Account.email == email_of("rasa")).values(is_manager=False)
        )
    words = text_of(admin(portal, "/admin/agencies/rasa"))
    assert "Every address is paused" in words
    assert "It has no manager" in words


def test_an_address_is_changed_only_under_its_own_agency(portal, loaded):
    address = endpoint_of(loaded, "kems")
    assert portal.post(f"/admin/agencies/rasa/endpoints/{address}/pause", "administrator").status_code == 404
    for path in ("/admin/agencies/nobody", "/admin/agencies/%00", "/admin/keys/%00", "/admin/users/none"):
        assert admin(portal, path).status_code == 404


def webhook_of(loaded, who="rasa"):
    with loaded.transaction(HUB) as tx:
        return put_webhook(tx, who, "https://hub.rasa.example.org/hook", signing.new_secret())


def test_a_second_secret_is_shown_once_and_the_old_one_is_dropped_by_whom_the_record_says(portal, loaded):
    address = webhook_of(loaded)
    path = f"/admin/agencies/rasa/endpoints/{address}"
    page = portal.post(f"{path}/add-secret", "administrator")
    (secret,) = re.findall(r"whsec_[A-Za-z0-9+/=]{32}", page.text)
    agency = admin(portal, "/admin/agencies/rasa")
    assert secret not in agency.text
    assert "Two secrets sign" in row_of(agency, "hub.rasa.example.org")
    assert portal.post(f"{path}/add-secret", "administrator").status_code == 409
    assert portal.post(f"{path}/drop-secret", "administrator").status_code == 303
    assert "Two secrets sign" not in text_of(admin(portal, "/admin/agencies/rasa"))
    assert portal.post(f"{path}/drop-secret", "administrator").status_code == 409
    with loaded.transaction(HUB) as tx:
        mine = select(Account.id).where(Account.email == email_of("administrator")).scalar_subquery()
        kept = select(AuditEvent.event).where(AuditEvent.account_id == mine).order_by(AuditEvent.id)
        events = [each for each in tx.connection.execute(kept).scalars() if "secret" in each]
    assert events == ["directory:endpoint:secret_added", "directory:endpoint:secret_dropped"]


@pytest.mark.parametrize("act", ["add-secret", "drop-secret"])
def test_a_secret_is_changed_only_under_its_own_agency_and_of_a_webhook(portal, loaded, act):
    elsewhere, mail = webhook_of(loaded, "kems"), endpoint_of(loaded, "rasa")
    for each, status in ((elsewhere, 404), (mail, 409)):
        path = f"/admin/agencies/rasa/endpoints/{each}/{act}"
        assert portal.post(path, "administrator").status_code == status


def test_an_agency_s_page_says_how_each_address_is_reached_and_what_is_not_set_up(portal, loaded, clock):
    address, mail = webhook_of(loaded), endpoint_of(loaded, "rasa")
    ends_at = clock.now + timedelta(days=30)
    with loaded.transaction(HUB) as tx:
        signs_in = {"token_client": "the-hub", "token_url": "https://token.example.org/"}
        tx.connection.execute(
            update(Endpoint)
            .where(Endpoint.id == address)
            .values(**signs_in, token_secret=b"sealed", client_certificate_ends_at=ends_at)
        )
        tx.connection.execute(update(Endpoint).where(Endpoint.id == mail).values(route="cjsm"))
        tx.connection.execute(update(Agency).values(mail_domains=["example.org", "example.org.cjsm.net"]))
    page = admin(portal, "/admin/agencies/rasa")
    assert "to addresses of example.org and example.org.cjsm.net only" in text_of(page)
    assert "Mail route cjsm Route not set up" in row_of(page, "duty.rasa")
    webhook = row_of(page, "hub.rasa.example.org")
    assert "Signs in as the-hub at https://token.example.org/" in webhook
    assert "Certificate until 3 April 2026" in webhook
    assert "sealed" not in page.text


def test_an_inbox_that_nobody_can_open_is_warned_of(portal, loaded):
    with loaded.transaction(HUB) as tx:
        agency = select(Account.agency_id).where(Account.email == email_of("rasa")).scalar_subquery()
        tx.connection.execute(
            update(Endpoint)
            .where(Endpoint.agency_id == agency, Endpoint.purpose == "duty")
            .values(channel="portal", address="inbox")
        )
    said = "nobody can sign in and read it"
    assert said not in text_of(admin(portal, "/admin/agencies/rasa"))
    with loaded.transaction(HUB) as tx:
        tx.connection.execute(update(Account).where(Account.agency_id == agency).values(ended_at=tx.now))
    assert said in text_of(admin(portal, "/admin/agencies/rasa"))


# users


def test_an_administrator_invites_to_any_agency_in_its_role(portal, loaded):
    form = {
        "name": "Alex Example",
        "email": "alex@example.org",
        "agency": "commissioner",
        "is_manager": "yes",
    }
    assert "/invitation/" in portal.post("/admin/users/invite", "administrator", **form).text
    with loaded.transaction(HUB) as tx:
        row = tx.connection.execute(select(Account).where(Account.email == "alex@example.org")).one()
    assert (row.role, row.is_manager) == ("commissioner", True)


@pytest.mark.parametrize(
    ("agency", "unit", "said"),
    [
        ("", "", "Choose the agency of the person"),
        ("nobody", "", "Choose the agency of the person"),
        ("merseyside-police", "", "Choose a referring unit"),
        ("rasa", "all", "has no referring units"),
    ],
)
def test_a_wrong_agency_or_unit_is_named_beside_its_field(portal, agency, unit, said):
    form = {"name": "", "email": "alex@example.org", "agency": agency, "unit": unit}
    answer = portal.post("/admin/users/invite", "administrator", **form)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert "Enter the person&#39;s name" in answer.text


def test_users_are_filtered_by_agency_role_and_state_and_so_is_their_file(portal, loaded):
    with loaded.transaction(HUB) as tx:
        theirs = account_of(tx, "rasa")
    portal.post(f"/admin/users/{theirs}/end", "administrator")
    page = text_of(admin(portal, "/admin/users?agency=rasa&role=provider&state=ended"))
    assert email_of("rasa") in page
    assert email_of("police") not in page
    file = admin(portal, "/admin/users.csv?agency=rasa&state=ended").text
    assert [line.split(",")[1] for line in file.splitlines()] == ["email", email_of("rasa")]
    assert "Nobody matches" in text_of(admin(portal, "/admin/users?agency=rasa&state=open"))
    assert "/admin/users/" + str(theirs) in admin(portal, "/admin/users?state=ended").text


def test_an_administrator_cannot_end_the_own_account(portal, loaded):
    with loaded.transaction(HUB) as tx:
        mine = account_of(tx, "administrator")
    assert portal.post(f"/admin/users/{mine}/end", "administrator").status_code == 403
    assert admin(portal, "/admin").status_code == 200


# keys


def make_key(portal, **fields):
    form = {"agency": "rasa", "label": "case system", "days": "90", **fields}
    return portal.post("/admin/keys/make", "administrator", **form)


def test_a_key_is_shown_once_works_and_is_revoked_at_once(portal, api):
    answer = make_key(portal)
    found = KEY.search(answer.text)
    calling = {"Authorization": f"Bearer {found[0]}"}
    assert api.client.get("/v1/assignments", headers=calling).status_code == 200
    page = admin(portal, "/admin/keys?agency=rasa")
    assert found[1] in page.text
    assert found[0] not in page.text + admin(portal, f"/admin/keys/{found[1]}").text
    portal.post(f"/admin/keys/{found[1]}/revoke", "administrator")
    assert api.client.get("/v1/assignments", headers=calling).status_code == 401
    assert "Revoked" in row_of(admin(portal, "/admin/keys"), found[1])
    assert portal.post(f"/admin/keys/{found[1]}/revoke", "administrator").status_code == 404


@pytest.mark.parametrize(
    "wrong", [{"agency": "hub-operator"}, {"label": ""}, {"label": "x" * 101}, {"days": "9999"}, {"days": ""}]
)
def test_a_key_that_cannot_be_is_not_made(portal, wrong):
    answer = make_key(portal, **wrong)
    assert answer.status_code == 422
    assert not KEY.search(answer.text)


def test_a_key_that_ends_within_thirty_days_is_warned_of(portal):
    soon = KEY.search(make_key(portal, days="30").text)[1]
    later = KEY.search(make_key(portal, days="90").text)[1]
    page = admin(portal, "/admin/keys?agency=rasa")
    assert "Expires soon" in row_of(page, soon)
    assert "In use" in row_of(page, later)


# mails


def mails(portal, query=""):
    return admin(portal, f"/admin/mails{query}")


def test_a_message_that_waits_says_since_when_and_what_came_of_the_last_try(portal, api, deliver, clock):
    deliver.answer = lambda _message: retryable(Code.BUSY)
    reference = api.refer(**BURGLARY)["reference"]
    assert "Not tried yet" in row_of(mails(portal), reference)
    deliver()
    clock.forward(minutes=5)
    row = row_of(mails(portal, "?state=waiting"), reference)
    assert "It asked to come back later" in row
    assert "4 minutes overdue" in row


def test_a_message_that_arrived_is_not_listed(portal, api, deliver):
    reference = api.refer(**BURGLARY)["reference"]
    deliver()
    assert reference not in mails(portal).text
    assert "every message that matches has arrived" in text_of(mails(portal))


def test_a_bounced_one_shows_as_replaced_once_another_address_has_it(portal, api, deliver, loaded):
    deliver.answer = lambda _message: permanent(Code.RECIPIENT_REFUSED)
    reference = api.refer(**BURGLARY)["reference"]
    deliver()
    row = row_of(mails(portal, "?state=undeliverable"), reference)
    assert "It knows no such mailbox" in row
    with loaded.transaction(HUB) as tx:
        (item,) = tx.connection.execute(select(TriageItem.id).where(TriageItem.closed_at.is_(None))).scalars()
    deliver.answer = lambda _message: retryable(Code.BUSY)
    assert api.post(f"/v1/triage/{item}/redrive", "coordinator", {"reason": "mended"}).status_code == 200
    assert reference not in text_of(mails(portal, "?state=undeliverable&kind=referral"))
    assert reference in text_of(mails(portal, "?state=replaced"))
    assert reference in text_of(mails(portal, "?state=waiting"))


def test_one_whose_worker_was_lost_is_in_doubt_and_one_under_way_is_not(portal, api, loaded):
    reference = api.refer(**BURGLARY)["reference"]
    with loaded.transaction(HUB) as tx:
        row = tx.connection.execute(select(Delivery).where(Delivery.kind == "referral")).one()
        tx.connection.execute(
            insert(Attempt),
            {
                "id": new_id(),
                "delivery_id": row.id,
                "number": 1,
                "endpoint_id": row.endpoint_id,
                "started_at": tx.now,
                "outcome": "unknown",
            },
        )
        lease = {"attempts": 1, "lease_token": new_id(), "lease_until": "2999-01-01T00:00:00Z"}
        tx.connection.execute(update(Delivery).where(Delivery.id == row.id).values(**lease))
    assert reference in text_of(mails(portal, "?state=waiting"))
    with loaded.transaction(HUB) as tx:
        tx.connection.execute(
            update(Delivery).where(Delivery.id == row.id).values(lease_until="2020-01-01T00:00:00Z")
        )
    assert reference not in text_of(mails(portal, "?state=waiting"))
    assert "In doubt" in row_of(mails(portal, "?state=in_doubt"), reference)


def test_mails_are_filtered_by_agency_and_each_reading_is_on_record(portal, api, loaded):
    reference = api.refer(**BURGLARY)["reference"]
    assert reference not in mails(portal, "?agency=rasa").text
    assert reference in admin(portal, "/admin/mails.csv").text
    with loaded.transaction(HUB) as tx:
        kept = tx.connection.execute(
            select(AuditEvent.event, AuditEvent.detail)
            .where(AuditEvent.role == "administrator")
            .order_by(AuditEvent.id)
        ).all()
    assert [row.event for row in kept] == ["delivery:listed", "list:exported"]
    assert kept[1].detail["list"] == "mails"
    assert kept[1].detail["count"] >= 1


# health


def test_health_counts_what_row_security_would_hide_from_an_administrator(portal, api):
    api.refer()
    page = text_of(admin(portal, "/admin/health"))
    assert "1 referral in the hub" in page
    assert "No worker is running." in page


@pytest.mark.breaks_invariants("nobody_waits_unseen")  # so that there is something to find
def test_a_rule_that_does_not_hold_is_found_when_asked_for(portal, api, loaded):
    api.refer()
    assert "every rule holds" in text_of(admin(portal, "/admin/health?check=1"))
    with loaded.transaction(HUB) as tx:
        tx.connection.execute(update(Delivery).values(state="cancelled"))
    assert "every rule holds" not in text_of(admin(portal, "/admin/health"))
    page = text_of(admin(portal, "/admin/health?check=1"))
    assert "1 rule does not hold" in page


def test_no_secret_stands_among_the_settings(portal):
    page = admin(portal, "/admin/health").text
    assert "http://hub.example.org" in page
    for secret in ("link key of the tests", "token key of the tests", "postgresql://"):
        assert secret not in page
