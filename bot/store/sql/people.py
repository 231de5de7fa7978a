"""What is stored about people, with a copy in memory, because every turn asks for it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from sys import intern
from typing import Any, NamedTuple

import sqlalchemy as sa

from bot.core.background import Bounded, Gatherer, batched
from bot.core.chat import Person, Role
from bot.core.deadline import answered_within
from bot.core.people import PlatformProfile, Preferences, as_chosen, completed, profile_now, week_of
from bot.core.shift import Shift
from bot.store.sql.database import SECONDS, SHORT, TENANT, USER, Database, metadata, upsert, upserting

FRESH_FOR = 5.0  # seconds until another replica's change is looked for
MOST_REMEMBERED = 20_000  # people remembered at most, some 500 bytes each
AT_ONCE = 500  # people asked for in one query
# Seconds in which people were there who are noted together: who reads the database before and after something
# that is nobody else's business, as in the self-check, is not to find in it who was there just then.
NOTED_TOGETHER = 24 * 3600.0
SILENT = 28 * 24 * 3600  # seconds after which somebody is noted at once: else they may be taken for gone
READ_WITHIN = 1.0  # seconds for one person; whoever asked is answered before that
Key = tuple[str, str]

_HAS_GONE, _ERASED = sa.text('"left" IS NOT NULL'), sa.text("erasing IS NOT NULL")

people = sa.Table(
    "people",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("user_id", USER, primary_key=True),
    sa.Column("language", sa.String(8), nullable=False, server_default=""),
    sa.Column("channel", SHORT, nullable=False, server_default=""),
    sa.Column("industry", SHORT, nullable=False, server_default=""),
    sa.Column("used_channel", SHORT, nullable=False, server_default=""),
    sa.Column("role", sa.Integer, nullable=False, server_default="1"),
    sa.Column("met_name", sa.String(160), nullable=False, server_default=""),
    sa.Column("met_language", sa.String(8), nullable=False, server_default=""),
    sa.Column("met_zone", SHORT, nullable=False, server_default=""),
    sa.Column("country", sa.String(2), nullable=False, server_default=""),
    sa.Column("heavy_topics", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("shift", sa.String(24), nullable=False, server_default=""),
    # The week in which they turned to the coach last; since when they have gone; since when they are erased.
    sa.Column("seen", SECONDS),
    sa.Column("left", SECONDS),
    sa.Column("erasing", SECONDS),
    sa.Index("ix_people_gone", "left", sqlite_where=_HAS_GONE, postgresql_where=_HAS_GONE),
    sa.Index("ix_people_erasing", "tenant", "user_id", sqlite_where=_ERASED, postgresql_where=_ERASED),
)
_FIND = sa.select(people).where(
    people.c.tenant == sa.bindparam("tenant"), people.c.user_id == sa.bindparam("user_id")
)


class PersonRow(NamedTuple):
    """One row. `used` is the channel used last; `seen` the week in which they were there last."""

    preferences: Preferences = Preferences()
    role: Role = Role.AGENT
    used: str = ""
    met: PlatformProfile = PlatformProfile()
    seen: int = 0
    left: bool = False


class SqlPeopleStore:
    """`PeopleStore` in the database."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.monotonic) -> None:
        self._database = database
        self._clock = clock
        self._memory: Bounded[Key, tuple[PersonRow, float]] = Bounded(MOST_REMEMBERED)
        self._reading: dict[Key, asyncio.Task[PersonRow]] = {}
        self._met: Gatherer[Key, PlatformProfile] = database.gathered(self._keep_met)
        self._meeting = upserting(database, people, ["met_name", "met_language", "met_zone"])
        self._there: Gatherer[Key, int] = database.gathered(self._keep_there, NOTED_TOGETHER)
        self._there_at_once: Gatherer[Key, int] = database.gathered(self._keep_there)
        self._back: set[Key] = set()  # those of them who had gone
        self._seeing = upserting(database, people, ["seen", "left"])

    async def complete_person(self, person: Person) -> Person:
        """Returns the person with what is stored about them.

        From memory after the first time; what is no longer fresh is read again behind the answer, not before.
        """
        key = (intern(person.tenant), person.user_id)
        row = await self._remembered_row(key)
        met = profile_now(person, row.met)
        if met != row.met:
            self._meet(key, row, met)
        return completed(person, row.preferences, row.role, row.used, met)

    async def find_profiles(self, tenant: str, user_ids: Iterable[str]) -> Mapping[str, PlatformProfile]:
        profiles: dict[str, PlatformProfile] = {}
        for some in batched(user_ids, AT_ONCE):
            query = sa.select(people).where(people.c.tenant == tenant, people.c.user_id.in_(some))
            async with self._database.reading() as connection:
                rows = {row.user_id: _person_row(row) for row in (await connection.execute(query)).all()}
            for user_id in some:
                stored = rows.get(user_id, PersonRow())
                met = self._met.get((tenant, user_id)) or stored.met  # what is not stored yet is newer
                if met != PlatformProfile():
                    profiles[user_id] = as_chosen(met, stored.preferences)
        return profiles

    async def chosen_preferences(self, person: Person) -> Preferences:
        return (await self._remembered_row((person.tenant, person.user_id))).preferences

    async def keep_preferences(self, person: Person, preferences: Preferences) -> None:
        await self._keep(
            (person.tenant, person.user_id),
            language=preferences.language,
            channel=preferences.channel,
            industry=preferences.industry,
            country=preferences.country,
            heavy_topics=preferences.heavy_topics,
            shift=preferences.shift.encode() if preferences.shift else "",
        )

    async def note_channel(self, person: Person, channel: str) -> None:
        await self._keep((person.tenant, person.user_id), used_channel=channel)

    async def appoint_person(self, tenant: str, user_id: str, role: Role) -> None:
        await self._keep((tenant, user_id), role=int(role))

    async def appointed_people(self, tenant: str, role: Role) -> tuple[str, ...]:
        query = sa.select(people.c.user_id).where(people.c.tenant == tenant, people.c.role == int(role))
        async with self._database.reading() as connection:
            rows = await connection.execute(query.order_by(people.c.user_id))
            return tuple(rows.scalars())

    def note_there(self, person: Person, now: datetime) -> None:
        key = (person.tenant, person.user_id)
        remembered, week = self._memory.get(key), week_of(now)
        if remembered and (remembered[0].seen < week or remembered[0].left):
            if remembered[0].left:
                self._back.add(key)
            self._memory[key] = (remembered[0]._replace(seen=week, left=False), remembered[1])
            away = remembered[0].left or week - remembered[0].seen > SILENT
            (self._there_at_once if away else self._there).put(key, week)

    async def forget_people(self, tenant: str, user_ids: Collection[str]) -> None:
        """Remembers nothing of people any more, and lets nothing of them be stored that was on its way."""
        keys = [(tenant, user_id) for user_id in user_ids]
        await self._met.drop(keys)
        await self._there.drop(keys)
        await self._there_at_once.drop(keys)
        for key in keys:
            self._memory.pop(key, None)

    async def _remembered_row(self, key: Key) -> PersonRow:
        remembered = self._memory.get(key)
        if remembered is None:
            return await asyncio.shield(self._read_once(key))  # others may wait for it too
        if remembered[1] < self._clock():
            self._read_once(key)
        return remembered[0]

    def _read_once(self, key: Key) -> asyncio.Task[PersonRow]:
        task = self._reading.get(key)
        if task is None:
            task = self._reading[key] = self._database.later(self._read(key))
            task.add_done_callback(lambda _: self._reading.pop(key, None))
        return task

    async def _read(self, key: Key) -> PersonRow:
        with answered_within(READ_WITHIN):
            row = await self._database.first(_FIND, {"tenant": key[0], "user_id": key[1]})
        stored = _person_row(row) if row else PersonRow()
        stored = stored._replace(met=self._met.get(key) or stored.met)  # what is not stored yet is newer
        self._memory[key] = (stored, self._clock() + FRESH_FOR)
        return stored

    def _meet(self, key: Key, stored: PersonRow, met: PlatformProfile) -> None:
        # Behind the answers, many people at once: nothing that somebody waits for stands behind it. In memory
        # at once, so that the next turn does not write it again.
        self._memory[key] = (stored._replace(met=met), self._clock() + FRESH_FOR)
        self._met.put(key, met)

    async def _keep_met(self, met: Mapping[Key, PlatformProfile]) -> None:
        for some in batched(met.items(), AT_ONCE):
            rows = [_met_row(key, profile) for key, profile in some]
            await self._database.execute(self._meeting, rows)

    async def _keep_there(self, weeks: Mapping[Key, int]) -> None:
        for some in batched(weeks.items(), AT_ONCE):
            rows = [{"tenant": key[0], "user_id": key[1], "seen": week, "left": None} for key, week in some]
            back = [key for key, _ in some if key in self._back]
            async with self._database.writing() as connection:
                for tenant, user_id in back:
                    await connection.execute(_back_together(tenant, user_id))
                await connection.execute(self._seeing, rows)
            self._back.difference_update(back)

    async def _keep(self, key: Key, **values: object) -> None:
        row = {"tenant": key[0], "user_id": key[1], **values}
        await self._database.execute(upsert(self._database, people, row, list(values)))
        await self._read(key)


def _back_together(tenant: str, user_id: str) -> sa.Update:
    """Returns what notes that all are back who were noted as gone at the same moment as somebody.

    That is so where the app was taken out of a workspace, and put back again.
    """
    theirs = sa.select(people.c.left).where(people.c.tenant == tenant, people.c.user_id == user_id)
    gone = (people.c.tenant == tenant, people.c.left == theirs.scalar_subquery())
    return sa.update(people).where(*gone).values(left=None)


_preferences = lru_cache(maxsize=1_024)(Preferences)
_shift = lru_cache(maxsize=1_024)(Shift.decode)


def _met_row(key: Key, met: PlatformProfile) -> dict[str, object]:
    texts = {"met_name": met.name[:160], "met_language": met.language[:8], "met_zone": met.zone[:64]}
    return {"tenant": key[0], "user_id": key[1], **texts}


def _person_row(row: Any) -> PersonRow:
    # Most people's are the same as many others', so they share them.
    heavy = bool(row.heavy_topics)
    preferences = _preferences(row.language, row.channel, row.industry, row.country, heavy, _shift(row.shift))
    met = PlatformProfile(row.met_name, intern(row.met_language), intern(row.met_zone))
    gone = row.left is not None
    return PersonRow(preferences, Role(row.role), intern(row.used_channel), met, row.seen or 0, gone)
