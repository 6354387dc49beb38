"""Folders that a server can reach: by its uid, and by a path short enough for a socket.

As root, PostgreSQL runs as somebody else, who may reach neither the project nor `.hub/`. No parent folder is
ever opened up for it: what it cannot reach gets a folder of its own, which a note beside it names.
"""

import os
import pwd
import subprocess
import tempfile
from pathlib import Path

from hub.demo.children import Account

SOCKET_PATH = 99
"""Characters that a socket's whole path may have on every system."""


class PlaceError(Exception):
    """Remove the folder that the sentence names, or run as the user to whom it belongs."""


def account_for(folder: Path) -> Account | None:
    """Choose whom a server runs as: ourselves, or for root the folder's owner, or else nobody."""
    if os.geteuid() != 0:
        return None
    if folder.exists() and folder.stat().st_uid != 0:
        found = folder.stat()
        return Account(uid=found.st_uid, gid=found.st_gid)
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        return Account(uid=65534, gid=65534)
    return Account(uid=nobody.pw_uid, gid=nobody.pw_gid)


def can(account: Account | None, *command: str) -> bool:
    """Try a command as the account; True when it succeeds."""
    try:
        return run_as(account, *command).returncode == 0
    except PermissionError:
        return False


def run_as(account: Account | None, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end as the account, from a folder that everybody may enter."""
    return subprocess.run(  # noqa: S603 - our own command, no shell
        command,
        check=False,
        cwd="/",
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
    )


def own_folder(
    wanted: Path, account: Account | None, *, elsewhere: Path, longest: int = SOCKET_PATH * 10
) -> Path:
    """Make a private folder for the account at `wanted`, or under `elsewhere` where that cannot be.

    `longest` is how many characters its path may have. The same folder is found again at the next start.
    Raises PlaceError where it belongs to a third party.
    """
    note = wanted.with_name(wanted.name + ".elsewhere")
    if note.exists():
        named = Path(note.read_text().strip())
        if named.is_dir() and not named.is_symlink() and _is_private(named, account):
            return named
    if len(str(wanted)) <= longest:
        _make(wanted, account)
        if account is None or can(account, "/bin/sh", "-c", 'test -w "$0"', str(wanted)):
            return wanted
    found = Path(tempfile.mkdtemp(prefix="hub-", dir=elsewhere))
    _make(found, account)
    note.parent.mkdir(parents=True, exist_ok=True)
    note.write_text(f"{found}\n")
    return found


def lasting() -> Path:
    """Find where a folder outlives a restart of the machine."""
    kept = (Path("/var/lib"), Path("/var/tmp"))  # noqa: S108 - mkdtemp makes a private name there
    return next((each for each in kept if os.access(each, os.W_OK)), Path(tempfile.gettempdir()))


def short() -> Path:
    """Find where a path is short; macOS gives each user a temporary folder with a long one."""
    brief = Path("/tmp")  # noqa: S108 - mkdtemp makes an unguessable, private name there
    return brief if os.access(brief, os.W_OK) else Path(tempfile.gettempdir())


def _make(folder: Path, account: Account | None) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if account is not None and folder.stat().st_uid != account.uid:
        os.chown(folder, account.uid, account.gid)
    if not _is_private(folder, account):
        if folder.stat().st_uid != _uid(account):
            raise PlaceError(f"{folder} belongs to another user")
        folder.chmod(0o700)


def _is_private(folder: Path, account: Account | None) -> bool:
    found = folder.stat()
    return found.st_uid == _uid(account) and not found.st_mode & 0o077


def _uid(account: Account | None) -> int:
    return os.geteuid() if account is None else account.uid
