"""The gateway as its callers have it, the keys they call with, and the post that leaves it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Self

from fastapi import FastAPI
from httpx2 import Response
from starlette.routing import Mount
from starlette.testclient import TestClient

from hub.access.keys import NewKey, make
from hub.channels import Message, Sent
from hub.channels.console import ConsoleChannel, always_taken
from hub.db import Database, Transaction
from hub.delivery.drain import Channels, DrainOptions
from hub.demo.prepare import agencies
from hub.domain.codes import ChannelKind
from hub.domain.roles import ROLE_OF, WITH_KEYS
from hub.journey import deliver_due
from tests.factories.submissions import submission

NICKNAMES = {
    "police": "merseyside-police",
    "coordinator": "referral-coordinator",
    "commissioner": "commissioner",
}
A_CENTURY = timedelta(days=36500)


@dataclass(frozen=True, kw_only=True)
class Keys:
    """An API key for each agency, by its slug or by police, coordinator and commissioner."""

    by_slug: dict[str, str]

    def __getitem__(self, who: str) -> str:
        return self.by_slug[NICKNAMES.get(who, who)]


def make_keys(tx: Transaction) -> Keys:
    """Make a key for every agency, good whatever a test's clock shows."""
    made = {}
    for kind in WITH_KEYS:
        for slug, agency_id in agencies(tx, kind).items():
            new = NewKey(agency_id=agency_id, role=ROLE_OF[kind], label="test", lifetime=A_CENTURY)
            made[slug] = make(tx, new)
    return Keys(by_slug=made)


def routes_of(app: FastAPI) -> set[tuple[str, str]]:
    """Give method and path of every route, also of those that no document shows."""
    return {(method, each.path) for each in every_route(app.routes) for method in each.methods}


def every_route(found: Iterable[Any]) -> Iterator[Any]:
    """Give every route, also those of routers that others include; not those of what is mounted beside."""
    for each in found:
        if hasattr(each, "effective_candidates"):  # a router that another one includes
            yield from every_route(each.effective_candidates())
        elif not isinstance(each, Mount):
            yield each


def serve(app: FastAPI, database: Database) -> FastAPI:
    """Have an app that is made answer over another database, as if it had been made over that one.

    Its routes are worked out at its first request, which takes longer than most tests.
    """
    directory = next(each for each in app.routes if isinstance(each, Mount) and each.name == "open_referral")
    for part in (app, directory.app.app):  # type: ignore[attr-defined]  # within what lets any page read it
        part.state.database = database
    if hasattr(app.state, "intake"):
        del app.state.intake  # it is made at the first submission, over the database of then
    return app


class Api:
    """Calls the whole gateway over HTTP; use it as a context."""

    def __init__(self, app: FastAPI, keys: Keys) -> None:
        self.keys = keys
        self.client = TestClient(app, base_url="http://hub.example.org", follow_redirects=False)

    def __enter__(self) -> Self:
        self.client.__enter__()
        return self

    def __exit__(self, *raised: object) -> None:
        self.client.__exit__(*raised)

    def get(self, path: str, who: str | None = None, **options: Any) -> Response:
        """Read as an agency, or as nobody."""
        return self.client.get(path, headers=self._headers(who, options), **options)

    def post(self, path: str, who: str | None = None, body: Any = None, **options: Any) -> Response:
        """Act as an agency; a body of None is `{}`."""
        return self.client.post(path, json=body or {}, headers=self._headers(who, options), **options)

    def refer(self, who: str = "police", body: Any = None, **overrides: Any) -> dict[str, Any]:
        """Submit a referral that must be taken; gives the answer."""
        answer = self.post("/v1/referrals", who, body or submission(**overrides))
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def act(self, assignment: Any, event: str, who: str, **body: Any) -> dict[str, Any]:
        """Answer an assignment, which must be allowed; gives the new state."""
        name = assignment["id"] if isinstance(assignment, dict) else assignment
        answer = self.post(f"/v1/assignments/{name}/{event}", who, body)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def _headers(self, who: str | None, options: dict[str, Any]) -> dict[str, str]:
        given = dict(options.pop("headers", {}))
        return {"Authorization": f"Bearer {self.keys[who]}", **given} if who else given


class Post:
    """Empties what is due through channels that keep what they were given."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.answer = always_taken
        """What becomes of a message; a test may put another function here."""

    def __call__(self) -> list[Message]:
        """Send whatever is due; gives the messages of this time."""
        sent: list[Message] = []

        def keep(message: Message) -> Sent:
            sent.append(message)
            return self.answer(message)

        self.over(dict.fromkeys(ChannelKind, ConsoleChannel(keep)))
        return sent

    def over(self, channels: Channels) -> int:
        """Send whatever is due over given channels; gives the number of tries."""
        options = DrainOptions(public_url="http://hub.example.org", deadline=5.0)
        return deliver_due(self._database, channels, options)
