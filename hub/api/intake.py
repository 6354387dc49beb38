"""Submissions that arrive at the same time, answered in one transaction for each key that they came with."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials
from starlette.concurrency import run_in_threadpool

from hub.access.keys import scope_of
from hub.access.scopes import HUB, require
from hub.api.door import bearer, database, plain
from hub.api.idempotency import Answer, once
from hub.api.together import Together
from hub.db import Database, Transaction
from hub.directory.queries import KnownAgency, agency
from hub.domain.codes import Role
from hub.domain.errors import (
    ConflictError,
    HubError,
    InvalidError,
    NotAllowedError,
    NotAuthenticatedError,
    NotFoundError,
)
from hub.domain.scope import Scope
from hub.journey.arriving import Faulty, Incoming
from hub.journey.submitting import AlreadyHere, Result, Taken, submit
from hub.sight import referrals as sight

MOST_TOGETHER = 32
"""So that one transaction stays short; `submit` takes up to 200."""
SIDE_BY_SIDE = 2

Outcome = bytes | Exception


@dataclass(frozen=True, kw_only=True)
class Submitted:
    """One request: the key it came with, who may use this door, what it says and what it is called."""

    key: str | None
    roles: tuple[Role, ...]
    body: object
    idempotency_key: str | None


@dataclass(frozen=True, kw_only=True)
class Submitting:
    """The way in for one request, with its key, which nobody has looked at yet."""

    key: str | None
    base: Database
    together: Together[Submitted, bytes]

    async def run(self, body: object, idempotency_key: str | None, *roles: Role) -> bytes:
        """Submit with others that wait; gives the answer as JSON, or raises what is wrong with this one.

        One that names an Idempotency-Key goes by itself: it may wait for its twin, and nobody is to with it.
        """
        asked = Submitted(key=self.key, roles=roles, body=body, idempotency_key=idempotency_key)
        if idempotency_key is None:
            return await self.together.ask(asked)
        (outcome,) = await run_in_threadpool(answer_all, self.base, [asked])
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


async def submitting(
    request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]
) -> Submitting:
    """Give the way in; one for each process."""
    state, base = request.app.state, database(request)
    if not hasattr(state, "intake"):
        answer = partial(answer_all, base)
        state.intake = Together(answer, most=MOST_TOGETHER, side_by_side=SIDE_BY_SIDE)
    key = credentials.credentials if credentials else None
    return Submitting(key=key, base=base, together=state.intake)


def answer_all(base: Database, asked: Sequence[Submitted]) -> list[Outcome]:
    """Answer some requests, in order: each with its JSON, or with the exception that says what is wrong.

    Those of one key share a transaction; where that fails as a whole, each is taken by itself, as one that
    names an Idempotency-Key always is.
    """
    scopes = _scopes(base, {each.key for each in asked})
    outcomes: list[Outcome | None] = [None] * len(asked)
    groups: dict[Scope, list[int]] = {}
    for number, each in enumerate(asked):
        scope = _allowed(scopes[each.key], each.roles)
        if isinstance(scope, Exception):
            outcomes[number] = scope
        elif each.idempotency_key is not None:
            outcomes[number] = _alone(base, scope, each)
        else:
            groups.setdefault(scope, []).append(number)
    for scope, numbers in groups.items():
        group = [asked[number] for number in numbers]
        for number, outcome in zip(numbers, _group(base, scope, group), strict=True):
            outcomes[number] = outcome
    return [each for each in outcomes if each is not None]


def _scopes(base: Database, keys: set[str | None]) -> Mapping[str | None, Scope | Exception]:
    with base.transaction(HUB) as tx:
        return {key: _scope(tx, key) for key in keys}


def _scope(tx: Transaction, key: str | None) -> Scope | Exception:
    if key is None:
        return NotAuthenticatedError("Send an API key as `Authorization: Bearer KEY`.")
    try:
        return scope_of(tx, key)
    except NotAuthenticatedError as error:
        return error


def _allowed(scope: Scope | Exception, roles: Sequence[Role]) -> Scope | Exception:
    try:
        if isinstance(scope, Scope):
            require(scope, *roles)
    except NotAllowedError as error:
        return error
    return scope


def _group(base: Database, scope: Scope, group: Sequence[Submitted]) -> Sequence[Outcome]:
    if len(group) > 1:
        try:
            return base.run(scope, lambda tx: _answers(tx, [each.body for each in group]))
        except Exception:  # noqa: BLE001 - one of them may be what the database refuses; alone, it says so itself
            return [_alone(base, scope, each) for each in group]
    return [_alone(base, scope, group[0])]


def _alone(base: Database, scope: Scope, each: Submitted) -> Outcome:
    def act(tx: Transaction) -> dict[str, Any]:
        return once(tx, each.idempotency_key, each.body, lambda: _answer(tx, each.body))

    try:
        return json.dumps(base.run(scope, act)).encode()
    except Exception as error:  # noqa: BLE001 - it is this caller's to hear, and nobody else's
        return error


def _answer(tx: Transaction, body: object) -> Answer:
    (outcome,) = _submitted(tx, [body])
    if isinstance(outcome, HubError):
        raise outcome
    return outcome


def _answers(tx: Transaction, bodies: Sequence[object]) -> list[Outcome]:
    return [
        each if isinstance(each, HubError) else json.dumps(each.body).encode()
        for each in _submitted(tx, bodies)
    ]


def _submitted(tx: Transaction, bodies: Sequence[object]) -> list[Answer | HubError]:
    """Submit the bodies of one source; gives each one's answer, or what is wrong with it."""
    source = agency(tx, agency_id=tx.scope.agency_id)
    if source is None:
        raise NotFoundError("The key's agency is not in the directory any more.")
    wrong = [_of_another(source, body) for body in bodies]
    fitting = [body for body, fault in zip(bodies, wrong, strict=True) if fault is None]
    incoming = [Incoming(body=body, at=tx.now) for body in fitting]
    taken = iter(submit(tx, source, incoming) if incoming else ())
    outcomes = [fault or _read(next(taken)) for fault in wrong]
    ids = [each.id for each in outcomes if isinstance(each, Taken)]
    shown = {each["id"]: each for each in sight.views_of(tx, ids)}
    return [
        Answer(body=plain(shown[each.id]), referral_id=each.id) if isinstance(each, Taken) else each
        for each in outcomes
    ]


def _of_another(source: KnownAgency, body: object) -> HubError | None:
    named = body.get("source") if isinstance(body, dict) else None
    if isinstance(named, str) and named != source.slug:
        return NotAllowedError("A key may submit for its own agency only: see `source`.")
    return None


def _read(result: Result) -> Taken | HubError:
    match result:
        case Faulty(faults=faults):
            return InvalidError("The submission has faults; nothing was stored.", faults=faults)
        case AlreadyHere(first=first):
            return ConflictError("This referral is here already.", first=first, code="already_submitted")
        case Taken():
            return result
