"""On which line of a TOML text each of its values stands, since Python's reader does not tell.

Only for a text that `tomllib` has read: what would be no TOML is not looked for again.
"""

import re
import tomllib
from contextlib import suppress
from dataclasses import dataclass, field

_SPACE = re.compile(r"[ \t]*")
_BETWEEN = re.compile(r"(?:[ \t\r\n,]|#[^\n]*)*")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_TEXT = re.compile(
    r'"""(?:\\.|[^\\])*?"""(?:"{0,2}(?!"))'
    r"|'''.*?'''(?:'{0,2}(?!'))"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
_OTHER = re.compile(r"[^\s,\]}#]+(?: [0-9][^\s,\]}#]*)?")
"""A number, a truth or a day; a day and a time may have one space between them."""

Path = tuple[str | int, ...]


def lines_of(text: str) -> dict[str, int]:
    """Give the line of each key, table and list entry by its pointer, such as /service/3/contract/0/starts.

    Lines count from 1. A table stands at its own header, or else where it is named first.
    """
    scan = _Scan(text)
    # then the lines so far; whoever asks gets the nearest of them
    with suppress(ValueError, IndexError, RecursionError):
        scan.document()
    return {"".join(f"/{part}" for part in path): line for path, line in scan.found.items()}


def line_at(lines: dict[str, int], pointer: str) -> int:
    """Give the line of a pointer, or of the nearest table or list around it; 1 where there is none."""
    while pointer and pointer not in lines:
        pointer = pointer.rpartition("/")[0]
    return lines.get(pointer, 1)


@dataclass
class _Scan:
    """One walk through the text. `counts` is how many tables each list of tables has so far."""

    text: str
    at: int = 0
    found: dict[Path, int] = field(default_factory=dict)
    counts: dict[Path, int] = field(default_factory=dict)
    counted_to: int = 0
    line: int = 1

    def document(self) -> None:
        """Walk over headers and keys up to the end."""
        table: Path = ()
        self._skip(_BETWEEN)
        while self.at < len(self.text):
            table = self._header() if self.text[self.at] == "[" else self._pair(table)
            self._skip(_BETWEEN)

    def _header(self) -> Path:
        is_list = self.text.startswith("[[", self.at)
        line = self._line()
        self.at += 2 if is_list else 1
        path = self._resolved(self._key())
        self.at += 2 if is_list else 1
        if is_list:
            number = self.counts.get(path, 0)
            self.counts[path] = number + 1
            self.found.setdefault(path, line)
            path = (*path, number)
        self._note(path, line)
        self.found[path] = line
        return path

    def _resolved(self, key: Path) -> Path:
        """Turn a header's key into a path: a name on the way that is a list of tables means its last one."""
        path: Path = ()
        for position, part in enumerate(key):
            path = (*path, part)
            if path in self.counts and position + 1 < len(key):
                path = (*path, self.counts[path] - 1)
        return path

    def _pair(self, table: Path) -> Path:
        """Read `key = value`; gives the table that it belongs to, which goes on."""
        line = self._line()
        path = (*table, *self._key())
        self._note(path, line, above=len(table))
        self.at += 1  # the equals sign
        self._value(path)
        return table

    def _note(self, path: Path, line: int, above: int = 0) -> None:
        """Keep the line of a path and of what it is the first to name on the way there."""
        for length in range(above + 1, len(path) + 1):
            self.found.setdefault(path[:length], line)

    def _key(self) -> Path:
        parts: list[str] = []
        while True:
            self._skip(_SPACE)
            quoted = self.text[self.at] in "\"'"
            written = self._take(_TEXT if quoted else _BARE)
            parts.append(next(iter(tomllib.loads(f"{written}=0"))) if quoted else written)
            self._skip(_SPACE)
            if self.text[self.at] != ".":
                return tuple(parts)
            self.at += 1

    def _value(self, path: Path) -> None:
        self._skip(_SPACE)
        match self.text[self.at]:
            case "[":
                self._list(path)
            case "{":
                self._inline_table(path)
            case '"' | "'":
                self._take(_TEXT)
            case _:
                self._take(_OTHER)

    def _list(self, path: Path) -> None:
        self.at += 1
        self._skip(_BETWEEN)
        number = 0
        while self.text[self.at] != "]":
            self._note((*path, number), self._line(), above=len(path))
            self._value((*path, number))
            number += 1
            self._skip(_BETWEEN)
        self.at += 1

    def _inline_table(self, path: Path) -> None:
        self.at += 1
        self._skip(_BETWEEN)
        while self.text[self.at] != "}":
            self._pair(path)
            self._skip(_BETWEEN)
        self.at += 1

    def _skip(self, pattern: re.Pattern[str]) -> None:
        self._take(pattern)

    def _take(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.text, self.at)
        if found is None:
            raise ValueError(f"line {self._line()} is not understood")
        self.at = found.end()
        return found[0]

    def _line(self) -> int:
        """Give the line of the present place; counted on from the last time, so that a file is read once."""
        self.line += self.text.count("\n", self.counted_to, self.at)
        self.counted_to = self.at
        return self.line
