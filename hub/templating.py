"""Words around values: mails from templates/email/<message>/, pages from templates/web/."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from css_inline import CSSInliner
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

_HERE = Path(__file__).parent
_PLACES = (_HERE.parent / "templates", _HERE / "_templates")
"""In the tree, and in the wheel."""


@dataclass(frozen=True, kw_only=True)
class Rendered:
    """A mail's three parts: a subject of one line, and the same words as text and as HTML."""

    subject: str
    text: str
    html: str


@cache
def environment() -> Environment:
    """Make the environment: HTML escapes by itself, and a name that nobody gave is an error, not a gap."""
    return Environment(
        loader=FileSystemLoader([place for place in _PLACES if place.is_dir()]),
        autoescape=select_autoescape(enabled_extensions=("html", "svg"), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def email(kind: str, context: Mapping[str, Any]) -> Rendered:
    """Write a mail of a kind; jinja2's UndefinedError if the context lacks a name."""
    subject, text, html = (
        environment().get_template(f"email/{kind}/{part}").render(context)
        for part in ("subject.txt", "body.txt", "body.html")
    )
    return Rendered(subject=" ".join(subject.split()), text=text.strip() + "\n", html=_inliner().inline(html))


def page(name: str, context: Mapping[str, Any]) -> str:
    """Write a page of templates/web, named like `link.html`."""
    return environment().get_template(f"web/{name}").render(context)


@cache
def _inliner() -> CSSInliner:
    """Make what puts styles onto elements, as mail programs want them; it never fetches anything."""
    return CSSInliner(load_remote_stylesheets=False)
