"""Bringing the directory up to date: a file of it, a provider's endpoint, a list of postcodes."""

from hub.directory.actions.endpoints import pause_endpoint, put_webhook
from hub.directory.actions.geography import load_edition, load_postcodes
from hub.directory.actions.loading import FIRST_LOAD, Loaded, load

__all__ = [
    "FIRST_LOAD",
    "Loaded",
    "load",
    "load_edition",
    "load_postcodes",
    "pause_endpoint",
    "put_webhook",
]
