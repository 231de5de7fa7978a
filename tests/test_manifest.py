"""The Slack app manifest says what the code does, within what Slack takes."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from app import main
from bot.core.card import Form
from bot.core.chat import Answer, Command, Person
from bot.slack.departures import TOLD
from bot.slack.edge import Slack, SlackSettings
from bot.slack.listeners import ASK_SHORTCUT, WORDS_SHORTCUT
from bot.slack.messages import spoken
from bot.slack.oauth import REDIRECT
from bot.slack.scopes import OPTIONAL, REQUIRED
from bot.slack.wire import SlackApi
from bot.wiring.calma import Calma
from tests.conftest import ROOT

MANIFEST: dict[str, Any] = yaml.safe_load((ROOT / "manifest.yml").read_text(encoding="utf-8"))
ALL = set(MANIFEST["oauth_config"]["scopes"]["bot"])
SCOPES_PAGE = (ROOT / "docs/trust/slack-scopes.md").read_text(encoding="utf-8")
COMMANDS: list[dict[str, Any]] = MANIFEST["features"]["slash_commands"]

# What each method of the Web API needs, from Slack's reference. The list grows with the calls in bot/slack.
SCOPES: dict[str, set[str]] = {
    "users_info": {"users:read"},
    "users_list": {"users:read"},
    "auth_test": set(),
    "conversations_info": {"channels:read", "groups:read"},
    "conversations_members": {"channels:read", "groups:read"},
    "chat_postMessage": {"chat:write"},
    "chat_postEphemeral": {"chat:write"},
    "chat_delete": {"chat:write"},
    "chat_update": {"chat:write"},
    "conversations_open": {"im:write"},
    "conversations_history": {"im:history", "channels:history", "groups:history"},
    "oauth_v2_access": set(),
    "api_test": set(),
    "apps_connections_open": set(),  # with a token of its own
    "views_open": set(),
    "views_push": set(),
    "views_update": set(),
    "views_publish": set(),
}
# What each event needs to be told of.
EVENTS: dict[str, set[str]] = {
    "app_mention": {"app_mentions:read"},
    "message.im": {"im:history"},
    "app_home_opened": set(),
    "app_uninstalled": set(),
    "team_access_revoked": set(),
    "tokens_revoked": set(),
    "user_change": {"users:read"},
}
FOR_COMMANDS_AND_SHORTCUTS = {"commands"}
FOR_FILES = {"files:read"}


def called() -> set[str]:
    """Returns the methods of Slack's Web API that the code calls."""
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "bot/slack").rglob("*.py"))
    by_text = re.findall(r'api_call\(\s*"([a-z0-9.]+)"', code)
    passed_on = len(re.findall(r"api_call\((?:self|api_method)", code))  # by what wraps all of them
    assert code.count("api_call(") == len(by_text) + passed_on, "name the method: its scopes have to be told"
    named = re.findall(r"(?:client|_api|\.of\([a-z_.]+\))\.([a-z]+(?:_[a-zA-Z]+)+)\(", code)
    return {*named, *(method.replace(".", "_") for method in by_text)} - vars(SlackApi).keys()


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: str(command["command"]))
async def test_every_command_is_answered(house: Calma, command: dict[str, Any]) -> None:
    ask = Command(Person("T1", "slack", "U1"), command["command"].removeprefix("/"))
    answer = await house.desk.answer(ask)
    assert isinstance(answer, Answer | Form)
    if isinstance(answer, Answer) and house.phrasebook.keywords.command(ask.name) == "calm":
        assert answer.card.summary == house.phrasebook.words.say("en", "menu.summary")


def test_every_name_of_a_command_is_offered(house: Calma) -> None:
    offered = {command["command"] for command in COMMANDS}
    keywords = house.phrasebook.keywords
    assert offered >= {f"/{name}" for name in keywords.commands}
    spanish = {f"/{name}" for name in keywords.commands if keywords.language(name) == "es"}
    assert spanish == {"/calma", "/practica", "/chequeo"}


def test_the_scopes_are_those_that_the_calls_need() -> None:
    calls = called()
    assert calls, "no call was found: has the client another name now?"
    assert calls <= SCOPES.keys(), "say here which scopes the new call needs"
    told = set(MANIFEST["settings"]["event_subscriptions"]["bot_events"])
    assert told == EVENTS.keys()
    needed = (FOR_COMMANDS_AND_SHORTCUTS | FOR_FILES).union(
        *(SCOPES[call] for call in calls), *(EVENTS[event] for event in told)
    )
    assert set(MANIFEST["oauth_config"]["scopes"]["bot"]) == needed
    assert {*REQUIRED, *OPTIONAL} == needed


def test_what_is_only_read_to_settle_deliveries_may_be_left_out() -> None:
    optional = MANIFEST["oauth_config"]["scopes"]["bot_optional"]
    assert set(optional) == set(OPTIONAL) == {scope for scope in ALL if scope.endswith(":history")}
    assert set(optional) <= ALL  # Slack refuses a manifest where one is not
    assert set(MANIFEST["oauth_config"]["scopes"]) == {"bot", "bot_optional"}  # and of people, none


def test_the_page_says_of_each_scope_why() -> None:
    rows = re.findall(r"^\| `([a-z_:]+)` \|(.+)\|(.+)\|$", SCOPES_PAGE, re.MULTILINE)
    assert [scope for scope, *_ in rows] == sorted(ALL)
    for scope, why, without in rows:
        assert len(why.split()) > 4, scope
        assert ("optional" in without) == (scope in OPTIONAL), scope


@pytest.mark.parametrize("name", MANIFEST["settings"]["event_subscriptions"]["bot_events"])
def test_every_event_is_answered(name: str) -> None:
    event = {"type": name.partition(".")[0], "user": "U1", "tab": "home"}
    assert name in TOLD or spoken({"event": {**event, "channel": "D1" if name == "message.im" else "C1"}})


def test_every_shortcut_is_answered() -> None:
    offered = {shortcut["callback_id"]: shortcut["type"] for shortcut in MANIFEST["features"]["shortcuts"]}
    assert offered == {WORDS_SHORTCUT: "message", ASK_SHORTCUT: "global"}


async def test_slack_is_sent_to_where_the_edge_listens(house: Calma) -> None:
    edge = Slack(
        house.desk,
        house.phrasebook,
        SlackSettings("secret", "xoxb-1", "", "https://slack.com/api/"),
        house.stores.references,
        house.stores.tokens,
    )
    address = f"https://YOUR-HOST{edge.routes()[0].path}"
    assert {command["url"] for command in COMMANDS} == {address}
    assert MANIFEST["settings"]["event_subscriptions"]["request_url"] == address
    assert MANIFEST["settings"]["interactivity"] == {"is_enabled": True, "request_url": address}


def test_nothing_is_offered_that_is_not_there() -> None:
    assert set(MANIFEST["features"]) == {"app_home", "bot_user", "shortcuts", "slash_commands"}
    home = MANIFEST["features"]["app_home"]
    assert home["home_tab_enabled"]
    assert home["messages_tab_enabled"]
    assert not home["messages_tab_read_only_enabled"]


def test_whoever_installs_it_comes_back_to_where_the_pages_are() -> None:
    assert MANIFEST["oauth_config"]["redirect_urls"] == [f"https://YOUR-HOST{REDIRECT}"]
    assert MANIFEST["settings"]["org_deploy_enabled"] is True


@pytest.mark.parametrize("switch", ["socket_mode_enabled", "token_rotation_enabled"])
def test_what_needs_more_than_a_manifest_is_off(switch: str) -> None:
    assert MANIFEST["settings"][switch] is False


def test_the_texts_fit() -> None:
    shown = MANIFEST["display_information"]
    assert len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert 174 <= len(shown["long_description"]) <= 4_000
    assert re.fullmatch(r"#[0-9A-F]{6}", shown["background_color"])
    assert re.fullmatch(r"[A-Za-z0-9._ -]{1,80}", MANIFEST["features"]["bot_user"]["display_name"])
    for shortcut in MANIFEST["features"]["shortcuts"]:
        assert len(shortcut["name"]) <= 24
        assert len(shortcut["callback_id"]) <= 255
        assert len(shortcut["description"]) <= 150
    for command in COMMANDS:
        assert re.fullmatch(r"/[a-z0-9_-]{1,31}", command["command"])
        assert 0 < len(command["description"]) <= 2_000
        assert len(command["usage_hint"]) <= 1_000
        assert command["should_escape"] is False


def test_the_job_puts_the_address_in_and_says_where_there_is_none(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CALMA_PUBLIC_URL", raising=False)
    assert main(["slack-manifest"]) == 0
    told = capsys.readouterr()
    assert (told.out.count("https://YOUR-HOST/") > 5, "CALMA_PUBLIC_URL is not set" in told.err) == (
        True,
        True,
    )
    monkeypatch.setenv("CALMA_PUBLIC_URL", "https://calma.example")
    assert main(["slack-manifest"]) == 0
    told = capsys.readouterr()
    assert ("https://YOUR-HOST" in told.out, told.err) == (False, "")
