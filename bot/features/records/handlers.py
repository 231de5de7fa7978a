"""`/calm records`: what managers can take along as a file. Every file is noted in the change log."""

from __future__ import annotations

from datetime import date, timedelta

from bot.core.activity import week_of_day
from bot.core.card import Card
from bot.core.chat import Answer, Command, Person, Placement, Press, Reply, Role, Submit
from bot.core.copying import COPY_LIMITS
from bot.core.desk import PressRoute, Routes, SubmitRoute
from bot.core.exports import ExportKind
from bot.core.keyword_routes import behind_each
from bot.core.practice import PracticeWeeks
from bot.features.records import cards, forms
from bot.features.records.buttons import INCIDENT_WEEKS, PRACTICE_WEEKS, RecordReference
from bot.features.records.deps import RecordsDeps

WEEK = timedelta(weeks=1)


class RecordsHandlers:
    """Hands files to managers, and to nobody else."""

    def __init__(self, deps: RecordsDeps) -> None:
        self._deps = deps

    def routes(self) -> Routes:
        """Returns what managers can do."""
        least = Role.MANAGER
        return Routes(
            commands=behind_each(self.open, "records", least=least),
            presses=(
                PressRoute(cards.SHOW, self.show, least),
                PressRoute(cards.PRACTICE, self.practice, least),
                PressRoute(cards.INCIDENTS, self.incidents, least),
            ),
            submits=(
                SubmitRoute(cards.PRACTICE, self.more_practice, least, COPY_LIMITS),
                SubmitRoute(cards.INCIDENTS, self.more_incidents, least, COPY_LIMITS),
            ),
        )

    async def open(self, ask: Command) -> Answer:
        """Returns what can be taken along."""
        return Answer(await self._card(ask.person), Placement.PRIVATE)

    async def show(self, ask: Press) -> Answer:
        """Returns the same for another group, in place."""
        return Answer(await self._card(ask.person, ask.value), Placement.UPDATE)

    async def practice(self, ask: Press) -> Reply:
        """Returns who of a group practised, by week; or why that cannot be told."""
        ref = RecordReference.decode(ask.value, PRACTICE_WEEKS)
        return await self._practice(ask.person, ref) if ref else await self._back(ask.person)

    async def more_practice(self, ask: Submit) -> Reply:
        """Returns the next parts of it, or after the last one what can be taken along."""
        ref = RecordReference.decode(ask.value, PRACTICE_WEEKS)
        if ref and ref.page:
            return await self._practice(ask.person, ref)
        return await self._back(ask.person, group=ref.group if ref else "")

    async def incidents(self, ask: Press) -> Reply:
        """Returns the incidents of some weeks, without names."""
        ref = _of_all(ask.value)
        return await self._incidents(ask.person, ref) if ref else await self._back(ask.person)

    async def more_incidents(self, ask: Submit) -> Reply:
        """Returns the next parts of it, or after the last one what can be taken along."""
        ref = _of_all(ask.value)
        return await self._incidents(ask.person, ref) if ref and ref.page else await self._back(ask.person)

    async def _practice(self, person: Person, ref: RecordReference) -> Reply:
        deps, viewer = self._deps, self._deps.viewer(person)
        record = await deps.practice(person, ref.group, ref.weeks)
        if record.group is None or record.since is None:
            gone = viewer.say("records.practice.gone") if record.group is None else ""
            return await self._back(person, gone)
        if not record.weeks:
            status = cards.no_week_text(viewer, _first_over(record))
            return await self._back(person, status, ref.group)
        await deps.log_export(person, ExportKind.PRACTICE, record.group, ref.weeks)
        return forms.practice_form(viewer, ref, record)

    async def _incidents(self, person: Person, ref: RecordReference) -> Reply:
        table = await self._deps.incidents(person, ref.weeks)
        await self._deps.log_export(person, ExportKind.INCIDENTS, None, ref.weeks)
        return forms.incidents_form(self._deps.viewer(person), ref, table)

    async def _back(self, person: Person, status: str = "", group: str = "") -> Answer:
        return Answer(await self._card(person, group, status), Placement.UPDATE)

    async def _card(self, person: Person, group: str = "", status: str = "") -> Card:
        deps = self._deps
        groups = await deps.groups.all_groups(person.tenant)
        since = await deps.named_since(person.tenant)
        return cards.records_card(deps.viewer(person), groups, group, since, status)


def _of_all(value: str) -> RecordReference | None:
    # Contacts are told of the whole tenant: of a group they would be of fewer people.
    ref = RecordReference.decode(value, INCIDENT_WEEKS)
    return None if ref is None or ref.group else ref


def _first_over(record: PracticeWeeks) -> date:
    # The first week that begins once it is on, and the Monday after it.
    assert record.since is not None
    return week_of_day(record.since.date()) + 2 * WEEK
