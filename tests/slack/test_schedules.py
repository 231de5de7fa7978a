"""A manager schedules drills in Slack, and an agent gets one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.core.groups import Group
from bot.delivery.drainer import Drainer
from bot.features.schedule.model import DeliveryFormat, RecurrenceRule, Schedule
from bot.slack import people
from bot.slack.edge import Slack, SlackSettings
from bot.wiring.calma import Calma
from tests.build import build
from tests.drill import bank
from tests.fakes.slack import SECRET, TOKEN, Body, FakeSlack, View, button, elements, select, words
from tests.fakes.slack_user import SlackUser, inputs


@pytest_asyncio.fixture
async def house(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AsyncIterator[Calma]:
    """A house of its own, with the bank of the tests."""
    monkeypatch.setattr(people, "PATIENCE", 30.0)
    found = build(bank.phrasebook(tmp_path))
    await found.start()
    yield found
    await found.close()


@pytest_asyncio.fixture
async def drainer(house: Calma, slack: FakeSlack) -> AsyncIterator[Drainer]:
    """What sends what is due, when a test says so."""
    edge = Slack(
        house.desk,
        house.phrasebook,
        SlackSettings(SECRET, TOKEN, "", slack.api_url),
        house.stores.references,
        house.stores.tokens,
    )
    await edge.start()
    house.rosters.add_rosters({"slack": edge.roster}.items())
    yield house.drainer([edge])
    await edge.close()


@pytest.fixture
def admin(agent: SlackUser, slack: FakeSlack) -> SlackUser:
    """Who administrates the agent's workspace."""
    slack.admins.add("UADMIN")
    slack.zones["UADMIN"] = "America/Mexico_City"
    return replace(agent, user="UADMIN")


def as_it_is(form: View) -> dict[str, object]:
    """Returns what the fields of a form hold when nobody changes them."""
    found: dict[str, object] = {}
    for name, block in inputs(form).items():
        element: Body = block["element"]
        options = element.get("initial_options") or element.get("initial_option") or {}
        chosen = (
            [option["value"] for option in options] if isinstance(options, list) else options.get("value")
        )
        plain = (element.get(f"initial_{kind}") for kind in ("value", "date", "time"))
        value = chosen or next(filter(None, plain), None)
        if value:
            found[name] = value
    return found


async def pressed(admin: SlackUser, slack: FakeSlack, view: Body, label: str) -> Body:
    """Presses a button in the modal, and returns what the modal then shows."""
    shown = next(v for v in slack.views.values() if v.body["blocks"] == view["blocks"])
    await admin.presses(button(view, label), shown)
    return await slack.next("views.update")


async def test_a_schedule_is_set_up_in_a_modal(
    admin: SlackUser, agent: SlackUser, slack: FakeSlack, drainer: Drainer, house: Calma
) -> None:
    slack.members["C1"] = [agent.user, "UADMIN"]
    assert await admin.types("schedule", "/drill") == {}
    form = await slack.view()
    assert form.body["title"]["text"] == "Schedule practice"
    assert len(inputs(form)) == 13
    fields = as_it_is(form)
    refused = await admin.sends(form, **{**fields, "other": "Mars/Olympus", "quiet": "Christmas"})
    assert refused["errors"] == {
        "other": "No time zone has this name. Write it like America/Bogota.",
        "quiet": "Write dates like 2026-12-24, with commas between them, 100 at most.",
    }
    form = slack.views[form.id]
    shown = await admin.sends(form, **{**fields, "holidays": "MX", "spread": "0"})
    assert "This is what will happen" in words(shown["view"])
    assert "3 questions to 2 people, privately" in words(shown["view"])
    test = await pressed(admin, slack, shown["view"], "Send me a test now")
    assert "The test is on its way" in words(test["view"])
    assert await drainer.drain() == 1
    assert "This is a test" in words(await slack.next("chat.postMessage"))
    saved = await pressed(admin, slack, test["view"], "Save")
    assert "It comes as it says here." in words(saved["view"])
    assert "Everyone" not in words(saved["view"])
    listed = await admin.types("schedules", "/drill")
    assert "Channel 1" in words(listed)
    await admin.presses(select(listed))
    assert "Nothing has come yet" in words(await slack.answer())


async def test_a_drill_comes_and_is_done(
    admin: SlackUser, agent: SlackUser, slack: FakeSlack, drainer: Drainer, house: Calma
) -> None:
    slack.locales[agent.user] = "es-MX"
    await agent.types("ayuda")
    now = datetime.now(UTC)
    rule = RecurrenceRule(tuple(range(7)), time(now.hour, now.minute), "UTC", False, date(2026, 1, 1))
    await house.stores.groups.keep_group(
        Group(agent.team, "g1", "Night shift", "slack", people=(agent.user,))
    )
    kept = house.stores.schedule.schedules
    found = Schedule(
        agent.team, "s1", "slack", "g1", "UADMIN", "Rosa", "en", DeliveryFormat.EACH, rule, count=1
    )
    await kept.keep_schedule(replace(found, since=now - timedelta(hours=1)))
    await house.ticks.run(now)
    assert await drainer.drain() == 1
    came = await slack.next("chat.postMessage")
    assert "Una pregunta, menos de un minuto" in words(came)
    assert "Rosa" in words(came)
    await agent.presses(button(came, "Empezar"))
    question = await slack.answer()
    assert question["replace_original"] is True
    await agent.presses(button(question, "A"))
    assert words(await slack.answer())
    await admin.types("schedules", "/drill")
    listed = await admin.types("programadas", "/practica")
    await admin.presses(select(listed))
    shown = words(await slack.answer())
    assert ":* sent" in shown
    assert "opened" not in shown  # it would be of one person


async def test_settings_lead_to_the_drills(agent: SlackUser, slack: FakeSlack) -> None:
    await agent.types("settings")
    form = await slack.view()
    await agent.presses(button(form.body, "Drill settings"), form)
    own = await slack.view("views.push")
    assert own.body["title"]["text"] == "Your drills"
    sent = await agent.sends(own, state="paused", quiet="22:00", loud="07:00")
    assert "Quiet from 22:00 until 07:00." in words(sent["view"])
    refused = await agent.sends(own, state="on", quiet="22:00")
    assert list(refused["errors"]) == ["loud"]


async def test_agents_are_kindly_refused(agent: SlackUser, slack: FakeSlack) -> None:
    told = await agent.types("schedule", "/drill")
    assert "This is for whoever leads a team here" in words(told)
    assert slack.called("views.open") == []
    assert [each for each in elements(told) if each.get("action_id", "").startswith("schedule.")] == []
