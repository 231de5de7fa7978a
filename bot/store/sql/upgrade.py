"""Brings a database from one shape to the next, by Alembic."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from bot.store.sql.database import MIGRATIONS


def upgrade(connection: Connection) -> None:
    """Makes every change that the database has not seen yet."""
    command.upgrade(alembic_config(connection), "head")


def alembic_config(connection: Connection) -> Config:
    """Returns the configuration by which Alembic works on `connection`."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config
