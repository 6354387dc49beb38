"""Words around values: mails from templates/email/<message>/, pages from templates/web/."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from css_inline import CSSInliner
from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
    Undefined,
    UndefinedError,
    select_autoescape,
)
from jinja2.utils import missing

_HERE = Path(__file__).parent
_PLACES = (_HERE.parent / "templates", _HERE / "_templates")
"""In the tree, and in the wheel."""
_COMPONENTS = "govuk_frontend_jinja"
_LEFT_OUT = frozenset({"undefined", "null", "caller", "successBanner", "typeClass"})
"""Names by which the components leave something out, or that they ask for before they set them."""


@dataclass(frozen=True, kw_only=True)
class Rendered:
    """A mail's three parts: a subject of one line, and the same words as text and as HTML."""

    subject: str
    text: str
    html: str


class Gap(Undefined):
    """What a page was not given: a name is an error at once; an attribute may be asked for, but not printed.

    The components ask their parameters which of the many options there are, so they need the second half.
    """

    __slots__ = ()

    def __str__(self) -> str:
        """Refuse to be printed."""
        raise UndefinedError(self._undefined_message)

    def __bool__(self) -> bool:
        """Say no."""
        self._need_attribute()
        return False

    def __iter__(self) -> Iterator[Any]:
        """Give nothing."""
        self._need_attribute()
        return iter(())

    def __len__(self) -> int:
        """Be empty."""
        self._need_attribute()
        return 0

    def __eq__(self, other: object) -> bool:
        """Equal another gap only."""
        self._need_attribute()
        return isinstance(other, Gap)

    def __hash__(self) -> int:
        """Hash alike, as all gaps are equal."""
        self._need_attribute()
        return hash(Gap)

    def _need_attribute(self) -> None:
        if self._undefined_obj is missing and self._undefined_name not in _LEFT_OUT:
            self._fail_with_undefined_error()


@cache
def environment() -> Environment:
    """Make the mails' environment: HTML escapes by itself; a name that nobody gave is an error, not a gap."""
    return _environment(_own_templates(), StrictUndefined)


def page_environment(filters: Mapping[str, Callable[..., Any]]) -> Environment:
    """Make a pages' environment: the components of GOV.UK Frontend, our own, and a door's filters."""
    components = PrefixLoader({_COMPONENTS: PackageLoader(_COMPONENTS)})
    made = _environment(ChoiceLoader([_own_templates(), components]), Gap)
    made.filters.update(filters)
    return made


def _own_templates() -> BaseLoader:
    return FileSystemLoader([place for place in _PLACES if place.is_dir()])


def _environment(loader: BaseLoader, undefined: type[Undefined]) -> Environment:
    return Environment(
        loader=loader,
        autoescape=select_autoescape(enabled_extensions=("html", "svg"), default=False),
        undefined=undefined,
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


@cache
def _inliner() -> CSSInliner:
    """Make what puts styles onto elements, as mail programs want them; it never fetches anything."""
    return CSSInliner(load_remote_stylesheets=False)
