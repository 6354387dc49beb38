"""Opening a list of postcodes as it was published: a zip, a .gz or a plain CSV, read as a stream."""

import gzip
import lzma
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import IO, BinaryIO, cast
from zipfile import BadZipFile, ZipFile, is_zipfile

from hub.directory.rules.postcode_layout import Layout, is_header, layout_of
from hub.directory.rules.postcode_rows import NOT_TEXT, Gathered, Placed, read_rows
from hub.directory.rules.postcode_zip import (
    files_with_postcodes,
    header_file,
    metadata_file,
)
from hub.domain.errors import DirectoryFileError, Fault

LARGEST = 4 * 1024**3
"""In bytes unpacked: some three times the ONS directory of 2025."""

MOST_LINES = 10_000_000
"""Four times as many postcodes as there ever were."""

LONGEST_LINE = 64 * 1024
_BESIDE_LARGEST = 256 * 1024
_ENCRYPTED = 1
_TOO_LARGE = f"No list of postcodes has more than {LARGEST // 1024**3} GiB or {MOST_LINES:,} lines."
_BAD_ARCHIVE = "The archive is broken, encrypted, or packed in a way that is not known."
_GZIP = b"\x1f\x8b"
_BROKEN = (BadZipFile, gzip.BadGzipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError)


@dataclass(kw_only=True)
class Budget:
    """How many bytes and lines may still be read, whatever an archive says of its own size."""

    left: int = field(default_factory=lambda: LARGEST)
    lines: int = field(default_factory=lambda: MOST_LINES)

    def spend(self, size: int, at: str) -> None:
        """Take a line that was read; raises DirectoryFileError when it was too much."""
        self.left -= size
        self.lines -= 1
        if self.left < 0 or self.lines < 0:
            raise refused(at, "too_large", _TOO_LARGE)


def refused(at: str, code: str, message: str) -> DirectoryFileError:
    """Make the error for a file that cannot be read at all."""
    fault = Fault(pointer=at, code=code, message=message)
    return DirectoryFileError("Nothing was loaded.", faults=(fault,))


@contextmanager
def opened(path: Path, gathered: Gathered) -> Iterator[tuple[Iterator[Placed], tuple[str, ...]]]:
    """Open a list: its rows, which leave their faults in `gathered`, and the texts that may tell its day.

    Raises DirectoryFileError for what is no list, is broken or is too large; OSError for what cannot be read.
    """
    budget = Budget()
    try:
        if is_zipfile(path):
            with ZipFile(path) as archive:
                yield _of_zip(archive, path, gathered, budget)
        else:
            with path.open("rb") as raw:
                is_packed = raw.peek(2)[:2] == _GZIP
                stream = cast("BinaryIO", gzip.GzipFile(fileobj=raw) if is_packed else raw)
                yield read_rows(path.name, _lines(stream, path.name, budget), gathered), (path.name,)
    except _BROKEN as error:
        raise refused(path.name, "bad_archive", _BAD_ARCHIVE) from error


def _of_zip(
    archive: ZipFile, path: Path, gathered: Gathered, budget: Budget
) -> tuple[Iterator[Placed], tuple[str, ...]]:
    names = archive.namelist()
    files = files_with_postcodes(names)
    if not files:
        message = "The zip has no Data/CSV/*.csv and no Data/ONSPD_*.csv."
        raise refused(path.name, "no_list_in_zip", message)
    infos = [archive.getinfo(name) for name in files]
    Budget(left=budget.left).spend(sum(info.file_size for info in infos), path.name)
    header, metadata = header_file(names), metadata_file(names)
    beside = [archive.getinfo(name) for name in (header, metadata) if name]
    if any(info.flag_bits & _ENCRYPTED for info in (*infos, *beside)):
        raise refused(path.name, "bad_archive", _BAD_ARCHIVE)
    gathered.layout = _told_by(_beside(archive, header), header) if header else None
    texts = (_beside(archive, metadata) if metadata else "", *files[:1], path.name)
    return _rows(archive, files, gathered, budget), texts


def _rows(archive: ZipFile, files: tuple[str, ...], gathered: Gathered, budget: Budget) -> Iterator[Placed]:
    for name in files:
        with archive.open(name) as packed, _buffered(packed) as stream:
            yield from read_rows(name, _lines(stream, name, budget), gathered)


def _buffered(packed: IO[bytes]) -> BufferedReader:
    """Buffer a member, whose own lines are slow; it is a raw stream, though its type does not say so."""
    return BufferedReader(cast("RawIOBase", packed), 1 << 16)


def _beside(archive: ZipFile, name: str) -> str:
    """Read the beginning of a text that comes with a list."""
    with archive.open(name) as stream:
        return stream.read(_BESIDE_LARGEST).decode("cp1252", errors="replace")


def _told_by(text: str, name: str) -> Layout | None:
    """Tell the columns by the file that names them, in any of its rows; None leaves it to the first row."""
    rows = [line.split(",") for line in text.splitlines() if line.strip()]
    return next((layout_of(row, at=name) for row in rows if is_header(row)), None)


def _lines(stream: BinaryIO, name: str, budget: Budget) -> Iterator[str]:
    """Read line by line, each of them and all together bounded, so that no archive fills the memory."""
    number = 0
    while line := stream.readline(LONGEST_LINE + 1):
        number += 1
        budget.spend(len(line), name)
        if len(line) > LONGEST_LINE or b"\0" in line:
            raise refused(f"{name}, line {number}", "not_text", NOT_TEXT)
        yield _decoded(line, is_first=number == 1)


def _decoded(line: bytes, *, is_first: bool) -> str:
    """Decode a line; what is not UTF-8 is an older file's name of a place, and no postcode."""
    try:
        return line.decode("utf-8-sig" if is_first else "utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="replace")
