"""Screenshots of the pages for docs/screenshots, made when asked for: `./run test --screenshots`."""

from pathlib import Path

from playwright.sync_api import Page

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
asked_for = False
"""Set by `--screenshots`."""


def keep(page: Page, name: str) -> None:
    """Save the whole page as NAME-wide.png or NAME-narrow.png."""
    if not asked_for:
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    size = page.viewport_size
    width = "narrow" if size and size["width"] < 600 else "wide"
    page.screenshot(path=FOLDER / f"{name}-{width}.png", full_page=True, animations="disabled")
