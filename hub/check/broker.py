"""What lies with the broker: names of kinds of work, and no id of anybody or anything."""

import base64
import binascii
import json
from typing import Any

from redis import Redis
from redis.exceptions import RedisError

from hub.check.invariant import Broken, Invariant
from hub.jobs import BROKER_TIMEOUT_SECONDS, QUEUE, Job

NAMES_ONLY = Invariant(
    name="broker_knows_names_only",
    meaning="A message with the broker carries the name of a kind of work and nothing else.",
)
MOST = 1000
"""So many messages are looked at; their list is kept far shorter."""
_JOBS = frozenset(str(job) for job in Job)
_EMPTY: tuple[list[object], dict[str, object]] = ([], {})
_EMPTY_IN_WORDS = frozenset({None, "", "()", "[]", "{}"})


class BrokerAwayError(Exception):
    """Nobody knows what lies with the broker: start it, or correct HUB_BROKER_URL."""


def messages(url: str) -> list[bytes]:
    """Read the messages that wait, without taking any; raises BrokerAwayError."""
    timeouts = {"socket_timeout": BROKER_TIMEOUT_SECONDS, "socket_connect_timeout": BROKER_TIMEOUT_SECONDS}
    try:
        with Redis.from_url(_plain(url), **timeouts) as client:
            found: list[bytes] = client.lrange(QUEUE, 0, MOST - 1)
    except RedisError as error:
        raise BrokerAwayError(type(error).__name__) from error
    return found


def _plain(url: str) -> str:
    """Name a socket as the client does, where Celery has words of its own."""
    return url.replace("redis+socket://", "unix://", 1)


def look(waiting: list[bytes]) -> Broken:
    """Count the messages that say more than which work there is, by their place in the list."""
    return Broken.by([place for place, each in enumerate(waiting) if not says_a_name_only(each)])


def says_a_name_only(message: bytes) -> bool:
    """Say whether a message is a known kind of work without arguments; one that cannot be read is not."""
    try:
        envelope = json.loads(message)
        headers = envelope["headers"]
        args, kwargs, _ = json.loads(_body(envelope))
    except (ValueError, KeyError, TypeError, binascii.Error):
        return False
    told = {headers.get("argsrepr"), headers.get("kwargsrepr")}
    return headers.get("task") in _JOBS and (args, kwargs) == _EMPTY and told <= _EMPTY_IN_WORDS


def _body(envelope: dict[str, Any]) -> bytes:
    body = str(envelope["body"])
    encoding = envelope.get("properties", {}).get("body_encoding")
    return base64.b64decode(body, validate=True) if encoding == "base64" else body.encode()
