"""What the tasks of one process share, made when the first of them runs."""

import threading
from dataclasses import replace
from functools import cache

from hub.db import Database
from hub.delivery.drain import Channels, DrainOptions, channels_for, options_for
from hub.settings import settings

stopping = threading.Event()
"""Set once the worker is to end: drains finish what is being sent and give back the rest."""


@cache
def database() -> Database:
    """Open the process's pool of connections."""
    return Database(settings().database_url.get_secret_value(), pool=settings().database_pool)


@cache
def channels() -> Channels:
    """Make the ways out, with their kept connections."""
    return channels_for(settings())


def options() -> DrainOptions:
    """Read how much at a time, and until when."""
    return replace(options_for(settings()), stop=stopping.is_set)
