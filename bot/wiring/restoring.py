"""At a start, before anybody asks for anything: what earlier versions stored is converted."""

from __future__ import annotations

import logging

from bot.core.errors import CalmaError
from bot.features.checkin.ports import RecordStore

RESTORED = (
    "The database is older than what is kept with the self-check's keys: a backup was put back, or an "
    "erasure was cut off. What was erased since is erased again, by the job that runs at a start."
)
_log = logging.getLogger("calma")


async def prepare_records(records: RecordStore) -> None:
    """Converts it, and says in the log where a backup was put back.

    What keeps it from that is logged too, and no more: of all that the app does, this is one part.
    """
    try:
        if await records.is_restored():
            _log.warning(RESTORED)
        await records.prepare_records()
    except CalmaError as error:
        _log.warning("the self-check: %s", error)
    except Exception as error:  # noqa: BLE001 - as above
        # By its kind alone: its words may be of what somebody answered.
        _log.error("what earlier versions stored of the self-check is not all converted: %s", _kinds(error))


def _kinds(error: Exception) -> str:
    errors = error.exceptions if isinstance(error, ExceptionGroup) else [error]
    return ", ".join(sorted({type(each).__name__ for each in errors}))
