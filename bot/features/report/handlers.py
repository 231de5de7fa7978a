"""`/calm report`: what managers look at."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from bot.core.card import Card
from bot.core.chat import Answer, Command, Person, Placement, Press, Role
from bot.core.desk import CommandRoute, PressRoute, Routes
from bot.core.keyword_routes import behind_each
from bot.features.report import cards
from bot.features.report.buttons import ReportReference, decode
from bot.features.report.cards import ReportChoices
from bot.features.report.deps import DigestDeps, ReportDeps
from bot.features.report.model import ReportView
from bot.features.report.sections import SectionMaker
from bot.features.report.service import DigestService, ReportService, days_line, lead, until_line


class ReportHandlers:
    """Shows reports to managers, and to nobody else."""

    def __init__(self, deps: ReportDeps, digests: DigestDeps) -> None:
        self._deps, self._service = deps, ReportService(deps)
        self._digests = DigestService(digests)

    def routes(self) -> Routes:
        """Returns what is answered, to managers alone."""
        least = Role.MANAGER
        return Routes(
            commands=(
                CommandRoute("calm", self.open, ("report",), least=least, reads=True),
                CommandRoute("calm", self.open, ("results",), least=least, reads=True, yields=True),
                *behind_each(self.open, "progress", least=least, reads=True, yields=True),
            ),
            presses=(
                *(
                    PressRoute(a, self.show, least, reads=True)
                    for a in (cards.SHOW, cards.GROUP, cards.WEEKS)
                ),
                PressRoute(cards.OPEN, self.opened, least, reads=True),
                PressRoute(cards.TABLE, self.table, least, reads=True),
                PressRoute(cards.PAGE, self.page, least),
                PressRoute(cards.LEAVE, self.leave, least),
            ),
        )

    async def open(self, ask: Command) -> Answer:
        """Returns the start of the report of all groups together."""
        return Answer(await self._card(ask.person, ReportReference()), Placement.PRIVATE)

    async def opened(self, ask: Press) -> Answer:
        """Returns the same in a new message: what it was opened from stays."""
        return Answer(await self._card(ask.person, ReportReference()), Placement.PRIVATE)

    async def show(self, ask: Press) -> Answer:
        """Returns the part of a report that was pressed or chosen, in place."""
        return Answer(await self._card(ask.person, decode(ask.value)), Placement.UPDATE)

    async def table(self, ask: Press) -> Answer:
        """Returns the figures of a picture as a table, in place."""
        at = decode(ask.value)
        maker, choices = await self._made(ask.person, at)
        tables = {table.id: table for table in maker.section(at.view).tables}
        table = tables.get(at.table)
        if table is None:
            return Answer(cards.report_card(maker, choices), Placement.UPDATE)
        return Answer(cards.table_card(maker.viewer, choices, table), Placement.UPDATE)

    async def page(self, ask: Press) -> Answer:
        """Returns the address that opens the report on a page, once."""
        viewer = await self._deps.viewer(ask.person)
        at, address = decode(ask.value), await self._deps.open_page(ask.person)
        shown = f"{address}&{urlencode({'group': at.group, 'weeks': at.weeks})}" if address else ""
        return Answer(cards.page_card(viewer, at, shown), Placement.UPDATE)

    async def leave(self, ask: Press) -> Answer:
        """Ends what the person has open of the page, wherever that is."""
        await self._deps.close_page(ask.person.tenant, ask.person.user_id)
        return Answer(
            cards.left_card(await self._deps.viewer(ask.person), decode(ask.value)), Placement.UPDATE
        )

    async def _card(self, person: Person, at: ReportReference) -> Card:
        maker, choices = await self._made(person, at)
        return cards.report_card(maker, choices)

    async def _made(self, person: Person, at: ReportReference) -> tuple[SectionMaker, ReportChoices]:
        report = await self._service.chosen(person, at.group, at.weeks)
        viewer = report.maker.viewer
        at = replace(at, group=report.group.value)
        maker = replace(report.maker, more=lambda id: cards.more_button(viewer, at, _VIEW_OF[id], id))
        choices = ReportChoices(
            at=at,
            groups=report.groups,
            group=report.group.label,
            days=days_line(maker),
            lead=lead(maker),
            advice=report.advice,
            until=until_line(maker),
            notice=viewer.say(self._deps.notice) if self._deps.notice else "",
            digest=at.view is ReportView.START and await self._digests.find(person) is not None,
        )
        return maker, choices


_VIEW_OF = {
    "lookups-by-week": ReportView.LOOKUPS,
    "lookups-by-situation": ReportView.LOOKUPS,
    "outcomes-by-week": ReportView.OUTCOMES,
    "outcomes-by-situation": ReportView.OUTCOMES,
    "incidents-by-week": ReportView.INCIDENTS,
    "practice-by-week": ReportView.PRACTICE,
    "practice-by-topic": ReportView.PRACTICE,
    "help-desk": ReportView.MORE,
}
