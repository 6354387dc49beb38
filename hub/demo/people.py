"""The demo's people: a manager of each agency, a member of two units and a second commissioner."""

import secrets
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from hub.access import accounts, credentials, passwords
from hub.access.accounts import NewAccount, plain_email
from hub.db import Transaction
from hub.domain.codes import AgencyKind
from hub.domain.ids import ALPHABET
from hub.domain.roles import ROLE_OF
from hub.models import Account, Agency, Unit

SignIn = Mapping[str, Any]
"""{"role", "user", "password"}, with the agency's slug and, for a member of one, the unit's."""

UNITS = frozenset({"sigma", "vulnerable-persons"})
SECOND = "deputy-commissioner"
"""A second person of the commissioner, as nobody approves a routing table of their own."""


def people(tx: Transaction, known: list[SignIn]) -> list[SignIn]:
    """Open an account for each agency, for two units and a second commissioner; passwords are kept."""
    found: list[SignIn] = []
    by_user = {each["user"]: each for each in known}
    for name, agency, unit in _whom(tx):
        user = plain_email(f"{name}@people.example.org")
        password = by_user[user]["password"] if user in by_user else _password()
        if tx.connection.execute(select(Account.id).where(Account.email == user)).first() is None:
            _open(tx, agency, unit, name, user, password)
        elif user not in by_user:
            _replace(tx, user, password)
        found.append(_sign_in(agency, unit, user, password))
    return found


def _whom(tx: Transaction) -> list[tuple[str, Any, Any]]:
    agencies = tx.connection.execute(select(Agency).order_by(Agency.slug)).all()
    units = tx.connection.execute(select(Unit).where(Unit.slug.in_(UNITS)).order_by(Unit.slug)).all()
    members = [
        (unit.slug, agency, unit) for agency in agencies for unit in units if unit.agency_id == agency.id
    ]
    seconds = [(SECOND, agency, None) for agency in agencies if agency.kind is AgencyKind.COMMISSIONER]
    return [(agency.slug, agency, None) for agency in agencies] + members + seconds


def _open(tx: Transaction, agency: Any, unit: Any, name: str, user: str, password: str) -> None:
    new = NewAccount(
        agency_id=agency.id,
        role=ROLE_OF[agency.kind],
        name="Alex Sample" if name == SECOND else "Sam Sample",
        email=user,
        unit_id=unit.id if unit else None,
        is_manager=unit is None and name != SECOND,
    )
    accounts.invite(tx, new)
    _replace(tx, user, password)


def _replace(tx: Transaction, user: str, password: str) -> None:
    account_id = tx.connection.execute(select(Account.id).where(Account.email == user)).scalar_one()
    credentials.keep_password(tx, account_id, passwords.hashed(password))


def _sign_in(agency: Any, unit: Any, user: str, password: str) -> SignIn:
    role = str(ROLE_OF[agency.kind])
    shown = {"role": role, "user": user, "password": password, "agency": agency.slug}
    return {**shown, "unit": unit.slug} if unit else shown


def _password() -> str:
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4))
    return "-".join(groups).lower()
