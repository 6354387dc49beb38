"""The hub's own programs, and those that stand for the world around it, as children."""

import json
import sys
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from pathlib import Path

from hub.demo.children import Child, at_once
from hub.demo.plan import PROVIDERS, Plan
from hub.demo.ports import listens
from hub.demo.private_files import write_private

TREE = Path(__file__).parents[2]
Environment = Mapping[str, str]


def python(
    name: str,
    *arguments: str,
    env: Environment,
    ready: Callable[[], bool] = at_once,
    draws: bool = False,
) -> Child:
    """Describe a module run by this same Python, unbuffered so that its lines come at once."""
    command = (sys.executable, "-u", "-m", *arguments)
    return Child(name=name, command=command, env=env, ready=ready, draws=draws, folder=TREE)


def migrate(env: Environment) -> Child:
    """Bring the tables up to date; it ends by itself."""
    return python("migrate", "hub", "migrate", env=env)


def prepare(plan: Plan, env: Environment) -> Child:
    """Load the directory, make keys and, the first time, play referrals up to now; it ends by itself."""
    ports = ",".join(f"{name}={port}" for name, port in plan.provider_ports.items())
    arguments = ("hub.demo.prepare", "--pretend-ports", ports, "--prepared", str(plan.prepared))
    return python("prepare", *arguments, env=env, draws=True)


def mail_sink(plan: Plan, env: Environment) -> Child:
    """Take the hub's mails and show them."""
    ports = ("--smtp-port", str(plan.smtp_port), "--http-port", str(plan.mail_port))
    return python(
        "mail",
        "hub.demo.mail_sink",
        *ports,
        "--folder",
        str(plan.mails),
        env=env,
        ready=lambda: listens(plan.smtp_port) and listens(plan.mail_port),
    )


def gateway(plan: Plan, env: Environment) -> Child:
    """Serve the API and the pages."""
    arguments = ("hub", "serve", "--port", str(plan.port))
    return python("gateway", *arguments, env=env, ready=lambda: _answers(f"{plan.url}/health/ready"))


def worker(plan: Plan, env: Environment) -> Child:
    """Deliver, chase, and sweep; ready once the gateway has seen it look."""
    return python("worker", "hub", "worker", env=env, ready=lambda: _has_worker(f"{plan.url}/metrics"))


def scheduler(env: Environment) -> Child:
    """Ring the bells that a clock rings."""
    return python("scheduler", "hub", "scheduler", env={**env, "HUB_LOG_LEVEL": "warning"})


def pretend_providers(plan: Plan, env: Environment) -> Iterator[Child]:
    """Stand for the three providers that have a system; their keys come from what `prepare` left."""
    prepared = json.loads(plan.prepared.read_text())
    folder = plan.folder / "pretend"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, behaviour in PROVIDERS.items():
        key, secret = folder / f"{name}.key", folder / f"{name}.secret"
        write_private(key, prepared["api_keys"]["providers"][name])
        write_private(secret, prepared["webhook_secrets"][name])
        yield python(
            name.partition("-")[0],
            *("hub.demo.pretend_provider", "--name", name, "--behaviour", behaviour.value),
            *("--port", str(plan.provider_ports[name]), "--hub-url", plan.url),
            *("--api-key-file", str(key), "--secret-file", str(secret), "--folder", str(folder)),
            env=env,
            ready=_listening_on(plan.provider_ports[name]),
        )


def _listening_on(port: int) -> Callable[[], bool]:
    return lambda: listens(port)


def _has_worker(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - our own loopback address
            return b"hub_workers_live 0.0" not in answer.read()
    except OSError:
        return False


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - our own loopback address
            return int(answer.status) == HTTPStatus.OK
    except OSError:
        return False
