"""A client certificate as it is handed over: a chain and its key in one PEM text, read and checked."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from hub.domain.errors import Fault, InvalidError

_BLOCK = re.compile(r"-----BEGIN ([A-Z0-9 ]+)-----.+?-----END \1-----\n?", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """The chain, the hub's own certificate first, its key, and the instant from which it is good no more."""

    chain: str
    key: str = field(repr=False)
    ends_at: datetime


def read_certificate(pem: str, now: datetime) -> Certificate:
    """Read a chain and its key; raises InvalidError for what no handshake could be made with."""
    blocks = [(found[1], found[0]) for found in _BLOCK.finditer(pem)]
    chain = "".join(text for kind, text in blocks if kind == "CERTIFICATE")
    key = "".join(text for kind, text in blocks if kind.endswith("PRIVATE KEY"))
    try:
        own = x509.load_pem_x509_certificates(chain.encode())[0]
        known = load_pem_private_key(key.encode(), password=None).public_key()
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise _refused("Give a certificate and its key, which has no password, in one PEM file.") from error
    form = Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
    if own.public_key().public_bytes(*form) != known.public_bytes(*form):
        raise _refused("The key is not the certificate's. Put the hub's own certificate first.")
    if own.not_valid_after_utc <= now:
        raise _refused("The certificate has expired.")
    return Certificate(chain=chain, key=key, ends_at=own.not_valid_after_utc)


def _refused(message: str) -> InvalidError:
    fault = Fault(pointer="/certificate", code="bad_certificate", message=message)
    return InvalidError("The certificate was not taken.", faults=(fault,))
