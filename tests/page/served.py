"""The report's page on a server, with a report that is made up."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from html import escape
from itertools import count

from aiohttp import web

from bot import server
from bot.core import card as c
from bot.core.chat import FieldErrors, Person, Role, Submit
from bot.core.report import ReportDocument, ReportSection, ReportTable
from bot.core.sessions import ReportLinks, TokenSigning
from bot.page.render import PageTemplates
from bot.page.routes import ReportPage
from bot.store.memory.sessions import MemoryReportSessionStore
from tests.build import shipped
from tests.harness import Clock

NOW = datetime(2026, 11, 30, 14, 2, tzinfo=UTC)
PUBLIC = "https://calma.example/coach"
KEY = b"k" * 32
MARTA = Person("T1", "slack", "UMARTA", "en", Role.MANAGER, zone="Europe/Madrid")
LOCAL = Person("playground", "playground", "marta", "en", Role.MANAGER)
EVIL = '<script>alert("x")</script>'
WORDS = {
    "en": ("Practice and contacts", "Night shift", "Practice", "Contacts", "Situation", "Asked", "Right"),
    "es": ("Práctica y contactos", "Turno de noche", "Práctica", "Contactos", "Situación", "Veces", "Bien"),
}


def picture(plot: c.Plot, language: str) -> str:
    """Returns a plot as bars: a stand-in for what really draws."""
    values = [value or 0 for series in plot.series for value in series.values]
    bars = "".join(
        f'<rect x="{40 + i * 60}" y="{200 - value * 2:.0f}" width="40" height="{value * 2:.0f}"/>'
        for i, value in enumerate(values)
    )
    title = escape(plot.title)
    return f'<svg viewBox="0 0 800 240" width="800"><title>{title}</title>{bars}</svg>'


def document(language: str = "en", group: str = "", weeks: int = 12, name: str = "") -> ReportDocument:
    """Returns a report with every kind of element, and tables as long as they come."""
    title, night, practice, contacts, situation, asked, right = WORDS[language]
    name = name or night
    labels = tuple(f"{n}" for n in range(38, 48))
    plot = c.Plot(
        f"{practice}, {name}",
        labels,
        (c.Series(name, (20, 24, 31, None, 38, 45, 44, 52, 58, 61)),),
        f"**{name}**: 20 → 61 %.",
        unit="%",
    )
    names = ("Yelling · phone", "Waiting or delay", "Refund refused", "Threat", "Worried or in tears", "Loop")
    rows = tuple(
        (f"{names[i % 6]} {i}", str(40 + i), f"{50 + i} %" if language == "es" else f"{50 + i}%", "−3", "1,5")
        for i in range(24)
    )
    table = c.Table((situation, asked, right, "±", "Ø"), rows)
    first = ReportSection(
        "practice",
        practice,
        (
            c.Text(f"**{name}** · 24 / 31."),
            plot,
            c.Meter(right, 61, 100, "61 %", c.Better.HIGH),
            c.Chart(asked, names, (4, 9, 3, 8, 1, 2), 10, c.Better.LOW),
            c.Note(f"{practice}: 10+."),
        ),
        (ReportTable("situations", f"{situation} · {name}", table, table),),
    )
    second = ReportSection(
        "contacts",
        contacts,
        (
            c.Heading(contacts, "4"),
            c.Quote("", f"{name} *x*"),
            c.PhraseBlock((c.PhraseLine("en", "I hear you."), c.PhraseLine("es", "Le escucho.")), "…"),
            c.Divider(),
            c.Table((situation, asked), ((name, "=1+1"), ("@SUM(A1)", "-3"))),
            c.Buttons((c.Button("Press", "x"),)),
            c.Choice("x", "Choose", (c.Option("A", "a"),)),
        ),
        (
            ReportTable(
                "endings",
                contacts,
                c.Table((situation, asked), ((name, "=1+1"), ("@SUM(A1)", "-3"))),
                c.Table(("situation", "asked"), ((name, "=1+1"), ("@SUM(A1)", "-3"))),
            ),
        ),
    )
    groups = (c.Option("Todo el equipo" if language == "es" else "Whole team", ""), c.Option(name, "g1"))
    return ReportDocument(
        title,
        f"{name} · {weeks}",
        (f"{name}: **61 %**.", "24 / 31."),
        (first, second),
        groups,
        group,
        weeks,
        language,
        date(2026, 11, 2),
        date(2026, 11, 29),
        notice="Ejemplo" if language == "es" else "Made-up figures, to try the page.",
        practise="waiting",
    )


@dataclass
class FakeSource:
    """Makes the same report for everybody; `asked` is what it was asked for, and `breaks` how it fails."""

    asked: list[tuple[Person, str, int]] = field(default_factory=list)
    taken: list[tuple[str, str, int]] = field(default_factory=list)
    name: str = ""
    breaks: BaseException | None = None

    async def note_taken(self, person: Person, document: ReportDocument) -> None:
        self.taken.append((person.user_id, document.group, document.weeks))

    async def document(self, person: Person, group: str, weeks: int) -> ReportDocument:
        self.asked.append((person, group, weeks))
        if self.breaks:
            raise self.breaks
        return document(person.language, group, weeks, self.name)


class FakePractice:
    """Offers one form to everybody, and takes what is sent with it."""

    async def practice_form(self, person: Person, topic: str, group: str) -> c.Form | c.Card:
        options = (c.Option("A", "a"), c.Option("B", "b"))
        fields = (
            c.Select("group", "Who", options, (group,) if group else ()),
            c.Select("days", "Days", options, ("a",), many=True),
            c.Input("at", "At", c.InputKind.TIME, "09:30"),
            c.Input("last", "Until", c.InputKind.DATE, "2026-12-27", "No end: empty.", optional=True),
        )
        return c.Form("Schedule practice", "", "Save", fields, "id1", language=person.language)

    async def schedule_practice(self, ask: Submit) -> FieldErrors | c.Card:
        if not ask.text("group"):
            return FieldErrors({"group": "Pick one."})
        title = f"Drills: {ask.text('group')}"
        return c.Card(title, (c.Heading(title, "active"), c.Text("Saved.")), ask.person.language)


class Office:
    """The page, and who may see it: `managers` are those of whom the platform says so now."""

    def __init__(self, local: str = "http://127.0.0.1:0", person: Person = MARTA) -> None:
        self.clock, self.source, self.store = Clock(NOW), FakeSource(), MemoryReportSessionStore()
        self.managers = {(one.tenant, one.user_id) for one in (MARTA, LOCAL)}
        self.errors: list[BaseException] = []
        self.seconds, self._numbers = 0.0, count(1)
        self.local, self.zone = local, person.zone
        self.links = ReportLinks(
            self.store, TokenSigning(KEY, self._chance), self.clock, self._address, self._check
        )
        self.page = ReportPage(
            self.links,
            self.source,
            FakePractice(),
            PageTemplates(lambda: shipped().words, picture),
            self.clock,
            frozenset({"https://calma.example"}),
            seconds=lambda: self.seconds,
            report=self.report,
        )

    def application(self) -> web.Application:
        """Returns what serves it, as the app does."""
        return server.application([], self.report, pages=self.page.routes())

    def report(self, error: BaseException) -> str:
        """Keeps an error, and returns its reference."""
        self.errors.append(error)
        return "7F3K-22QA"

    def _chance(self, size: int) -> bytes:
        return next(self._numbers).to_bytes(size, "big")

    def _address(self, person: Person) -> str:
        return self.local if person.platform == "playground" else PUBLIC

    async def _check(self, person: Person) -> Person | None:
        if (person.tenant, person.user_id) not in self.managers:
            return None
        return replace(person, role=Role.MANAGER, zone=self.zone)


@asynccontextmanager
async def serving(
    office: Office, made: Callable[[Office], web.Application] = Office.application
) -> AsyncIterator[str]:
    """Serves the page; yields where."""
    runner = web.AppRunner(made(office), access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    office.local = f"http://{host}:{port}"
    try:
        yield office.local
    finally:
        await runner.cleanup()
