"""What the coach does for one person over Slack's wire: settings, saved phrases, shortcuts, Home, methods."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from bot.core.outcomes import Outcome, iso_week
from bot.slack import people
from bot.wiring.calma import Calma
from tests.build import build
from tests.conftest import PHRASEBOOK
from tests.fakes.slack import Body, FakeSlack, button, elements, select, words
from tests.fakes.slack_user import SlackUser, inputs

SETTINGS = ["language", "channel", "industry", "country"]
SETTINGS += ["shift_from", "shift_to", "shift_days", "heavy"]


@pytest_asyncio.fixture
async def house(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Calma]:
    """A house of its own for each test, with stores that begin empty, on a machine that may be slow."""
    monkeypatch.setattr(people, "PATIENCE", 30.0)
    found = build(PHRASEBOOK)
    await found.start()
    yield found
    await found.close()


def languages(message: Body) -> list[str]:
    """Returns the languages of the first phrase, in their order."""
    first = next(block["fields"] for block in message["blocks"] if "fields" in block)
    return [field["text"][:4] for field in first]


def phrases(message: Body) -> list[str]:
    """Returns the phrases of a message, each in the language that stands first."""
    return [block["fields"][0]["text"] for block in message["blocks"] if "fields" in block]


def labels(message: Body) -> list[str]:
    """Returns the labels of all buttons."""
    return [each["text"]["text"] for each in elements(message) if each["type"] == "button"]


async def counted(house: Calma, tenant: str) -> dict[Outcome, int]:
    """Returns how many outcomes were told in the weeks around now."""
    now = datetime.now(UTC)
    first, last = iso_week(now - timedelta(days=7)), iso_week(now + timedelta(days=7))
    return {
        week.outcome: week.count for week in await house.stores.outcomes.outcome_weeks(tenant, first, last)
    }


async def test_the_chosen_language_comes_first_from_then_on(agent: SlackUser, slack: FakeSlack) -> None:
    assert languages(await agent.types("yelling")) == ["*EN*", "*ES*"]
    assert await agent.types("settings") == {}
    form = await slack.view()
    assert form.body["title"]["text"] == "Settings"
    assert list(inputs(form)) == SETTINGS
    answer = await agent.sends(form, language="es", channel="chat", industry="finance")
    assert answer["response_action"] == "update"
    assert "callback_id" not in answer["view"]
    message = await agent.types("yelling")
    assert languages(message) == ["*ES*", "*EN*"]
    assert "*Evite:*" in words(message)
    other = replace(agent, user="UOTHER")
    assert languages(await other.types("yelling")) == ["*EN*", "*ES*"]


async def test_the_form_remembers_and_takes_the_choice_back(agent: SlackUser, slack: FakeSlack) -> None:
    await agent.types("settings")
    await agent.sends(await slack.view(), language="es", channel="email", industry="any")
    await agent.types("ajustes")
    form = await slack.view()
    selects = {n: b["element"] for n, b in inputs(form).items() if not n.startswith("shift_")}
    chosen = {name: element["initial_option"]["value"] for name, element in selects.items()}
    usual = {"industry": "any", "country": "any", "heavy": "any"}
    assert chosen == {"language": "es", "channel": "email", **usual}
    await agent.sends(form, language="any", channel="any", industry="any")
    assert languages(await agent.types("yelling")) == ["*EN*", "*ES*"]


async def test_a_saved_phrase_comes_back_and_goes(agent: SlackUser, slack: FakeSlack) -> None:
    assert "Nothing saved yet" in words(await agent.types("mine"))
    found = await agent.types("yelling")
    await agent.presses(select(found, "Save"))  # its last option: the last phrase shown
    again = await slack.answer()
    assert again["replace_original"] is True
    assert "*/calm mine* brings it back" in words(again)
    assert phrases(again) == phrases(found)
    mine = await agent.types("mine")
    assert phrases(mine) == [phrases(found)[-1]]
    assert "Nothing saved yet" in words(await replace(agent, user="UOTHER").types("mine"))
    await agent.presses(button(mine, "Remove"))
    removed = await slack.answer()
    assert removed["replace_original"] is True
    assert "Removed." in words(removed)
    assert phrases(await agent.types("mine")) == []


async def test_an_outcome_is_thanked_for_and_counts_once(
    agent: SlackUser, slack: FakeSlack, house: Calma
) -> None:
    found = await agent.types("yelling")
    await agent.presses(button(found, "Calmed"))
    thanked = await slack.answer()
    assert thanked["replace_original"] is True
    assert "Thanks, noted." in words(thanked)
    assert "Calmed" not in labels(thanked)
    assert phrases(thanked) == phrases(found)
    await agent.presses(button(found, "Escalated"))  # the same card again, before it was replaced
    assert "Thanks, noted." in words(await slack.answer())
    assert await counted(house, agent.team) == {Outcome.CALMED: 1}
    await agent.presses(button(await agent.types("yelling"), "No change"))
    await slack.answer()
    assert await counted(house, agent.team) == {Outcome.CALMED: 1, Outcome.NO_CHANGE: 1}


async def test_the_shortcut_on_a_customers_message_answers_privately(
    agent: SlackUser, slack: FakeSlack
) -> None:
    await agent.uses("calm_words", "<@U7> the customer is yelling at me &amp; won't stop shouting")
    told = await slack.answer()
    assert (told["response_type"], told["replace_original"]) == ("ephemeral", False)
    assert told["text"].startswith("Yelling: ")
    assert len(phrases(told)) == 3
    assert slack.called("views.open") == []
    assert slack.called("chat.postMessage") == []


async def test_the_shortcut_anywhere_asks_and_shows_phrases(agent: SlackUser, slack: FakeSlack) -> None:
    await agent.uses("calm_ask")
    form = await slack.view()
    assert list(inputs(form)) == ["text"]
    answer = await agent.sends(form, text="she is yelling")
    assert answer["response_action"] == "update"
    assert answer["view"]["title"]["text"] == "Yelling · phone"
    assert languages(answer["view"]) == ["*EN*", "*ES*"]


async def test_the_home_tab_shows_what_is_ones_own(agent: SlackUser, slack: FakeSlack) -> None:
    await agent.does("app_home_opened", tab="home", channel="D1")
    empty = await slack.next("views.publish")
    assert empty["user_id"] == agent.user
    assert empty["view"]["type"] == "home"
    assert "Nothing saved yet" in words(empty["view"])
    found = await agent.types("yelling")
    await agent.presses(select(found, "Save"))
    await slack.answer()
    await agent.does("app_home_opened", tab="home", channel="D1")
    home = await slack.view("views.publish")
    assert phrases(home.body) == [phrases(found)[-1]]
    assert "Yelling" in labels(home.body)
    await agent.presses(button(home.body, "Settings"), home)
    assert list(inputs(await slack.view())) == SETTINGS


async def test_a_mention_in_a_thread_is_answered_there_for_one(agent: SlackUser, slack: FakeSlack) -> None:
    await agent.does("app_mention", channel="C7", ts="1.2", thread_ts="1.1", text="<@UBOT> yelling")
    told = await slack.next("chat.postEphemeral")
    assert (told["channel"], told["user"], told["thread_ts"]) == ("C7", agent.user, "1.1")
    assert told["text"].startswith("Yelling: ")
    assert slack.called("chat.postMessage") == []


async def test_a_form_asked_for_in_a_thread_is_offered(agent: SlackUser, slack: FakeSlack) -> None:
    await agent.does("app_mention", channel="C7", ts="1.2", thread_ts="1.1", text="<@UBOT> settings")
    offered = await slack.next("chat.postEphemeral")
    await agent.presses(button(offered, "Open the form"))
    assert (await slack.view()).body["title"]["text"] == "Settings"


async def test_a_method_goes_on_and_back_in_place(agent: SlackUser, slack: FakeSlack) -> None:
    first = await agent.types("method heard")
    assert "*HEARD · Hear*" in words(first)
    assert "1 of 5" in words(first)
    assert "Back" not in labels(first)
    card, seen = first, [first["text"]]
    while "Next" in labels(card):
        await agent.presses(button(card, "Next"))
        card = await slack.answer()
        assert card["replace_original"] is True
        seen.append(card["text"])
    assert len(set(seen)) == 5
    assert "5 of 5" in words(card)
    for before in reversed(seen[:-1]):
        await agent.presses(button(card, "Back"))
        card = await slack.answer()
        assert card["text"] == before
    assert card["blocks"] == first["blocks"]
