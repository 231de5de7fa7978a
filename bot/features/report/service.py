"""Reads what a report needs, and makes its figures."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

from bot.core.activity import EVERYBODY, ActivitySpan, week_of_day
from bot.core.card import Option
from bot.core.chat import Person
from bot.core.clocks import local, place
from bot.core.exports import ExportKind
from bot.core.ledger import DeliveryState
from bot.core.outcomes import iso_week
from bot.core.report import SPANS, ReportDocument, WeekFigure
from bot.core.viewer import dotted, name_line
from bot.features.report.change import PracticeNeed, largest_change, suggestion
from bot.features.report.deps import DigestDeps, ReportDeps
from bot.features.report.digest import digest_key, looked_at, next_monday, waiting_keys
from bot.features.report.digest_cards import DigestContent
from bot.features.report.figures import report_figures
from bot.features.report.lead import change_line, suggestion_line
from bot.features.report.model import NOBODYS, Digest, ReportFigures, ReportSpan
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
        span = ReportSpan(weeks, deps.today())
        place = "" if group == NOBODYS else group
        bounds = (span.reads_from, span.reads_until)
        first, last = _iso_weeks(span)
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
        span = ReportSpan(weeks, self._deps.today())
        figures, viewer, checkin, beside = await asyncio.gather(
            self.figures(person, group, weeks),
            self._deps.viewer(person),
            self._deps.checkin(person),
            self._deps.beside(person, *_iso_weeks(span)),
        )
        return SectionMaker(viewer, figures, more, checkin, beside)

    async def choices(self, person: Person, viewer: ReportViewer) -> tuple[Option, ...]:
        """Returns the groups that a report may be of."""
        groups = await self._deps.groups.all_groups(person.tenant)
        named = [Option(name_line(group.name), group.id) for group in groups]
        own = [Option(viewer.say("report.nobodys"), NOBODYS)] if named else []
        return (Option(viewer.say("report.everybody"), EVERYBODY), *named, *own)

    def suggested(self, maker: SectionMaker) -> PracticeNeed | None:
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
            first=maker.figures.span.first,
            last=maker.figures.span.last,
            notice=viewer.say(self._deps.notice) if self._deps.notice else "",
        )

    async def note_taken(self, person: Person, document: ReportDocument) -> None:
        """Notes in the change log that a person takes a file of a report along."""
        group = await self._deps.groups.find_group(person.tenant, document.group)
        await self._deps.log_export(person, ExportKind.FIGURES, group, document.weeks)


class ManagerFigures:
    """`ManagerWeek`: what the start and the digest tell."""

    def __init__(self, reports: ReportService) -> None:
        self._reports = reports

    async def figures(self, person: Person) -> tuple[WeekFigure, ...]:
        """Returns three figures of the last whole week, of all groups together."""
        maker = await self._reports.maker(person, EVERYBODY, SPANS[1])
        return week_figures(maker.viewer, maker.figures)

    async def suggestion(self, person: Person) -> str:
        """Returns in one sentence what to practise next; "" where nothing tells it."""
        maker = await self._reports.maker(person, EVERYBODY, SPANS[1])
        return suggestion_line(maker.viewer, self._reports.suggested(maker))


class DigestService:
    """A manager's weekly digest. Each change is about whoever asked for it."""

    def __init__(self, deps: DigestDeps) -> None:
        self._deps, self._reports = deps, ReportService(deps.reports)

    async def find(self, person: Person) -> Digest | None:
        """Returns a person's, or None where it is off."""
        return await self._deps.digests.find_digest(person.tenant, person.user_id)

    async def turn_on(self, person: Person, hour: int) -> Digest:
        """Stores that it comes at an hour, and returns it with the Monday that is next."""
        now, user, zone = self._deps.now(), person.user_id, place(person.zone)
        before = await self.find(person)
        monday = week_of_day(local(now, zone).date())
        delivery = await self._deps.ledger.find_delivery(person.tenant, digest_key(user, monday))
        came = delivery is not None and delivery.state is not DeliveryState.DUE
        day = next_monday(hour, zone, now, monday if came else None)
        since = before.since if before else now
        digest = Digest(person.tenant, user, person.platform, hour, since, day, looked_at(day, hour))
        await self._deps.digests.keep_digest(digest, waiting_keys(user, now))
        return digest

    async def turn_off(self, person: Person) -> None:
        """Deletes it, with what waits."""
        waiting = waiting_keys(person.user_id, self._deps.now())
        await self._deps.digests.remove_digest(person.tenant, person.user_id, waiting)

    async def content(self, reader: Person, digest: Digest) -> DigestContent:
        """Returns what a digest tells its manager now, of all groups together."""
        made = self._reports.maker(reader, EVERYBODY, SPANS[1])
        waits = asyncio.gather(*(lines(reader) for lines in self._deps.waits))
        maker, waiting = await asyncio.gather(made, waits)
        viewer, suggested = maker.viewer, self._reports.suggested(maker)
        last = week_of_day(maker.figures.span.today) - timedelta(days=1)
        notice = self._deps.reports.notice
        return DigestContent(
            viewer=viewer,
            days=viewer.days(week_of_day(last), last),
            figures=week_figures(viewer, maker.figures),
            waiting=tuple(line for lines in waiting for line in lines),
            suggestion=suggestion_line(viewer, suggested),
            topic=suggested.topic if suggested else "",
            hour=digest.hour,
            notice=viewer.say(notice) if notice else "",
        )


def _iso_weeks(span: ReportSpan) -> tuple[str, str]:
    return iso_week(span.first), iso_week(span.mondays[-1])


def days_line(maker: SectionMaker) -> str:
    """Returns of which days a report is."""
    span = maker.figures.span
    return maker.viewer.say("report.span", weeks=span.weeks, days=maker.viewer.days(span.first, span.last))
