"""Groups that take long to read: Slack gets its answer at once, and the rest is filled in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.core import groups
from bot.core.chat import Role
from bot.slack import listeners
from bot.slack.edge import Slack, SlackSettings
from bot.wiring.calma import Calma
from tests.build import build
from tests.fakes.slack import SECRET, TOKEN, Body, FakeSlack, button, select, words
from tests.fakes.slack_user import SlackUser
from tests.slack.test_schedules import as_it_is


@pytest_asyncio.fixture
async def house(monkeypatch: pytest.MonkeyPatch, patient: None, slack: FakeSlack) -> AsyncIterator[Calma]:
    """A house of its own for each test, in which nobody waits for long."""
    monkeypatch.setattr(groups, "WAIT", 0.1)
    monkeypatch.setattr(listeners, "AFTER_ACK", 0.0)
    house, settings = build(), SlackSettings(SECRET, TOKEN, "", slack.api_url)
    stores = house.stores
    edge = Slack(house.desk, house.phrasebook, settings, stores.references, stores.tokens)
    await edge.start()
    house.rosters.add_rosters([("slack", edge.roster)])
    yield house
    await edge.close()


@pytest_asyncio.fixture
async def boss(agent: SlackUser, slack: FakeSlack) -> SlackUser:
    """An administrator, whom Slack told of before it became slow."""
    slack.admins.add(agent.user)
    slack.members["C9"], slack.channels["C9"] = ["U1", "U2", "UBOT", "U3"], "floor"
    await agent.types("help")
    slack.held["users.info"] = asyncio.Event()
    return agent


async def new_group(boss: SlackUser, slack: FakeSlack, **filled: object) -> Body:
    """Sends the form of a group, and returns what its modal shows then."""
    await boss.presses(button(await boss.types("groups"), "New group"))
    view = await slack.view()
    fields = {"name": "Floor", "people": [], "channel": "C9", **filled}
    shown: Body = (await boss.sends(view, **fields))["view"]
    return shown


async def test_the_form_of_a_group_is_answered_at_once_and_filled_in(
    boss: SlackUser, slack: FakeSlack, house: Calma
) -> None:
    shown = await new_group(boss, slack)
    assert "Everyone in the channel" in words(shown)
    assert "I'm still reading who is in there" in words(shown)
    slack.held["users.info"].set()
    filled = (await slack.next("views.update"))["view"]
    assert "3 people" in words(filled)
    assert "Everyone in #floor. Whoever joins or leaves it is added or taken out" in words(filled)
    assert "still reading" not in words(filled)
    (group,) = await house.stores.groups.all_groups("T1")
    assert group.people == ("U1", "U2", "U3")
    assert "3 people" in words(await boss.types("groups"))


async def test_people_who_were_picked_are_looked_at_too(
    boss: SlackUser, slack: FakeSlack, house: Calma
) -> None:
    slack.held["users.info"].set()
    slack.flags["U2"] = {"deleted": True}
    shown = await new_group(boss, slack, people=["U1", "U2", "UBOT"], channel=None)
    assert "1 person" in words(shown)
    assert "2 of those you picked can't be reached" in words(shown)
    await boss.presses(button(await boss.types("groups"), "New group"))
    view = await slack.view()
    sent = await boss.sends(view, name="Bots", people=["U2", "UBOT"], channel=None)
    assert sent["errors"] == {
        "people": "Nobody of these can be reached. Pick people whose accounts are open here."
    }


async def test_what_somebody_went_on_from_is_not_filled_in(
    boss: SlackUser, slack: FakeSlack, house: Calma
) -> None:
    await new_group(boss, slack)
    here = list(slack.views.values())[-1]
    await boss.presses(button(here.body, "All groups"), here)
    listed = (await slack.next("views.update"))["view"]
    assert "Floor" in words(listed)
    slack.held["users.info"].set()
    await house.background.settled()
    await asyncio.sleep(0.05)
    assert len(slack.called("views.update")) == 1
    assert [group.people for group in await house.stores.groups.all_groups("T1")] == [("U1", "U2", "U3")]


async def test_a_channel_without_the_bot_is_refused_at_once(boss: SlackUser, slack: FakeSlack) -> None:
    await boss.presses(button(await boss.types("groups"), "New group"))
    sent = await boss.sends(await slack.view(), name="Floor", people=[], channel="C404")
    assert "Add Calma to the channel first" in sent["errors"]["channel"]


async def test_a_schedule_for_a_channel_that_nobody_read_yet(
    boss: SlackUser, slack: FakeSlack, house: Calma
) -> None:
    slack.members["C1"] = slack.members["C9"]
    await boss.types("schedule", "/drill")
    form = await slack.view()
    shown = (await boss.sends(form, **as_it_is(form)))["view"]
    assert "3 questions to everybody in the channel (I'm still counting)" in words(shown)
    slack.held["users.info"].set()
    filled = (await slack.next("views.update"))["view"]
    assert "3 questions to 3 people" in words(filled)
    here = slack.views[form.id]
    await boss.presses(button(filled, "Save"), here)
    assert "It comes as it says here." in words((await slack.next("views.update"))["view"])


async def test_a_group_is_shown_as_last_read_then_as_it_is(
    boss: SlackUser, slack: FakeSlack, house: Calma
) -> None:
    slack.held["users.info"].set()
    await new_group(boss, slack)
    slack.members["C9"].append("U4")
    slack.held["users.info"].clear()
    await boss.presses(select(await boss.types("groups")))
    assert "3 people" in words(await slack.answer())
    slack.held["users.info"].set()
    assert "4 people" in words(await slack.answer())


@pytest.mark.parametrize(
    "nobody", [{"deleted": True}, {"is_bot": True}, {"is_stranger": True}, {"team_id": "T2"}]
)
async def test_nobody_leads_or_is_told_whom_no_message_gets_to(
    boss: SlackUser, slack: FakeSlack, house: Calma, nobody: Body
) -> None:
    slack.held["users.info"].set()
    slack.users["UX"] = {"real_name": "Eve", **nobody}
    new = {"type": "button", "action_id": "team.manager.new", "value": ""}
    await boss.presses(new)
    sent = await boss.sends(await slack.view(), person="UX")
    assert sent["errors"]["person"].startswith("Eve can't be reached here")
    await boss.presses({**new, "action_id": "boundary.settings"})
    form = await slack.view()
    sent = await boss.sends(form, **as_it_is(form), supervisor_1="UX")
    assert sent["errors"]["supervisor_1"].startswith("Eve can't be reached here")
    assert await house.stores.people.appointed_people("T1", Role.MANAGER) == ()
