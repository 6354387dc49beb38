"""What every JSON door shares: who calls, over which database, at which instant."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from hub.access.keys import scope_of
from hub.access.scopes import HUB, require
from hub.db import Database, Transaction
from hub.domain.codes import Role
from hub.domain.errors import Fault, InvalidError, NotAuthenticatedError
from hub.domain.scope import Scope

T = TypeVar("T")

bearer = HTTPBearer(auto_error=False, description="An API key: `Authorization: Bearer vrh_...`")


def database(request: Request) -> Database:
    """Give the gateway's database."""
    found: Database = request.app.state.database
    return found


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Who is calling, with the means to act in one transaction."""

    scope: Scope
    database: Database

    def run(self, act: Callable[[Transaction], T], *roles: Role) -> T:
        """Run `act` as the caller in one transaction, if the caller has one of the roles."""
        require(self.scope, *roles)
        return self.database.run(self.scope, act)


def caller(
    request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]
) -> Caller:
    """Find out who calls by the key; raises NotAuthenticatedError without one that is good."""
    if credentials is None:
        raise NotAuthenticatedError("Send an API key as `Authorization: Bearer KEY`.")
    base = database(request)
    with base.transaction(HUB) as tx:
        scope = scope_of(tx, credentials.credentials)
    return Caller(scope=scope, database=base)


Calling = Annotated[Caller, Depends(caller)]

ANY_AGENCY = (Role.POLICE, Role.PROVIDER)
EVERYBODY = (Role.POLICE, Role.PROVIDER, Role.COORDINATOR, Role.COMMISSIONER)


def happened_at(tx: Transaction, at: datetime | None) -> datetime:
    """Take the instant that a request says it happened at, else now; raises InvalidError for the future."""
    if at is None:
        return tx.now
    if at > tx.now:
        fault = Fault(
            pointer="/at", code="in_the_future", message="Give an instant that is not in the future."
        )
        raise InvalidError("The request has faults.", faults=(fault,))
    return at


def plain(value: Any) -> Any:
    """Turn what hub.sight shows into JSON values; a time of day is written to the minute."""
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple | frozenset):
        return [plain(each) for each in value]
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, time):
        return value.isoformat(timespec="minutes")
    if value is None or isinstance(value, bool | int | float):
        return value
    return str(value)
