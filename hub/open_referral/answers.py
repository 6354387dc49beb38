"""What the description of the API says of answers beside the shapes: refusals, and lists as lines."""

from typing import Any

from hub.open_referral.pages import NDJSON

Answers = dict[int | str, dict[str, Any]]

_TEXT = {"type": "string"}
_FAULT = {"type": "object", "properties": dict.fromkeys(("pointer", "code", "message"), _TEXT)}
_PROBLEM = {
    "type": "object",
    "properties": {
        "type": _TEXT,
        "title": _TEXT,
        "status": {"type": "integer"},
        "errors": {"type": "array", "items": _FAULT},
    },
}


def _refused(status: int, said: str) -> Answers:
    content = {"application/problem+json": {"schema": _PROBLEM}}
    return {status: {"description": said, "content": content}}


_FAULTS = _refused(422, "Every fault of the request.")
A_LIST: Answers = {
    200: {"description": "A page, or every row as a line.", "content": {NDJSON: {"schema": _TEXT}}},
    **_FAULTS,
}
ONE: Answers = {**_refused(404, "There is none of this id here now."), **_FAULTS}
