"""The command line: `hub serve`, `hub worker`, `hub migrate`, `hub load` and the rest."""

from hub.cli.commands import app, main

__all__ = ["app", "main"]
