"""At a start: what earlier versions stored is converted; what a restored backup brought back goes again."""

from __future__ import annotations

import logging

from bot.core.errors import CalmaError
from bot.core.people import Clock
from bot.core.personal import DataSubject
from bot.wiring.stores import Stores

RESTORED = (
    "The database is older than what is kept with the self-check's keys: a backup was put back, or an "
    "erasure was cut off. What was erased since is erased again."
)
_log = logging.getLogger("calma")


async def prepare_records(stores: Stores, clock: Clock) -> None:
    """Does both before anybody asks for anything. What keeps it from that is logged; the app works without.

    People who had been erased whole are noted as being erased; the daily job, which runs at the start too,
    brings that to its end in all tables.
    """
    records = stores.checkin.records
    try:
        if await records.is_restored():
            _log.warning(RESTORED)
            for tenant in await stores.leavers.known_tenants():
                people = await stores.leavers.known_people(tenant)
                erased = await records.erased_since(tenant, people)
                subjects = [DataSubject(tenant, user_id) for user_id in sorted(erased)]
                await stores.personal.begin_erasing(subjects, clock())
            await records.erase_restored()
        await records.prepare_records()
    except CalmaError as error:
        _log.warning("the self-check: %s", error)
