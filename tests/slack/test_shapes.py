"""Answers of Slack in shapes that nobody expects: whoever asks still gets words."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.slack import form, messages, parse
from bot.slack.people import Profile, Profiles, profile_of
from tests.fakes.slack import METHODS, FakeSlack
from tests.fakes.slack_user import SlackUser

FIELDS = (
    *("user", "id", "user_id", "team", "team_id", "enterprise", "authorizations", "event", "type", "channel"),
    *("container", "message_ts", "view", "view_id", "hash", "state", "values", "blocks", "block_id", "files"),
    *("selected_option", "selected_options", "selected_users", "value", "message", "thread_ts", "channel_id"),
    *("profile", "display_name", "locale", "tz", "is_admin", "enterprise_user", "teams", "ts"),
    *("text", "attachments", "elements", "fields", "title", "file", "transcription", "subtype", "edited"),
)
# What a method may answer in place of its answer.
ANSWERS: list[Any] = [
    *(None, True, 7, "a text", [], [[]], {}),
    *({"ok": True}, {"ok": "yes"}, {"ok": False}, {"ok": False, "error": {"no": "text"}}),
    {"ok": True, "user": "a text", "channel": 7, "ts": [], "view": None, "members": {}, "messages": "x"},
    {"ok": True, "user": [], "channel": {"id": {}}, "response_metadata": "x"},
    {"ok": True, "user": {"locale": 7, "profile": [], "tz": {}, "is_admin": "yes", "real_name": [1]}},
    {"ok": True, "user": {"profile": {"display_name": 7}, "is_bot": [], "deleted": "no", "team_id": {}}},
]


@pytest.fixture(params=ANSWERS, ids=[str(i) for i in range(len(ANSWERS))])
def garbled(request: pytest.FixtureRequest, slack: FakeSlack) -> None:
    """Whatever is asked of Slack, it does, and answers this."""
    slack.garbled = dict.fromkeys(METHODS, request.param)


@pytest.mark.usefixtures("garbled")
async def test_a_command_is_answered(maria: SlackUser) -> None:
    assert "calm yelling" in str(await maria.types("yelling"))


@pytest.mark.usefixtures("garbled")
async def test_a_press_is_answered(maria: SlackUser, slack: FakeSlack) -> None:
    await maria.presses({"type": "button", "action_id": "shop.next", "value": "7"})
    assert "pressed 7" in str(await slack.answer())


@pytest.mark.usefixtures("garbled")
async def test_a_form_opens_or_its_asker_is_told(maria: SlackUser, slack: FakeSlack) -> None:
    await maria.presses({"type": "button", "action_id": "shop.form", "value": ""})
    view = await slack.view()
    assert "Tell me more" in str(view.body)
    answer = await maria.sends(view, what="errors")
    assert answer["errors"] == {"what": "Say more. And this."}
    assert "sent x" in str(await maria.sends(view, what="x"))


@pytest.mark.usefixtures("garbled")
async def test_a_mention_is_answered(maria: SlackUser, slack: FakeSlack) -> None:
    await maria.does("app_mention", channel="C1", ts="1.1", text="yelling")
    assert "yelling" in str(await slack.next("chat.postEphemeral"))


@pytest.mark.usefixtures("garbled")
async def test_a_message_is_answered(maria: SlackUser, slack: FakeSlack) -> None:
    await maria.does("message", channel="D1", channel_type="im", ts="1.2", text="yelling")
    assert "yelling" in str(await slack.next("chat.postMessage"))


@pytest.mark.usefixtures("garbled")
async def test_the_home_tab_is_filled(maria: SlackUser, slack: FakeSlack) -> None:
    await maria.does("app_home_opened", channel="D1", tab="home")
    assert "home" in str((await slack.view("views.publish")).body)


@pytest.mark.usefixtures("garbled")
async def test_a_shortcut_is_answered(maria: SlackUser, slack: FakeSlack) -> None:
    await maria.uses("calm_words", "le está gritando")
    assert "le está gritando" in str(await slack.answer())
    await maria.uses("calm_ask")
    assert "Tell me more" in str((await slack.view()).body)


@pytest.mark.usefixtures("garbled")
async def test_in_a_modal_a_press_is_answered(maria: SlackUser, slack: FakeSlack) -> None:
    slack.garbled, garbled = {}, slack.garbled
    await maria.types("dialog")
    view = await slack.view()
    slack.garbled = garbled
    await maria.presses({"type": "button", "action_id": "shop.more", "value": "7"}, view)
    assert "pressed 7" in str((await slack.view("views.push")).body)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4) | st.just("\ud800"),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS) | st.text(), inner, max_size=6)
    ),
    max_leaves=12,
)
READERS = (
    *(parse.tenant, parse.user, parse.event, parse.where, parse.origin, parse.changeable, parse.about),
    *(parse.submission, parse.in_own_chat, parse.thread, parse.nothing_chosen),
    *(messages.spoken, messages.words_in, messages.wordless),
    *(form.fields, form.files),
)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=8))
def test_what_comes_from_slack_is_read_whatever_its_shape(told: dict[str, Any]) -> None:
    for read in READERS:
        read(told)
    form.errors({"what": "Say more."}, told)
    profile = profile_of(told, "T1")
    assert profile is None or all(isinstance(text, str) for text in (profile.name, profile.zone))


@pytest.mark.parametrize("does", ["types", "presses", "sends", "mentions", "writes", "uses"])
async def test_nothing_between_the_signature_and_the_reply_costs_the_words(
    maria: SlackUser, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch, does: str
) -> None:
    async def broken(self: Profiles, team: str, user: str) -> Profile:
        raise RuntimeError("on purpose")

    await maria.presses({"type": "button", "action_id": "shop.form", "value": ""})
    view = await slack.view()
    monkeypatch.setattr(Profiles, "of", broken)
    match does:
        case "types":
            seen: object = await maria.types("yelling")
        case "sends":
            seen = await maria.sends(view, what="x")
        case "presses":
            await maria.presses({"type": "button", "action_id": "shop.next", "value": "7"})
            seen = await slack.answer()
        case "mentions":
            await maria.does("app_mention", channel="C1", ts="1.1", text="yelling")
            seen = await slack.next("chat.postEphemeral")
        case "writes":
            await maria.does("message", channel="D1", channel_type="im", ts="1.2", text="yelling")
            seen = await slack.next("chat.postMessage")
        case _:
            await maria.uses("calm_words", "yelling")
            seen = await slack.answer()
    assert "work on our side" in str(seen)
    assert re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b", str(seen))
