"""Brings a database from one shape to the next, by Alembic."""

from __future__ import annotations

import logging
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from bot.store.sql import copies
from bot.store.sql.shapes import MIGRATIONS

_log = logging.getLogger("calma.store")


def keep(path: Path, before: str, head: str) -> None:
    """Keeps a copy of a file as it is before it gets another shape, and says so in the log."""
    if line := copies.keep_before(path, before, head):
        _log.warning(line)


def upgrade(connection: Connection) -> None:
    """Makes every change that the database has not seen yet."""
    command.upgrade(alembic_config(connection), "head")


def alembic_config(connection: Connection) -> Config:
    """Returns the configuration by which Alembic works on `connection`."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config
