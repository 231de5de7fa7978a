"""The search in the compose box, which puts a phrase into a message."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.core.chat import Query, Suggestion, Suggestions
from bot.teams import limits
from bot.teams.fit import size
from tests.fakes.teams import elements
from tests.teams.dialogue import Dialogue, Json


def asked(chat: Dialogue) -> str:
    """Returns what the capability was last asked for."""
    ask = chat.office.asked[-1]
    assert isinstance(ask, Query)
    return ask.text


def words(result: Json) -> list[str]:
    """Returns all that a picked result puts into the message."""
    return [run["text"] for run in elements(result["content"], "TextRun")]


async def test_results_come_with_a_preview_and_the_words_alone(chat: Dialogue) -> None:
    [result] = await chat.search(chat.teams.searches("  yelling   loudly "))
    assert asked(chat) == "yelling loudly"
    assert result["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert words(result) == ["You wrote yelling loudly."]
    assert result["preview"] == {
        "contentType": "application/vnd.microsoft.card.thumbnail",
        "content": {"title": "Yelling", "text": "calm and slow"},
    }
    assert (result["content"]["version"], elements(result["content"], "ActionSet")) == ("1.5", [])
    assert chat.teams.calls == []


async def test_before_anything_is_typed_the_first_results_are_shown(chat: Dialogue) -> None:
    first = chat.teams.searches("")
    first["value"]["parameters"] = [{"name": "initialRun", "value": "true"}]
    [result] = await chat.search(first)
    assert words(result) == ["You wrote nothing."]
    await chat.search(chat.teams.searches("   "))
    assert asked(chat) == ""


async def test_a_suggestion_without_a_hint_shows_its_words(chat: Dialogue) -> None:
    chat.office.found = Suggestions((Suggestion("Yelling", "I **hear** you."),))
    [result] = await chat.search(chat.teams.searches("x"))
    assert result["preview"]["content"]["text"] == "I hear you."
    assert words(result) == ["I **hear** you."]


async def test_at_most_twenty_five_at_once_and_the_rest_when_asked_for(chat: Dialogue) -> None:
    chat.office.found = Suggestions(tuple(Suggestion(str(i), f"words {i}") for i in range(30)))
    activity = chat.teams.searches("x")
    assert len(await chat.search(activity)) == limits.RESULTS
    for skip, expected in ((25, 5), (30, 0), (60, 0), (-4, 25), ("x", 25), (None, 25)):
        activity["value"]["queryOptions"] = {"skip": skip, "count": 25}
        assert len(await chat.search(activity)) == expected


async def test_long_words_are_cut_to_what_a_result_may_hold(chat: Dialogue) -> None:
    chat.office.found = Suggestions((Suggestion("ñ" * 900, "ñandú " * 9_000, "ñ" * 900),))
    [result] = await chat.search(chat.teams.searches("x"))
    assert size(result) < 28_000


async def test_two_thousand_characters_are_one_query(chat: Dialogue) -> None:
    await chat.search(chat.teams.searches("x" * 2_000))
    assert len(asked(chat)) == 2_000


async def test_a_search_for_a_whole_paste_is_answered_by_a_line_in_place_of_results(chat: Dialogue) -> None:
    reply = await chat.send(chat.teams.searches("x" * 200_000))
    assert reply.json["composeExtension"]["type"] == "message"
    assert "Fewer words" in reply.json["composeExtension"]["text"]
    assert chat.office.asked == []


async def test_a_command_that_is_not_ours_finds_nothing(chat: Dialogue) -> None:
    assert await chat.search(chat.teams.searches("yelling", command="another")) == []
    assert chat.office.asked == []


@pytest.mark.parametrize("value", [None, "x", 7, [], {}, {"parameters": 7}, {"parameters": [None, {}, "x"]}])
async def test_a_query_without_words_is_an_empty_one(chat: Dialogue, value: Any) -> None:
    assert len(await chat.search(chat.teams.searches("", value=value))) == 1
    assert asked(chat) == ""


async def test_the_search_box_at_the_top_is_in_no_conversation(chat: Dialogue) -> None:
    assert len(await chat.search(chat.teams.searches("x", conversation=None))) == 1


async def test_a_search_tells_nothing_about_where_its_asker_can_be_reached(chat: Dialogue) -> None:
    others = {"id": "19:ana_maria@unq.gbl.spaces", "conversationType": "personal"}
    await chat.search(chat.teams.searches("x", conversation=others))
    assert chat.references.kept == {}


async def test_when_it_breaks_a_line_says_so(chat: Dialogue) -> None:
    reply = await chat.send(chat.teams.searches("break"))
    found = reply.json["composeExtension"]
    assert (found["type"], found["text"]) == ("message", "That didn't work on our side")
    assert str(chat.errors[0]) == "the office is closed"


async def test_teams_does_not_wait_for_a_slow_search(chat: Dialogue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SEARCH_SECONDS", 0.05)
    async with asyncio.timeout(30):  # what is searched waits for a minute
        reply = await chat.send(chat.teams.searches("wait"))
    assert reply.json["composeExtension"]["type"] == "message"
