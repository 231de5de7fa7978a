"""`/drill schedule` and `/drill schedules`: what managers set up, change, and see."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time

from bot.core.chat import Answer, Command, FieldErrors, Person, Placement, Press, Reply, Role, Submit
from bot.core.desk import CommandRoute, PressRoute, Routes, SubmitRoute
from bot.core.edge import Address
from bot.core.groups import Group
from bot.core.ledger import Notice
from bot.features.schedule import manager_cards as cards
from bot.features.schedule import manager_forms
from bot.features.schedule import model as names
from bot.features.schedule.deps import ScheduleDeps
from bot.features.schedule.model import DeliveryFormat, Schedule, ScheduleState, campaign
from bot.features.schedule.recurrence import WINDOW
from bot.features.schedule.views import ScheduleViews

NEW_GROUP = "group.new"  # another room's
MOST = 100  # schedules of a tenant


class ScheduleHandlers:
    """Lets managers set up drills for their groups."""

    def __init__(self, deps: ScheduleDeps) -> None:
        self._deps = deps
        self._views = ScheduleViews(deps)

    def routes(self) -> Routes:
        """Returns what this room answers to managers."""
        least = Role.MANAGER
        presses = {
            cards.NEW: self.new,
            cards.SAVE: self.save,
            cards.CHANGE: self.change,
            cards.TRY: self.test,
            cards.LIST: self.listed,
            cards.SHOW: self.show,
            cards.EDIT: self.change,
            cards.PAUSE: self.pause,
            cards.RESUME: self.resume,
            cards.REMOVE: self.remove,
            cards.REMOVED: self.removed,
            cards.RETRY: self.retry,
        }
        return Routes(
            commands=(
                CommandRoute("drill", self.open, ("schedule",), least=least),
                CommandRoute("drill", self.all, ("schedules",), least=least),
            ),
            presses=tuple(PressRoute(action, handler, least) for action, handler in presses.items()),
            submits=(SubmitRoute(cards.KEEP, self.keep, least),),
        )

    async def open(self, ask: Command) -> Reply:
        """Returns the form for a new schedule; typed in a channel, it can be for that channel."""
        return await self._form(ask.person, ask.where)

    async def new(self, ask: Press) -> Reply:
        """Returns the same form."""
        return await self._form(ask.person, ask.where)

    async def all(self, ask: Command) -> Answer:
        """Returns all schedules."""
        return await self._views.all(ask.person, Placement.PRIVATE)

    async def listed(self, ask: Press) -> Answer:
        """Returns all schedules, in place."""
        return await self._views.all(ask.person)

    async def show(self, ask: Press) -> Answer:
        """Returns one schedule, in place."""
        schedule = await self._find(ask)
        return await (self._views.one(ask.person, schedule) if schedule else self._views.gone(ask.person))

    async def change(self, ask: Press) -> Reply:
        """Returns the form for a schedule, or for one that is not saved yet."""
        schedule = await self._find(ask)
        if schedule is None:
            return await self._views.gone(ask.person)
        return await self._form(ask.person, ask.where, schedule)

    async def keep(self, ask: Submit) -> Reply:
        """Keeps what was filled in as a draft, and returns what will happen; or tells what to mend."""
        person, say = ask.person, self._deps.say(ask.person.language)
        id, version, where = _carried(ask.value)
        before = await self._deps.schedules.find_schedule(person.tenant, id) if id else None
        if id and (before is None or before.version != version):
            return FieldErrors({"group": say("schedule.wrong.stale")})
        offer = await self._offer(person, where)
        new = before is None or (before.state is ScheduleState.DRAFT and not before.replaces)
        found = manager_forms.filled(say, ask, offer, self._deps.now(), self._deps.free, new=new)
        if isinstance(found, dict):
            return FieldErrors(found)
        group = await self._group(person, found.group, where)
        # As last read, if they were: of a large channel it takes longer than a form may wait.
        members = (group.people or await self._deps.rosters.members(group)) if group else None
        if group is None or members is None:
            return FieldErrors({"group": say("schedule.wrong.unreadable")})
        if not members:
            return FieldErrors({"group": say("schedule.wrong.empty")})
        if found.way is DeliveryFormat.ROUND and not group.conversation:
            return FieldErrors({"way": say("schedule.wrong.no_channel")})
        if before is None and len(await self._deps.schedules.all_schedules(person.tenant)) >= MOST:
            return FieldErrors({"group": say("schedule.wrong.too_many", most=MOST)})
        draft = replace(self._draft(person, before), group=group.id, platform=group.platform, way=found.way)
        draft = replace(draft, topic=found.topic, count=found.count, spread=found.spread, rhythm=found.rhythm)
        if not await self._deps.schedules.keep_schedule(draft):
            return FieldErrors({"group": say("schedule.wrong.stale")})
        return Answer(await self._views.preview(person, draft), Placement.UPDATE)

    async def save(self, ask: Press) -> Answer:
        """Makes a draft count; what waits of the schedule that it changes is planned anew."""
        draft = await self._find(ask)
        if draft is None or draft.state is not ScheduleState.DRAFT:
            return await (self._views.one(ask.person, draft) if draft else self._views.gone(ask.person))
        say = self._deps.say(ask.person.language)
        if not draft.replaces:
            active = replace(draft, state=ScheduleState.ACTIVE, since=self._deps.now())
            await self._deps.schedules.keep_schedule(active)
            return await self._views.again(ask.person, draft.id, say("schedule.saved"))
        before = await self._deps.schedules.find_schedule(draft.tenant, draft.replaces)
        if before is None:
            return await self._views.gone(ask.person)
        after = _changed(before, draft, self._deps.now())
        kept = before.version == draft.over and await self._deps.schedules.change_schedule(after)
        await self._deps.schedules.remove_schedule(draft.tenant, draft.id)
        told = say("schedule.saved") if kept else say("schedule.stale")
        return await self._views.again(ask.person, before.id, told)

    async def test(self, ask: Press) -> Answer:
        """Sends the drill to whoever asked, now."""
        schedule = await self._find(ask)
        if schedule is None:
            return await self._views.gone(ask.person)
        person, now, id = ask.person, self._deps.now(), self._deps.new_id()
        to = Address(person.tenant, person.platform, person.user_id)
        notice = Notice(f"test:{schedule.id}:{id}", to, names.TEST, (schedule.id, id), now, now + WINDOW)
        await self._deps.ledger.add_notices([notice])
        told = self._deps.say(person.language)("schedule.tried")
        if schedule.state is ScheduleState.DRAFT:
            return Answer(await self._views.preview(person, schedule, told), Placement.UPDATE)
        return await self._views.one(person, schedule, told)

    async def pause(self, ask: Press) -> Answer:
        """Stops a schedule until it is resumed; what waits is taken back."""
        return await self._turned(ask, ScheduleState.PAUSED, "schedule.paused")

    async def resume(self, ask: Press) -> Answer:
        """Goes on; what would have come meanwhile does not come any more."""
        return await self._turned(ask, ScheduleState.ACTIVE, "schedule.resumed")

    async def remove(self, ask: Press) -> Answer:
        """Asks once more."""
        schedule = await self._find(ask)
        if schedule is None:
            return await self._views.gone(ask.person)
        return Answer(
            cards.sure(self._deps.say(ask.person.language), ask.person.language, schedule), Placement.UPDATE
        )

    async def removed(self, ask: Press) -> Answer:
        """Deletes a schedule, and takes back what waits."""
        await self._deps.schedules.remove_schedule(ask.person.tenant, ask.value)
        return await self._views.all(ask.person, told=self._deps.say(ask.person.language)("schedule.gone"))

    async def retry(self, ask: Press) -> Answer:
        """Tries once more what did not arrive, of the slots that are shown."""
        schedule = await self._find(ask)
        if schedule is None:
            return await self._views.gone(ask.person)
        now, tried = self._deps.now(), 0
        for one in await self._views.figures(schedule):
            if one.failed:
                name = campaign(schedule.id, one.day)
                tried += await self._deps.ledger.retry_dead(schedule.tenant, name, now, now + WINDOW)
        told = self._deps.say(ask.person.language)("schedule.retried", count=tried)
        return await self._views.one(ask.person, schedule, told)

    async def _turned(self, ask: Press, state: ScheduleState, key: str) -> Answer:
        schedule = await self._find(ask)
        if schedule is None or schedule.state is ScheduleState.DRAFT:
            return await self._views.gone(ask.person)
        say = self._deps.say(ask.person.language)
        if schedule.state is state:
            return await self._views.one(ask.person, schedule)
        since = self._deps.now() if state is ScheduleState.ACTIVE else schedule.since
        after = replace(schedule, state=state, since=since, edition=schedule.edition + 1)
        kept = await self._deps.schedules.change_schedule(after)
        return await self._views.again(ask.person, schedule.id, say(key) if kept else say("schedule.stale"))

    async def _form(self, person: Person, where: str, of: Schedule | None = None) -> Reply:
        say, offer = self._deps.say(person.language), await self._offer(person, where)
        if not offer.groups and not where:
            return Answer(cards.no_group(say, person.language, NEW_GROUP))
        value = f"{of.id if of else ''}|{of.version if of else 0}|{where}"
        return manager_forms.form(say, person.language, offer, of, value)

    async def _offer(self, person: Person, where: str) -> manager_forms.FormOptions:
        groups = await self._deps.groups.all_groups(person.tenant)
        topics = self._deps.drills.topics(person.language)
        return manager_forms.FormOptions(
            groups, topics, manager_forms.today(person, self._deps.now()), person.zone, where
        )

    async def _group(self, person: Person, id: str, where: str) -> Group | None:
        if id != manager_forms.HERE:
            return await self._deps.groups.find_group(person.tenant, id)
        groups = await self._deps.groups.all_groups(person.tenant)
        found = next((g for g in groups if where and g.conversation == where), None)
        if found or not where:
            return found
        fresh = await self._of_channel(person, where, groups)
        return fresh if fresh and await self._deps.groups.keep_group(fresh) else None

    async def _of_channel(self, person: Person, where: str, groups: tuple[Group, ...]) -> Group | None:
        say, taken = self._deps.say(person.language), {group.name for group in groups}
        numbers = range(1, len(groups) + 2)
        options = (say("schedule.channel_group", number=number) for number in numbers)
        name = next(option for option in options if option not in taken)
        group = Group(person.tenant, self._deps.new_id(), name, person.platform, where)
        members = await self._deps.rosters.members(group)
        return replace(group, people=tuple(m.user_id for m in members)) if members else None

    def _draft(self, person: Person, before: Schedule | None) -> Schedule:
        now = self._deps.now()
        if before and before.state is ScheduleState.DRAFT:
            return replace(before, since=now)
        fresh = Schedule(
            person.tenant,
            self._deps.new_id(),
            person.platform,
            "",
            person.user_id,
            person.name,
            person.language,
            DeliveryFormat.EACH,
            names.RecurrenceRule((), time(0), "UTC", own=False, first=now.date()),
            state=ScheduleState.DRAFT,
            since=now,
        )
        return replace(fresh, replaces=before.id, over=before.version) if before else fresh

    async def _find(self, ask: Press) -> Schedule | None:
        return await self._deps.schedules.find_schedule(ask.person.tenant, ask.value) if ask.value else None


def _carried(value: str) -> tuple[str, int, str]:
    """Returns what the form carries: the id it changes, the version that was read, the channel it is in."""
    id, _, rest = value.partition("|")
    version, _, where = rest.partition("|")
    return id, int(version) if version.isdecimal() else 0, where


def _changed(before: Schedule, draft: Schedule, now: datetime) -> Schedule:
    """Returns a schedule as a draft says. What came before a change of its rhythm does not come anew."""
    return replace(
        before,
        platform=draft.platform,
        group=draft.group,
        way=draft.way,
        rhythm=draft.rhythm,
        topic=draft.topic,
        count=draft.count,
        spread=draft.spread,
        since=before.since if before.rhythm == draft.rhythm and before.state is ScheduleState.ACTIVE else now,
        state=ScheduleState.PAUSED if before.state is ScheduleState.PAUSED else ScheduleState.ACTIVE,
        edition=before.edition + 1,
    )
