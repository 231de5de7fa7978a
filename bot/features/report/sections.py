"""The parts of a report: what is said, drawn and listed of the figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.core import card as c
from bot.core.activity import LATER, REACTIONS, ActivityKind
from bot.core.estimates import Sample
from bot.core.helpdesk import MEASURES, HelpdeskWeek, measured
from bot.core.report import ReportSection, ReportTable
from bot.core.viewer import share_text
from bot.features.report.change import Measured, PracticeNeed, ShareChange
from bot.features.report.drawing import (
    HELPDESK,
    Bar,
    Cell,
    Moved,
    WeekCell,
    bars_plot,
    counts_plot,
    shares_plot,
    table,
)
from bot.features.report.model import Comparison, ReportFigures, ReportPoint, ReportView
from bot.features.report.viewer import MISSING, ReportViewer, capped

HARD = 0.6  # an item that fewer got right, as far as may well be, is a hard one
HARDEST = 5  # shown at most
FIGURES = "figures.show"  # another feature's
LONG = 12  # weeks, above which points are of four weeks each
More = Callable[[str], c.Button | None]  # by a table's id, the button that shows it


@dataclass(frozen=True, slots=True)
class SectionMaker:
    """Makes the parts. `more` gives the buttons that show a table, for where it is not folded in.

    `change` is what changed most, `need` what to practise. `beside` is what the help desk says of everybody
    together, which is drawn beside practice and outcomes; `of_group`: the rest is of one group.
    `by_group` says of the change how each group went against itself, "" where nothing tells it.
    """

    viewer: ReportViewer
    figures: ReportFigures
    change: ShareChange | None = None
    need: PracticeNeed | None = None
    more: More = lambda id: None
    checkin: tuple[c.Table, ...] = ()
    beside: tuple[c.Element, ...] = ()
    of_group: bool = False
    by_group: str = ""

    def all_sections(self) -> tuple[ReportSection, ...]:
        """Returns all parts, the useful ones first; on a page the help desk stands once, beside practice."""
        alone = replace(self, beside=())
        made = (alone.outcomes, self.practice, self.lookups, self.incidents, self.rest)
        return tuple(section() for section in made)

    def section(self, view: ReportView) -> ReportSection:
        """Returns one part."""
        made = {
            ReportView.OUTCOMES: self.outcomes,
            ReportView.PRACTICE: self.practice,
            ReportView.INCIDENTS: self.incidents,
            ReportView.MORE: self.rest,
        }
        return made.get(view, self.lookups)()

    def lookups_plot(self) -> c.Plot | c.Note:
        """Returns how often people looked something up, and found nothing."""
        say, kinds = self.viewer.say, (ActivityKind.LOOKUP, ActivityKind.MISS)
        series = {say(f"report.kind.{kind.value}"): self._points(kind) for kind in kinds}
        return counts_plot(
            self.viewer, self._over_time("report.plot.lookups"), series, self.more("lookups-by-week")
        )

    def escalated_plot(self) -> c.Plot | c.Note:
        """Returns which share of outcomes was that it escalated."""
        say = self.viewer.say
        series = {say("report.kind.escalated"): self._points(ActivityKind.OUTCOME)}
        return shares_plot(
            self.viewer, self._over_time("report.plot.escalated"), series, self.more("outcomes-by-week")
        )

    def change_plot(self) -> c.Plot | c.Note:
        """Returns how what changed most went, by four weeks; where nothing did, how outcomes escalated."""
        change = self.change
        kind = ActivityKind.ANSWER if change and change.of is Measured.RIGHT else ActivityKind.OUTCOME
        points = self.figures.courses.get((kind.value, change.name)) if change else None
        if change is None or points is None:
            return self.escalated_plot()
        say, subject = self.viewer.say, self.viewer.subject(change.name)
        measured = say(f"report.kind.{change.of.value}")
        title = say("report.by.four", title=f"{subject}: {measured.lower()}")
        table = "practice-by-topic" if kind is ActivityKind.ANSWER else "outcomes-by-situation"
        return shares_plot(self.viewer, title, {measured: points}, self.more(table))

    def lookups(self) -> ReportSection:
        """Returns what was looked up."""
        viewer, counts = self.viewer, self.figures.lookups
        weeks = self.figures.weeks
        by_week = [
            (point.first, point.count, miss.count)
            for point, miss in zip(
                weeks[ActivityKind.LOOKUP.value], weeks[ActivityKind.MISS.value], strict=True
            )
        ]
        by_situation = [(viewer.subject(name), count) for name, count in counts.items()]
        bars = bars_plot(
            viewer,
            viewer.say("report.plot.situations"),
            viewer.say("report.kind.lookup"),
            {viewer.subject(name): Bar(float(count)) for name, count in counts.items()},
            "",
            self.more("lookups-by-situation"),
        )
        tables = (
            table(viewer, "lookups-by-situation", ("situation", "lookups"), by_situation),
            table(viewer, "lookups-by-week", ("week", "lookups", "misses"), by_week),
        )
        plots: list[c.Element] = [self.lookups_plot(), *([bars] if bars else [])]
        return self._section(ReportView.LOOKUPS, plots, tables)

    def outcomes(self) -> ReportSection:
        """Returns what came of look-ups."""
        viewer, say, calmed = self.viewer, self.viewer.say, self.figures.calmed
        now = {name: of.after for name, of in calmed.items() if of.after}
        ranked = sorted(now.items(), key=lambda each: (each[1].share, each[0]))
        bars = bars_plot(
            viewer,
            self._of_recent("report.plot.calmed"),
            say("report.kind.calmed"),
            {viewer.subject(name): self._bar(sample) for name, sample in ranked},
            "%",
            self.more("outcomes-by-situation"),
        )
        rows = [self._compared(name, calmed[name], len(calmed)) for name, _ in ranked]
        weeks = [
            (point.first, point.count, point.sample)
            for point in self.figures.weeks[ActivityKind.OUTCOME.value]
        ]
        tables = (
            table(viewer, "outcomes-by-situation", ("situation", "calmed", "before", "change"), rows),
            table(viewer, "outcomes-by-week", ("week", "outcomes", "escalated"), weeks),
        )
        notes = [self._compared_note(), c.Note(say("report.outcomes_note"))] if bars else []
        elements: list[c.Element] = [*([bars] if bars else []), self.escalated_plot(), *notes]
        elements += self._beside()
        return self._section(ReportView.OUTCOMES, elements, tables)

    def incidents(self) -> ReportSection:
        """Returns what happened with abuse and danger: of all teams together."""
        viewer, say, figures = self.viewer, self.viewer.say, self.figures
        series = {say("report.kind.incident"): self._points(ActivityKind.INCIDENT)}
        plot = counts_plot(
            viewer, self._over_time("report.plot.incidents"), series, self.more("incidents-by-week")
        )
        weeks = [(point.first, point.count) for point in figures.weeks[ActivityKind.INCIDENT.value]]
        kinds = [
            (say(f"incident.kind.{kind}") if kind else say("boundary.no_kind"), count)
            for kind, count in figures.incidents.items()
        ]
        waits = [*map(str, REACTIONS), LATER]
        answered = [(say(f"report.wait.{wait}"), figures.reactions.get(wait, 0)) for wait in waits]
        safety = [(self._danger(kind), count) for kind, count in figures.safety.items()]
        tables = (
            table(viewer, "incidents-by-kind", ("kind", "incidents"), kinds, of_all=True),
            table(viewer, "incidents-answered", ("answered", "incidents"), answered, of_all=True),
            table(viewer, "incidents-by-week", ("week", "incidents"), weeks, of_all=True),
            table(viewer, "safety-cards", ("kind", "cards"), safety, of_all=True),
        )
        known, of = figures.results
        texts = [c.Text(say("report.results", known=known, of=of))] if of else []
        return self._section(ReportView.INCIDENTS, [plot, *texts, c.Note(say("report.of_all"))], tables)

    def practice(self) -> ReportSection:
        """Returns how much was practised, and what goes wrong."""
        viewer, say, figures = self.viewer, self.viewer.say, self.figures
        series = {say("report.kind.answer"): self._points(ActivityKind.ANSWER)}
        asked = counts_plot(
            viewer, self._over_time("report.plot.answers"), series, self.more("practice-by-week")
        )
        now = {name: of.after for name, of in figures.topics.items() if of.after}
        ranked = sorted(now.items(), key=lambda each: (each[1].share, each[0]))
        right = bars_plot(
            viewer,
            self._of_recent("report.plot.right"),
            say("report.kind.right"),
            {viewer.subject(name): self._bar(sample) for name, sample in ranked},
            "%",
            self.more("practice-by-topic"),
        )
        topics = [self._compared(name, figures.topics[name], len(figures.topics)) for name, _ in ranked]
        weeks = [
            (point.first, point.count, point.sample) for point in figures.weeks[ActivityKind.ANSWER.value]
        ]
        people = [
            (viewer.days(period.first, period.last), share_text(say, of) if of else MISSING)
            for period, of in figures.practised
        ]
        items = [(viewer.said(viewer.bank[id].stem), of) for id, of in self._hardest()]
        tables = (
            table(viewer, "practice-by-topic", ("topic", "right", "before", "change"), topics),
            table(viewer, "practice-by-week", ("week", "answers", "right"), weeks),
            table(viewer, "practice-people", ("weeks", "people"), people),
            table(viewer, "hardest-questions", ("question", "right"), items),
        )
        elements: list[c.Element] = [right, asked, self._compared_note()] if right else [asked]
        elements += self._beside()
        return self._section(ReportView.PRACTICE, elements, tables)

    def rest(self) -> ReportSection:
        """Returns schedules, phrases, the self-check, and what the help desk says."""
        viewer, say, figures = self.viewer, self.viewer.say, self.figures
        schedules = [
            (
                viewer.schedules.get(name) or say("report.gone"),
                *(of.sent, of.opened, of.finished),
            )
            for name, of in figures.schedules.items()
        ]
        desk = [self._helpdesk(week) for week in figures.helpdesk]
        # The self-check's figures are looked at, and never taken along: consent says so.
        checkin = [element for each in self.checkin for element in (self._checkin_title(), each)]
        tables = (
            table(viewer, "schedules", ("schedule", "sent", "opened", "finished"), schedules),
            table(viewer, HELPDESK, ("week", *MEASURES), desk, of_all=True),
        )
        fine, of = figures.review
        texts: list[c.Element] = [c.Text(say("report.review", fine=fine, of=of))] if of else []
        if viewer.schedules:
            texts.append(c.Note(say("report.schedules_where")))
        return self._section(ReportView.MORE, [*texts, *checkin, *self._desk()], tables)

    def _checkin_title(self) -> c.Element:
        return c.Text(f"**{self.viewer.say('report.table.self-check')}**")

    def _section(
        self, view: ReportView, elements: Sequence[c.Element], tables: Sequence[ReportTable]
    ) -> ReportSection:
        full = tuple(each for each in tables if any(set(row[1:]) != {MISSING} for row in each.table.rows))
        return ReportSection(view.value, self.viewer.say(f"report.view.{view.value}"), tuple(elements), full)

    def _points(self, kind: ActivityKind) -> Sequence[ReportPoint]:
        long = self.figures.span.weeks > LONG
        return (self.figures.periods if long else self.figures.weeks)[kind.value]

    def _over_time(self, key: str) -> str:
        """Returns a title with how long each point is."""
        span = "four" if self.figures.span.weeks > LONG else "week"
        return self.viewer.say(f"report.by.{span}", title=self.viewer.say(key))

    def _of_recent(self, key: str) -> str:
        """Returns a title with the days that shares are of."""
        recent = self.figures.span.recent
        days = self.viewer.days(recent[0].first, recent[-1].last)
        return self.viewer.say("report.of_days", title=self.viewer.say(key), days=days)

    def _compared_note(self) -> c.Note:
        """Returns which days stand behind shares by situation and topic, and which are before."""
        recent, earlier = self.figures.span.recent, self.figures.span.earlier
        now, before = (self.viewer.days(part[0].first, part[-1].last) for part in (recent, earlier))
        return c.Note(self.viewer.say("report.compared", now=now, before=before))

    def _bar(self, sample: Sample) -> Bar:
        return Bar(round(100 * capped(sample.share)), self.viewer.share(sample))

    def _compared(self, name: str, compared: Comparison, among: int) -> tuple[Cell, ...]:
        return (self.viewer.subject(name), compared.after, compared.before, Moved(compared, among))

    def _hardest(self) -> Iterator[tuple[str, Sample]]:
        known = {id: of for id, of in self.figures.items.items() if id in self.viewer.bank}
        hard = [(id, of) for id, of in known.items() if of.interval.high < HARD]
        yield from sorted(hard, key=lambda each: (each[1].share, each[0]))[:HARDEST]

    def _danger(self, kind: str) -> str:
        guides = {guide.kind.value: guide for guide in self.viewer.book.safety.values()}
        return self.viewer.pick(guides[kind].name) if kind in guides else kind

    def _helpdesk(self, week: HelpdeskWeek) -> tuple[Cell, ...]:
        return (WeekCell(week.week), *(measured(self.viewer, week.value(measure)) for measure in MEASURES))

    def _beside(self) -> tuple[c.Element, ...]:
        return (*self._of_everybody(), *self.beside) if self.beside else ()

    def _of_everybody(self) -> tuple[c.Element, ...]:
        return (c.Note(self.viewer.say("report.desk.of_all")),) if self.of_group else ()

    def _desk(self) -> Iterator[c.Element]:
        """Yields where help-desk figures come from, and the way there."""
        say, known = self.viewer.say, bool(self.figures.helpdesk)
        yield c.Text(f"**{say('figures.title')}**")
        if known:
            yield from self._of_everybody()
        yield c.Note(say("report.desk.more" if known else "report.desk.none"))
        yield c.Buttons((c.Button(say("figures.upload"), FIGURES),))
