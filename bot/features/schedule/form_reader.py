"""What the form of a schedule offers, and what was filled in: the same for whoever shows it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from bot.core.activity import week_of_day
from bot.core.card import Option
from bot.core.chat import FieldErrors, Person, Submit
from bot.core.groups import Group
from bot.core.numbers import country_of
from bot.core.written import locale_of
from bot.features.schedule import manager_forms as forms
from bot.features.schedule.all_groups import ALL, together
from bot.features.schedule.dates import local_date
from bot.features.schedule.deps import STORING, ScheduleDeps
from bot.features.schedule.model import DeliveryFormat, Schedule
from bot.features.schedule.onboarding import ONBOARDING
from bot.features.schedule.service import ScheduleService

LASTS = timedelta(weeks=4, days=-1)  # from the first day to the last of what a report suggests


class ScheduleFormReader:
    """Reads what managers fill in, against what there is."""

    def __init__(self, deps: ScheduleDeps) -> None:
        self._deps, self._service = deps, ScheduleService(deps)

    async def options(self, person: Person, channel: str, schedule: Schedule | None) -> forms.FormOptions:
        """Returns what the form offers, for a new schedule or for one that is changed."""
        groups = await self._deps.groups.all_groups(person.tenant)
        topics = self._deps.drills.topics(person.language)
        if schedule and schedule.topic == ONBOARDING:  # whoever changes the time keeps what each day is about
            label = self._deps.viewer(person.language).say(f"schedule.topic.{ONBOARDING}")
            topics = (*topics[: forms.MOST_TOPICS - 1], Option(label, ONBOARDING))
        today = local_date(self._deps.now(), person.zone)
        locale = locale_of(person.language, country_of(person))
        return forms.FormOptions(groups, topics, today, person.zone, channel, locale=locale)

    async def suggested(self, person: Person, channel: str, topic: str, group: str) -> forms.FormOptions:
        """Returns it for practice that a report suggests: four weeks from next Monday on."""
        options = await self.options(person, channel, None)
        known = group if group in {each.id for each in options.groups} else ""
        if group == ALL and forms.may_be_all(options, None):
            known = ALL
        first = week_of_day(options.today) + timedelta(weeks=1)
        return replace(options, topic=topic, group=known, first=first, last=first + LASTS)

    async def read(
        self, ask: Submit, channel: str, before: Schedule | None
    ) -> tuple[Group, forms.FilledSchedule] | FieldErrors:
        """Returns what was filled in and for which group; or what to mend. A channel is made a group."""
        person, say = ask.person, self._deps.viewer(ask.person.language).say
        options = await self.options(person, channel, before)
        filled = forms.filled_schedule(say, ask, options, self._deps.now(), self._deps.is_holiday, before)
        if not isinstance(filled, forms.FilledSchedule):
            return FieldErrors(filled)
        if filled.group == ALL:
            return await self._all(person, filled)
        group = await self._service.group_or_channel(person, filled.group, channel)
        if group is None:
            return FieldErrors({"group": say("schedule.wrong.unreadable")})
        if fault := await self._group_fault(group, filled.format):
            return FieldErrors({fault[0]: say(fault[1])})
        return group, filled

    async def _all(
        self, person: Person, filled: forms.FilledSchedule
    ) -> tuple[Group, forms.FilledSchedule] | FieldErrors:
        say = self._deps.viewer(person.language).say
        groups = await self._service.practice_groups(person, filled.topic, filled.format)
        if groups.to or groups.already:
            return together(groups, person.tenant, person.platform, say("schedule.all_groups")), filled
        field, key = ("way", "no_channel") if filled.format.in_channel else ("group", "empty")
        return FieldErrors({field: say(f"schedule.wrong.{key}")})

    async def _group_fault(self, group: Group, format: DeliveryFormat) -> tuple[str, str] | None:
        """Returns the field and the words of what keeps drills from coming to a group, if anything does."""
        # As last read, if they were: of a large channel it takes longer than a form may wait.
        with suppress(TimeoutError):
            members = group.people or await self._deps.members.in_time(group, STORING)
            if members is None:
                return "group", "schedule.wrong.unreadable"
            if not members:
                return "group", "schedule.wrong.empty"
        if format.in_channel and not group.conversation:
            return "way", "schedule.wrong.no_channel"
        return None
