"""Signs the hub in where a provider's program asks for it: OAuth2 client credentials (RFC 6749, section 4.4).

A token is kept in memory alone, until shortly before it expires, and fetched over the same checked network,
without redirects, a capped answer within the message's own deadline.
"""

import base64
import json
import re
import threading
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_plus, urlencode

import httpx2

from hub.channels import Code, Sent, TokenAccess, retryable, seconds_left
from hub.channels.webhook.answers import OK, REDIRECT, bounded, busy

EARLY_SECONDS = 30.0
"""How long before its expiry a token is no longer begun with: clocks differ, and a send takes its time."""
_LONGEST_SECONDS = 24 * 3600.0
_TOKEN = re.compile(r"[A-Za-z0-9._~+/-]{1,8192}=*")
"""A bearer token (RFC 6750, section 2.1), so that none can end a header and begin another."""


class NoTokenError(Exception):
    """Correct the client, its secret, its scope or the token's address; `sent` says how the try ended."""

    def __init__(self, sent: Sent) -> None:
        super().__init__(sent.code)
        self.sent = sent


@dataclass
class _Kept:
    """One token, and the lock under which one thread fetches it while the others wait."""

    fetching: threading.Lock = field(default_factory=threading.Lock)
    token: str | None = None
    good_until: float = 0.0


class Tokens:
    """The tokens in hand, by whom the hub is where."""

    def __init__(self) -> None:
        self._kept: dict[TokenAccess, _Kept] = {}

    def take(self, client: httpx2.Client, access: TokenAccess, url: httpx2.URL) -> tuple[str, bool]:
        """Give a token, and whether it was fetched just now.

        Raises NoTokenError, and what a connection raises; TimeoutError while another thread fetches too long.
        """
        kept = self._kept.setdefault(access, _Kept())
        if not kept.fetching.acquire(timeout=seconds_left()):
            raise TimeoutError
        try:
            if kept.token is not None and time.monotonic() < kept.good_until:
                return kept.token, False
            asked_at = time.monotonic()
            token, lasts = _fetched(client, access, url)
            kept.token, kept.good_until = token, asked_at + lasts - EARLY_SECONDS
            return token, True
        finally:
            kept.fetching.release()

    def drop(self, access: TokenAccess, token: str) -> None:
        """Forget a token that was refused, unless a newer one is in its place."""
        kept = self._kept.get(access)
        if kept is not None and kept.token == token:
            kept.good_until = 0.0


def _fetched(client: httpx2.Client, access: TokenAccess, url: httpx2.URL) -> tuple[str, float]:
    form = {"grant_type": "client_credentials"} | ({"scope": access.scope} if access.scope else {})
    known_as = f"{quote_plus(access.client)}:{quote_plus(access.secret)}"
    headers = {
        "accept": "application/json",
        "authorization": f"Basic {base64.b64encode(known_as.encode()).decode()}",
        "content-type": "application/x-www-form-urlencoded",
    }
    with client.stream("POST", url, content=urlencode(form).encode(), headers=headers) as response:
        body, status = b"".join(bounded(response)), response.status_code
        if not OK <= status < REDIRECT:
            raise NoTokenError(busy(response) or retryable(Code.TOKEN_REFUSED, status))
    answer = _read(body)
    token, kind = answer.get("access_token"), answer.get("token_type", "bearer")
    if not (isinstance(token, str) and _TOKEN.fullmatch(token) and str(kind).lower() == "bearer"):
        raise NoTokenError(retryable(Code.TOKEN_REFUSED, status))
    return token, _seconds(answer.get("expires_in"))


def _read(body: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}


def _seconds(expires_in: object) -> float:
    """Read for how long a token is good; one that does not say is used for this message alone."""
    try:
        return min(max(0.0, float(str(expires_in))), _LONGEST_SECONDS)
    except ValueError:
        return 0.0
