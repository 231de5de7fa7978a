"""`/calm starter`: five days of drills for somebody new, begun and undone in one press each."""

from __future__ import annotations

from datetime import date

from bot.core.caps import SCHEDULES, TooMany
from bot.core.chat import Answer, Command, FieldErrors, Person, Placement, Press, Reply, Role, Submit
from bot.core.desk import CommandRoute, PressRoute, Routes, SubmitRoute
from bot.features.schedule import onboarding_cards as cards
from bot.features.schedule import onboarding_forms as forms
from bot.features.schedule.dates import local_date
from bot.features.schedule.deps import ScheduleDeps
from bot.features.schedule.model import Schedule, ScheduleState
from bot.features.schedule.onboarding import ONBOARDING, onboarding_dates
from bot.features.schedule.service import OnboardingService


class OnboardingHandlers:
    """Lets managers set up the first days of somebody new: one schedule, and each day a topic of its own."""

    def __init__(self, deps: ScheduleDeps) -> None:
        self._deps = deps
        self._service = OnboardingService(deps)

    def routes(self) -> Routes:
        """Returns what is answered to managers."""
        least = Role.MANAGER
        return Routes(
            commands=(
                CommandRoute("calm", self.open, ("starter",), least=least, reads=True),
                CommandRoute("drill", self.open, ("starter",), least=least, reads=True),
            ),
            presses=(
                PressRoute(cards.OPEN, self.explain, least, reads=True),
                PressRoute(cards.NEW, self.new, least, reads=True),
                PressRoute(cards.BEGIN, self.begin, least),
                PressRoute(cards.UNDO, self.undo, least),
            ),
            submits=(SubmitRoute(forms.KEEP, self.keep, least, forms.LIMITS),),
        )

    async def open(self, ask: Command) -> Answer:
        """Returns what the five days are."""
        return Answer(cards.explained_card(self._deps.viewer(ask.person.language)))

    async def explain(self, ask: Press) -> Answer:
        """Returns the same, in place."""
        return self._explained(ask.person)

    async def new(self, ask: Press) -> Reply:
        """Returns the form: for whom, from when, at what time."""
        groups = await self._deps.groups.all_groups(ask.person.tenant)
        return forms.onboarding_form(self._deps.viewer(ask.person.language), groups, self._today(ask.person))

    async def keep(self, ask: Submit) -> Reply:
        """Stores what was filled in as a draft, and returns what will happen; or tells what to mend."""
        person, viewer = ask.person, self._deps.viewer(ask.person.language)
        filled = forms.filled_onboarding(viewer, ask, self._today(person))
        if not isinstance(filled, forms.FilledOnboarding):
            return FieldErrors(filled)
        if len(await self._deps.schedules.all_schedules(person.tenant)) >= SCHEDULES.most:
            return FieldErrors({"people": viewer.say(SCHEDULES.words, most=SCHEDULES.most)})
        try:
            draft = await self._service.keep_draft(person, filled)
        except TooMany as error:
            return FieldErrors({"people": viewer.say(error.words, **error.values)})
        if isinstance(draft, str):
            return FieldErrors({"people": viewer.say(draft)})
        return await self._shown(person, draft)

    async def begin(self, ask: Press) -> Answer:
        """Makes the five days count; pressed twice, it shows them."""
        person, schedule = ask.person, await self._find(ask)
        if schedule is None:
            return self._explained(person, "schedule.onboarding.gone")
        if schedule.state is ScheduleState.DRAFT:
            await self._service.begin(person, schedule)
            schedule = await self._find(ask) or schedule
        return await self._shown(person, schedule)

    async def undo(self, ask: Press) -> Answer:
        """Takes the five days back, whether or not they have begun."""
        schedule = await self._find(ask)
        if schedule is None:
            return self._explained(ask.person, "schedule.onboarding.gone")
        await self._service.undo(ask.person, schedule)
        return self._explained(ask.person, "schedule.onboarding.undone")

    async def _shown(self, person: Person, schedule: Schedule) -> Answer:
        group = await self._deps.groups.find_group(schedule.tenant, schedule.group)
        days = onboarding_dates(schedule, self._deps.is_holiday)
        if group is None or not days:
            return self._explained(person, "schedule.onboarding.gone")
        viewer = self._deps.viewer(person.language)
        card = cards.onboarding_card(viewer, schedule, group, days, self._today(person))
        return Answer(card, Placement.UPDATE)

    async def _find(self, ask: Press) -> Schedule | None:
        """Returns the five days that a button is about; None where they are gone, or changed."""
        schedule = (
            await self._deps.schedules.find_schedule(ask.person.tenant, ask.value) if ask.value else None
        )
        return schedule if schedule and schedule.topic == ONBOARDING else None

    def _explained(self, person: Person, status: str = "") -> Answer:
        viewer = self._deps.viewer(person.language)
        said = viewer.say(status) if status else ""
        return Answer(cards.explained_card(viewer, said), Placement.UPDATE)

    def _today(self, person: Person) -> date:
        return local_date(self._deps.now(), person.zone)
