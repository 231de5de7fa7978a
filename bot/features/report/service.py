"""Reads what a report needs, and makes its figures."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import chain

from bot.core.activity import EVERYBODY, ActivitySpan, week_of_day
from bot.core.background import batched
from bot.core.card import Element, Option
from bot.core.chat import Person
from bot.core.clocks import local, place
from bot.core.exports import ExportKind
from bot.core.groups import Group
from bot.core.ledger import DeliveryState
from bot.core.outcomes import iso_week
from bot.core.report import SPANS, ReportDocument, ReportSection, WeekOverview
from bot.core.viewer import dotted, name_line
from bot.features.report import cards
from bot.features.report.by_group import group_line, sums_of
from bot.features.report.change import ShareChange, largest_change, practice_need
from bot.features.report.comparing import MOST_COMPARED, groups_section
from bot.features.report.deps import DigestDeps, ReportDeps
from bot.features.report.digest import digest_key, looked_at, next_monday, waiting_keys
from bot.features.report.digest_cards import DigestContent
from bot.features.report.figures import report_figures
from bot.features.report.lead import change_line, planned_line, suggestion_line
from bot.features.report.model import NOBODYS, Digest, PracticeAdvice, ReportFigures, ReportSpan
from bot.features.report.sections import SectionMaker
from bot.features.report.viewer import ReportViewer
from bot.features.report.week import week_figures

AT_ONCE = 5  # groups that are read together


@dataclass(frozen=True, slots=True)
class GroupReport:
    """A report, the groups that one may choose, and the one that it is of.

    `advice` is what it suggests to practise.
    """

    maker: SectionMaker
    groups: tuple[Option, ...]
    group: Option
    advice: PracticeAdvice


class ReportService:
    """Reports of a tenant's groups."""

    def __init__(self, deps: ReportDeps) -> None:
        self._deps = deps

    async def figures(self, person: Person, group: str, weeks: int) -> ReportFigures:
        """Returns the figures of a group, or EVERYBODY's, or those of whoever is in none: NOBODYS.

        Of activity alone; what else a whole report tells is read by `chosen`.
        """
        span, place = self._span(weeks), "" if group == NOBODYS else group
        bounds, cells = (span.reads_from, span.reads_until), self._deps.activity.activity_cells
        weekly, periods = await asyncio.gather(
            cells(person.tenant, ActivitySpan.WEEK, *bounds, place),
            cells(person.tenant, ActivitySpan.FOUR_WEEKS, *bounds, place),
        )
        return report_figures(span, weekly, periods)

    async def overview(self, person: Person, group: str = EVERYBODY, weeks: int = SPANS[1]) -> SectionMaker:
        """Returns what a report says on top, with its figures."""
        figures, viewer = await asyncio.gather(self.figures(person, group, weeks), self._deps.viewer(person))
        change = largest_change(figures)
        need = practice_need(figures, change, frozenset(viewer.topics) - {""})
        line = ""
        if group == EVERYBODY and change and change.real:
            line = await self._by_group(person, viewer, change, figures.span)
        return SectionMaker(viewer, figures, change, need, by_group=line)

    async def _by_group(
        self, person: Person, viewer: ReportViewer, change: ShareChange, span: ReportSpan
    ) -> str:
        """Returns how each group changed against itself, of all groups by one reading."""
        of, kind, name = sums_of(change)
        bounds, cells = (span.reads_from, span.reads_until), self._deps.activity.cells_by_group
        groups, sums = await asyncio.gather(
            self._deps.groups.all_groups(person.tenant), cells(person.tenant, of, *bounds, kind, name)
        )
        return group_line(viewer, change, span, tuple(_options(viewer, groups))[1:], sums)

    async def chosen(self, person: Person, group: str, weeks: int) -> GroupReport:
        """Returns the report of a group of the person's tenant; of any other, that of all together."""
        groups = await self._deps.groups.all_groups(person.tenant)
        known = {*(each.id for each in groups), *([NOBODYS] if groups else [])}
        group = group if group in known else EVERYBODY
        deps, within = self._deps, _iso_weeks(self._span(weeks))
        maker, safety, review, desk, checkin = await asyncio.gather(
            self.overview(person, group, weeks),
            deps.safety(person.tenant, *within),
            deps.review(person),
            deps.helpdesk(person.tenant, *within),
            deps.checkin(person),
        )
        figures = replace(maker.figures, safety=safety, review=review, helpdesk=desk)
        beside = deps.beside(person, *within, desk)
        of_group = group != EVERYBODY
        maker = replace(maker, figures=figures, checkin=checkin, beside=beside, of_group=of_group)
        options = tuple(_options(maker.viewer, groups))
        chosen = next(option for option in options if option.value == group)
        return GroupReport(maker, options, chosen, await self._advice(person, maker, options, chosen))

    async def advice(self, person: Person, maker: SectionMaker) -> PracticeAdvice:
        """Returns what the report of all groups together suggests to practise."""
        options = tuple(_options(maker.viewer, await self._deps.groups.all_groups(person.tenant)))
        return await self._advice(person, maker, options, options[0])

    async def advised(self, person: Person) -> tuple[str, str]:
        """Returns the topic and the group of `advice`; "" where it has none, or that is scheduled."""
        advice = await self.advice(person, await self.overview(person))
        return (advice.topic, advice.group) if advice.open else ("", "")

    async def _advice(
        self, person: Person, maker: SectionMaker, options: Sequence[Option], chosen: Option
    ) -> PracticeAdvice:
        if maker.need is None:
            return PracticeAdvice(group=chosen.value)
        practice = await self._deps.practice(person, maker.need.topic)
        groups = [option.value for option in options if option.value not in (EVERYBODY, NOBODYS)]
        return PracticeAdvice(
            suggestion_line(maker.viewer, maker.need, maker.figures.span),
            maker.need.topic,
            chosen.value,
            planned_line(maker.viewer, practice, options, chosen),
            practice.get(chosen.value, ""),
            chosen.value == EVERYBODY and bool(groups) and practice.keys() >= set(groups),
            maker.by_group if maker.need.before else "",
        )

    async def document(self, person: Person, group: str, weeks: int) -> ReportDocument:
        """Returns the report as it is shown wide."""
        weeks = weeks if weeks in SPANS else SPANS[0]
        report = await self.chosen(person, group, weeks)
        maker, viewer = report.maker, report.maker.viewer
        empty = maker.figures.empty
        planned = (
            ""
            if empty or not report.advice.planned
            else f"{report.advice.planned} {viewer.say('report.planned.where')}"
        )
        proof = (maker.change_plot(),) if maker.change else ()
        sections = () if empty else tuple(_without(section, proof) for section in maker.all_sections())
        if sections and report.group.value == EVERYBODY:
            sections = (*sections[:-1], *await self._compared(person, report, weeks), sections[-1])
        return ReportDocument(
            title=viewer.say("report.title"),
            subtitle=dotted(report.group.label, days_line(maker)),
            lead=(viewer.say("report.empty"),) if empty else lead(maker),
            proof=proof,
            until=until_line(maker),
            sections=sections,
            groups=report.groups,
            group=report.group.value,
            weeks=weeks,
            language=person.language,
            locale=viewer.locale,
            first=maker.figures.span.first,
            last=maker.figures.span.last,
            notice=viewer.say(self._deps.notice) if self._deps.notice else "",
            practise=report.advice.topic if report.advice.open and not empty else "",
            planned=planned,
        )

    async def _compared(self, person: Person, report: GroupReport, weeks: int) -> tuple[ReportSection, ...]:
        """Returns the groups beside each other: their figures are read as those of their own reports are."""
        groups = report.groups[1:]
        figures = [
            await asyncio.gather(*(self.figures(person, group.value, weeks) for group in some))
            for some in batched(groups[:MOST_COMPARED], AT_ONCE)
        ]
        named = zip((group.label for group in groups), chain.from_iterable(figures), strict=False)
        section = groups_section(report.maker.viewer, tuple(named), max(0, len(groups) - MOST_COMPARED))
        return (section,) if section else ()

    async def week(self, person: Person) -> WeekOverview:
        """Returns what the start tells a manager: of all groups together."""
        maker = await self.overview(person)
        shown = cards.advice_elements(maker.viewer, await self.advice(person, maker))
        return WeekOverview(week_figures(maker.viewer, maker.figures), shown)

    async def note_taken(self, person: Person, document: ReportDocument) -> None:
        """Notes in the change log that a person takes a file of a report along."""
        group = await self._deps.groups.find_group(person.tenant, document.group)
        await self._deps.log_export(person, ExportKind.FIGURES, group, document.weeks)

    def _span(self, weeks: int) -> ReportSpan:
        return ReportSpan(weeks, self._deps.today())


class DigestService:
    """A manager's weekly digest. Each change is about whoever asked for it."""

    def __init__(self, deps: DigestDeps) -> None:
        self._deps, self._reports = deps, ReportService(deps.reports)

    async def find(self, person: Person) -> Digest | None:
        """Returns a person's, or None where it is off."""
        return await self._deps.digests.find_digest(person.tenant, person.user_id)

    async def turn_on(self, person: Person, hour: int, before: Digest | None = None) -> Digest:
        """Stores that it comes at an hour, in place of `before`; returns it with the Monday that is next."""
        now, user, zone = self._deps.now(), person.user_id, place(person.zone)
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
        waits = asyncio.gather(*(lines(reader) for lines in self._deps.waits))
        maker, waiting = await asyncio.gather(self._reports.overview(reader), waits)
        viewer, notice = maker.viewer, self._deps.reports.notice
        advice = await self._reports.advice(reader, maker)
        monday = maker.figures.span.latest[-1]
        return DigestContent(
            viewer=viewer,
            days=viewer.days(monday, monday + timedelta(days=6)),
            figures=week_figures(viewer, maker.figures),
            waiting=tuple(line for lines in waiting for line in lines),
            advice=advice,
            hour=digest.hour,
            notice=viewer.say(notice) if notice else "",
        )


def _iso_weeks(span: ReportSpan) -> tuple[str, str]:
    return iso_week(span.first), iso_week(span.mondays[-1])


def _options(viewer: ReportViewer, groups: Sequence[Group]) -> Iterator[Option]:
    yield Option(viewer.say("report.everybody"), EVERYBODY)
    yield from (Option(name_line(group.name), group.id) for group in groups)
    if groups:
        yield Option(viewer.say("report.nobodys"), NOBODYS)


def lead(maker: SectionMaker) -> tuple[str, ...]:
    """Returns the sentences on top: what changed most, in which groups, and what to practise."""
    viewer, span = maker.viewer, maker.figures.span
    change, need = change_line(viewer, maker.change, span), suggestion_line(viewer, maker.need, span)
    return tuple(filter(None, (change, maker.by_group, need)))


def _without(section: ReportSection, shown: Sequence[Element]) -> ReportSection:
    return replace(section, elements=tuple(each for each in section.elements if each not in shown))


def until_line(maker: SectionMaker) -> str:
    """Returns why a report ends before last week, and when it goes on."""
    viewer, span = maker.viewer, maker.figures.span
    return viewer.say("report.until", last=viewer.day(span.last), next=viewer.day(span.goes_on))


def days_line(maker: SectionMaker) -> str:
    """Returns of which days a report is."""
    span = maker.figures.span
    return maker.viewer.say("report.span", weeks=span.weeks, days=maker.viewer.days(span.first, span.last))
