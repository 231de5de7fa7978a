"""A manager imports help-desk figures, looks at them, and removes them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core import card as c
from bot.core.chat import Role
from bot.core.helpdesk import HelpdeskWeek
from bot.features.helpdesk import feature
from bot.features.helpdesk.model import MOST_BYTES
from tests.harness import TENANT, Actor, Agent, Harness

HEAD = "week,fcr,csat_difficult,escalation_rate\n"
GOOD = f"{HEAD}2026-W45,70,,12\n2026-W47,78.5,71,9\n2026-W48,80,,8.5\n"
FIRST_EVER = ("", "9999-W99")


@pytest.fixture
def manager(app: Harness) -> Agent:
    return Agent(app, "marta", role=Role.MANAGER)


@pytest.fixture
def gerente(app: Harness) -> Agent:
    return Agent(app, "lucía", "es", Role.MANAGER)


async def imports(manager: Actor, text: str) -> str:
    """Sends a file, and returns the title of what comes of it."""
    spanish = manager.person.language == "es"
    await manager.types("cifras" if spanish else "figures")
    await manager.opens("Importar cifras" if spanish else "Import figures")
    return await manager.sends(file=text)


async def test_a_table_is_imported_and_shown(manager: Agent) -> None:
    assert await manager.types("figures") == "Help-desk figures"
    assert "No help-desk figures yet." in manager.text
    assert manager.labels == ["Import figures"]
    assert await imports(manager, GOOD) == "Help-desk figures"
    assert manager.notes[0] == "Imported: 3 weeks."
    assert manager.rows == (
        ("23 Nov", "80%", "–", "8.5%"),
        ("16 Nov", "78.5%", "71%", "9%"),
        ("9 Nov", "–", "–", "–"),
        ("2 Nov", "70%", "–", "12%"),
    )
    assert manager.labels == ["Import figures", "Remove all"]


async def test_the_lines_are_drawn_and_said_and_never_explained(manager: Agent) -> None:
    await imports(manager, GOOD)
    plot = manager.one(c.Plot)
    assert plot.labels == ("2 Nov", "9 Nov", "16 Nov", "23 Nov")
    assert [(line.name, line.values) for line in plot.series] == [
        ("Solved the first time", (70, None, 78.5, 80)),
        ("Satisfied after a hard contact", (None, None, 71, None)),
        ("Escalated", (12, None, 9, 8.5)),
    ]
    assert plot.finding == (
        "Weeks of 2 Nov to 23 Nov: solved the first time from 70% to 80%, satisfied after a hard contact "
        "71% and escalated from 12% to 8.5%. The lines do not say why."
    )
    assert any("do not tell that one moved the other" in note for note in manager.notes)


async def test_a_team_that_reads_spanish(gerente: Agent) -> None:
    assert await gerente.types("cifras de atención") == "Cifras de atención"
    form = await gerente.opens("Importar cifras")
    assert [field.name for field in form.fields] == ["file", "example"]
    [example] = [f for f in form.fields if isinstance(f, c.Input) and f.kind is c.InputKind.COPY]
    assert example.value.splitlines() == [
        "semana;fcr;csat_dificiles;tasa_escalamiento",
        "2026-W46;78,5;71;9",
        "2026-W47;80;;8,5",
    ]
    assert "empuja a apurar justo a quienes más calma necesitan" in gerente.text
    assert await gerente.sends(file=example.value) == "Cifras de atención"
    assert gerente.notes[0] == "Importado: 2 semanas."
    assert gerente.rows[0] == ("16 nov", "80%", "–", "8.5%")
    assert "resueltos a la primera, de 78.5% a 80%" in gerente.one(c.Plot).finding
    assert any("no dice que una haya movido a la otra" in note for note in gerente.notes)


async def test_the_example_can_be_imported_as_it_is(manager: Agent) -> None:
    await manager.types("figures")
    form = await manager.opens("Import figures")
    [example] = [f for f in form.fields if isinstance(f, c.Input) and f.name == "example"]
    assert await manager.sends(file=example.value)
    assert len(manager.rows) == 2


async def test_a_week_that_comes_again_is_replaced(manager: Agent) -> None:
    await imports(manager, GOOD)
    await imports(manager, f"{HEAD}2026-W48,,75,\n")
    assert manager.notes[:2] == ["Imported: one week.", "Replaced, as it was there already: one week."]
    assert manager.rows[:2] == (("23 Nov", "–", "75%", "–"), ("16 Nov", "78.5%", "71%", "9%"))


async def test_of_a_file_with_a_mistake_nothing_is_taken(manager: Agent, gerente: Agent) -> None:
    assert await imports(manager, f"{GOOD}2026-W49,1,2,3\n2026-W40,=1,200,x\n") == ""
    assert manager.errors["file"].splitlines() == [
        "Line 5, week: “2026-W49” has not begun yet: the newest week that can be taken is 2026-W48",
        "Line 6, fcr: “=1” is a formula, or begins like one: write what comes out of it",
        "Line 6, csat_difficult: “200” is not from 0 to 100: write it in percent",
        "Line 6, escalation_rate: “x” is no number: write one from 0 to 100, such as 82 or 82.4, or leave "
        "the cell empty",
    ]
    assert (
        await imports(gerente, "semana;fcr;csat_dificiles;tasa_escalamiento;AHT\n2026-W48;80;70;5;300") == ""
    )
    assert gerente.errors["file"].startswith("Línea 1, AHT: la duración de los contactos no se usa aquí")
    assert await imports(manager, " \n ") == ""
    assert manager.errors["file"] == "The file is missing, or there is nothing in it."
    assert await manager.app.stores.helpdesk.find_weeks(TENANT, *FIRST_EVER) == ()


async def test_what_somebody_typed_into_a_file_does_nothing(manager: Agent) -> None:
    assert await imports(manager, f"{HEAD}2026-W48,**80**<!here>,70,5\n") == ""
    assert "**" not in manager.errors["file"]
    await imports(manager, "week,fcr,csat_difficult,escalation_rate,**Agents**\n2026-W48,80,70,5,3\n")
    assert "**Agents**" not in manager.notes[1]
    assert manager.notes[1].startswith("Left out, as Calma does not use these columns: ")


async def test_what_is_too_large_is_refused_before_it_is_read(manager: Agent) -> None:
    assert await imports(manager, "x" * 100_000_000) == ""
    assert "at most" in manager.errors["file"]
    assert await imports(manager, "é" * MOST_BYTES) == ""
    assert "larger than 200 KB" in manager.errors["file"]


async def test_weeks_older_than_two_years_are_left_out_and_said(manager: Agent) -> None:
    await imports(manager, f"{HEAD}2026-W48,80,70,5\n2024-W40,1,2,3\n2023-W01,1,2,3\n")
    assert manager.notes[:2] == [
        "Imported: one week.",
        "Left out, as figures are stored for 730 days: 2 older weeks.",
    ]
    assert len(manager.rows) == 1
    assert not manager.all(c.Plot)


async def test_all_of_them_go_once_that_is_meant(manager: Agent, gerente: Agent) -> None:
    await imports(manager, GOOD)
    assert await manager.presses("Remove all") == "Remove all help-desk figures?"
    assert await manager.presses("Keep them") == "Help-desk figures"
    assert len(manager.rows) == 4
    await manager.presses("Remove all")
    await manager.presses("Remove all")
    assert manager.notes[0] == "All help-desk figures are removed."
    assert manager.labels == ["Import figures"]
    await gerente.types("cifras")
    assert "Aún no hay cifras" in gerente.text


async def test_the_change_log_tells_who_imported_and_removed_how_much(manager: Agent) -> None:
    await imports(manager, GOOD)
    await manager.presses("Remove all")
    await manager.presses("Remove all")
    await manager.types("team")
    await manager.presses("Changes")
    removed, imported = (note for note in manager.notes if "figures" in note)
    assert removed.endswith("marta removed all help-desk figures (weeks: 3)")
    assert imported.endswith("marta imported help-desk figures (weeks: 3)")


async def test_another_tenant_sees_nothing_and_agents_are_refused(app: Harness, manager: Agent) -> None:
    await imports(manager, GOOD)
    other = Agent(app, "omar", role=Role.MANAGER, tenant="T2")
    await other.types("figures")
    assert other.labels == ["Import figures"]
    for role in (Role.AGENT, Role.SUPERVISOR):
        nobody = Actor(app, "ana", role=role)
        assert await nobody.types("figures") == "This is for whoever leads a team here"
        for action in ("figures.show", "figures.upload", "figures.remove", "figures.removed"):
            assert await nobody.press(action) == "This is for whoever leads a team here"
    assert len(await app.stores.helpdesk.find_weeks(TENANT, *FIRST_EVER)) == 3


async def test_a_report_reads_the_weeks_and_shows_them_with_the_note(app: Harness, manager: Agent) -> None:
    await imports(manager, GOOD)
    weeks = await feature.week_reader(app.stores.helpdesk)(TENANT, "2026-W46", "2026-W49")
    assert weeks == (HelpdeskWeek("2026-W47", 78.5, 71, 9), HelpdeskWeek("2026-W48", 80, None, 8.5))
    beside = feature.beside(app.features.helpdesk)
    plot, note = beside(manager.person, "2026-W46", "2026-W49", weeks)
    assert isinstance(plot, c.Plot)
    assert list(plot.series[0].values) == [None, 78.5, 80, None]
    assert isinstance(note, c.Note)
    assert "do not tell that one moved the other" in note.text
    assert beside(manager.person, "2026-W01", "2026-W04", ()) == ()


async def test_a_week_begins_where_its_reader_is(app: Harness) -> None:
    app.clock.now += timedelta(days=5, hours=-2)  # Sunday noon in UTC, Monday in Auckland
    text = f"{HEAD}2026-W49,80,70,5\n"
    assert await imports(Agent(app, "marta", role=Role.MANAGER), text) == ""
    assert await imports(Agent(app, "aroha", role=Role.MANAGER, zone="Pacific/Auckland"), text)


async def test_they_go_by_themselves_after_two_years(app: Harness, manager: Agent) -> None:
    await imports(manager, GOOD)
    purge = feature.retention(app.stores.helpdesk)
    assert await purge(app.now + timedelta(days=700)) == 0
    assert await purge(app.now + timedelta(days=735)) == 2
    assert await purge(app.now + timedelta(days=800)) == 1
