"""Practice over Slack's wire: a role-play to two endings, and a team round with five people."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
import pytest_asyncio

from bot.delivery.drainer import Drainer
from bot.features.roleplay.cards import in_order
from bot.slack import people
from bot.slack.edge import Slack, SlackSettings
from bot.wiring.calma import Calma
from tests.build import build, put_book
from tests.conftest import PHRASEBOOK
from tests.fakes.slack import SECRET, TOKEN, Body, FakeSlack, View, button, elements, words
from tests.fakes.slack_user import SlackUser
from tests.roleplay.sample import BILL, PARCEL, SOLVED, with_samples
from tests.round.sample import with_prompts

CHANNEL: dict[str, Any] = {
    "container": {"type": "message", "message_ts": "1.1", "channel_id": "C1", "is_ephemeral": False}
}
LINE = "One day late, and you keep my money?"


@pytest_asyncio.fixture
async def house(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Calma]:
    """A house of its own for each test, with scenarios and lines that no writer changes."""
    monkeypatch.setattr(people, "PATIENCE", 30.0)
    found = build(PHRASEBOOK)
    put_book(found, replace(with_samples(), prompts=with_prompts().prompts))
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


async def plays(agent: SlackUser, slack: FakeSlack, message: Body, *lines: str) -> Body:
    """Presses these replies one after the other; returns the last card."""
    for line in lines:
        element = next(e for e in elements(message) if e.get("value", "").endswith(f".{line}"))
        await agent.presses(element)
        message = await slack.answer()
        assert message["replace_original"] is True
    return message


async def test_a_role_play_to_two_endings(agent: SlackUser, slack: FakeSlack) -> None:
    message = await agent.asks("roleplay late parcel")
    assert "“Six days! Where is it?”" in words(message)
    assert "Tension" in words(message)
    message = await plays(agent, slack, message, *SOLVED)
    assert "a right ending" in words(message)
    await agent.presses(button(message, "Again"))
    message = await plays(agent, slack, await slack.answer(), "name-it", "other-team")
    assert "not yet" in words(message)
    assert "Read it to me, I look now." in words(message)
    assert "Léamelo y lo busco ahora." in words(message)


async def test_left_and_resumed_in_spanish(agent: SlackUser, slack: FakeSlack) -> None:
    slack.locales[agent.user] = "es-MX"
    message = await agent.asks("simulacro insultos", "/practica")
    message = await plays(agent, slack, message, "first-warning")
    await agent.presses(button(message, "Salir y guardar mi lugar"))
    assert "su lugar queda guardado" in words(await slack.answer())
    message = await agent.asks("simulacro", "/practica")
    message = await plays(agent, slack, message, "second-warning", "end-it")
    assert "buen final" in words(message)


async def test_every_order_of_replies_is_shown_as_it_was(house: Calma, agent: SlackUser) -> None:
    message = await agent.asks("roleplay late parcel")
    [first, *_] = [e for e in elements(message) if "take" in e["action_id"]]
    play = await house.stores.plays.open_play("T1", agent.user)
    assert play
    scenario = house.phrasebook.book.scenarios[PARCEL]
    shown = in_order(play, scenario.nodes[play.state.node])
    assert first["value"].endswith(shown[0].id)
    assert BILL in house.phrasebook.book.scenarios


class Team:
    """Marta, who administrates, and those in her channel."""

    def __init__(self, agent: SlackUser, slack: FakeSlack, drainer: Drainer) -> None:
        slack.admins.add("UMARTA")
        self.marta, self.agent, self.slack, self.drainer = (
            replace(agent, user="UMARTA"),
            agent,
            slack,
            drainer,
        )
        self.board: Body = {}

    def member(self, name: str) -> SlackUser:
        return replace(self.agent, user=f"U{name.upper()}")

    async def begins(self, **fields: str) -> None:
        """Marta posts a round."""
        assert await self.marta.types("team", "/drill") == {}
        form = await self.slack.view()
        answer = await self.marta.sends(form, **fields)
        assert answer["response_action"] == "update"
        await self.drainer.drain()
        self.board = self.slack.messages["C1"][-1]

    async def opens(self, user: SlackUser, label: str) -> View:
        """Presses what opens a modal on the card in the channel."""
        await user.presses(button(self.board, label), **CHANNEL)
        return await self.slack.view()

    async def changes(self, user: SlackUser, label: str) -> str:
        """Presses what changes the card in the channel, for everybody."""
        await user.presses(button(self.board, label), **CHANNEL)
        message = await self.slack.answer()
        assert message["replace_original"] is True
        self.board = message
        return words(message)


async def test_a_round_with_five_people(agent: SlackUser, slack: FakeSlack, drainer: Drainer) -> None:
    team = Team(agent, slack, drainer)
    await team.begins(prompt="refund-day-31")
    assert LINE in words(team.board)
    names = ("ana", "luis", "eva", "pau", "sol")
    for name in names:
        form = await team.opens(team.member(name), "My reply")
        answer = await team.member(name).sends(form, reply=f"As {name.upper()} says. <!channel>")
        assert "Your reply is in" in words(answer["view"])
    await team.changes(team.marta, "Refresh")
    assert "Replies so far: *5*" in words(team.board)
    await team.changes(team.marta, "Reveal")
    shown = await team.changes(team.marta, "Reveal anyway")
    assert shown.count("&lt;!channel&gt;") == 5
    for name in names:
        user = team.member(name)
        ballot = await team.opens(user, "Read and vote")
        assert "This one is yours." in words(ballot.body)
        if name == "eva":
            continue
        place = _place(ballot.body, "EVA")
        await user.presses(button(ballot.body, f"Vote for {place}"), ballot)
        after = await slack.view("views.update")
        assert "You have one vote left." in words(after.body)
    result = await team.changes(team.marta, "Close the vote")
    assert "Most votes" in result
    assert "As EVA says." in result
    assert "As ANA says." not in result
    assert "Says one thing that can be done." in result
    form = await team.opens(team.marta, "Keep as our phrase")
    assert form.body["callback_id"] == "team.phrase.save"
    answer = await team.marta.sends(
        form,
        text_en="Call 5 times, **now**",
        text_es="Llame",
        cue_en="Slow",
        cue_es="Lento",
        channels=["phone"],
    )
    assert answer["response_action"] == "errors"


async def test_who_may_not_reveal_is_told_alone(agent: SlackUser, slack: FakeSlack, drainer: Drainer) -> None:
    team = Team(agent, slack, drainer)
    await team.begins(own="You again? <@U1>")
    assert "`You again? &lt;@U1&gt;`" in words(team.board)
    ana = team.member("ana")
    await ana.presses(button(team.board, "Reveal"), **CHANNEL)
    answer = await slack.answer()
    assert answer["replace_original"] is False
    assert answer["response_type"] == "ephemeral"
    assert "Whoever posted it decides that" in words(answer)


async def test_votes_pressed_at_once_count_as_two(
    agent: SlackUser, slack: FakeSlack, drainer: Drainer
) -> None:
    team = Team(agent, slack, drainer)
    await team.begins(prompt="on-hold")
    for name in ("ana", "luis", "eva", "pau"):
        await team.member(name).sends(await team.opens(team.member(name), "My reply"), reply=f"By {name}.")
    await team.changes(team.marta, "Reveal")
    await team.changes(team.marta, "Reveal anyway")
    ana = team.member("ana")
    ballot = await team.opens(ana, "Read and vote")
    votes = [e for e in elements(ballot.body) if e["text"]["text"].startswith("Vote")]
    await asyncio.gather(*(ana.presses(vote, ballot) for vote in votes))
    for _ in votes:
        await slack.next("views.update")
    await team.changes(team.marta, "Refresh")
    assert "have voted" not in words(team.board)
    again = await team.opens(ana, "Read and vote")
    labels = [e["text"]["text"] for e in elements(again.body)]
    assert sum(label.startswith("Take back") for label in labels) == 2


def _place(body: Body, said: str) -> int:
    """Returns the number of the reply that says this."""
    found = re.search(rf"(\d+) `As {said}", words(body))
    assert found
    return int(found[1])


async def test_a_week_is_prepared_in_both_languages(
    agent: SlackUser, slack: FakeSlack, drainer: Drainer
) -> None:
    team = Team(agent, slack, drainer)
    await team.begins(prompt="prepare")
    assert "What will people complain about this week?" in words(team.board)
    slack.locales["UANA"] = "es-MX"
    ana, eva = team.member("ana"), team.member("eva")
    await ana.types("ayuda")
    form = await team.opens(ana, "Write mine")
    assert form.body["title"]["text"] == "Preparar la semana"
    answer = await ana.sends(form, line="¿Por qué subió? <!channel>", reply="Le explico el cambio.")
    assert "Ya está guardada" in words(answer["view"])
    form = await team.opens(eva, "Write mine")
    assert "line" in (await eva.sends(form, line=" ", reply="Here is why."))["errors"]
    await eva.sends(form, line="Why did it go up?", reply="Here is why.")
    await team.changes(team.marta, "Reveal")
    shown = await team.changes(team.marta, "Reveal anyway")
    assert "¿Por qué subió?" in shown
    assert "<!channel>" not in str(team.board)
    assert "Here is why." in shown
    phrase = await team.opens(team.marta, "Use for our phrases")
    assert phrase.body["title"]["text"] == "Add a phrase"
    assert any(text in str(phrase.body) for text in ("Le explico el cambio.", "Here is why."))
