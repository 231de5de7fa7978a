"""A manager schedules practice from the report's page, by the same schedules as in the chat."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, time
from urllib.parse import urlencode

import pytest
from aiohttp import ClientSession, DummyCookieJar
from aiohttp.test_utils import TestServer

from bot import server
from bot.core.chat import Person, Role
from bot.core.groups import Group
from bot.features.schedule.model import OWN_COUNTRY, Schedule, ScheduleState
from bot.wiring import page
from bot.wiring.calma import Calma
from tests.page.served import FakeSource, Office
from tests.page.test_wired import house
from tests.page.visitor import PRESSED, Returned, Visitor, token_of

MARTA = Person("T1", "slack", "UMARTA", "en", zone="Europe/Madrid")
NIGHT = Group("T1", "night", "Night shift", "slack", people=("ana", "luis"))
WAITING = "/report/practice?topic=waiting&group=night&weeks=12"


class Lead:
    """Marta with the page open."""

    def __init__(self, calma: Calma, visitor: Visitor) -> None:
        self.calma, self.visitor = calma, visitor

    async def opens(self, path: str = WAITING) -> tuple[Returned, dict[str, str]]:
        """Opens the form; returns it, and what stands in it but for the days."""
        form = await self.visitor.asks(path)
        assert form.status == 200
        named = dict(re.findall(r'name="(id|at|last)" value="([^"]*)"', form.text))
        chosen = re.findall(r'<select id="(\w+)".*?<option value="([^"]*)" selected', form.text, re.DOTALL)
        return form, {**named, **dict(chosen)}

    async def sends(self, fields: dict[str, str], days: tuple[int, ...] = (0, 2), **headers: str) -> Returned:
        """Sends it, as pressed on the page where no headers say otherwise."""
        body = urlencode([*fields.items(), *(("days", day) for day in days)])
        return await self.visitor.asks(WAITING, "POST", body, **(headers or PRESSED))

    async def schedules(self) -> tuple[Schedule, ...]:
        """Returns all that counts."""
        return await self.calma.stores.schedule.schedules.all_schedules("T1")


@asynccontextmanager
async def reading(language: str = "en", *groups: Group) -> AsyncIterator[Lead]:
    """Yields Marta, who manages these groups, and reads the report."""
    calma, settings = house()
    calma.reports = FakeSource()
    await calma.stores.people.appoint_person("T1", "UMARTA", Role.MANAGER)
    for group in groups:
        await calma.stores.groups.keep_group(group)
    app = server.application([], calma.runtime.report, pages=page.report_routes(calma, settings))
    async with TestServer(app) as served, ClientSession(cookie_jar=DummyCookieJar()) as http:
        visitor = Visitor(http, str(served.make_url("")).rstrip("/"), Office())
        marta = Person("T1", "slack", "UMARTA", language, zone="Europe/Madrid")
        await visitor.presses(token_of(await calma.links.issue(marta)))
        yield Lead(calma, visitor)


async def test_what_the_report_suggests_is_scheduled_in_two_presses() -> None:
    async with reading("en", NIGHT) as marta:
        report = await marta.visitor.reads("/report?group=night")
        assert 'action="report/practice"' in report.text
        assert '<input type="hidden" name="topic" value="waiting">' in report.text
        form, fields = await marta.opens()
        assert "<h1>Schedule practice</h1>" in form.text
        assert (fields["group"], fields["topic"]) == ("night", "waiting")
        assert (fields["at"], fields["last"]) == ("09:30", "2027-01-03")
        assert form.text.count(" checked") == 5
        assert 'name="first" value="2026-12-07"' in form.text
        assert "Night shift · 2 people" in form.text
        assert "The first practice comes on the first chosen day on or after the date in" in form.shown
        assert fields["holidays"] == "own"
        assert "change or stop it in your chat: <strong>/drill schedules</strong>" in form.shown
        done = await marta.sends(fields)
        assert done.status == 200
        assert "<h1>Saved: Waiting or delay" in done.text
        assert "It comes as it says here." in done.shown
        assert "Not on public holidays: each person" in done.shown
        assert "3 questions to 2 people, privately. Topic: Waiting or delay." in done.shown
        assert "until 3 January 2027" in done.shown
        assert "<button" not in done.text
        [schedule] = await marta.schedules()
        rule = schedule.recurrence
        assert (schedule.topic, schedule.group, schedule.state) == ("waiting", "night", ScheduleState.ACTIVE)
        assert (schedule.by, schedule.count, schedule.spread) == ("UMARTA", 3, 20)
        assert (rule.days, rule.at, rule.own_zone) == ((0, 2), time(9, 30), True)
        assert (rule.first, rule.last) == (date(2026, 12, 7), date(2027, 1, 3))
        assert rule.holidays == OWN_COUNTRY


async def test_pressed_twice_it_is_there_once_and_a_like_one_is_not_added() -> None:
    async with reading("en", NIGHT) as marta:
        (_, first), (_, second) = await marta.opens(), await marta.opens()
        assert first["id"] != second["id"]
        for _ in range(2):
            assert "It comes as it says here." in (await marta.sends(first)).shown
        refused = await marta.sends(second, (4,))
        assert "<h1>Nothing was added: Waiting or delay" in refused.text
        assert "has practice on this topic already" in refused.shown
        assert "Mondays and Wednesdays" in refused.shown
        assert len(await marta.schedules()) == 1
        shown = await marta.visitor.asks(WAITING)
        assert "has practice on this topic already" in shown.shown
        assert "<form" not in shown.text
        assert "Change sets" not in shown.shown


async def test_what_is_to_be_mended_is_said_at_its_field_and_the_rest_stays() -> None:
    async with reading("es", NIGHT) as marta:
        _, fields = await marta.opens()
        again = await marta.sends({**fields, "at": "9:75", "last": "2026-12-20"}, ())
        assert again.status == 422
        assert "Esto no es una hora. Escríbala como 09:30." in again.shown
        assert "Elija al menos un día." in again.shown
        assert 'value="2026-12-20"' in again.text
        assert 'value="waiting" selected' in again.text
        assert f'name="id" value="{fields["id"]}"' in again.text
        gone = await marta.sends({**fields, "group": "chat"})
        assert "Este grupo ya no está. Elija otro." in gone.shown
        assert await marta.schedules() == ()
        assert "Llegan como dice aquí." in (await marta.sends(fields)).shown


@pytest.mark.parametrize("id", ["", "a|9|c", "x" * 65, "../.."])
async def test_an_id_that_no_form_of_ours_has_schedules_nothing(id: str) -> None:
    async with reading("en", NIGHT) as marta:
        _, fields = await marta.opens()
        assert (await marta.sends({**fields, "id": id})).status == 422
        assert await marta.schedules() == ()


async def test_a_press_counts_from_the_page_itself_and_from_a_manager_alone() -> None:
    async with reading("en", NIGHT) as marta:
        _, fields = await marta.opens()
        for site in ("cross-site", "same-site", "none"):
            assert (await marta.sends(fields, Sec_Fetch_Site=site)).status == 403
        assert (await marta.sends(fields, Origin="https://evil.example")).status == 403
        cookies, marta.visitor.cookies = marta.visitor.cookies, {}
        assert (await marta.sends(fields)).status == 403
        marta.visitor.cookies = cookies
        await marta.calma.stores.people.appoint_person("T1", "UMARTA", Role.AGENT)
        refused = await marta.sends(fields)
        assert refused.status == 403
        assert "The report is for managers" in refused.shown
        assert await marta.schedules() == ()


async def test_without_a_group_it_says_what_to_do() -> None:
    async with reading() as marta:
        shown = await marta.visitor.asks("/report/practice?topic=waiting&group=*&weeks=52")
        assert "There is no group yet" in shown.shown
        assert 'href="../report?group=%2A&amp;weeks=52"' in shown.text
