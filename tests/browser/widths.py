"""The two widths at which every page is looked at."""

from collections.abc import Iterator

from playwright.sync_api import Page

WIDE, NARROW = 1200, 320


def at_each_width(page: Page) -> Iterator[str]:
    """Show a page narrow, then wide as it was; gives the width's name each time."""
    size = page.viewport_size or {"width": WIDE, "height": 800}
    for name, width in (("narrow", NARROW), ("wide", WIDE)):
        page.set_viewport_size({"width": width, "height": size["height"]})
        yield name
    page.set_viewport_size(size)
