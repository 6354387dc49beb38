"""Screenshots of the pages for docs/screenshots, made when asked for: `./run test --screenshots`."""

import struct
import zlib
from base64 import b64decode, b64encode
from pathlib import Path

from playwright.sync_api import FloatRect, Page

from tests.browser.widths import at_each_width

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
LONGEST = 2500
PAPER = 718
"""A4 between margins of 1 cm, in CSS pixels."""

COLOURS = 20
FEW_COLOURS = (Path(__file__).parent / "few_colours.js").read_text(encoding="utf-8")

asked_for = False
"""Set by `--screenshots`."""


def keep(page: Page, name: str) -> None:
    """Save the page, down to `LONGEST` pixels, as NAME-wide.png and NAME-narrow.png."""
    if asked_for:
        for width in at_each_width(page):
            _save(page, f"{name}-{width}")


def keep_printed(page: Page, name: str) -> None:
    """Save the page as it comes out on paper, as NAME-printed.png; nothing may be cut off at the right."""
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
    """Save the page in a contrast theme of the reader's own, as NAME-forced-colours.png."""
    if asked_for:
        page.emulate_media(forced_colors="active")
        _save(page, f"{name}-forced-colours")
        page.emulate_media(forced_colors="none")


def _save(page: Page, name: str) -> None:
    page.evaluate("new Promise(requestAnimationFrame)")
    wide, high = page.evaluate("[window.innerWidth, document.documentElement.scrollHeight]")
    clip: FloatRect = {"x": 0, "y": 0, "width": wide, "height": min(high, LONGEST)}
    taken = page.screenshot(full_page=True, clip=clip, animations="disabled")
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / f"{name}.png").write_bytes(_small(page, taken))


def _small(page: Page, taken: bytes) -> bytes:
    """Write the picture anew with few colours: a tenth of the bytes, and the words as sharp as before."""
    blank = page.context.new_page()
    found = blank.evaluate(FEW_COLOURS, [b64encode(taken).decode(), COLOURS])
    blank.close()
    wide, high, pixels = found["width"], found["height"], b64decode(found["pixels"])
    lines = b"".join(b"\0" + pixels[row * wide : (row + 1) * wide] for row in range(high))
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", struct.pack(">IIBBBBB", wide, high, 8, 3, 0, 0, 0))
        + _chunk(b"PLTE", bytes(value for colour in found["palette"] for value in colour))
        + _chunk(b"IDAT", zlib.compress(lines, 9))
        + _chunk(b"IEND", b"")
    )


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
