"""What a running demo tells the world: `.hub/demo.json`, `.hub/demo.env`, and a few calm lines."""

import json
import os
import shlex
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hub.demo.plan import Plan
from hub.demo.private_files import write_json, write_private


def publish(plan: Plan, env: Mapping[str, str]) -> Mapping[str, Any]:
    """Write both files, the environment first: who sees demo.json may rely on the rest; gives its content."""
    lines = [f"export {name}={shlex.quote(value)}\n" for name, value in sorted(env.items())]
    write_private(plan.folder / "demo.env", "".join(lines))
    prepared = json.loads(plan.prepared.read_text())
    found = {
        "url": plan.url,
        "mail_url": plan.mail_url,
        "pid": os.getpid(),
        "database_url": env["HUB_DATABASE_URL"],
        "broker_url": env["HUB_BROKER_URL"],
        "api_keys": prepared["api_keys"],
        "sign_ins": prepared["sign_ins"],
    }
    write_json(plan.folder / "demo.json", found)
    return found


def withdraw(folder: Path) -> None:
    """Remove both files: there is no demo to talk to any more."""
    for name in ("demo.json", "demo.env"):
        (folder / name).unlink(missing_ok=True)


def summary(plan: Plan, published: Mapping[str, Any], seconds: float) -> str:
    """Say where everything is and what to try first."""
    return f"""
The referral hub is ready, after {seconds:.1f} seconds.

  Hub          {plan.url}
  Mails        {plan.mail_url}   (and as files in {plan.mails})
  Keys         {plan.folder / "demo.json"}
  Commands     ./run hub --help   (talks to this demo)

Sign in at {plan.url}/sign-in as one of these (every agency has an account: see `sign_ins` in demo.json):

{_sign_ins(published["sign_ins"])}

Send a referral, made up from start to end:

  curl {plan.url}/v1/referrals -H 'Content-Type: application/json' \\
    -H 'Authorization: Bearer {published["api_keys"]["police"]}' \\
    -d '{json.dumps(_example())}'

Stop with Ctrl-C. The data stay in {plan.folder} until you remove it.
"""


_SHOWN = (
    "sigma",
    "victim-support",
    "referral-coordinator",
    "commissioner",
    "deputy-commissioner",
    "hub-operator",
)


def _sign_ins(known: Sequence[Mapping[str, Any]]) -> str:
    """One line for each role: who it is, the user and the password."""
    named = {each["user"].partition("@")[0]: each for each in known}
    shown = [named[name] for name in _SHOWN if name in named]
    return "\n".join(f"  {each['role']:<14} {each['user']:<42} {each['password']}" for each in shown)


def _example() -> Mapping[str, Any]:
    return {
        "source": "merseyside-police",
        "source_reference": f"DEMO/{datetime.now(UTC):%H%M%S}",
        "referring_unit": "sigma",
        "reported": "yes",
        "reported_at": datetime.now(UTC).replace(microsecond=0).isoformat(),
        "crime": {"type": "hate_crime", "hate_strands": ["race"]},
        "person": {
            "relationship": "victim",
            "given_name": "Ines",
            "family_name": "Example",
            "borough": "knowsley",
        },
        "contact": {"phone": {"value": "07700 900123", "safe": "yes"}},
        "consent": {
            "basis": "explicit",
            "scope": "any_suitable_service",
            "given_by": "self",
            "how": "phone",
            "given_on": f"{datetime.now(UTC):%Y-%m-%d}",
        },
    }
