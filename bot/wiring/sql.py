"""All stores in one database. SQLAlchemy comes with it: a look-up in the terminal does without."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.core.keys import KeySource
from bot.store.sql import checkin, incidents, schedules
from bot.store.sql.activity import SqlActivityStore
from bot.store.sql.alerts import SqlAlertStore
from bot.store.sql.digests import SqlDigestStore
from bot.store.sql.drills import SqlDrillStore
from bot.store.sql.edge import SqlReferenceStore, SqlTokenStore
from bot.store.sql.favourites import SqlFavouriteStore
from bot.store.sql.groups import SqlGroupStore
from bot.store.sql.helpdesk import SqlHelpdeskStore
from bot.store.sql.installations import SqlInstallationStore
from bot.store.sql.learning import SqlLearningStore
from bot.store.sql.leavers import SqlLeaverStore
from bot.store.sql.made_up import is_made_up
from bot.store.sql.minutes import SqlMinuteStore
from bot.store.sql.misses import SqlMissStore, installation_key
from bot.store.sql.outcomes import SqlOutcomeStore
from bot.store.sql.people import SqlPeopleStore
from bot.store.sql.personal import SqlPersonalStore
from bot.store.sql.requests import SqlRequestStore
from bot.store.sql.roleplays import SqlPlayStore
from bot.store.sql.rounds import SqlRoundStore
from bot.store.sql.safety import SqlSafetyStore
from bot.store.sql.sessions import SqlReportSessionStore
from bot.store.sql.stores import opened
from bot.store.sql.team import SqlTeamStore
from bot.wiring.stores import Stores


@asynccontextmanager
async def stored(url: str, keys: KeySource, *, pooled: bool = False) -> AsyncIterator[Stores]:
    """Yields the stores in the database at `url`. The self-check's answers open by `keys`."""
    async with opened(url, pooled=pooled) as database:
        yield Stores(
            SqlPeopleStore(database),
            SqlFavouriteStore(database),
            SqlOutcomeStore(database),
            incidents.boundary_stores(database),
            SqlTeamStore(database),
            SqlMissStore(database),
            SqlReferenceStore(database),
            groups=SqlGroupStore(database),
            tokens=SqlTokenStore(database),
            installations=SqlInstallationStore(database),
            checkin=checkin.checkin_stores(database, keys, secrets.token_bytes),
            drills=SqlDrillStore(database),
            learning=SqlLearningStore(database),
            plays=SqlPlayStore(database),
            rounds=SqlRoundStore(database),
            safety=SqlSafetyStore(database),
            schedule=schedules.schedule_stores(database),
            minutes=SqlMinuteStore(database),
            alerts=SqlAlertStore(database),
            requests=SqlRequestStore(database),
            personal=SqlPersonalStore(database),
            leavers=SqlLeaverStore(database),
            activity=SqlActivityStore(database),
            helpdesk=SqlHelpdeskStore(database),
            sessions=SqlReportSessionStore(database),
            digests=SqlDigestStore(database),
            trouble=database.trouble,
            failures=database.failures,
            check_schema=database.check_schema,
            lookup_key=await installation_key(database, "tickets"),
            made_up=await is_made_up(database),
        )
