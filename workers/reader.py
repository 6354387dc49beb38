"""Reads returned mail in a thread of its own, so that a silent mail server delays nothing."""

import threading
import time

import structlog

from hub.channels.mailbox.opening import mailbox_for
from hub.journey.returning import read_returned
from hub.settings import settings
from workers.parts import database

_log = structlog.get_logger(__name__)


class Reader:
    """At most one reading at a time in each worker, and not more often than the settings say.

    Two workers that read the same mail at once record it once.
    """

    def __init__(self) -> None:
        self._reading = threading.Lock()
        self._next = 0.0

    def look(self) -> None:
        """Start reading unless it is under way, or was just done; returns at once."""
        if mailbox_for(settings()) is None or time.monotonic() < self._next:
            return
        if self._reading.acquire(blocking=False):
            self._next = time.monotonic() + settings().return_read_seconds
            threading.Thread(target=self._read, name="returned mail", daemon=True).start()

    def _read(self) -> None:
        try:
            opened = mailbox_for(settings())
            if opened is not None:
                read_returned(
                    database(),
                    opened,
                    return_address=settings().return_address or "",
                    deadline=settings().return_deadline_seconds,
                )
        except Exception as error:  # noqa: BLE001 - the mail stays where it is, and the next reading finds it
            _log.error("returned_mail_not_read", error=type(error).__name__)
        finally:
            self._reading.release()


reader = Reader()
"""The process's one."""
