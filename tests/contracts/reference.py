"""What docs/reference must say, read from the code; and what it says, read from its pages.

Some parts of the pages stand between two marks and are written from here by
`python -m tests.contracts.write_reference`; the rest is written by hand and held by test_docs.py.
"""

import ast
import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

import typer
from fastapi import FastAPI
from pydantic import SecretStr
from pydantic.fields import FieldInfo

from hub.app import FOR_PROGRAMS, make_app
from hub.cli import app as commands
from hub.db import Database
from hub.domain.assignment import MOVES, AssignmentEvent
from hub.domain.clock_moves import EFFECTS, Effect
from hub.open_referral.app import make_app as make_open_directory
from hub.portal import door
from hub.settings import Settings
from tests.factories.gateway import every_route

TREE = Path(__file__).parents[2]
PAGES = TREE / "docs" / "reference"
OPENAPI = PAGES / "openapi.json"
OPEN_REFERRAL = PAGES / "open-referral.json"
NOTHING = "–"  # noqa: RUF001  a dash, as a table has where there is nothing

Row = tuple[str, ...]


# what the pages say


def page(name: str) -> str:
    return (PAGES / name).read_text(encoding="utf-8")


def tables(name: str) -> dict[str, list[Row]]:
    """Give the rows of each table of a page by the heading above it, without their head."""
    found: dict[str, list[Row]] = {}
    heading = ""
    for line in page(name).splitlines():
        if line.startswith("#"):
            heading = line.lstrip("# ").strip("`")
        elif line.startswith("|"):
            cells = re.split(r"(?<!\\)\|", line.strip().strip("|"))
            found.setdefault(heading, []).append(tuple(cell.strip() for cell in cells))
    return {heading: rows[2:] for heading, rows in found.items()}


def names(rows: list[Row]) -> list[str]:
    """Give the first column without its backticks."""
    return [row[0].strip("`") for row in rows]


def block(name: str, title: str) -> str:
    """Give what stands between the marks of a generated part."""
    return _between(title).search(page(name))[2].strip("\n")


def put_block(text: str, title: str, content: str) -> str:
    return _between(title).sub(lambda found: f"{found[1]}\n{content}\n\n{found[3]}", text)


def _between(title: str) -> re.Pattern[str]:
    return re.compile(rf"(<!-- from the code: {title} -->\n)(.*?)(<!-- end -->)", re.DOTALL)


# what the code says: parts that are written from it


def settings_table() -> str:
    rows = [_setting(name, field) for name, field in Settings.model_fields.items()]
    return table(("Variable", "Value", "Default", "Meaning"), rows)


def _setting(name: str, field: FieldInfo) -> Row:
    return f"`HUB_{name.upper()}`", _value(field.annotation), _default(field), field.description or ""


def _value(annotation: Any) -> str:
    kinds = [each for each in get_args(annotation) if each is not type(None)]
    if get_origin(annotation) is Literal:
        return " or ".join(f"`{each}`" for each in kinds)
    kind = kinds[0] if kinds else annotation
    return {bool: "`true` or `false`", int: "whole number", float: "number", SecretStr: "secret text"}.get(
        kind, "text"
    )


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    plain = field.default.get_secret_value() if isinstance(field.default, SecretStr) else field.default
    return NOTHING if plain is None else f"`{str(plain).lower() if isinstance(plain, bool) else plain}`"


def moves_table() -> str:
    rows = [
        (
            f"`{event}`",
            _listed(move.sources),
            f"`{move.target}`" if move.target else "where it was before the hold",
            _listed(move.roles),
        )
        for event, moves in MOVES.items()
        for move in moves
    ]
    assign = (f"`{AssignmentEvent.ASSIGN}`", NOTHING, "`queued`", "`hub` `coordinator`")
    return table(("Event", "From", "To", "By"), [assign, *rows])


def clocks_table() -> str:
    return table(
        ("Event", "Stops", "Starts", "Ends the rest"),
        [_effect(event, effect) for event, effect in EFFECTS.items()],
    )


def _effect(event: AssignmentEvent, effect: Effect) -> Row:
    ends = "yes" if effect.ends_the_rest else "no"
    return f"`{event}`", _listed(effect.stops), _listed(effect.starts), ends


def _listed(values: Any) -> str:
    order = {value: place for value in values for place, value in enumerate(type(value))}
    return " ".join(f"`{value}`" for value in sorted(values, key=order.__getitem__)) or NOTHING


def commands_list() -> str:
    parts = [_command(words, command) for words, command in every_command()]
    return "\n\n".join(parts)


def every_command() -> Iterator[tuple[str, Any]]:
    """Walk the command line, each command with its words."""
    yield from _walk("hub", typer.main.get_command(commands))


def _walk(words: str, command: Any) -> Iterator[tuple[str, Any]]:
    for name, inner in getattr(command, "commands", {}).items():
        if hasattr(inner, "commands"):
            yield from _walk(f"{words} {name}", inner)
        else:
            yield f"{words} {name}", inner


def _command(words: str, command: Any) -> str:
    shown = [each for each in command.params if each.name != "help"]
    taken = [each for each in shown if each.param_type_name == "argument"]
    usage = " ".join((words, *(each.name.upper() for each in taken)))
    options = [(f"`{_option(each)}`", _default_of(each), each.help or "") for each in shown]
    lines = [f"### `{usage}`", (command.help or "").strip()]
    return "\n\n".join([*lines, table(("Option", "Default", "Meaning"), options)] if options else lines)


def _option(each: Any) -> str:
    return each.name.upper() if each.param_type_name == "argument" else "/".join(each.opts)


def _default_of(each: Any) -> str:
    if each.required:
        return "required"
    return NOTHING if each.default in {None, False} or each.default == [] else f"`{each.default}`"


def table(head: Row, rows: list[Row]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in lines)


GENERATED: Mapping[tuple[str, str], Callable[[], str]] = {
    ("settings.md", "settings"): settings_table,
    ("states.md", "moves"): moves_table,
    ("states.md", "clocks"): clocks_table,
    ("commands.md", "commands"): commands_list,
    ("open-referral.md", "parameters"): lambda: parameters_table(),  # noqa: PLW0108  likewise
    ("pages.md", "pages"): lambda: pages_table(),  # noqa: PLW0108  it stands below, beside the other routes
}


# what the code says: lists that pages written by hand must hold


def gateway() -> FastAPI:
    made_up = Settings(
        database_url=SecretStr("postgresql://nobody@/nowhere"),
        sealing_keys=SecretStr("1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="),
        token_key=SecretStr("made up"),
        link_key=SecretStr("made up"),
    )
    return make_app(
        made_up, Database(made_up.database_url.get_secret_value())
    )  # connects to nothing by itself


def openapi() -> str:
    return json.dumps(gateway().openapi(), indent=1, ensure_ascii=False) + "\n"


def open_directory() -> FastAPI:
    nowhere = Database("postgresql://nobody@/nowhere")
    return make_open_directory(nowhere, public_url="http://hub.example.org", licence="", answers={})


def open_referral() -> str:
    return json.dumps(open_directory().openapi(), indent=1, ensure_ascii=False) + "\n"


def parameters_table() -> str:
    """Write each parameter of the open directory's lists, where it is taken, and what it does."""
    found: dict[tuple[str, str], list[str]] = {}
    for path, methods in open_directory().openapi()["paths"].items():
        for each in methods["get"].get("parameters", []):
            if each["in"] == "query":
                found.setdefault((each["name"], each["description"]), []).append(f"`{path}`")
    rows = [(f"`{name}`", " ".join(paths), said) for (name, said), paths in found.items()]
    return table(("Parameter", "Taken by", "What it does"), rows)


def routes() -> dict[str, Any]:
    """Give every route for programs, and a mail's link, as `GET /v1/referrals`, with its function."""
    return {route: found for route, found in _endpoints().items() if not _is_a_page(route)}


def pages_table() -> str:
    """Write each page, for whom it is, and what its function says of itself."""
    found = sorted(
        (path, method, endpoint)
        for route, endpoint in _endpoints().items()
        if _is_a_page(route)
        for method, path in [route.split(" ")]
    )
    rows = [
        (f"`{method} {path}`", _visitors(endpoint), (endpoint.__doc__ or "").strip().partition("\n")[0])
        for path, method, endpoint in found
    ]
    return table(("Page", "For", "What it does"), rows)


def _endpoints() -> dict[str, Any]:
    return {
        f"{method} {each.path}": each.endpoint
        for each in every_route(gateway().routes)
        for method in sorted(each.methods)
        if each.path != "/openapi.json"
    }


def _is_a_page(route: str) -> bool:
    return not route.split(" ")[1].startswith((*FOR_PROGRAMS, "/link/"))


_VISITS = {
    "AnyVisit": "whoever is signed in",
    "ManagerVisit": "managers, for their own agency",
    "PoliceVisit": "police",
    "ProviderVisit": "provider",
    "CoordinatorVisit": "coordinator",
    "CommissionerVisit": "commissioner",
    "AdministratorVisit": "administrator",
    "RotaVisit": "coordinator, administrator",
}


def _visitors(endpoint: Callable[..., Any]) -> str:
    hints = get_type_hints(endpoint, include_extras=True)
    asked = [words for name, words in _VISITS.items() if hints.get("visit") == getattr(door, name)]
    return asked[0] if asked else "anybody"


class _Asked(Exception):  # noqa: N818  it carries an answer and is no error
    """Raised by `_Listener` in place of acting."""


class _Listener:
    """Stands where a caller would and learns which roles a route asks for."""

    def run(self, _act: Any, *roles: Any) -> None:
        raise _Asked(*roles)


class _Anything:
    """A body whose every field is left out."""

    def __getattr__(self, _name: str) -> None:
        return None


def roles_of(endpoint: Callable[..., Any]) -> frozenset[str] | None:
    """Say for which roles a route acts; None for one that asks for no key."""
    wanted = set(endpoint.__annotations__) - {"return"}
    if "calling" not in wanted:
        return None
    given = {name: _Anything() for name in wanted} | {"calling": _Listener()}
    given |= {
        name: value for name, value in {"quarter": "2017-18-Q1", "accept": "*/*"}.items() if name in wanted
    }
    try:
        endpoint(**given)
    except _Asked as asked:
        return frozenset(str(role) for role in asked.args)
    raise AssertionError(f"{endpoint.__name__} acts without naming its roles")


def codes_in(folder: str, places: Mapping[str, int]) -> frozenset[str]:
    """Collect the literal codes in calls of these names: by the keyword `code`, or at the position given."""
    found: set[str] = set()
    for file in (TREE / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _name_of(node.func) in places:
                named = [each.value for each in node.keywords if each.arg == "code"]
                placed = node.args[places[_name_of(node.func)] :][:1]
                found |= {each.value for each in (*named, *placed) if _is_code(each)}
    return frozenset(found)


def _name_of(function: ast.expr) -> str:
    return getattr(function, "attr", getattr(function, "id", ""))


def _is_code(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)
