"""Screenshots of the pages for docs/screenshots, made when asked for: `./run test --screenshots`."""

from base64 import b64decode
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.widths import at_each_width

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
LONGEST = 3000
PAPER = 718
"""A4 between margins of 1 cm, in CSS pixels."""

QUALITY = 100
"""In percent: at 100 WebP loses nothing, and is a sixth of Chromium's PNG; the repository carries every picture."""

asked_for = False
"""Set by `--screenshots`."""


def keep(page: Page, name: str) -> None:
    """Save the page, down to `LONGEST` pixels, as NAME-wide.webp and NAME-narrow.webp."""
    if asked_for:
        for width in at_each_width(page):
            _save(page, f"{name}-{width}")


def keep_printed(page: Page, name: str) -> None:
    """Save the page as it comes out on paper, as NAME-printed.webp; nothing may be cut off at the right."""
    size = page.viewport_size
    page.set_viewport_size({"width": PAPER, "height": 1000})
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    if asked_for:
        _save(page, f"{name}-printed")
    page.emulate_media(media="screen")
    if size:
        page.set_viewport_size(size)


def keep_in_forced_colours(page: Page, name: str) -> None:
    """Save the page in a contrast theme of the reader's own, as NAME-forced-colours.webp."""
    if asked_for:
        page.emulate_media(forced_colors="active")
        _save(page, f"{name}-forced-colours")
        page.emulate_media(forced_colors="none")


def _save(page: Page, name: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / f"{name}.webp").write_bytes(_picture(page))


def _picture(page: Page) -> bytes:
    page.evaluate("new Promise(requestAnimationFrame)")
    wide, high = page.evaluate("[window.innerWidth, document.documentElement.scrollHeight]")
    clip = {"x": 0, "y": 0, "width": wide, "height": min(high, LONGEST), "scale": 1}
    session = page.context.new_cdp_session(page)
    taken = session.send(
        "Page.captureScreenshot",
        {"format": "webp", "quality": QUALITY, "captureBeyondViewport": True, "clip": clip},
    )
    session.detach()
    return b64decode(taken["data"])
