"""Practice for a group, scheduled from where figures are read: a few fields, and all else as is usual."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.core.caps import TooMany
from bot.core.card import Card, Form, Select
from bot.core.chat import FieldErrors, Person, Submit
from bot.features.schedule import manager_cards as cards
from bot.features.schedule import manager_forms as forms
from bot.features.schedule.all_groups import ALL
from bot.features.schedule.buttons import ScheduleFormReference
from bot.features.schedule.deps import ScheduleDeps
from bot.features.schedule.form_reader import ScheduleFormReader
from bot.features.schedule.model import Schedule
from bot.features.schedule.service import DraftResult, ScheduleService
from bot.features.schedule.viewer import ScheduleViewer

ASKED = ("group", "topic", "days", "at", "last")  # fields of the form that are shown
ALREADY = "schedule.already_there"  # where no button stands below it
SHOWN = (*ASKED, "first", "holidays")  # where the last two are not sent, they are as usual


class GroupPractice:
    """`PracticePlanner` over the schedules that managers set up in the chat."""

    def __init__(self, deps: ScheduleDeps) -> None:
        self._deps, self._service = deps, ScheduleService(deps)
        self._forms, self._viewer = ScheduleFormReader(deps), ScheduleViewer(deps)

    async def practice_form(self, person: Person, topic: str, group: str) -> Form | Card:
        """Returns the form, or a card: there is no group yet, or like practice is scheduled."""
        viewer = self._deps.viewer(person.language)
        if topic and (like := await self._service.like_practice(person, topic, group)):
            return await self._card(person, like, DraftResult.ALREADY)
        options = await self._forms.suggested(person, "", topic, group)
        if not options.groups:
            return cards.no_group_card(viewer)
        form = forms.schedule_form(viewer, options, None, ScheduleFormReference())
        return replace(
            form,
            send=viewer.say("schedule.save"),
            fields=tuple(field for field in form.fields if field.name in SHOWN),
            value=self._deps.new_id(),
            intro=forms.first_line(viewer.say, options),
        )

    async def schedule_practice(self, ask: Submit) -> FieldErrors | Card:
        """Schedules what was filled in, and returns its card; or what to mend."""
        person, viewer = ask.person, self._deps.viewer(ask.person.language)
        options = await self._forms.suggested(person, "", "", "")
        usual = dict(_usual(forms.schedule_form(viewer, options, None, ScheduleFormReference())))
        ref = ScheduleFormReference.decode(f"{ask.value}|0|")
        if ref is None or not ref.schedule or ref.schedule != ask.value:
            return FieldErrors({"group": viewer.say("schedule.wrong.stale")})
        read = await self._forms.read(replace(ask, fields={**usual, **ask.fields}), "", None)
        if isinstance(read, FieldErrors):
            return read
        draft = self._service.filled_draft(person, ref.schedule, *read)
        try:
            if draft.group == ALL:
                groups = await self._service.begin_all(person, draft)
                return await self._viewer.begun_for_all(person, draft, groups)
            result, id = await self._service.begin(draft)
        except TooMany as error:
            return FieldErrors({"group": viewer.say(error.words, **error.values)})
        stored = await self._deps.schedules.find_schedule(person.tenant, id)
        if stored is None:
            return FieldErrors({"group": viewer.say("schedule.wrong.stale")})
        return await self._card(person, stored, result)

    async def _card(self, person: Person, schedule: Schedule, result: DraftResult) -> Card:
        words = ALREADY if result is DraftResult.ALREADY else result.value
        status = self._deps.viewer(person.language).say(words)
        return (await self._viewer.schedule(person, schedule, status, result.title)).card


def _usual(form: Form) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yields what stands in the fields that are not shown."""
    for field in form.fields:
        if field.name not in ASKED:
            yield field.name, field.selected if isinstance(field, Select) else (field.value,)
