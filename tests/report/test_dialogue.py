"""`/calm report`, as managers meet it, and as nobody else does."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core import card as c
from bot.core.activity import EVERYBODY, Activity, ActivityKind
from bot.core.chat import Role
from bot.core.groups import Group
from bot.features.report.buttons import ReportReference, decode
from bot.features.report.model import ReportView
from bot.features.report.service import ReportService
from bot.terminal import render
from tests.harness import PLATFORM, TENANT, Harness
from tests.report.actor import ReportReader, happens, people_of, team_of

OF_ALL = "These help-desk figures are about everybody together, not about this group."
OWN = ("report.show", "report.group", "report.weeks", "report.table", "report.page")


def marta(app: Harness, language: str = "en") -> ReportReader:
    return ReportReader(app, "marta", language, Role.MANAGER)


async def test_it_says_first_what_changed_most_and_what_to_practise(app: Harness) -> None:
    reader = marta(app)
    assert await reader.types("report") == "Report"
    assert reader.badge == "All groups"
    assert "Last 12 weeks, " in reader.notes[0]
    lead, by_group, practise = reader.sentences[:3]
    assert "**Waiting or delay**: fewer contacts ended calm, 60% before, 24% now" in lead
    assert re.fullmatch(
        r"By group, each compared with itself alone: (\w+ \w+ \d\d% → \d\d%(, |\.)){2}", by_group
    )
    assert "The last 12 weeks (31 Aug" in lead
    assert "against the 12 before" in lead
    assert lead.endswith("This is more than chance.")
    assert practise == (
        "Practise **Waiting or delay** next week: over the last 12 weeks, contacts that ended calm fell there"
        " from 60% to 24%."
    )
    assert reader.card is not None
    assert reader.card.summary.startswith("Report. All groups. Last 12 weeks, 31 Aug")
    assert any(note.startswith("The figures end on 22 Nov, as") for note in reader.notes)
    assert [plot.title for plot in reader.all(c.Plot)] == [
        "Waiting or delay: calmed, by four weeks",
        "Look-ups, by week",
    ]


async def test_y_en_espanol(app: Harness) -> None:
    reader = marta(app, "es")
    assert await reader.types("informe") == "Informe"
    assert reader.badge == "Todos los grupos"
    assert "Últimas 12 semanas, " in reader.notes[0]
    assert "terminan menos contactos en calma, antes el 60% y ahora el 24%" in reader.sentences[0]
    assert "semanas (del 31 ago al 22 nov 2026, " in reader.sentences[0]
    assert reader.sentences[0].endswith("No parece casualidad.")
    assert await reader.presses("Resultados") == "Informe"
    assert await reader.presses("Resultados por situación") == "Resultados por situación"
    assert reader.rows[0][0] == "Espera o demora"
    assert re.fullmatch(r"24% \(\d+–\d+%\)", reader.rows[0][1])
    assert "casualidad" not in reader.rows[0][3]
    assert all("puede ser casualidad" in row[3] for row in reader.rows[1:])


@pytest.mark.parametrize("role", [Role.AGENT, Role.SUPERVISOR])
@pytest.mark.parametrize("language", ["en", "es"])
async def test_nobody_else_sees_it(app: Harness, role: Role, language: str) -> None:
    ana = ReportReader(app, "ana", language, role)
    await ana.types("report")
    refusal = ana.text
    for action in OWN:
        await ana.press(action, ReportReference().encode())
        assert ana.text == refusal
    assert not ana.all(c.Plot)
    assert not ana.all(c.Table)
    assert "Waiting" not in refusal
    assert "Espera" not in refusal


@pytest.mark.parametrize("language", ["en", "es"])
async def test_whatever_a_report_offers_answers(app: Harness, language: str) -> None:
    reader = marta(app, language)
    await reader.types("report")
    waiting, seen = list(reader.doors(OWN)), set[tuple[str, ReportReference]]()
    titles = set[str]()
    while waiting:
        action, value = waiting.pop()
        shown = decode(value)
        # Over how many weeks a part is shown is chosen on the start alone.
        door = (action, shown if shown.view is ReportView.START else replace(shown, weeks=0))
        if door in seen:
            continue
        seen.add(door)
        titles.add(await reader.press(action, value))
        assert reader.card
        waiting += reader.doors(OWN)
    assert len(seen) > 100
    assert "" not in titles
    assert len(titles) > 8
    assert not app.errors


async def test_practice_is_scheduled_from_it(app: Harness) -> None:
    reader = marta(app)
    await reader.types("report")
    form = await reader.opens("Schedule practice")
    assert reader.select("topic").selected == ("waiting",)
    assert form.title == "Schedule practice"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Schedule practice", "See the schedule", "is scheduled for this group", "Save")),
        (
            "es",
            ("Programar práctica", "Ver prácticas programadas", "Este grupo ya tiene práctica", "Guardar"),
        ),
    ],
)
async def test_what_is_scheduled_stands_beside_the_advice(
    app: Harness, language: str, words: tuple[str, str, str, str]
) -> None:
    schedule, see, planned, save = words
    reader, night = marta(app, language), ReportReference(group="night").encode()
    await reader.press("report.group", night)
    assert planned not in reader.text
    form = await reader.opens(schedule)
    assert form.title == schedule
    first = app.now.date() + timedelta(days=7 - app.now.weekday())
    last = first + timedelta(days=27)
    assert [reader.field(name).value for name in ("first", "last")] == [first.isoformat(), last.isoformat()]
    assert "12" in next(option.label for option in reader.select("group").options if option.value == "night")
    await reader.sends()
    await reader.presses(save)
    await reader.press("report.group", night)
    assert planned in reader.text
    assert schedule not in reader.labels
    source = ReportService(app.features.report)
    page = await source.document(reader.person, "night", 12)
    assert (planned in page.planned, "**/" in page.planned, page.practise) == (True, True, "")
    whole = await source.document(reader.person, "*", 12)
    assert ("Night shift" in whole.planned, whole.practise) == (True, "waiting")
    await reader.presses(see)
    assert planned not in reader.text
    assert "Night shift" in reader.text


async def test_a_table_of_many_rows_is_turned(app: Harness) -> None:
    reader = marta(app)
    await reader.types("report")
    await reader.chooses("Last 52 weeks", of="Weeks")
    await reader.presses("Look-ups")
    assert await reader.presses("Look-ups by week") == "Look-ups by week"
    first = reader.rows
    await reader.presses("More rows")
    assert reader.rows != first
    await reader.presses("Earlier")
    assert reader.rows == first
    assert await reader.presses("Back to the report") == "Report"


async def test_a_group_has_its_own_figures_and_one_without_says_what_to_do(app: Harness) -> None:
    reader = marta(app)
    await reader.types("report")
    whole = [plot.series[0].values for plot in reader.all(c.Plot)]
    await reader.chooses("Night shift", of="Group")
    assert reader.badge == "Night shift"
    assert [plot.series[0].values for plot in reader.all(c.Plot)] != whole
    await reader.chooses("In no group", of="Group")
    assert reader.badge == "In no group"
    assert reader.sentences[0].startswith("Nothing to show yet.")
    for view in ("Outcomes", "Practice", "Look-ups"):
        await reader.presses(view)
        assert reader.sentences[0].startswith("Nothing to show yet.")
        assert not reader.all(c.Plot)
    assert await reader.opens("New group")


async def test_what_the_help_desk_says_is_named_once_and_is_of_everybody(app: Harness) -> None:
    reader = marta(app)
    await reader.types("report")
    await reader.presses("More")
    assert any(note.startswith("No help-desk figures yet: ") for note in reader.notes)
    await reader.presses("Import figures")
    await reader.opens("Import figures")
    await reader.sends(file="week,fcr,csat_difficult,escalation_rate\n2026-W46,70,61,15.5\n2026-W47,72,,9\n")
    await reader.types("report")
    await reader.chooses("Night shift", of="Group")
    for view in ("More", "Practice", "Outcomes"):
        await reader.presses(view)
        assert reader.notes.count(OF_ALL) == 1, view
    [plot] = [plot for plot in reader.all(c.Plot) if plot.title.startswith("Help-desk figures")]
    await reader.presses("More")
    await reader.presses("Help-desk figures")
    assert reader.badge == "All groups"
    assert reader.one(c.Table).headings == ("Week of", *(line.name for line in plot.series))
    assert reader.rows[0] == ("9 Nov", "70%", "61%", "15.5%")


async def test_the_page_shows_what_proves_its_headline_and_whose_the_figures_are(app: Harness) -> None:
    reader = marta(app)
    await reader.types("figures")
    await reader.opens("Import figures")
    await reader.sends(file="week,fcr,csat_difficult,escalation_rate\n2026-W46,70,61,15.5\n2026-W47,72,,9\n")
    service = ReportService(app.features.report)
    [night] = [each.id for each in await app.stores.groups.all_groups(TENANT) if each.name == "Night shift"]
    document = await service.document(reader.person, night, 12)
    assert document.until.endswith("will be here on 21 Dec.")
    [shown] = (await service.document(reader.person, EVERYBODY, 12)).proof
    assert isinstance(shown, c.Plot)
    assert shown.title == "Waiting or delay: calmed, by four weeks"
    tables = {table.id: table for section in document.sections for table in section.tables}
    assert document.group_of(tables["help-desk"]) == "All groups"
    assert document.group_of(tables["lookups-by-week"]) == "Night shift"
    assert tables["help-desk"].file.rows[0] == ("2026-W46", "70%", "61%", "15.5%")
    plots = [each for section in document.sections for each in section.elements if isinstance(each, c.Plot)]
    assert len([plot for plot in plots if plot.title.startswith("Help-desk figures")]) == 1


@pytest.mark.parametrize(
    ("language", "text"), [("en", "Nothing to show yet."), ("es", "Todavía no hay nada")]
)
async def test_before_anything_happened_it_says_what_to_do(language: str, text: str) -> None:
    reader = marta(Harness(), language)
    await reader.types("report")
    assert reader.sentences[0].startswith(text)
    assert "report.show" not in reader.actions
    assert "group.new" in reader.actions


async def test_of_a_group_without_figures_only_what_is_of_all_is_shown() -> None:
    app = Harness()
    day = app.now.date()
    ended = Activity(TENANT, PLATFORM, "ana", "i1", day, ActivityKind.INCIDENT, "insults", "ended")
    await happens(app, [ended])
    reader = marta(app)
    await reader.types("report")
    assert reader.sentences[0].startswith("Nothing to show yet.") or reader.all(c.Plot)
    for view in ReportView:
        await reader.press("report.show", ReportReference(view).encode())
        plots = [plot.title for plot in reader.all(c.Plot)]
        assert plots in ([], ["Incidents"])


FORGED = (
    "",
    "|",
    "start|*|12|",
    "start|*|13||",
    "start|*|9999||",
    "start|../../etc|12||",
    "nowhere|*|12||",
    "outcomes|*|12|no-such-table|",
    "outcomes|*|12|outcomes-by-situation|999",
    "outcomes|*|12|outcomes-by-situation|-1",
    "start|nobody-has-this|12||",
    "x" * 2_000,
    "start|*|12||\n",
    "start|*|١٢||",
)


@pytest.mark.parametrize("action", OWN)
async def test_a_forged_value_shows_a_report_and_nothing_else(app: Harness, action: str) -> None:
    for value in FORGED:
        titles = ("Report", "The report on a page", "Outcomes by situation")
        assert await marta(app).press(action, value) in titles, value
    assert not app.errors


async def test_a_group_of_another_tenant_is_none(app: Harness) -> None:
    await app.stores.groups.keep_group(
        Group("T2", "theirs", "Theirs", PLATFORM, people=tuple(people_of("t")))
    )
    reader = marta(app)
    await reader.types("report")
    mine = reader.text
    for view in ReportView:
        await reader.press("report.group", ReportReference(view, "theirs").encode())
        assert reader.badge == "All groups"
        assert "Theirs" not in reader.text
    await reader.press("report.group", ReportReference(group="theirs").encode())
    assert reader.text == mine
    stranger = ReportReader(app, "zoe", role=Role.MANAGER, tenant="T2")
    await stranger.press("report.group", ReportReference(group="night").encode())
    assert stranger.sentences[0].startswith("Nothing to show yet.")
    assert "Night shift" not in stranger.text


async def test_nothing_that_changed_by_chance_is_told_as_more() -> None:
    app = Harness()
    await team_of(app, lowered=False)
    reader = marta(app)
    await reader.types("report")
    assert reader.sentences[0].startswith("No change is more than chance.")


async def test_in_a_terminal_a_plot_is_a_line_of_blocks(app: Harness) -> None:
    reader = marta(app)
    await reader.types("report")
    assert reader.card
    lines = render(reader.card, colour=False)
    assert "Waiting or delay: calmed" in lines
    assert any(block in lines for block in "▁▂▃▄▅▆▇█")
