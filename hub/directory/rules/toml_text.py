"""Keys and values as TOML text, in lines of a length that people read."""

import json
import re
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Any

WIDTH = 105
Pairs = Iterable[tuple[str, Any]]
_BARE = re.compile(r"[A-Za-z0-9_-]+")


def toml_table(header: str, pairs: Pairs) -> str:
    """Write a table below its header; a key without a value is left out."""
    return f"{header}\n{toml_pairs(pairs)}"


def toml_pairs(pairs: Pairs) -> str:
    """Write keys with their values, a line each."""
    return "".join(f"{_key(name)} = {_shown(name, value)}\n" for name, value in pairs if value is not None)


def _shown(name: str, value: Any) -> str:
    """Write a value after its key; a list too long for a line goes on several."""
    line = _value(value)
    if not isinstance(value, list | tuple) or len(name) + len(line) < WIDTH:
        return line
    lines = [""]
    for each in value:
        entry = f"{_value(each)},"
        if lines[-1] and len(lines[-1]) + len(entry) >= WIDTH:
            lines.append("")
        lines[-1] += f" {entry}" if lines[-1] else f"    {entry}"
    return "\n".join(["[", *lines, "]"])


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _text(name)


def _value(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case StrEnum() | str():
            return _text(str(value))
        case int():
            return str(value)
        case date():
            return value.isoformat()
        case list() | tuple():
            return f"[{', '.join(_value(each) for each in value)}]"
        case dict():
            told = (f"{_key(name)} = {_value(each)}" for name, each in value.items() if each is not None)
            return f"{{ {', '.join(told)} }}"
    raise TypeError(f"a directory file has no {type(value).__name__}")


def _text(text: str) -> str:
    """Write a text as JSON does, whose escapes are TOML's too but for one character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
