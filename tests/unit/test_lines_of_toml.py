"""Lines of a TOML text, against Python's own reader: whatever it reads has a line here, and the right one."""

import json
import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.directory.rules.lines import line_at, lines_of

AWKWARD = '''\
# a comment with "quotes", [brackets] and = signs

title = "one # no comment" # a comment
'single quoted' . "double \\"quoted\\"" = 3
both = """
[not.a.table]
key = "not a key" \\
""" # after
literal = \'\'\'
a "quote" and \\ no escape
[[nor.this]]\'\'\'
ends-in-quotes = """two quotes""\"""
more-quotes = """two"""""
more-literal = \'\'\'one\'\'\'\'
two-literal = \'\'\'two\'\'\'\'\' # '
list = [ # first
  1, [ "two", "]" ],

  # between
  { a = 1, b.c = [2, 3] },
]
day = 1979-05-27 07:32:00Z
moment = 1979-05-27T07:32:00-07:00
empty = {}
none = []

[table.inner]
x = 1
[table]
y = { z = "}" }

[[thing]]
name = "first"
  [[thing.part]]
  n = 1
  [[thing.part]]
  n = 2
  [thing.part.deep]
  m = 3
[[thing]]
[[thing.part]]
n = 4
'''


def paths(value, at=""):
    """Every pointer that the reader's own value has."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield f"{at}/{key}"
            yield from paths(inner, f"{at}/{key}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield f"{at}/{number}"
            yield from paths(inner, f"{at}/{number}")


def test_an_awkward_text_is_read_line_by_line():
    lines = lines_of(AWKWARD)
    assert set(lines) == set(paths(tomllib.loads(AWKWARD)))
    written = AWKWARD.splitlines()
    for pointer, begins in {
        "/title": "title",
        '/single quoted/double "quoted"': "'single",
        "/both": "both",
        "/literal": "literal",
        "/ends-in-quotes": "ends",
        "/two-literal": "two-literal",
        "/list/0": "  1, [",
        "/list/1/1": "  1, [",
        "/list/2": "  { a",
        "/list/2/b/c/1": "  { a",
        "/day": "day",
        "/moment": "moment",
        "/none": "none",
        "/table/inner/x": "x = 1",
        "/table": "[table]",
        "/table/y/z": "y =",
        "/thing": "[[thing]]",
        "/thing/0/part/1/n": "  n = 2",
        "/thing/0/part/1/deep": "  [thing.part.deep]",
        "/thing/1/part/0/n": "n = 4",
    }.items():
        assert written[lines[pointer] - 1].startswith(begins), pointer


@pytest.mark.parametrize(
    ("pointer", "line"),
    [("/thing/0/part/9/n", "[[thing.part]]"), ("/table/none", "[table]"), ("/nothing", "# a comment")],
)
def test_what_is_not_there_gets_the_line_of_what_is_around_it(pointer, line):
    found = line_at(lines_of(AWKWARD), pointer)
    near = {"/thing/0/part/9/n": "  [[thing.part]]"}.get(pointer, line)
    assert AWKWARD.splitlines()[found - 1].startswith(near)


KEYS = st.one_of(
    st.text("abc-_1", min_size=1, max_size=4).map(lambda key: (key, key)),
    st.text("a .#=[]'\\\n", max_size=4).map(lambda key: (key, json.dumps(key))),
    st.text('b .#=[]"\\', max_size=4).map(lambda key: (key, f"'{key}'")),
)
SPACES = st.sampled_from(["", " ", "\t"])
GAPS = st.sampled_from(["", " ", "\n", "\n\n", ' # a ] comment } "\n', "\r\n"])
TEXTS = st.text("ab \"'\\\n#[]{}=,.", max_size=8)


def _many_lines(text):
    return '"""\n' + text.replace("\\", "\\\\").replace('"', '\\"') + '"""'


def _literal(text):
    return "'''\n" + text.replace("'", "") + "'''"


SCALARS = st.one_of(
    st.integers(-99, 99).map(str),
    st.sampled_from(["true", "1.5e3", "inf", "2018-03-31", "2018-03-31 07:00:00", "07:32:00"]),
    TEXTS.map(json.dumps),
    TEXTS.map(_many_lines),
    TEXTS.map(_literal),
)


def _listed(inner):
    return st.lists(st.tuples(GAPS, inner, GAPS), max_size=3).map(
        lambda parts: "[" + ",".join("".join(part) for part in parts) + "]"
    )


def _inline(inner):
    pairs = st.lists(st.tuples(KEYS, SPACES, inner), max_size=3, unique_by=lambda pair: pair[0][0])
    return pairs.map(
        lambda found: "{" + ", ".join(f"{key[1]}{gap}= {value}" for key, gap, value in found) + "}"
    )


VALUES = st.recursive(SCALARS, lambda inner: st.one_of(_listed(inner), _inline(inner)), max_leaves=6)
DOTTED = st.lists(st.tuples(SPACES, KEYS, SPACES), min_size=1, max_size=3).map(
    lambda parts: ".".join(f"{before}{key[1]}{after}" for before, key, after in parts)
)
STATEMENTS = st.one_of(
    st.tuples(DOTTED, VALUES).map(lambda pair: f"{pair[0]} = {pair[1]}"),
    DOTTED.map(lambda key: f"[{key}]"),
    DOTTED.map(lambda key: f"[[{key}]]"),
    st.sampled_from(["", "# only a comment", "  "]),
)


@settings(max_examples=600, deadline=None)
@given(st.lists(STATEMENTS, max_size=6))
def test_everything_that_python_reads_has_a_line_on_which_its_statement_stands(statements):
    kept: list[str] = []
    for each in statements:  # what makes the text no TOML, such as a key twice, is left out
        try:
            tomllib.loads("\n".join([*kept, each]))
        except tomllib.TOMLDecodeError:
            continue
        kept.append(each)
    text = "\n".join(kept)
    read, lines = tomllib.loads(text), lines_of(text)
    assert set(lines) == set(paths(read))
    last = 1
    for number in range(1, len(kept) + 1):
        so_far = "\n".join(kept[:number])
        new = set(paths(tomllib.loads(so_far))) - set(paths(tomllib.loads("\n".join(kept[: number - 1]))))
        first, last = last, so_far.replace("\r\n", "\n").count("\n") + 1
        for pointer in new:
            # a table told of again has the line of its own header, which may come later
            assert lines[pointer] >= first, pointer
            assert lines[pointer] <= last or pointer in _headers(kept), pointer
        last += 1


def _headers(kept):
    found = set()
    for each in kept:
        if each.startswith("["):
            found |= set(paths(tomllib.loads(each)))
    return found | {re_numbered for path in found for re_numbered in _all_numbers(path)}


def _all_numbers(path):
    return {path.replace("/0", f"/{number}") for number in range(6)}
