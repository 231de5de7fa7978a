"""Reads what a report needs, and makes its figures."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from bot.core.activity import EVERYBODY, ActivitySpan
from bot.core.card import Option
from bot.core.chat import Person
from bot.core.outcomes import iso_week_of
from bot.core.report import SPANS, ReportDocument, WeekFigure
from bot.core.viewer import dotted, name_line
from bot.features.report.change import Suggestion, largest_change, suggestion
from bot.features.report.deps import ReportDeps
from bot.features.report.figures import report_figures
from bot.features.report.lead import change_line, suggestion_line
from bot.features.report.model import NOBODYS, ReportFigures, ReportSpan
from bot.features.report.sections import More, SectionMaker
from bot.features.report.viewer import ReportViewer
from bot.features.report.week import week_figures


class ReportService:
    """Reports of a tenant's groups."""

    def __init__(self, deps: ReportDeps) -> None:
        self._deps = deps

    async def figures(self, person: Person, group: str, weeks: int) -> ReportFigures:
        """Returns the figures of a group, or EVERYBODY's, or those of whoever is in none: NOBODYS."""
        deps, tenant = self._deps, person.tenant
        span = ReportSpan(weeks, deps.today(person))
        place = "" if group == NOBODYS else group
        bounds = (span.reads_from, span.reads_until)
        first, last = iso_week_of(span.first), iso_week_of(span.mondays[-1])
        weekly, periods, safety, review, desk = await asyncio.gather(
            deps.activity.activity_cells(tenant, ActivitySpan.WEEK, *bounds, place),
            deps.activity.activity_cells(tenant, ActivitySpan.FOUR_WEEKS, *bounds, place),
            deps.safety(tenant, first, last),
            deps.review(person),
            deps.helpdesk(tenant, first, last),
        )
        figures = report_figures(span, weekly, periods)
        return replace(figures, safety=safety, review=review, helpdesk=desk)

    async def maker(
        self, person: Person, group: str, weeks: int, more: More = lambda id: None
    ) -> SectionMaker:
        """Returns what makes the parts of a report."""
        figures, viewer, checkin = await asyncio.gather(
            self.figures(person, group, weeks), self._deps.viewer(person), self._deps.checkin(person)
        )
        return SectionMaker(viewer, figures, more, checkin)

    async def choices(self, person: Person, viewer: ReportViewer) -> tuple[Option, ...]:
        """Returns the groups that a report may be of."""
        groups = await self._deps.groups.all_groups(person.tenant)
        named = [Option(name_line(group.name), group.id) for group in groups]
        own = [Option(viewer.say("report.nobodys"), NOBODYS)] if named else []
        return (Option(viewer.say("report.everybody"), EVERYBODY), *named, *own)

    def suggested(self, maker: SectionMaker) -> Suggestion | None:
        """Returns what to practise next."""
        return suggestion(maker.figures, frozenset(maker.viewer.topics) - {""})

    def lead(self, maker: SectionMaker) -> tuple[str, ...]:
        """Returns the sentences on top: what changed most, and what to practise."""
        change = change_line(maker.viewer, largest_change(maker.figures), maker.figures.span)
        return (change, suggestion_line(maker.viewer, self.suggested(maker)))

    async def document(self, person: Person, group: str, weeks: int) -> ReportDocument:
        """Returns the report as it is shown wide."""
        weeks = weeks if weeks in SPANS else SPANS[0]
        maker = await self.maker(person, group or EVERYBODY, weeks)
        viewer = maker.viewer
        choices = await self.choices(person, viewer)
        chosen = next((option for option in choices if option.value == group), choices[0])
        if chosen.value != (group or EVERYBODY):
            maker = await self.maker(person, EVERYBODY, weeks)
        empty = maker.figures.empty
        return ReportDocument(
            title=viewer.say("report.title"),
            subtitle=dotted(chosen.label, days_line(maker)),
            lead=(viewer.say("report.empty"),) if empty else tuple(filter(None, self.lead(maker))),
            sections=() if empty else maker.all_sections(),
            groups=choices,
            group=chosen.value,
            weeks=weeks,
            language=person.language,
            notice=viewer.say(self._deps.notice) if self._deps.notice else "",
        )


class ManagerFigures:
    """`ManagerWeek`: what the start and the digest tell."""

    def __init__(self, reports: ReportService) -> None:
        self._reports = reports

    async def figures(self, person: Person) -> tuple[WeekFigure, ...]:
        """Returns three figures of the last whole week, of all groups together."""
        maker = await self._reports.maker(person, EVERYBODY, SPANS[0])
        return week_figures(maker.viewer, maker.figures)

    async def suggestion(self, person: Person) -> str:
        """Returns in one sentence what to practise next; "" where nothing tells it."""
        maker = await self._reports.maker(person, EVERYBODY, SPANS[0])
        return suggestion_line(maker.viewer, self._reports.suggested(maker))


def days_line(maker: SectionMaker) -> str:
    """Returns of which days a report is."""
    span = maker.figures.span
    return maker.viewer.say("report.span", weeks=span.weeks, days=maker.viewer.days(span.first, span.last))
