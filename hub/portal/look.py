"""The built style, scripts and icon. One hash names the whole set, so a page never mixes two builds of it."""

import gzip
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import Response

from hub.domain.errors import NotFoundError

router = APIRouter(include_in_schema=False)

BUILT = Path(__file__).parent / "static"
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, kw_only=True)
class BuiltFile:
    """One file as it goes out."""

    plain: bytes
    packed: bytes
    media_type: str


@cache
def built_files() -> dict[str, BuiltFile]:
    """Read every built file once, by name; a request can name these and nothing else."""
    return {
        path.name: BuiltFile(
            plain=path.read_bytes(),
            packed=gzip.compress(path.read_bytes(), mtime=0),
            media_type=_TYPES[path.suffix],
        )
        for path in sorted(BUILT.glob("*"))
        if path.suffix in _TYPES
    }


@cache
def version() -> str:
    """Hash the whole set."""
    whole = sha256()
    for name, file in built_files().items():
        whole.update(name.encode() + file.plain)
    return whole.hexdigest()[:16]


def address(name: str) -> str:
    """Give the path that a page asks for a built file by."""
    return f"/static/{name}?v={version()}"


@router.get("/static/{name}")
def get_static(request: Request, name: str, v: str = "") -> Response:
    """Give a built file; whoever asks for it by its hash may keep it for good."""
    file = built_files().get(name)
    if file is None:
        raise NotFoundError("There is no such file.")
    headers = {
        "Cache-Control": _FOR_EVER if v == version() else "no-cache",
        "Vary": "Accept-Encoding",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    packs = "gzip" in request.headers.get("Accept-Encoding", "")
    if packs:
        headers["Content-Encoding"] = "gzip"
    return Response(file.packed if packs else file.plain, media_type=file.media_type, headers=headers)
