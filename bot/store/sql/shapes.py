"""The shapes that the database ever had, each by the number of the migration that brought it there."""

from __future__ import annotations

from pathlib import Path

from bot.core.errors import CalmaError
from bot.shipped import COMMAND

MIGRATIONS = Path(__file__).parents[1] / "migrations"
EMPTY = f"The database has no tables of Calma yet: run `{COMMAND} migrate`."
OLDER = f"The database is older than this version: run `{COMMAND} migrate`."
NEWER = (
    "The database is newer than this version of Calma: start the version that wrote it, or put back the copy "
    f"from before the update, by `{COMMAND} restore FILE` (docs/howto/upgrade.md)."
)


class SchemaError(CalmaError):
    """The database has another shape than this version knows; the message says what to do."""


class OutdatedSchema(SchemaError):
    """The database is to be migrated first."""


def revisions() -> list[str]:
    """Returns every shape that the database ever had, by the number its migration's file begins with."""
    return sorted(path.name.partition("_")[0] for path in MIGRATIONS.glob("versions/[0-9]*.py"))
