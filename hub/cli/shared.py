"""What the commands share: the database, and how faults are told to a person."""

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

from pydantic import ValidationError
from pydantic_settings import SettingsError
from rich.console import Console
from sqlalchemy.exc import OperationalError

from hub import logs
from hub.access.scopes import HUB
from hub.db import Database, Transaction
from hub.domain.errors import DirectoryFileError, Fault, HubError
from hub.settings import settings

P = ParamSpec("P")
R = TypeVar("R")

COULD_NOT = 2
"""The exit code of a command that could not be carried out; `hub check` has 1 for what does not hold."""

out = Console(soft_wrap=True, highlight=False, width=shutil.get_terminal_size((150, 40)).columns)
err = Console(stderr=True, soft_wrap=True, highlight=False)


@contextmanager
def transaction() -> Iterator[Transaction]:
    """Open one transaction as the hub itself, over the configured database."""
    database = Database(settings().database_url.get_secret_value(), pool=1)
    try:
        with database.transaction(HUB) as tx:
            yield tx
    finally:
        database.close()


def told(command: Callable[P, R]) -> Callable[P, R]:
    """Tell what went wrong in words, with every fault on a line, and end with 2; a trace is for bugs."""

    @wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            logs.configure(level="warning", form="console")
            return command(*args, **kwargs)
        except HubError as error:
            _tell_faults(error)
        except ValidationError as error:
            _tell_settings(error)
        except SettingsError as error:
            err.print(f"A setting is no JSON: {error}.", style="bold red", markup=False)
        except OperationalError:
            err.print("The database cannot be reached; check HUB_DATABASE_URL.", style="bold red")
        except OSError as error:
            err.print(f"{error.filename or ''}: {error.strerror}", style="bold red", markup=False)
        sys.exit(COULD_NOT)

    return wrapped


def text_of(file: Path) -> str:
    """Read a file that somebody wrote; raises DirectoryFileError, with the line, for what is no UTF-8."""
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        line = file.read_bytes()[: error.start].count(b"\n") + 1
        fault = Fault(pointer="", code="syntax", message="This is not text in UTF-8.", line=line)
        raise DirectoryFileError("Nothing was loaded.", faults=(fault,)) from error


def _tell_faults(error: HubError) -> None:
    err.print(error.message, style="bold red", markup=False)
    for fault in error.faults:
        if fault.message != error.message:
            place = f"line {fault.line}: " if fault.line else ""
            err.print(f"  {place}{fault.pointer or '/'}: {fault.message} ({fault.code})", markup=False)


def _tell_settings(error: ValidationError) -> None:
    err.print("These settings are missing or wrong:", style="bold red")
    for each in error.errors():
        name = "HUB_" + "_".join(str(part) for part in each["loc"]).upper()
        err.print(f"  {name}: {each['msg']}", markup=False)
    err.print("Beside a running demo `./run hub` needs none of them: start one with ./run demo.")
