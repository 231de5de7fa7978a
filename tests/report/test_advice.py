"""What to practise is scheduled from wherever it is said: the start, the digest, on every edge."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import pytest_asyncio

from bot.core import card as c
from bot.core.activity import EVERYBODY
from bot.core.chat import Role
from bot.features.schedule.model import Schedule
from tests.build import build
from tests.checkin.wires import Wires, wired
from tests.fakes import blockkit
from tests.fakes.slack import FakeSlack, button, words
from tests.fakes.teams import TENANT as TEAMS_TENANT
from tests.fakes.teams import FakeTeams
from tests.harness import TENANT, Actor, Clock, Harness
from tests.report.actor import ReportReader, half_year
from tests.slack.test_schedules import as_it_is

MONDAY = datetime(2026, 11, 30, 9, 5, tzinfo=UTC)
SAID = {
    "en": ("Practise Waiting or delay next week", "Schedule practice", "Save", "See the schedule"),
    "es": ("practiquen Espera o demora", "Programar práctica", "Guardar", "Ver prácticas programadas"),
}
BY_GROUP = {"en": "By group, each compared with itself", "es": "Por grupo, cada uno comparado"}
PLANNED = {
    "en": ("is scheduled for Night shift.", "is scheduled for all groups."),
    "es": ("sobre este tema para Night shift.", "sobre este tema para todos los grupos."),
}


def marta(app: Harness, language: str = "en") -> ReportReader:
    """Returns a manager."""
    return ReportReader(app, "marta", language, Role.MANAGER, zone="Europe/Madrid")


async def scheduled(app: Harness) -> tuple[Schedule, ...]:
    """Returns all that counts."""
    return await app.stores.schedule.schedules.all_schedules(TENANT)


@pytest.mark.parametrize("language", ["en", "es"])
async def test_the_start_schedules_what_it_says_and_knows_what_is_scheduled(
    app: Harness, language: str
) -> None:
    advice, schedule, save, see = SAID[language]
    some, every = PLANNED[language]
    reader = marta(app, language)
    await reader.types(command="home")
    assert advice in c.plain(reader.text)
    assert some not in reader.text
    assert BY_GROUP[language] in reader.text
    await reader.opens(schedule)
    assert reader.select("topic").selected == ("waiting",)
    assert reader.field("first").value == "2026-11-30"
    await reader.sends(group="night")
    await reader.presses(save)
    await reader.types(command="home")
    assert some in reader.text
    await reader.opens(schedule)
    await reader.sends(group="chat")
    await reader.presses(save)
    await reader.types(command="home")
    assert every in reader.text
    assert schedule not in reader.labels
    await reader.presses(see)
    assert len(await scheduled(app)) == 2
    assert reader.rows


@pytest.mark.parametrize(
    ("language", "typed"),
    [
        ("en", "schedule practice"),
        ("en", "Plan drills"),
        ("es", "programar práctica"),
        ("es", "agendar practica"),
    ],
)
async def test_whoever_types_it_gets_the_same_form_and_a_plain_one_where_all_is_scheduled(
    app: Harness, language: str, typed: str
) -> None:
    reader = marta(app, language)
    await reader.types(typed)
    assert reader.select("topic").selected == ("waiting",)
    assert reader.select("group").selected == (EVERYBODY,)
    assert reader.field("first").value == "2026-11-30"
    await reader.sends()
    await reader.presses(SAID[language][2])
    assert len(await scheduled(app)) == 2
    await reader.types(typed)
    assert reader.select("topic").selected != ("waiting",)
    await reader.types("schedule", "drill")  # which nothing is filled into
    assert reader.select("topic").selected != ("waiting",)


@pytest.mark.parametrize("language", ["en", "es"])
async def test_so_does_the_digest(app: Harness, language: str) -> None:
    advice, schedule, save, _ = SAID[language]
    await app.stores.people.appoint_person(TENANT, "marta", Role.MANAGER)
    reader = marta(app, language)
    await reader.types("digest")
    await reader.press("report.digest.on")
    app.clock.now = MONDAY
    await app.ticks()
    await reader.reads_mail()
    assert advice in c.plain(reader.text)
    assert BY_GROUP[language] in reader.text
    await reader.opens(schedule)
    await reader.sends(group="night")
    await reader.presses(save)
    app.clock.later(days=7)
    await app.ticks()
    assert len(reader.mail) == 2
    await reader.reads_mail()
    assert PLANNED[language][0] in reader.text


async def test_nobody_else_is_told_what_to_practise(app: Harness) -> None:
    for role in (Role.AGENT, Role.SUPERVISOR):
        ana = Actor(app, "ana", role=role)
        await ana.types(command="home")
        assert "Schedule practice" not in ana.labels
        assert "Waiting or delay" not in ana.text


@pytest_asyncio.fixture
async def wires(slack: FakeSlack, teams: FakeTeams, patient: None) -> AsyncIterator[Wires]:
    """Calma as it is shipped, on every edge."""
    slack.admins.add("UADMIN")
    async with wired(build(clock=Clock()), slack, teams) as open_wires:
        yield open_wires


async def with_figures(wires: Wires, tenant: str, platform: str) -> None:
    """Has a team on a platform be half a year old."""
    calma = wires.calma
    await half_year(calma.stores, calma.runtime.clock().date(), tenant=tenant, platform=platform)


async def test_in_slack_it_is_scheduled_from_the_home_tab(wires: Wires) -> None:
    admin, slack = wires.in_slack("UADMIN").user, wires.slack
    await with_figures(wires, admin.team, "slack")
    await admin.does("app_home_opened", tab="home", channel="D1")
    home = await slack.view("views.publish")
    assert blockkit.view(home.body) == []
    assert "Practise *Waiting or delay* next week" in words(home.body)
    assert "By group, each compared with itself alone: " in words(home.body)
    await admin.types("schedule practice", "/calm")
    assert "All groups, a schedule for each · 24 people" in words((await slack.view()).body)
    await admin.presses(button(home.body, "Schedule practice"), home)
    form = await slack.view()
    assert form.body["title"]["text"] == "Schedule practice"
    assert "Waiting or delay" in words(form.body)
    assert "All groups, a schedule for each · 24 people" in words(form.body)
    shown = await admin.sends(form, **as_it_is(form))
    view = next(v for v in slack.views.values() if v.body["blocks"] == shown["view"]["blocks"])
    await admin.presses(button(shown["view"], "Save"), view=view)
    saved = (await slack.next("views.update"))["view"]
    assert blockkit.view(saved) == []
    assert "Saved: Waiting or delay" in words(saved)
    assert "2 schedules were added, one for each group" in words(saved)
    stored = await wires.calma.stores.schedule.schedules.all_schedules(admin.team)
    assert {each.group for each in stored} == {"night", "chat"}
    assert "Scheduled drills" in words(await admin.types("schedules", "/calm"))
    agent = wires.in_slack("U1").user
    assert "Scheduled drills" not in words(await agent.types("schedules", "/calm"))


async def test_in_teams_it_is_scheduled_from_the_start_in_spanish(wires: Wires) -> None:
    await with_figures(wires, TEAMS_TENANT, "teams")
    rosa, maria = wires.in_teams("rosa", locale="es-MX"), wires.in_teams("maria", locale="es-MX")
    await maria.types("calma inicio")
    assert "Programar práctica" not in maria.labels
    await rosa.types("calma inicio")
    assert "Espera o demora" in rosa.text
    assert "Por grupo, cada uno comparado solo consigo mismo: " in rosa.text
    await rosa.types("programar práctica")
    assert [rosa.field(name)["value"] for name in ("topic", "group")] == ["waiting", "*"]
    await rosa.types("calma inicio")
    await rosa.opens("Programar práctica")
    assert [rosa.field(name)["value"] for name in ("topic", "group", "holidays")] == ["waiting", "*", "own"]
    await rosa.sends()
    await rosa.forces_in_dialog("Guardar")
    assert "Prácticas guardadas: Espera o demora" in rosa.text
    await rosa.types("horarios de práctica")
    assert rosa.text.startswith("Prácticas programadas")
    await rosa.types("¿qué tema bajó?")
    assert rosa.text.startswith("Informe")
    await maria.types("¿qué tema bajó?")
    assert not maria.text.startswith("Informe")


async def test_on_the_page_of_the_playground_too(wires: Wires) -> None:
    await with_figures(wires, "playground", "playground")
    lead = replace(wires.page, who="marta", language="es")
    assert "Prácticas programadas" in str(await lead.types("programadas", "calm"))
    start = str(await lead.types("inicio", "calm"))
    assert "practiquen" in start
    form = str(await lead.press("schedule.new", "waiting|*"))
    assert "Espera o demora" in form
