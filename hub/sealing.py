"""Personal data are sealed before they reach the database, and people found again only by blind tokens.

AES-256-GCM; the additional data bind a sealed value to its table, column and row, so that one moved elsewhere
does not open. A value starts with the number of its key, so that keys can be replaced one by one.
"""

import base64
import binascii
import hashlib
import hmac
import json
import os
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from hub.settings import settings

_NONCE = 12
TOKEN_VERSION = 1
_UUID_BYTES = 16
_RETURN_SEAL_BYTES = 10
RETURN_TOKEN_LETTERS = 42
"""How long a `return_token` is: a mailbox's name has 64 letters at most (RFC 5321, 4.5.3.1.1)."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a sealed value belongs."""

    table: str
    column: str
    row: UUID

    def bound(self) -> bytes:
        """Give the additional data that the seal covers."""
        return f"{self.table}.{self.column}:{self.row}".encode()


class Sealer:
    """Seals JSON values with the newest key and opens them with the one that sealed them."""

    def __init__(self, keys: str) -> None:
        pairs = [part.split(":", 1) for part in keys.split(",")]
        self._keys = {int(number): AESGCM(base64.b64decode(key)) for number, key in pairs}
        self._newest = int(pairs[0][0])

    def seal(self, value: Any, place: Place) -> bytes:
        """Seal a JSON value for `place`."""
        plain = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        nonce = os.urandom(_NONCE)
        return bytes([self._newest]) + nonce + self._keys[self._newest].encrypt(nonce, plain, place.bound())

    def open(self, sealed: bytes, place: Place) -> Any:
        """Open what `seal` made for the same place; raises InvalidTag if anything was changed or moved."""
        nonce, rest = sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :]
        return json.loads(self._keys[sealed[0]].decrypt(nonce, rest, place.bound()))


@cache
def sealer() -> Sealer:
    """Make the sealer of the configured keys, once."""
    return Sealer(settings().sealing_keys.get_secret_value())


def blind_token(kind: str, value: str) -> bytes:
    """Make the token by which the same name and birth date, phone or email is found without being kept."""
    return _keyed(settings().token_key.get_secret_value(), f"{TOKEN_VERSION}|{kind}|{value}")


def link_token(delivery_id: UUID, version: int) -> str:
    """Make the secret part of a mail's link; the same mail sent again carries the same link."""
    digest = _keyed(settings().link_key.get_secret_value(), f"{delivery_id}|{version}")
    return base64.urlsafe_b64encode(digest[:24]).decode()


def return_token(delivery_id: UUID) -> str:
    """Make what stands in a mail's return path: 42 letters and digits that a mail server may lower-case.

    Whoever has the mail can read it there, so it proves no more than that the hub has sent that mail.
    """
    sealed = delivery_id.bytes + _return_seal(delivery_id)
    return base64.b32encode(sealed).decode().rstrip("=").lower()


def read_return_token(token: str) -> UUID | None:
    """Give the message of which `return_token` made this; None for anything else."""
    if len(token) != RETURN_TOKEN_LETTERS or not token.isascii():
        return None
    try:
        sealed = base64.b32decode(f"{token.upper()}{'=' * (-len(token) % 8)}")
    except binascii.Error:
        return None
    delivery_id = UUID(bytes=sealed[:_UUID_BYTES])
    return delivery_id if hmac.compare_digest(token.lower(), return_token(delivery_id)) else None


def _return_seal(delivery_id: UUID) -> bytes:
    """Eighty bits under a key of their own: a guess in 10^24, and short enough for a mailbox's name."""
    key = _keyed(settings().link_key.get_secret_value(), "key of return paths").hex()
    return _keyed(key, str(delivery_id))[:_RETURN_SEAL_BYTES]


def page_token(place: str) -> str:
    """Make what shows that the place at which a list goes on was written by the hub itself."""
    return _keyed(settings().link_key.get_secret_value(), f"page|{place}").hex()[:32]


def body_token(body: object) -> bytes:
    """Make the token that tells whether two request bodies are the same, without keeping either."""
    canonical = json.dumps(body, sort_keys=True, separators=(",", ":"))  # a lone surrogate has no other bytes
    return _keyed(settings().token_key.get_secret_value(), f"body|{canonical}")


def _keyed(key: str, message: str) -> bytes:
    return hmac.new(key.encode(), message.encode(), hashlib.sha256).digest()
