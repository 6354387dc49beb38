"""What a page was not given, and the components that ask for much that nobody gives."""

import json
import re
from html import unescape
from pathlib import Path

import pytest
from jinja2 import Environment, UndefinedError

from hub.templating import page_environment


@pytest.fixture(scope="module")
def pages() -> Environment:
    return page_environment({"shout": str.upper})


def render(pages: Environment, source: str, **context: object) -> str:
    return pages.from_string(source).render(context)


@pytest.mark.parametrize(
    "source",
    [
        "{{ nobody }}",
        "{% if nobody %}a{% endif %}",
        "{% for each in nobody %}a{% endfor %}",
        "{{ nobody == 1 }}",
        "{{ nobody | length }}",
        "{{ given.missing }}",
        "{{ given.missing ~ 'a' }}",
        "{{ given.missing.deeper }}",
        "{{ given.missing | upper }}",
    ],
)
def test_what_nobody_gave_is_an_error(pages: Environment, source: str):
    with pytest.raises(UndefinedError):
        render(pages, source, given={"there": 1})


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("{% if given.missing %}a{% endif %}b", "b"),
        ("{{ given.missing | default('a') }}", "a"),
        ("{% for each in given.missing %}a{% endfor %}b", "b"),
        ("{{ given.missing == 1 }}", "False"),
        ("{{ given.missing != 1 }}", "True"),
        ("{{ 'a' in given.missing }}", "False"),
    ],
)
def test_an_attribute_that_nobody_gave_may_be_asked_for(pages: Environment, source: str, written: str):
    assert render(pages, source, given={"there": 1}) == written


def test_pages_have_the_doors_filters(pages: Environment):
    assert render(pages, "{{ 'a' | shout }}") == "A"


def words_of(html: str) -> list[str]:
    """Give the text alone, without its spaces."""
    return unescape(re.sub(r"<[^>]*>", " ", html)).split()


COMPONENTS = Path(__file__).parents[2] / "node_modules" / "govuk-frontend" / "dist" / "govuk" / "components"
NEEDED = {"textarea": {"value": ""}, "character-count": {"value": ""}, "warning-text": {"text": ""}}
"""What our parts always give these three, as they print it without asking first."""


@pytest.mark.parametrize(
    "file", sorted(COMPONENTS.glob("*/fixtures.json")), ids=lambda file: file.parent.name
)
def test_every_component_renders_from_what_its_own_examples_give(pages: Environment, file: Path):
    known = json.loads(file.read_text())
    component = known["component"]
    macro = "govuk" + "".join(word.capitalize() for word in component.split("-"))
    place = f"govuk_frontend_jinja/components/{component}/macro.html"
    template = pages.from_string(f"{{% from '{place}' import {macro} %}}{{{{ {macro}(given) }}}}")
    for example in known["fixtures"]:
        written = template.render(given={**NEEDED.get(component, {}), **example["options"]})
        assert words_of(written) == words_of(example["html"])


def test_the_components_examples_are_there():
    assert len(list(COMPONENTS.glob("*/fixtures.json"))) > 30
