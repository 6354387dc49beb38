"""The pages as signed-in people have them: accounts of agencies, two units and a second commissioner."""

import re
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from fastapi import FastAPI
from httpx2 import Response
from sqlalchemy import select
from starlette.testclient import TestClient

from hub.access import accounts, credentials, passwords, sessions
from hub.access.accounts import NewAccount
from hub.access.scopes import HUB
from hub.db import Database, Transaction
from hub.domain.codes import AgencyKind
from hub.domain.roles import ROLE_OF
from hub.models import Account, Agency, Unit

PASSWORD = "orange kettle seven"
HERE = "http://127.0.0.1"
NICKNAMES = {
    "police": "merseyside-police",
    "coordinator": "referral-coordinator",
    "administrator": "hub-operator",
}
"""`sigma` and `vulnerable-persons` are of one unit of the police; `police` is of none and a manager."""

UNITS = ("sigma", "vulnerable-persons")
SECOND = "deputy-commissioner"
"""Another person of the commissioner, as nobody approves a routing table of their own."""


def email_of(who: str) -> str:
    """Give the address that a person signs in with."""
    return f"{NICKNAMES.get(who, who)}@people.example.org"


def make_people(tx: Transaction) -> None:
    """Open accounts with `PASSWORD`: managers of each agency, members of two units, a second commissioner."""
    secret = passwords.hashed(PASSWORD)
    for agency in tx.connection.execute(select(Agency)).all():
        open_account(tx, agency, agency.slug, secret, is_manager=True)
        for unit in tx.connection.execute(select(Unit).where(Unit.agency_id == agency.id)).all():
            if unit.slug in UNITS:
                open_account(tx, agency, unit.slug, secret, unit_id=unit.id)
        if agency.kind is AgencyKind.COMMISSIONER:
            open_account(tx, agency, SECOND, secret)


def open_account(tx: Transaction, agency: Any, who: str, secret: str, **more: Any) -> UUID:
    """Open one account that has a password already."""
    role = ROLE_OF[agency.kind]
    accounts.invite(
        tx, NewAccount(agency_id=agency.id, role=role, name=f"Sam {who}", email=email_of(who), **more)
    )
    account_id = account_of(tx, who)
    credentials.keep_password(tx, account_id, secret)
    return account_id


def account_of(tx: Transaction, who: str) -> UUID:
    """Find a person's account."""
    found: UUID = tx.connection.execute(select(Account.id).where(Account.email == email_of(who))).scalar_one()
    return found


@dataclass
class Portal:
    """Visits pages as a person: `portal.get(path, who)`, `portal.post(path, who, field=...)`.

    Sessions are started by the hub's own code; tests/functional/test_sign_in.py and the browser tests sign in
    by the form.
    """

    app: FastAPI
    database: Database
    tokens: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.client = TestClient(self.app, base_url=HERE, follow_redirects=False)

    def token(self, who: str) -> str:
        """Give a person's session token, started when it is first asked for."""
        if who not in self.tokens:
            with self.database.transaction(HUB) as tx:
                self.tokens[who] = sessions.start(tx, account_of(tx, who), "Firefox on Linux")
        return self.tokens[who]

    def upload(self, path: str, who: str, text: str, **fields: Any) -> Response:
        """Send a form with a file, as a person would from our own page."""
        token = self.token(who)
        given = {"token": sessions.form_token(token), **fields}
        file = {"file": ("table.toml", text.encode(), "application/toml")}
        return self.request("POST", path, token, data=given, files=file, headers={"Origin": HERE})

    def get(self, path: str, who: str | None = None, **options: Any) -> Response:
        """Read a page as a person, or as the public."""
        return self.request("GET", path, self.token(who) if who else None, **options)

    def post(self, path: str, who: str | None = None, **fields: Any) -> Response:
        """Send a form as a person would from our own page; a field with a list is sent once for each."""
        token = self.token(who) if who else None
        own = {"token": sessions.form_token(token)} if token else {}
        return self.request("POST", path, token, data={**own, **fields}, headers={"Origin": HERE})

    def request(self, method: str, path: str, token: str | None = None, **options: Any) -> Response:
        """Send one request with a session's token, or none; nothing is carried from one to the next."""
        self.client.cookies.clear()
        cookie = {"Cookie": f"hub={token}"} if token else {}
        headers = {**cookie, **options.pop("headers", {})}
        answer = self.client.request(method, path, headers=headers, **options)
        self.client.cookies.clear()
        return answer


def text_of(page: Response) -> str:
    """Give a page's words without its markup, on one line."""
    bare = re.sub(r"<[^>]+>", " ", page.text)
    return " ".join(bare.split())
