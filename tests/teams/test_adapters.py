"""What is known to go wrong with Microsoft's SDKs goes wrong with neither of the two here."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from typing import Any

import pytest
from botbuilder.schema import Activity as BotbuilderActivity
from botbuilder.schema import ActivityTypes as BotbuilderTypes
from botframework.connector import Channels as BotbuilderChannels
from microsoft_agents.activity import Activity as AgentsActivity
from microsoft_agents.activity import ActivityTypes as AgentsTypes
from microsoft_agents.activity import Channels as AgentsChannels

from bot.settings import ConfigError
from bot.teams import auth, facts, health
from bot.teams.adapter import adapter_of
from bot.teams.clouds import CLOUDS
from tests.conftest import ROOT
from tests.fakes.teams import KID, TENANT, FakeTeams
from tests.teams.dialogue import Dialogue, Settings

ADAPTERS = {"botbuilder": "BotbuilderAdapter", "agents": "AgentsAdapter"}


async def test_the_adapter_that_is_set_is_the_one_that_checks(both_adapters: str, chat: Dialogue) -> None:
    assert type(chat.edge._adapter).__name__ == ADAPTERS[both_adapters]
    assert "asked “yelling”" in await chat.say("calm yelling")


@pytest.mark.parametrize(
    ("types", "channels"), [(BotbuilderTypes, BotbuilderChannels), (AgentsTypes, AgentsChannels)]
)
def test_our_words_for_what_happens_are_those_of_both(types: Any, channels: Any) -> None:
    ours = (facts.MESSAGE, facts.MESSAGE_UPDATE, facts.INVOKE, facts.CONVERSATION, facts.INSTALLATION)
    theirs = (types.message, types.message_update, types.invoke, types.conversation_update)
    assert ours == (*(each.value for each in theirs), types.installation_update.value)
    assert (channels.ms_teams.value, channels.emulator.value) == (auth.TEAMS, auth.EMULATOR)


async def test_a_key_service_that_is_slow_keeps_nobody_else_waiting(
    teams: FakeTeams, both_adapters: str
) -> None:
    teams.keys_wait = asyncio.Event()
    chat = Dialogue(teams)
    await chat.start(prefetch=False)
    waits = asyncio.create_task(chat.send(teams.message("calm yelling")))
    reply = await chat.send(teams.message("hi"), "garbage")  # which needs no key
    assert (reply.status, waits.done()) == (401, False)
    teams.keys_wait.set()
    assert (await waits).status == 200
    await chat.close()


async def test_the_sdks_fetch_no_keys_themselves(
    teams: FakeTeams, both_adapters: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fetched(*_: object, **__: object) -> None:
        raise AssertionError("fetched keys, and blocked all else meanwhile")

    monkeypatch.setattr("requests.get", fetched)
    monkeypatch.setattr("urllib.request.urlopen", fetched)
    async with Dialogue(teams) as chat:
        assert "asked “yelling”" in await chat.say("calm yelling")
        assert (await chat.send(teams.message("hi"), teams.token(kid="made-up"))).status == 503
        assert teams.keys_given == 1


async def test_an_empty_app_id_is_nobodys(teams: FakeTeams, both_adapters: str) -> None:
    chat = Dialogue(teams, app_id="")
    await chat.start(prefetch=False)
    for token in (teams.token(aud=""), teams.token(aud=None), teams.token(aud=[""]), teams.token()):
        assert (await chat.send(teams.message("hi"), token)).status == 401
    assert (await chat.post(json=teams.message("hi"))).status == 401
    assert (teams.calls, chat.errors) == ([], [])
    await chat.close()


async def test_the_tenant_is_that_of_the_channels_data(teams: FakeTeams, both_adapters: str) -> None:
    async with Dialogue(teams, tenants=frozenset({TENANT})) as chat:
        nowhere = {"id": "a:chat", "conversationType": "personal"}
        assert (await chat.send(teams.message("calm yelling", conversation=nowhere))).status == 200
        theirs = {"tenant": {"id": "another"}}
        assert (await chat.send(teams.message("calm yelling", channelData=theirs))).status == 403
        assert [ask.person.tenant for ask in chat.shelf.asked] == [TENANT]


async def test_for_one_person_in_a_group_and_in_their_zone(teams: FakeTeams, both_adapters: str) -> None:
    async with Dialogue(teams) as chat:
        await chat.send(teams.targeted("calm yelling"))
        assert teams.calls[-1].query == {"isTargetedActivity": "true"}
        assert chat.shelf.asked[0].person.zone == "America/New_York"


def lost(activity: Any, again: Any) -> set[str]:
    """Returns the names of parts of an activity that are not there again."""
    if isinstance(activity, list):
        return set().union(*(lost(part, other) for part, other in zip(activity, again, strict=True)), set())
    if not isinstance(activity, dict):
        return set()
    gone = {name for name in activity if name not in again}
    return gone.union(*(lost(part, again[name]) for name, part in activity.items() if name not in gone))


def test_why_activities_are_read_by_neither_sdk(caplog: pytest.LogCaptureFixture) -> None:
    teams = FakeTeams()
    message, targeted, mention = teams.message("hi"), teams.targeted("hi"), teams.mention("hi")
    # botbuilder loses the tenant, the zone, what is for one person alone, and who is mentioned.
    read = [BotbuilderActivity().deserialize(each).serialize() for each in (message, targeted, mention)]
    assert lost(message, read[0]) == {"tenantId", "timezone", "locale"}
    assert "isTargeted" in lost(targeted, read[1])
    assert {"mentioned", "text"} <= lost(mention, read[2])
    # Its successor loses nothing, and breaks on a part that it does not know so, in words for the log that
    # quote it.
    for each in (message, targeted, mention):
        again = AgentsActivity.model_validate(each).model_dump(by_alias=True, exclude_unset=True, mode="json")
        assert not lost(each, again)
    with pytest.raises(ValueError, match="text"):
        AgentsActivity.model_validate({**message, "text": ["what a person typed"]})
    assert "what a person typed" in caplog.text


async def test_missing_packages_are_named_with_what_installs_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "bot.teams.agents_adapter", None)
    with pytest.raises(
        ConfigError, match=r"requirements/extras\.txt`, or install Calma as `calma\[agents\]`"
    ):
        adapter_of(Settings("", "", adapter="agents"), CLOUDS["public"])


async def test_the_doctor_tells_of_missing_packages(
    teams: FakeTeams, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "bot.teams.agents_adapter", None)
    settings = Settings(teams.openid_url, teams.login_url, adapter="agents")
    [trouble] = (await health.look(settings, time.time)).troubles
    assert "TEAMS_ADAPTER=agents needs packages that are not installed" in trouble.reason


async def test_a_forged_token_that_breaks_an_sdk_is_401(
    both_adapters: str, chat: Dialogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise IndexError("as botbuilder does for a key that it does not know")

    monkeypatch.setattr(chat.edge._adapter, "claims", broken)
    reply = await chat.send(chat.teams.message("hi"), chat.teams.token(kid=KID))
    assert (reply.status, chat.errors) == (401, [])


@pytest.mark.process
def test_only_what_is_set_is_loaded() -> None:
    code = (
        "import sys\n"
        "from bot.teams.adapter import adapter_of\n"
        "from bot.teams.clouds import CLOUDS\n"
        "from types import SimpleNamespace\n"
        "adapter_of(SimpleNamespace(adapter='agents', app_id='x'), CLOUDS['public'])\n"
        "print('microsoft_agents' in sys.modules, 'botframework' in sys.modules)\n"
    )
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout == "True False\n"
