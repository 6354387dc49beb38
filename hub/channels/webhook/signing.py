"""By what a receiver knows that the hub wrote this, now (Standard Webhooks 1.0)."""

import base64
import binascii
import hashlib
import hmac


def keys_of(*secrets: str | None) -> tuple[bytes, ...]:
    """Read `whsec_` secrets, of which the first must be there; ValueError if one cannot be read."""
    return tuple(
        _key(secret or "") for place, secret in enumerate(secrets) if place == 0 or secret is not None
    )


def _key(secret: str) -> bytes:
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except binascii.Error as error:
        raise ValueError("not a whsec_ secret") from error
    if not key:
        raise ValueError("no secret")
    return key


def signed(message_id: str, timestamp: int, body: bytes, *keys: bytes) -> dict[str, str]:
    """Make the headers, with one signature for each key: a receiver that knows either takes the message."""
    content = b".".join([message_id.encode(), str(timestamp).encode(), body])
    digests = (hmac.new(key, content, hashlib.sha256).digest() for key in keys)
    return {
        "content-type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(f"v1,{base64.b64encode(each).decode()}" for each in digests),
    }
