"""The commands, put together."""

import os
from pathlib import Path

import typer

from hub.cli import (
    calendar,
    chasing,
    endpoints,
    geography,
    keys,
    loading,
    looking,
    rota,
    routing,
    running,
    services,
    simulating,
    users,
)
from hub.demo.plan import DemoOptions
from hub.demo.start import demo as run_demo

app = typer.Typer(
    name="hub",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="The victim referral hub.",
)

app.command()(running.serve)
app.command()(running.worker)
app.command()(running.scheduler)
app.command()(running.migrate)
app.command()(loading.load)
app.command()(loading.export)
app.command()(looking.report)
app.command()(looking.check)
app.command()(simulating.simulate)
app.command(context_settings=simulating.PASSED_ON)(simulating.simulated)
app.add_typer(keys.app, name="keys")
app.add_typer(users.app, name="users")
app.add_typer(endpoints.app, name="endpoints")
app.add_typer(loading.app, name="directory")
app.add_typer(services.app, name="services")
app.add_typer(rota.app, name="rota")
app.add_typer(routing.app, name="routing")
app.add_typer(geography.app, name="geography")
app.add_typer(chasing.app, name="chase")
app.add_typer(calendar.app, name="calendar")


@app.command()
def demo() -> None:
    """Run everything on this machine, with embedded servers and made-up referrals; Ctrl-C ends it."""
    raise typer.Exit(run_demo(DemoOptions.from_environment(Path(".hub"), os.environ)))


def main() -> None:
    """Run the command line."""
    app(prog_name="hub")
