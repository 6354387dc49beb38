"""A Maildir folder on this machine, as mail servers write it."""

import mailbox
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path

from hub.channels.mailbox import MOST_BYTES, Letter, Shelf


class MaildirBox:
    """One Maildir; a mail is moved by one rename, so that it is never in two folders."""

    def __init__(self, folder: Path) -> None:
        if not (folder / "new").is_dir():
            raise FileNotFoundError("The folder of returned mail is no Maildir.")
        self._box = mailbox.Maildir(folder, create=False)
        self._folder = folder

    def letters(self, most: int) -> Iterator[Letter]:
        """Give the oldest mails, by the name that begins with the second of their arrival."""
        found = (
            each for part in ("cur", "new") for each in (self._folder / part).iterdir() if each.is_file()
        )
        for file in islice(sorted(found, key=lambda each: each.name), most):
            with suppress(FileNotFoundError):  # another worker was quicker
                yield Letter(key=str(file.relative_to(self._folder)), raw=_beginning(file))

    def put_away(self, letter: Letter, shelf: Shelf) -> None:
        """Move it as one that was seen."""
        self._box.add_folder(shelf)
        file = self._folder / letter.key
        name = file.name.partition(":")[0]
        with suppress(FileNotFoundError):
            file.rename(self._folder / f".{shelf}" / "cur" / f"{name}:2,S")


def _beginning(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(MOST_BYTES)


@contextmanager
def opened(folder: Path, *, deadline: float) -> Iterator[MaildirBox]:  # noqa: ARG001 - a folder needs none
    """Open a Maildir."""
    yield MaildirBox(folder)
