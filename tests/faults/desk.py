"""The police's side of the gateway: what was asked, and what was answered. This is the first ledger.

A submitter who gets no answer asks again, with the same reference, until there is one: so do the police.
"""

import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import StrEnum
from http.client import HTTPException
from typing import Any

from tests.factories.submissions import submission

ANSWERED = {200, 201, 409}
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Kind(StrEnum):
    """What is submitted, by where it goes."""

    HATE = "hate"
    """To the provider with an endpoint."""
    HATE_HIGH = "hate_high"
    """To the same at high risk, and to a second service by mail."""
    BURGLARY = "burglary"
    """To a mailbox."""


_KINDS: Mapping[Kind, dict[str, Any]] = {
    Kind.HATE: {
        "crime.flags": [],
        "risk.tool": None,
        "risk.score": None,
        "risk.band": "standard",
    },
    Kind.HATE_HIGH: {},
    Kind.BURGLARY: {
        "crime.type": "burglary",
        "crime.flags": ["vulnerable"],
        "crime.hate_strands": [],
        "risk.tool": None,
        "risk.score": None,
        "risk.band": "standard",
    },
}


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One answer of the gateway; status 0 is none at all."""

    status: int
    body: dict[str, Any] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def referral(self) -> str | None:
        """The id that the submitter now believes in."""
        found = self.body.get("id")
        return str(found) if self.status in ANSWERED and found else None


@dataclass(kw_only=True)
class Desk:
    """Submits and acts over HTTP, and remembers every answer by the reference that was sent."""

    url: Callable[[], str]
    keys: Mapping[str, Any]
    answers: dict[str, list[Answer]] = field(default_factory=dict)
    acts: list[tuple[str, str, int]] = field(default_factory=list)
    """Acts of providers that were answered: which, on which assignment, how."""
    patience: float = 120.0
    number: int = 0
    refused: int = 0
    """How often a submission was answered by nothing, or that it could not be kept, and was sent again."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def next_numbers(self, count: int) -> list[int]:
        """Reserve numbers of referrals that nobody had before."""
        with self.lock:
            first, self.number = self.number, self.number + count
        return list(range(first, first + count))

    def submit_many(self, count: int, *kinds: Kind, side_by_side: int = 4, pause: float = 0.0) -> list[str]:
        """Submit so many, the kinds in turn; returns their references."""
        chosen = kinds or tuple(Kind)

        def one(number: int) -> str:
            time.sleep(pause)
            return self.submit(number, chosen[number % len(chosen)])

        with ThreadPoolExecutor(side_by_side) as senders:
            return list(senders.map(one, self.next_numbers(count)))

    def submit(self, number: int, kind: Kind) -> str:
        """Submit one until it is answered; returns its reference."""
        body = body_of(number, kind)
        end = time.monotonic() + self.patience
        once = f"key-{number}" if number % 2 else None
        while True:
            answer = self.post("/v1/referrals", self.keys["police"], body, once=once)
            if answer.status in ANSWERED or time.monotonic() > end:
                break
            with self.lock:
                self.refused += 1
            time.sleep(0.2)
        with self.lock:
            self.answers.setdefault(body["source_reference"], []).append(answer)
        return str(body["source_reference"])

    def act(self, slug: str, assignment: str, verb: str, **body: Any) -> Answer:
        """Answer for a provider, again until the gateway says something."""
        end = time.monotonic() + self.patience
        while True:
            answer = self.post(f"/v1/assignments/{assignment}/{verb}", self.keys["providers"][slug], body)
            if (answer.status and answer.status < 500 and answer.status != 429) or time.monotonic() > end:
                break
            time.sleep(0.2)
        with self.lock:
            self.acts.append((verb, assignment, answer.status))
        return answer

    def post(self, path: str, key: str, body: Any, *, once: str | None = None) -> Answer:
        """Post once; `once` is its Idempotency-Key."""
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        if once:
            headers["Idempotency-Key"] = once
        return _call(
            urllib.request.Request(self.url() + path, data=json.dumps(body).encode(), headers=headers)
        )

    def get(self, path: str, key: str) -> Answer:
        """Ask once."""
        return _call(urllib.request.Request(self.url() + path, headers={"Authorization": f"Bearer {key}"}))


def body_of(number: int, kind: Kind) -> dict[str, Any]:
    """Write the submission of a number: a person of its own, so that nothing looks like a double."""
    name = "".join(_LETTERS[(number // 26**place) % 26] for place in range(4))
    return submission(
        **{
            "source_reference": f"SYN/26/{number:06}",
            "person.family_name": f"Example{name}",
            "contact.phone.value": f"07700 90{number % 1000:04}",
            "contact.email.value": f"person{number}@example.org",
            **_KINDS[kind],
        }
    )


def _call(request: urllib.request.Request) -> Answer:
    begun = time.monotonic()
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            status, text = int(answer.status), answer.read()
    except urllib.error.HTTPError as refused:
        status, text = refused.code, _rest(refused)
    except (OSError, HTTPException):  # the second where a server dies in mid-answer
        return Answer(status=0, seconds=time.monotonic() - begun)
    return Answer(status=status, body=_parsed(text), seconds=time.monotonic() - begun)


def _rest(refused: urllib.error.HTTPError) -> bytes:
    try:
        return refused.read()
    except (OSError, HTTPException):
        return b""


def _parsed(text: bytes) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
