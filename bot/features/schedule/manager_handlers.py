"""`/drill schedule` and `/drill schedules`: what managers set up, change, and see."""

from __future__ import annotations

from dataclasses import replace

from bot.core.caps import SCHEDULES, TooMany
from bot.core.chat import Answer, Command, FieldErrors, Person, Placement, Press, Reply, Role, Submit
from bot.core.desk import CommandRoute, PressRoute, Routes, SubmitRoute
from bot.core.keyword_routes import behind_each
from bot.core.pages import ListHandlers, Page
from bot.core.practice import AdvisedPractice
from bot.core.reasons import reason_words
from bot.features.schedule import manager_cards as cards
from bot.features.schedule import manager_forms as forms
from bot.features.schedule.all_groups import ALL, PracticeGroups
from bot.features.schedule.buttons import ScheduleFormReference
from bot.features.schedule.deps import ScheduleDeps
from bot.features.schedule.form_reader import ScheduleFormReader
from bot.features.schedule.manager_forms import FilledSchedule
from bot.features.schedule.model import DeliveryFormat, Schedule, ScheduleState, is_new
from bot.features.schedule.service import DraftResult, ScheduleService
from bot.features.schedule.viewer import ScheduleViewer


class ScheduleHandlers:
    """Lets managers set up drills for their groups."""

    def __init__(self, deps: ScheduleDeps, advised: AdvisedPractice) -> None:
        self._deps, self._advised = deps, advised
        self._service, self._forms = ScheduleService(deps), ScheduleFormReader(deps)
        self._viewer = ScheduleViewer(deps)
        self._list = ListHandlers(cards.LIST, lambda person: deps.viewer(person.language).say, self._page)

    def routes(self) -> Routes:
        """Returns what is answered to managers."""
        least, turning = Role.MANAGER, self._list.routes()
        presses = {
            cards.NEW: self.new,
            cards.SAVE: self.save,
            cards.CHANGE: self.change,
            cards.TRY: self.test,
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
                CommandRoute("drill", self.open, ("schedule",), least=least, reads=True),
                CommandRoute("drill", self.all, ("schedules",), least=least, reads=True),
                CommandRoute("calm", self.open, ("schedule",), least=least, reads=True, yields=True),
                CommandRoute("calm", self.all, ("schedules",), least=least, reads=True, yields=True),
                *behind_each(self.practise, "schedule-practice", least=least, reads=True, yields=True),
                *behind_each(self.all, "scheduled-practice", least=least, reads=True, yields=True),
            ),
            presses=(
                *(PressRoute(action, handler, least) for action, handler in presses.items()),
                *turning.presses,
            ),
            submits=(SubmitRoute(cards.KEEP, self.keep, least, forms.LIMITS), *turning.submits),
        )

    async def open(self, ask: Command) -> Reply:
        """Returns the form for a new schedule; typed in a channel, it can be for that channel."""
        return await self._form(ask.person, ask.where)

    async def new(self, ask: Press) -> Reply:
        """Returns the same form; a button may carry what it is about, and of which group."""
        topic, _, group = ask.value.partition("|")
        return await self._suggested(ask.person, ask.where, topic, group)

    async def practise(self, ask: Command) -> Reply:
        """Returns it filled in with what a report says to practise now, as the button below that does."""
        return await self._suggested(ask.person, ask.where, *await self._advised(ask.person))

    async def _suggested(self, person: Person, channel: str, topic: str, group: str) -> Reply:
        if topic and (like := await self._service.like_practice(person, topic, group)):
            return replace(await self._already(person, like), how=Placement.PRIVATE)
        return await self._form(person, channel, topic=topic, group=group)

    async def all(self, ask: Command) -> Answer:
        """Returns all schedules."""
        return replace(await self._viewer.schedules(ask.person), how=Placement.PRIVATE)

    async def _page(self, person: Person, page: Page) -> Answer:
        return await self._viewer.schedules(person, page=page)

    async def show(self, ask: Press) -> Answer:
        """Returns one schedule, in place."""
        schedule = await self._find(ask)
        if schedule is None:
            return await self._viewer.unknown(ask.person)
        return await self._viewer.schedule(ask.person, schedule)

    async def change(self, ask: Press) -> Reply:
        """Returns the form for a schedule, or for one that is not saved yet."""
        schedule = await self._find(ask)
        if schedule is None:
            return await self._viewer.unknown(ask.person)
        return await self._form(ask.person, ask.where, schedule)

    async def keep(self, ask: Submit) -> Reply:
        """Stores what was filled in as a draft, and returns what will happen; or tells what to mend."""
        person, say = ask.person, self._deps.viewer(ask.person.language).say
        ref = ScheduleFormReference.decode(ask.value)
        id = ref.schedule if ref else ""
        before = await self._deps.schedules.find_schedule(person.tenant, id) if id else None
        if ref is None or (id and (before is None or before.version != ref.version)):
            return FieldErrors({"group": say("schedule.wrong.stale")})
        read = await self._forms.read(ask, ref.channel, before)
        if isinstance(read, FieldErrors):
            return read
        group, filled = read
        if group.id == ALL:
            groups = await self._service.practice_groups(person, filled.topic, filled.format)
            if not groups.to:
                nobody = self._service.filled_draft(person, "", group, filled)
                return await self._for_all(person, nobody, groups)
        elif is_new(before) and (like := await self._like(person, group.id, filled)):
            return await self._already(person, like)
        if before is None and len(await self._deps.schedules.all_schedules(person.tenant)) >= SCHEDULES.most:
            return FieldErrors({"group": say(SCHEDULES.words, most=SCHEDULES.most)})
        try:
            draft = await self._service.keep_draft(person, before, group, filled)
        except TooMany as error:
            return FieldErrors({"group": say(error.words, **error.values)})
        if draft is None:
            return FieldErrors({"group": say("schedule.wrong.stale")})
        return await self._viewer.preview(person, draft)

    async def save(self, ask: Press) -> Answer:
        """Makes a draft count."""
        draft = await self._find(ask)
        if draft is None:
            return await self._viewer.unknown(ask.person)
        if draft.state is not ScheduleState.DRAFT:
            return await self._viewer.schedule(ask.person, draft)
        if draft.group == ALL:
            return await self._save_all(ask.person, draft)
        result, id = await self._service.apply_draft(draft)
        if result is DraftResult.GONE:
            return await self._viewer.unknown(ask.person)
        status = self._deps.viewer(ask.person.language).say(result.value)
        return await self._viewer.reread(ask.person, id, status, result.title)

    async def _save_all(self, person: Person, draft: Schedule) -> Answer:
        try:
            groups = await self._service.begin_all(person, draft)
        except TooMany as error:
            status = self._deps.viewer(person.language).say(error.words, **error.values)
            return await self._viewer.preview(person, draft, status)
        return await self._for_all(person, draft, groups)

    async def _for_all(self, person: Person, draft: Schedule, groups: PracticeGroups) -> Answer:
        return Answer(await self._viewer.begun_for_all(person, draft, groups), Placement.UPDATE)

    async def _already(self, person: Person, like: Schedule) -> Answer:
        result = DraftResult.ALREADY
        status = self._deps.viewer(person.language).say(result.value)
        return await self._viewer.schedule(person, like, status, result.title)

    async def test(self, ask: Press) -> Answer:
        """Sends the drill to whoever asked, now."""
        schedule = await self._find(ask)
        if schedule is None:
            return await self._viewer.unknown(ask.person)
        refusal = await self._service.send_trial(ask.person, schedule)
        say = self._deps.viewer(ask.person.language).say
        status = say("schedule.tried") if refusal is None else reason_words(say, refusal, channel=False)
        return await self._viewer.schedule(ask.person, schedule, status)

    async def pause(self, ask: Press) -> Answer:
        """Stops a schedule until it is resumed; what waits is taken back."""
        return await self._set_state(ask, ScheduleState.PAUSED, "schedule.paused")

    async def resume(self, ask: Press) -> Answer:
        """Goes on; what would have come meanwhile does not come any more."""
        return await self._set_state(ask, ScheduleState.ACTIVE, "schedule.resumed")

    async def remove(self, ask: Press) -> Answer:
        """Asks once more."""
        person, schedule = ask.person, await self._find(ask)
        if schedule is None:
            return await self._viewer.unknown(person)
        card = cards.removal_card(self._deps.viewer(person.language), schedule)
        return Answer(card, Placement.UPDATE)

    async def removed(self, ask: Press) -> Answer:
        """Deletes a schedule, and takes back what waits."""
        await self._deps.schedules.remove_schedule(ask.person.tenant, ask.value)
        status = self._deps.viewer(ask.person.language).say("schedule.gone")
        return await self._viewer.schedules(ask.person, status=status)

    async def retry(self, ask: Press) -> Answer:
        """Tries once more what did not arrive, of the slots that are shown."""
        schedule = await self._find(ask)
        if schedule is None:
            return await self._viewer.unknown(ask.person)
        count = await self._service.retry_failed(schedule, await self._viewer.past_slots(schedule))
        status = self._deps.viewer(ask.person.language).say("schedule.retried", count=count)
        return await self._viewer.schedule(ask.person, schedule, status)

    async def _set_state(self, ask: Press, state: ScheduleState, key: str) -> Answer:
        schedule = await self._find(ask)
        if schedule is None or schedule.state is ScheduleState.DRAFT:
            return await self._viewer.unknown(ask.person)
        if schedule.state is state:
            return await self._viewer.schedule(ask.person, schedule)
        changed = await self._service.set_state(schedule, state)
        status = self._deps.viewer(ask.person.language).say(key if changed else "schedule.stale")
        return await self._viewer.reread(ask.person, schedule.id, status)

    async def _form(
        self, person: Person, channel: str, schedule: Schedule | None = None, topic: str = "", group: str = ""
    ) -> Reply:
        viewer = self._deps.viewer(person.language)
        options = await (
            self._forms.suggested(person, channel, topic, group)
            if topic
            else self._forms.options(person, channel, schedule)
        )
        if not options.groups and not channel:
            return Answer(cards.no_group_card(viewer))
        ref = ScheduleFormReference(channel=channel)
        if schedule:
            ref = ScheduleFormReference(schedule.id, schedule.version, channel)
        return forms.schedule_form(viewer, options, schedule, ref)

    async def _like(self, person: Person, group: str, filled: FilledSchedule) -> Schedule | None:
        alone = filled.format is DeliveryFormat.EACH
        return await self._service.like_practice(person, filled.topic, group) if alone else None

    async def _find(self, ask: Press) -> Schedule | None:
        return await self._deps.schedules.find_schedule(ask.person.tenant, ask.value) if ask.value else None
