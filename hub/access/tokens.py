"""Secrets that a browser or a program carries: drawn at random, and kept as a hash alone."""

import hashlib
import secrets


def new_token() -> str:
    """Draw a token of 256 random bits that fits into an address and a cookie."""
    return secrets.token_urlsafe(32)


def hashed(token: str) -> bytes:
    """Give what is kept of a token: it has so many random bits that a plain hash cannot be guessed back."""
    return hashlib.sha256(token.encode()).digest()
