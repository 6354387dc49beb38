"""Files that only their owner may read, written whole or not at all."""

import base64
import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def write_private(file: Path, text: str) -> None:
    """Write a file with mode 0600; whoever reads it meets the old text or the new, never a half."""
    unfinished = file.with_name(f".{file.name}.{os.getpid()}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as opened:
        opened.write(text)
    unfinished.rename(file)


def write_json(file: Path, value: Mapping[str, Any]) -> None:
    """Write a value as JSON that a person can read."""
    write_private(file, json.dumps(value, indent=2) + "\n")


def keys(file: Path) -> Mapping[str, str]:
    """Read the demo's keys, made once: without them what is sealed in its database stays shut."""
    if not file.exists():
        made = {
            "HUB_SEALING_KEYS": f"1:{base64.b64encode(secrets.token_bytes(32)).decode()}",
            "HUB_TOKEN_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
            "HUB_LINK_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
        }
        write_json(file, made)
    found: dict[str, str] = json.loads(file.read_text())
    return found
