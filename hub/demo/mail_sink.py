"""Takes every mail that the demo sends, keeps each as one file, and shows them on a page.

    python -m hub.demo.mail_sink --smtp-port 2525 --http-port 8025 --folder .hub/mail

It delivers nothing: whatever address a mail is for, it ends here.
"""

import argparse
import hashlib
import signal
import threading
from datetime import UTC, datetime
from email import policy
from email.parser import BytesHeaderParser
from http.server import ThreadingHTTPServer
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from hub.demo.mail_page import MailPage

LOOPBACK = "127.0.0.1"


class Keeper:
    """What the SMTP server does with a mail: it is taken once its file is there, whole."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def handle_DATA(  # noqa: N802 - the name that aiosmtpd calls
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Keep one mail as it came over the line."""
        keep(self._folder, envelope.original_content or b"", datetime.now(UTC))
        return "250 Kept"


def keep(folder: Path, mail: bytes, now: datetime) -> Path:
    """Write a mail to `<time>-<hash of its Message-ID>.eml`: a repeat shows by its equal ending."""
    headers = BytesHeaderParser(policy=policy.default).parsebytes(mail)
    named = hashlib.sha256(str(headers["message-id"] or "").strip().encode()).hexdigest()[:16]
    file = folder / f"{now:%Y%m%dT%H%M%S.%fZ}-{named}.eml"
    unfinished = folder / f".{file.name}.part"
    unfinished.write_bytes(mail)
    unfinished.rename(file)
    return file


def main() -> None:
    """Serve SMTP and the page until a signal to end comes."""
    parser = argparse.ArgumentParser(prog="mail_sink", description=__doc__)
    parser.add_argument("--smtp-port", type=int, required=True)
    parser.add_argument("--http-port", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    asked = parser.parse_args()
    asked.folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    page = ThreadingHTTPServer((LOOPBACK, asked.http_port), MailPage.of(asked.folder))
    controller = Controller(Keeper(asked.folder), hostname=LOOPBACK, port=asked.smtp_port)
    controller.start()
    threading.Thread(target=page.serve_forever, daemon=True).start()
    signal.sigwait({signal.SIGTERM, signal.SIGINT})
    controller.stop()
    page.shutdown()


if __name__ == "__main__":
    # blocked before any thread begins, so that sigwait gets them
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    main()
