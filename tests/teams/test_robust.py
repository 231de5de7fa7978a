"""Whatever is posted: an answer by the book, never a stack trace."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botbuilder.schema import ActivityTypes

from bot.core.once import Repeated
from bot.teams import limits
from tests.fakes.teams import FakeTeams, shown
from tests.teams.dialogue import Dialogue, Json

TYPES = [kind.value for kind in ActivityTypes]


@pytest.mark.parametrize("kind", [kind for kind in TYPES if kind not in ("message", "invoke")])
async def test_every_other_kind_of_activity_is_taken_in_silence(chat: Dialogue, kind: str) -> None:
    reply = await chat.send(chat.teams.activity(kind, text="calm yelling"))
    assert (reply.status, reply.text, chat.teams.calls, chat.errors) == (200, "", [], [])


@pytest.mark.parametrize("kind", TYPES)
async def test_no_kind_of_activity_fails_on_what_it_lacks(chat: Dialogue, kind: str) -> None:
    bare = {name: chat.teams.activity(kind)[name] for name in ("type", "serviceUrl", "channelId")}
    reply = await chat.send(bare)
    assert reply.status == 403  # of no tenant
    assert chat.errors == []


async def test_a_kind_that_nobody_knows_is_taken_in_silence(chat: Dialogue) -> None:
    assert (await chat.send(chat.teams.activity("somethingNew"))).status == 200


@pytest.mark.parametrize(
    "name",
    ["composeExtension/selectItem", "signin/verifyState", "", None, 7],
)
async def test_an_invoke_that_is_not_ours_is_501(chat: Dialogue, name: object) -> None:
    assert (await chat.send(chat.teams.activity("invoke", name=name))).status == 501


JUNK: list[Any] = [
    None,
    0,
    7.5,
    True,
    "",
    "x",
    [],
    [None],
    ["x"],
    {},
    {"id": 1},
    {"id": None},
    {"tenant": "x"},
]
FIELDS = (
    *("id", "locale", "channelData", "entities", "conversation", "from", "recipient", "text", "value"),
    *("replyToId", "membersAdded", "name", "action", "attachments", "timestamp"),
)


@pytest.mark.parametrize("field", FIELDS)
async def test_mistyped_fields_break_nothing(chat: Dialogue, field: str) -> None:
    teams = chat.teams
    samples = [
        teams.message("calm yelling"),
        teams.execute({"action": "shelf.new"}),
        teams.submit({"action": "shelf.next"}),
        teams.opens({"action": "office.new"}),
        teams.sends({"form": "office.save", "one_name": "Team A"}),
        teams.searches("yelling"),
        teams.activity("conversationUpdate"),
        teams.activity("installationUpdate", action="add"),
    ]
    for sample in samples:
        for junk in JUNK:
            reply = await chat.send({**sample, "id": teams.message("")["id"], field: junk})
            assert reply.status in (200, 400, 403, 501)
    assert not [error for error in chat.errors if not isinstance(error, Repeated)]


MISSING: list[tuple[str, object]] = [
    ("conversation", {}),
    ("conversation", None),
    ("from", {}),
    ("from", None),
    ("type", None),
    ("type", 7),
]


@pytest.mark.parametrize(("field", "value"), MISSING)
async def test_what_an_answer_needs_is_named_where_it_is_missing(
    chat: Dialogue, field: str, value: object
) -> None:
    reply = await chat.send(chat.teams.message("hi", **{field: value}))
    assert reply.status == 400
    assert reply.json["error"].startswith(field)
    assert reply.json["error"].endswith("is missing")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"x"',
        b"7",
        b"\xff\xfe{}",
        b"[" * 200_000,
        b'{"type": "message", "text": "\\ud83d"}',
        b'{"n": ' + b"9" * 10_000 + b"}",
    ],
)
async def test_what_is_no_activity_is_400(chat: Dialogue, body: bytes) -> None:
    reply = await chat.post(data=body, headers=headers(chat.teams))
    assert reply.status == 400
    assert "Traceback" not in reply.text
    assert chat.errors == []


async def test_an_emoji_as_a_pair_of_surrogates_is_sound(chat: Dialogue) -> None:
    body = json.dumps(chat.teams.message("calm 😡")).encode()
    assert b"\\ud83d" in body
    assert (await chat.post(data=body, headers=headers(chat.teams))).status == 200
    assert "asked “😡”" in chat.heard


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/xml"])
async def test_another_content_type_is_415(chat: Dialogue, kind: str) -> None:
    reply = await chat.post(data=b"{}", headers={**headers(chat.teams), "Content-Type": kind})
    assert reply.status == 415


async def test_a_body_over_a_megabyte_is_413(chat: Dialogue) -> None:
    large = chat.teams.message("calm " + "x" * limits.BODY_BYTES)
    assert (await chat.send(large)).status == 413


async def test_a_body_of_unknown_length_is_counted(chat: Dialogue) -> None:
    async def chunks() -> Any:
        for _ in range(30):
            yield b" " * 65_536

    reply = await chat.post(data=chunks(), headers=headers(chat.teams))
    assert reply.status == 413


async def test_a_thousand_mentions_take_no_time(chat: Dialogue) -> None:
    entity = chat.teams.mention("")["entities"][0]
    activity: Json = chat.teams.message("<at " * 1_000, entities=[entity] * 5_000)
    assert (await chat.send(activity)).status == 200


async def test_only_posting_is_known(chat: Dialogue) -> None:
    async with chat._session.get(chat.url) as response:
        assert response.status == 405


@pytest.mark.parametrize("part", ["parse.ask", "facts.person", "facts.arrived", "KnownReferences.note"])
async def test_a_bug_in_the_edge_is_logged_and_whoever_wrote_gets_words(
    chat: Dialogue, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a bug, with secrets in it")

    monkeypatch.setattr(f"bot.teams.edge.{part}", broken)
    reply = await chat.send(chat.teams.message("hi"))
    if part != "facts.person":
        assert (reply.status, "7F3K-22QA" in chat.heard) == (200, True)
        assert "Please try again" in chat.heard
    else:
        assert (reply.status, reply.json) == (500, {"error": "ref 7F3K-22QA"})
    assert "secrets" not in str(chat.teams.calls)
    assert chat.errors != []


async def test_what_breaks_is_said_in_the_way_of_what_was_done(
    chat: Dialogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a bug")

    teams = chat.teams
    monkeypatch.setattr("bot.teams.edge.parse.ask", broken)
    assert "7F3K-22QA" in shown(await chat.dialog(teams.opens({"action": "office.new"})))
    pressed = await chat.send(teams.execute({"action": "shelf.new"}))
    assert pressed.json["type"] == "application/vnd.microsoft.activity.message"
    searched = await chat.send(teams.searches("yelling"))
    assert searched.json["composeExtension"]["type"] == "message"
    assert teams.calls == []


DEEP: Any = []
for _ in range(700):
    DEEP = [DEEP]


@pytest.mark.parametrize("part", ["body", "send", "title"])
async def test_a_form_that_comes_back_as_nobody_made_it_costs_no_words(chat: Dialogue, part: str) -> None:
    carried = {"title": "T", "send": "Go", "lang": "en", "body": [], part: DEEP}
    data = {"form": "office.save", "one_name": "taken", "shown": carried}
    for sent in (data, {**data, "shown": "bm90IHBhY2tlZA=="}, {**data, "shown": "é"}, {**data, "shown": 7}):
        assert "taken" in shown(await chat.dialog(chat.teams.sends(sent)))


def headers(teams: FakeTeams) -> dict[str, str]:
    return {"Authorization": f"Bearer {teams.token()}", "Content-Type": "application/json"}
