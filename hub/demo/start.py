"""The whole demo from one command: real servers, the hub's own programs, a world of pretence around them."""

import os
import sys
import time
from collections.abc import Mapping

from hub.demo.children import ChildFailedError, StopAskedError
from hub.demo.face import publish, summary, withdraw
from hub.demo.lock import DemoRunsError, hold
from hub.demo.places import PlaceError
from hub.demo.plan import DemoOptions, Plan, plan
from hub.demo.ports import Held, PortError
from hub.demo.postgres import PostgresError, cluster
from hub.demo.programs import (
    TREE,
    gateway,
    mail_sink,
    migrate,
    prepare,
    pretend_providers,
    scheduler,
    worker,
)
from hub.demo.supervisor import Supervisor, to_terminal
from hub.demo.valkey import ValkeyError, broker

EXPECTED = (ChildFailedError, DemoRunsError, PlaceError, PortError, PostgresError, ValkeyError)


def demo(options: DemoOptions) -> int:
    """Run the demo until it is asked to stop; the exit code is 0 then, and 1 with a sentence otherwise."""
    began = time.monotonic()
    options.folder.mkdir(parents=True, exist_ok=True)
    try:
        with Supervisor(keep_open=(hold(options.folder),)) as supervisor:
            supervisor.obey_signals()
            withdraw(options.folder)  # of one that was killed
            try:
                planned = plan(options)
                _bring_up(supervisor, planned, Held(planned.ports), began)
                supervisor.watch()
            finally:
                withdraw(options.folder)
                to_terminal("Stopping.")
    except StopAskedError:
        return 0
    except EXPECTED as failed:
        to_terminal(f"No demo: {failed}")
        return 1
    return 0


def _bring_up(supervisor: Supervisor, planned: Plan, held: Held, began: float) -> None:
    env = planned.environment(_start_servers(supervisor, planned))
    to_terminal(f"Servers are up after {time.monotonic() - began:.1f} seconds.")
    supervisor.run(migrate(env))
    supervisor.run(prepare(planned, env))
    held.release(planned.smtp_port, planned.mail_port)
    supervisor.start(mail_sink(planned, env))
    held.release(*planned.provider_ports.values())
    for provider in pretend_providers(planned, env):
        supervisor.start(provider)
    held.release(planned.port)
    supervisor.start(gateway(planned, env))
    supervisor.start(worker(planned, env))
    supervisor.start(scheduler(env))
    published = publish(planned, env)
    to_terminal(summary(planned, published, time.monotonic() - began))


def _start_servers(supervisor: Supervisor, planned: Plan) -> Mapping[str, str]:
    """Start what was not given, and say by settings where each server is."""
    servers = {name: os.environ[name] for name in _GIVEN if os.environ.get(name)}
    if "HUB_DATABASE_URL" not in servers:
        spare = planned.folder / "postgres.copy"
        database = cluster(planned.folder, log=planned.log("postgres"), spare=spare)
        supervisor.start(database.child())
        database.furnish()
        servers |= {"HUB_DATABASE_URL": database.url(), "HUB_OWNER_DATABASE_URL": database.url("hub_owner")}
    if "HUB_BROKER_URL" not in servers:
        bell = broker(planned.folder, log=planned.log("valkey"))
        supervisor.start(bell.child())
        servers["HUB_BROKER_URL"] = bell.url
    return servers


_GIVEN = ("HUB_DATABASE_URL", "HUB_OWNER_DATABASE_URL", "HUB_BROKER_URL")


def main() -> int:
    """Start from the environment; `.hub/` lies beside the package."""
    try:
        options = DemoOptions.from_environment(TREE / ".hub", os.environ)
    except PortError as wrong:
        to_terminal(f"No demo: {wrong}")
        return 1
    return demo(options)


if __name__ == "__main__":
    sys.exit(main())
