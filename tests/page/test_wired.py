"""The page as the app puts it together: in the playground, for Slack's managers and for those of Teams."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from aiohttp import ClientSession, DummyCookieJar
from aiohttp.test_utils import TestServer

from bot import config, server
from bot.core.chat import Person, Role
from bot.core.personal import DataSubject
from bot.wiring import edges, page
from bot.wiring.calma import Calma, build
from tests.build import PHRASEBOOK, ready
from tests.harness import Clock
from tests.page.served import NOW, FakeSource, Office
from tests.page.visitor import Visitor, token_of

URL = "https://calma.example"
LUIS = Person("T1", "slack", "ULUIS", "es")
MARTA = replace(LUIS, user_id="UMARTA")


def house(url: str = URL, port: str = "3978") -> tuple[Calma, config.Config]:
    settings = config.read(
        {
            "CALMA_PHRASEBOOK": str(PHRASEBOOK),
            "CALMA_DATA_DIR": "/nowhere",
            "CALMA_PUBLIC_URL": url,
            "PORT": port,
        }
    )
    return build(settings, clock=Clock(NOW), ready=ready()), settings


@asynccontextmanager
async def visiting(calma: Calma, settings: config.Config) -> AsyncIterator[Visitor]:
    app = server.application([], calma.runtime.report, pages=page.report_routes(calma, settings))
    async with TestServer(app) as served, ClientSession(cookie_jar=DummyCookieJar()) as http:
        yield Visitor(http, str(served.make_url("")).rstrip("/"), Office())


async def test_a_manager_reads_it_until_they_are_none_any_more() -> None:
    calma, settings = house()
    calma.reports = source = FakeSource()
    await calma.stores.people.appoint_person("T1", "UMARTA", Role.MANAGER)
    async with visiting(calma, settings) as marta:
        address = await calma.links.issue(MARTA)
        assert address.startswith(f"{URL}/report/enter?language=es&token=")
        assert (await marta.presses(token_of(address))).status == 303
        assert "Práctica y contactos" in (await marta.reads()).text
        [(person, group, weeks)] = source.asked
        assert (person.role, person.language, person.tenant, group, weeks) == (
            Role.MANAGER,
            "es",
            "T1",
            "",
            12,
        )
        await calma.stores.people.appoint_person("T1", "UMARTA", Role.AGENT)
        assert (await marta.reads()).status == 403
        assert len(source.asked) == 1


async def test_whose_account_is_closed_reads_no_more() -> None:
    calma, settings = house()
    calma.reports = FakeSource()
    await calma.stores.people.appoint_person("T1", "UMARTA", Role.MANAGER)
    async with visiting(calma, settings) as marta:
        await marta.presses(token_of(await calma.links.issue(MARTA)))
        assert (await marta.reads()).status == 200
        await calma.desk.note_left(DataSubject("T1", "UMARTA", "slack"))
        assert (await marta.reads()).status == 403


@pytest.mark.parametrize(("role", "status"), [(Role.ADMIN, 200), (Role.AGENT, 403), (None, 503)])
async def test_a_platform_is_asked_whom_nobody_appointed(role: Role | None, status: int) -> None:
    calma, settings = house()
    calma.reports = FakeSource()
    asked: list[Person] = []

    async def role_now(person: Person) -> Role | None:
        asked.append(person)
        return role

    calma.desk.roles["slack"] = role_now
    async with visiting(calma, settings) as luis:
        await luis.presses(token_of(await calma.links.issue(LUIS)))
        assert (await luis.reads()).status == status
        assert [(person.user_id, person.unsure) for person in asked] == [("ULUIS", True)]


async def test_who_manages_by_the_settings_of_teams_reads_it_too() -> None:
    calma, _ = house()
    settings = config.read({"TEAMS_ANONYMOUS": "1", "TEAMS_MANAGERS": "Boss, other"})
    assert settings.teams
    edge = edges.teams(calma, settings.teams)
    try:
        boss, agent = (Person("T9", "teams", name, "es") for name in ("boss", "agent"))
        known = await calma.desk.permitted(boss, Role.MANAGER)
        assert known
        assert (known.role, known.unsure) == (Role.ADMIN, False)
        assert await calma.desk.permitted(agent, Role.MANAGER) is None
    finally:
        await edge.close()


async def test_somebody_erased_has_no_session() -> None:
    calma, settings = house()
    calma.reports = FakeSource()
    await calma.stores.people.appoint_person("T1", "UMARTA", Role.MANAGER)
    async with visiting(calma, settings) as marta:
        await marta.presses(token_of(await calma.links.issue(MARTA)))
        rows = await calma.stores.personal.export_person(DataSubject("T1", "UMARTA"))
        assert "report_sessions" in str(rows)
        assert "link" not in str(rows)
        await calma.stores.personal.erase_people([DataSubject("T1", "UMARTA")], NOW)
        assert (await marta.reads()).status == 403


async def test_the_playground_leads_to_this_machine_and_others_to_the_public_address() -> None:
    calma, _ = house(port="4000")
    playground = Person("playground", "playground", "marta")
    assert (await calma.links.issue(playground)).startswith("http://127.0.0.1:4000/report/enter?")
    assert (await calma.links.issue(MARTA)).startswith(f"{URL}/report/enter?")
    unreached, _ = house(url="")
    assert await unreached.links.issue(MARTA) == ""
    assert (await unreached.links.issue(playground)).startswith("http://127.0.0.1:3978/")


async def test_a_link_in_the_playground_opens_over_http() -> None:
    calma, settings = house()
    calma.reports = FakeSource()
    await calma.stores.people.appoint_person("playground", "marta", Role.MANAGER)
    async with visiting(calma, settings) as marta:
        token = token_of(await calma.links.issue(Person("playground", "playground", "marta")))
        assert (await marta.presses(token)).status == 303
        assert (await marta.reads()).status == 200


async def test_what_is_over_is_deleted_two_days_later() -> None:
    calma, _ = house()
    await calma.links.issue(MARTA)
    clock = calma.runtime.clock
    assert isinstance(clock, Clock)
    clock.later(days=2, minutes=14)
    drainer = calma.drainer([])
    await drainer.sweep()
    assert "report_sessions" in str(await calma.stores.personal.export_person(DataSubject("T1", "UMARTA")))
    clock.later(days=1)
    await drainer.sweep()
    assert "report_sessions" not in str(
        await calma.stores.personal.export_person(DataSubject("T1", "UMARTA"))
    )
