"""Bringing a database to the tables of this version. Migrations expand first and contract in a later one."""

import time
from pathlib import Path

import structlog
from alembic import command
from alembic.config import Config
from sqlalchemy.exc import OperationalError

_FOLDER = Path(__file__).parent
_LOCK_NOT_AVAILABLE = "55P03"
_TRIES = 10

_log = structlog.get_logger(__name__)


def configuration(url: str) -> Config:
    """Make Alembic's configuration for the database at `url`, which must be its owner's."""
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.attributes["url"] = url
    return config


def upgrade(url: str, revision: str = "head") -> None:
    """Upgrade the database at `url`, trying again while another transaction keeps a table busy."""
    for left in reversed(range(_TRIES)):
        try:
            command.upgrade(configuration(url), revision)
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", None) != _LOCK_NOT_AVAILABLE or not left:
                raise
            _log.warning("migration_waits_for_a_lock", tries_left=left)
            time.sleep(1)
        else:
            return


def downgrade(url: str, revision: str) -> None:
    """Take the database at `url` back to `revision`; for tests, and for an operator who has a backup."""
    command.downgrade(configuration(url), revision)
