"""What a form sent, and whether it was our own page that sent it."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request

from hub.domain.errors import Fault, InvalidError, NotAllowedError

MOST_FIELDS = 400
FOREIGN = "This form did not come from the hub's own page. Go back, reload the page and try again."
NO_TEXT = "Something that was sent is no text. Go back and type it anew."


@dataclass(frozen=True)
class Form:
    """The fields that were sent, each with its values in order, and a file's text; none for a GET."""

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Give a field's value without the spaces around it; empty if it was not sent."""
        return self.values.get(name, ("",))[0].strip()

    def many(self, name: str) -> tuple[str, ...]:
        """Give every value of a field, such as the boxes that were ticked."""
        return tuple(value.strip() for value in self.values.get(name, ()) if value.strip())

    def secret(self, name: str) -> str:
        """Give a password as it was typed."""
        return self.values.get(name, ("",))[0]


async def read_form(request: Request) -> Form:
    """Read what a POST sent; raises NotAllowedError unless our own page sent it."""
    if request.method != "POST":
        return Form()
    check_origin(request)
    values: dict[str, tuple[str, ...]] = {}
    files: dict[str, str] = {}
    try:
        async with request.form(max_fields=MOST_FIELDS, max_files=1) as sent:
            for name, value in sent.multi_items():
                if isinstance(value, str):
                    values[name] = (*values.get(name, ()), _as_text(value))
                else:
                    files[name] = (await value.read()).decode("utf-8-sig")
    except ValueError as error:  # an alphabet that there is not, or that the bytes are not written in
        raise InvalidError(NO_TEXT) from error
    return Form(values, files)


def _as_text(value: str) -> str:
    """Give a value that can be written down; raises InvalidError for half a character."""
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise InvalidError(NO_TEXT) from error
    return value


Sent = Annotated[Form, Depends(read_form)]


def check_origin(request: Request) -> None:
    """Refuse a POST that another site's page sent; every browser says whose page it was.

    Origin must be ours where it is sent, Sec-Fetch-Site likewise, and one of the two must be.
    """
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    is_ours = origin is None or _host_of(origin) == request.headers.get("host")
    if (origin is None and site is None) or not is_ours or site not in {None, "same-origin"}:
        raise NotAllowedError(FOREIGN)


def _host_of(origin: str) -> str:
    """Give the host and port of an origin; nothing for `null` and for what is none."""
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""


def check_token(form: Form, wanted: str) -> None:
    """Refuse a form without the token of this session's pages; raises NotAllowedError."""
    if not hmac.compare_digest(form.text("token").encode(), wanted.encode()):
        raise NotAllowedError(FOREIGN)


def faults_of(error: InvalidError) -> dict[str, str]:
    """Give the first message for each place that the error points to."""
    found: dict[str, str] = {}
    for each in error.faults:
        found.setdefault(each.pointer, each.message)
    return found


def fault(name: str, code: str, message: str) -> InvalidError:
    """Make the error of one field."""
    found = Fault(pointer=f"/{name}", code=code, message=message)
    return InvalidError("The form has faults.", faults=(found,))
