"""The tick: plans the lines that are due, reading no others, and tells groups what they are offered."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import groupby

from bot.core.background import batched
from bot.core.clocks import place
from bot.core.edge import Address
from bot.core.groups import READ_WITHIN, Group
from bot.core.numbers import country_of_zone
from bot.core.people import PlatformProfile
from bot.core.retention import MINUTE_INVITATIONS
from bot.core.send_window import SendWindow
from bot.features.minute.deps import MinuteDeps
from bot.features.minute.model import Minute, MinuteMove, MinuteOffer
from bot.features.minute.notices import line_notice, offer_notice
from bot.features.minute.starts import WINDOW, next_slot, zone_now

BATCH = 500  # people planned in one transaction
OFFERS = 100  # offers read at a time
LEAD = timedelta(minutes=10)  # before its moment a line is planned
OFFER_WAITS = timedelta(days=3)  # for people's next shift; and so long for a group that cannot be read


class MinutePlanner:
    """The job of every minute. Any number of processes may run it: the ledger has each line once."""

    def __init__(self, deps: MinuteDeps, batch: int = BATCH) -> None:
        self._deps, self._batch = deps, batch

    async def tick(self, now: datetime) -> None:
        """Plans every line whose time has come, then invites whoever is to be."""
        now = now.replace(microsecond=0)
        while minutes := await self._deps.minutes.due_minutes(now + LEAD, self._batch):
            await self._deps.minutes.move_minutes(await self._moves(minutes, now))
            if len(minutes) < self._batch:
                break
        for offer in await self._deps.minutes.waiting_offers(OFFERS):
            try:
                await self._tell(offer, now)
            except Exception as error:  # noqa: BLE001 - one of them must not keep the others from coming
                self._deps.report(error)

    async def _moves(self, minutes: Sequence[Minute], now: datetime) -> list[MinuteMove]:
        moves = []
        for tenant, some in groupby(sorted(minutes, key=lambda each: each.tenant), lambda each: each.tenant):
            mine = list(some)
            profiles = await self._deps.people.find_profiles(tenant, [minute.user for minute in mine])
            moves += [self._move(m, profiles.get(m.user, PlatformProfile()), now) for m in mine]
        return moves

    def _move(self, minute: Minute, profile: PlatformProfile, now: datetime) -> MinuteMove:
        start = replace(minute.start, zone=zone_now(profile.zone, place(minute.start.zone)))
        day, due = next_slot(start, minute.user, now, minute.day, WINDOW)
        after = replace(minute, start=start, day=day, due=due)
        country = profile.country or country_of_zone(start.zone)
        day_off = bool(country) and self._deps.is_holiday(country, minute.day)
        comes = minute.due + WINDOW > now and not day_off
        return MinuteMove(minute, after, line_notice(minute) if comes else None)

    async def _tell(self, offer: MinuteOffer, now: datetime) -> None:
        group = await self._deps.groups.find_group(offer.tenant, offer.group)
        if group and now - offer.at < OFFER_WAITS:
            people = set(await self._people(group)) - {offer.by}
            for some in batched(sorted(people), self._batch):
                await self._invite(group, some, now)
        await self._deps.minutes.remove_offer(offer)

    async def _people(self, group: Group) -> Sequence[str]:
        with suppress(TimeoutError):
            async with asyncio.timeout(READ_WITHIN):
                members = await self._deps.members.reread(group)
            if members is not None:
                return [member.user_id for member in members]
        return group.people  # as last read

    async def _invite(self, group: Group, people: Sequence[str], now: datetime) -> None:
        today = now.astimezone(UTC).date()
        notices = {
            user: offer_notice(Address(group.tenant, group.platform, user), today, due)
            for user, due in (await self._times(group.tenant, people, now)).items()
        }
        since = today - MINUTE_INVITATIONS
        await self._deps.minutes.invite_people(group.tenant, today, since, notices)

    async def _times(self, tenant: str, people: Sequence[str], now: datetime) -> dict[str, datetime]:
        profiles = await self._deps.people.find_profiles(tenant, people)
        windows = {}
        for user in people:
            profile = profiles.get(user, PlatformProfile())
            windows[user] = SendWindow(now, now + OFFER_WAITS, place(profile.zone), profile.shift)
        return dict(await self._deps.preferred(tenant, windows))
