"""What people do together over Slack's wire: a team's own phrases, and the boundary up to a supervisor."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio

from bot.delivery.drainer import Drainer
from bot.slack import people
from bot.slack.edge import Slack, SlackSettings
from bot.wiring.calma import Calma
from tests.build import build
from tests.conftest import PHRASEBOOK
from tests.fakes.slack import SECRET, TOKEN, Body, FakeSlack, View, button, elements, words
from tests.fakes.slack_user import SlackUser, inputs

OWN = "I want to sort this out with you. Tell me what happened first."
SPANISH = "Quiero resolver esto con usted. Cuénteme primero qué pasó."
LEADERS_ONLY = "This is for whoever leads a team here"
REFUSED = "I can't open that one here"


@pytest_asyncio.fixture
async def house(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Calma]:
    """A house of its own for each test, with stores that begin empty, on a machine that may be slow."""
    monkeypatch.setattr(people, "PATIENCE", 30.0)
    found = build(PHRASEBOOK)
    await found.start()
    yield found
    await found.close()


@pytest_asyncio.fixture
async def drainer(house: Calma, slack: FakeSlack) -> AsyncIterator[Drainer]:
    """What sends the notices of the house, when a test says so."""
    edge = Slack(
        house.desk,
        house.phrasebook,
        SlackSettings(SECRET, TOKEN, "", slack.api_url),
        house.stores.references,
        house.stores.tokens,
    )
    await edge.start()
    yield house.drainer([edge])
    await edge.close()


@pytest.fixture
def admin(agent: SlackUser, slack: FakeSlack) -> SlackUser:
    """Who administrates the agent's workspace."""
    slack.admins.add("UADMIN")
    return replace(agent, user="UADMIN")


async def press(user: SlackUser, slack: FakeSlack, message: Body, label: str) -> Body:
    """Presses a button, and returns what comes below or in place of its message."""
    await user.presses(button(message, label))
    return await slack.answer()


def labels(message: Body) -> list[str]:
    """Returns the labels of all buttons."""
    return [each["text"]["text"] for each in elements(message) if each["type"] == "button"]


async def phrase_list(admin: SlackUser, slack: FakeSlack) -> Body:
    """Returns the list of the team's own phrases, as the admin got to it."""
    return await press(admin, slack, await admin.types("team"), "Phrases")


async def new_phrase(admin: SlackUser, slack: FakeSlack) -> View:
    """Returns the form for a phrase, as the admin opened it."""
    await admin.presses(button(await phrase_list(admin, slack), "Add a phrase"))
    return await slack.view()


async def save(user: SlackUser, form: View, english: str) -> Body:
    """Sends the form for a phrase."""
    cues = {"cue_en": "Slowly; then pause", "cue_es": "Despacio; luego, pausa"}
    return await user.sends(form, situation="yelling", text_en=english, text_es=SPANISH, **cues)


async def set_policy(admin: SlackUser, slack: FakeSlack, *supervisors: str) -> None:
    """Sets two warnings, and the supervisors who are told."""
    await admin.presses(button(await admin.types("boundary policy"), "Change the settings"))
    form = await slack.view()
    told = {f"supervisor_{number}": who for number, who in enumerate(supervisors, 1)}
    numbers = {name: inputs(form)[name]["element"]["initial_value"] for name in ("rest", "reminder")}
    answer = await admin.sends(
        form, warnings="2", ending="end", announced="0", retention="90", **numbers, **told
    )
    assert answer["response_action"] == "update", answer
    assert "counts for every contact" in words(answer["view"])


async def ended(agent: SlackUser, slack: FakeSlack) -> Body:
    """Goes through both warnings to the end, and returns the card after it."""
    first = await agent.types("boundary")
    assert first["response_type"] == "ephemeral"
    assert "Boundary · first warning" in words(first)
    second = await press(agent, slack, first, "I said it")
    assert second["replace_original"] is True
    assert "Boundary · warned" in words(second)
    last = await press(agent, slack, second, "They went on, I said it again")
    assert "Close with:" in words(last)
    return await press(agent, slack, last, "Contact ended")


async def test_an_admin_mends_a_phrase_and_the_look_up_has_it(
    admin: SlackUser, agent: SlackUser, slack: FakeSlack, house: Calma
) -> None:
    form = await new_phrase(admin, slack)
    refused = await save(admin, form, f"Please calm down. {OWN}")
    assert refused["response_action"] == "errors"
    assert list(refused["errors"]) == ["text_en"]
    assert "calm down" in refused["errors"]["text_en"].casefold()
    assert (await house.stores.team.find_content(admin.team)).entries == ()
    kept = await save(admin, form, OWN)
    assert kept["response_action"] == "update", kept
    assert "Saved. The next look-up uses it." in words(kept["view"])
    await house.background.settled()
    found = await agent.types("yelling")
    assert OWN in words(found)
    assert "your team's" in words(found)
    elsewhere = await replace(agent, team="T9").types("yelling")
    assert OWN not in words(elsewhere)
    assert "your team's" not in words(elsewhere)


async def test_an_agent_is_refused_kindly(
    admin: SlackUser, agent: SlackUser, slack: FakeSlack, house: Calma
) -> None:
    assert LEADERS_ONLY in words(await agent.types("team"))
    listed = await phrase_list(admin, slack)
    told = await press(agent, slack, listed, "Add a phrase")
    assert (told["response_type"], told["replace_original"]) == ("ephemeral", False)
    assert LEADERS_ONLY in words(told)
    assert slack.called("views.open") == []
    await admin.presses(button(listed, "Add a phrase"))
    sent = await save(agent, await slack.view(), OWN)
    assert sent["response_action"] == "update"
    assert LEADERS_ONLY in words(sent["view"])
    assert (await house.stores.team.find_content(agent.team)).entries == ()


async def test_the_boundary_reaches_the_supervisor_and_comes_back(
    admin: SlackUser, agent: SlackUser, slack: FakeSlack, drainer: Drainer
) -> None:
    await set_policy(admin, slack, "USOFIA")
    over = await ended(agent, slack)
    assert "You did that right." in words(over)
    assert await drainer.drain() == 0
    told = await press(agent, slack, over, "Tell my supervisor")
    assert "Your supervisor was told at" in words(told)
    assert "Tell my supervisor" not in labels(told)
    await press(agent, slack, over, "Tell my supervisor")  # the old card once more, in a hurry
    assert await drainer.drain() == 1
    assert [body["channel"] for body in slack.called("chat.postMessage")] == ["USOFIA"]
    notice = await slack.next("chat.postMessage")
    assert "Policy followed." in words(notice)

    sofia = replace(agent, user="USOFIA")
    seen = await press(sofia, slack, notice, "Seen, I'm with you")
    assert seen["replace_original"] is True
    assert "answered at" in words(seen)
    assert "Seen, I'm with you" not in labels(seen)
    await press(sofia, slack, notice, "Talk to me")  # too late: the first answer counts
    assert await drainer.drain() == 1
    back = await slack.next("chat.postMessage")
    assert back["channel"] == agent.user
    assert "has seen it and is with you" in words(back)
    assert len(slack.called("chat.postMessage")) == 2


async def test_nobody_else_answers_for_the_supervisor(
    admin: SlackUser, agent: SlackUser, slack: FakeSlack, drainer: Drainer
) -> None:
    await set_policy(admin, slack, "USOFIA")
    over = await ended(agent, slack)
    await press(agent, slack, over, "Tell my supervisor")
    await drainer.drain()
    notice = await slack.next("chat.postMessage")
    stranger = replace(agent, user="USOFIA", team="T9")
    for somebody in (stranger, agent):  # of another team; and nobody is their own supervisor
        told = await press(somebody, slack, notice, "Seen, I'm with you")
        assert (told["response_type"], told["replace_original"]) == ("ephemeral", False)
        assert REFUSED in words(told)
    told = await press(stranger, slack, over, _rest(over))
    assert REFUSED in words(told)
    assert await drainer.drain() == 0
    assert len(slack.called("chat.postMessage")) == 1


async def test_without_a_supervisor_the_agent_is_told_so(
    agent: SlackUser, slack: FakeSlack, drainer: Drainer
) -> None:
    over = await ended(agent, slack)
    told = await press(agent, slack, over, "Tell my supervisor")
    assert "No supervisor is set up here yet" in words(told)
    assert await drainer.drain() == 0
    assert slack.called("chat.postMessage") == []


def _rest(message: Body) -> str:
    return next(label for label in labels(message) if label.endswith(" minutes"))
