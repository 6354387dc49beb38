"""The page on which the demo's mails are read."""

import re
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser, BytesParser
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import ClassVar
from urllib.parse import parse_qs, urlsplit

PAGE = 100
"""Mails on one page of the list."""

NAME = re.compile(r"\d{8}T\d{6}\.\d{6}Z-[0-9a-f]{16}\.eml")
ADDRESS = re.compile(r"https?://[^\s<>\"]+")
SHOWN = ("Date", "From", "To", "Subject", "Message-ID")

LAYOUT = """<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font: 1.1rem/1.5 system-ui, sans-serif; color: #0b0c0c; }}
main {{ margin: 0 auto; max-width: 60rem; padding: 1rem; }}
a {{ color: #1d70b8; }} a:focus {{ background: #ffdd00; color: #0b0c0c; outline: 3px solid #0b0c0c; }}
table {{ border-collapse: collapse; width: 100%; }}
th, td {{ text-align: left; vertical-align: top; padding: .5rem .75rem .5rem 0; overflow-wrap: anywhere; }}
@media (max-width: 40rem) {{ td, th {{ display: block; padding: .1rem 0; }} }}
tr {{ border-bottom: 1px solid #b1b4b6; }}
pre {{ background: #f3f2f1; padding: 1rem; white-space: pre-wrap; overflow-wrap: anywhere; }}
iframe {{ width: 100%; height: 40rem; border: 1px solid #505a5f; }}
</style>
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"""


class MailPage(BaseHTTPRequestHandler):
    """Answers `/`, the mails newest first, and `/mails/<file>`, one of them."""

    folder: ClassVar[Path]
    protocol_version = "HTTP/1.1"
    timeout = 30

    @classmethod
    def of(cls, folder: Path) -> "type[MailPage]":
        """Bind the page to the folder whose mails it shows."""
        return type("MailPageOfFolder", (cls,), {"folder": folder})

    def do_GET(self) -> None:
        """Answer with a page."""
        status, title, body = self._find()
        text = LAYOUT.format(title=escape(title), body=body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(text)))
        self.send_header(
            "Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
        )
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(text)

    do_HEAD = do_GET  # noqa: N815 - the name that http.server calls

    def log_message(self, *_: object) -> None:
        """Say nothing: who reads which demo mail is no news."""

    def _find(self) -> tuple[HTTPStatus, str, str]:
        asked = urlsplit(self.path)
        if asked.path == "/":
            skip = parse_qs(asked.query).get("skip", ["0"])[0]
            return (
                HTTPStatus.OK,
                "Mails of the demo",
                listing(self.folder, int(skip) if skip.isdigit() else 0),
            )
        name = asked.path.removeprefix("/mails/")
        if NAME.fullmatch(name) and (self.folder / name).is_file():
            mail = BytesParser(EmailMessage, policy=policy.default).parsebytes(
                (self.folder / name).read_bytes()
            )
            return HTTPStatus.OK, str(mail["subject"] or "Mail without a subject"), reading(mail)
        return HTTPStatus.NOT_FOUND, "Not found", '<h1>No such mail</h1><p><a href="/">All mails</a></p>'


def listing(folder: Path, skip: int) -> str:
    """Show the mails as a table, newest first, a page at a time."""
    files = sorted((each for each in folder.glob("*.eml") if NAME.fullmatch(each.name)), reverse=True)
    if not files:
        return "<h1>Mails of the demo</h1><p>None so far. Reload the page after a referral has been sent.</p>"
    rows = "\n".join(_row(file) for file in files[skip : skip + PAGE])
    older = f'<p><a href="/?skip={skip + PAGE}">Older mails</a></p>' if len(files) > skip + PAGE else ""
    return (
        f"<h1>Mails of the demo</h1><p>{len(files)} kept, newest first. None has left this machine.</p>"
        '<table><thead><tr><th scope="col">Time (UTC)</th><th scope="col">To</th><th scope="col">Subject</th>'
        f"</tr></thead><tbody>\n{rows}\n</tbody></table>{older}"
    )


def reading(mail: EmailMessage) -> str:
    """Show one mail: its headers, its text with links that can be followed, and its HTML shut in a frame."""
    headers = "\n".join(
        f'<tr><th scope="row">{name}</th><td>{escape(str(mail[name] or ""))}</td></tr>' for name in SHOWN
    )
    body = (
        f'<p><a href="/">All mails</a></p><h1>{escape(str(mail["subject"] or "Mail without a subject"))}</h1>'
    )
    body += f"<table><tbody>{headers}</tbody></table>"
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    if text is not None:
        body += f"<h2>Text</h2><pre>{_linked(str(text.get_content()))}</pre>"
    if html is not None:
        # links open beside the frame, as nothing inside it may run or leave it
        inside = escape('<base target="_blank">' + str(html.get_content()), quote=True)
        body += (
            '<h2>HTML</h2><iframe title="The HTML part of the mail" '
            f'sandbox="allow-popups allow-popups-to-escape-sandbox" srcdoc="{inside}"></iframe>'
        )
    return body


def _row(file: Path) -> str:
    with file.open("rb") as opened:
        headers = BytesHeaderParser(policy=policy.default).parse(opened)
    at = datetime.strptime(file.name[:15], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    subject = escape(str(headers["subject"] or "Mail without a subject"))
    return (
        f"<tr><td>{at:%Y-%m-%d %H:%M:%S}</td><td>{escape(str(headers['to'] or ''))}</td>"
        f'<td><a href="/mails/{file.name}">{subject}</a></td></tr>'
    )


def _linked(text: str) -> str:
    parts, end = [], 0
    for found in ADDRESS.finditer(text):
        address = escape(found.group(), quote=True)
        parts += [escape(text[end : found.start()]), f'<a href="{address}">{address}</a>']
        end = found.end()
    return "".join([*parts, escape(text[end:])])
