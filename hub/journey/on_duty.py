"""What falls due by the hour and by the day: calls, digests, questions before bank holidays."""

from hub.db import Database
from hub.journey.covering import see_to_cover
from hub.journey.digests import send_digests
from hub.journey.phoning import ring_on
from hub.journey.unread import ring_about_unread


def see_to_duties(database: Database) -> int:
    """Take every step of these kinds that is due, in batches; returns how many there were.

    Any number may run at once: each step is a row that is locked, or written once.
    """
    return sum(step(database) for step in (ring_about_unread, ring_on, send_digests, see_to_cover))
