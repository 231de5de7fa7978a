"""Who gets in, and who does not."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from types import SimpleNamespace

import jwt
import pytest

from bot.teams.auth import AllowedTenants
from bot.teams.clouds import cloud_of
from bot.teams.errors import TeamsFailure
from bot.teams.keys import KEEP, PAUSE, PAUSE_EMPTY, SigningKeys
from bot.teams.services import Services
from bot.teams.wire import TeamsWire
from tests.fakes.teams import APP_ID, ISSUER, KID, TENANT, FakeTeams
from tests.teams.dialogue import Dialogue, Settings

pytestmark = pytest.mark.usefixtures("both_adapters")

HOUR = 3600


def part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def unsigned(teams: FakeTeams) -> str:
    claims = jwt.decode(teams.token(), options={"verify_signature": False})
    return jwt.encode(claims, "", "none", headers={"kid": KID})


def by_secret(teams: FakeTeams) -> str:
    claims = jwt.decode(teams.token(), options={"verify_signature": False})
    return jwt.encode(claims, "a secret of more than thirty-two bytes", "HS256", headers={"kid": KID})


BAD: dict[str, Callable[[FakeTeams], str]] = {
    "empty": lambda _: "",
    "garbage": lambda _: "garbage",
    "dots": lambda _: "..",
    "three words": lambda _: "a.b.c",
    "not base64": lambda _: "!!!.???.***",
    "a header that is a list": lambda _: f"{part([1])}.{part({})}.x",
    "a header that is a number": lambda _: f"{part(1)}.{part({})}.x",
    "a header without alg": lambda _: f"{part({'kid': KID})}.{part({})}.x",
    "a kid that is no string": lambda _: f"{part({'alg': 'RS256', 'kid': {}})}.{part({})}.x",
    "claims that are a list": lambda _: f"{part({'alg': 'RS256', 'kid': KID})}.{part([])}.x",
    "endless": lambda _: "a." * 3000,
    "not ASCII": lambda _: "ñ.ñ.ñ",
    "cut off": lambda teams: teams.token()[:-20],
    "changed": lambda teams: teams.token().replace(".", ".e", 1),
    "signed by somebody else": lambda teams: teams.token(signed_with="a thief's"),
    "alg none": unsigned,
    "alg HS256": by_secret,
    "expired": lambda teams: teams.token(exp=int(time.time()) - HOUR),
    "not yet": lambda teams: teams.token(nbf=int(time.time()) + HOUR),
    "without an end": lambda teams: teams.token(exp=None),
    "an end that is no number": lambda teams: teams.token(exp="soon"),
    "for another bot": lambda teams: teams.token(aud="another-bot"),
    "for nobody": lambda teams: teams.token(aud=None),
    "by another issuer": lambda teams: teams.token(iss="https://sts.windows.net/x/"),
    "by no issuer": lambda teams: teams.token(iss=None),
    "for another service": lambda teams: teams.token(serviceurl="https://evil.example/"),
    "for no service": lambda teams: teams.token(serviceurl=None),
    "no key": lambda teams: teams.token(kid=None),
}


@pytest.mark.parametrize("name", BAD)
async def test_a_bad_token_is_401(chat: Dialogue, name: str) -> None:
    reply = await chat.send(chat.teams.message("calm yelling"), BAD[name](chat.teams))
    assert (reply.status, reply.json) == (401, {"error": "not authorized"})
    assert (chat.teams.calls, chat.shelf.asked, chat.errors) == ([], [], [])


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "Basic eDp5", "token", "bearer\ttoken"])
async def test_a_bad_header_is_401(chat: Dialogue, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}
    reply = await chat.post(json=chat.teams.message("hi"), headers=headers)
    assert (reply.status, reply.json) == (401, {"error": "not authorized"})


async def test_five_minutes_of_clock_skew_are_borne(chat: Dialogue) -> None:
    now = int(time.time())
    for token in (chat.teams.token(exp=now - 200), chat.teams.token(nbf=now + 200)):
        assert (await chat.send(chat.teams.message("hi"), token)).status == 200


@pytest.mark.parametrize("channel", ["webchat", "directline", "emulator", "skype", "slack", "", None, 7, []])
async def test_other_channels_let_people_choose_who_they_are_and_are_refused(
    teams: FakeTeams, channel: object
) -> None:
    teams.endorsements = None
    async for chat in talking(teams, managers=frozenset({"aad-maria"})):
        reply = await chat.send(teams.message("calm yelling", channelId=channel))
        assert (reply.status, reply.json) == (403, {"error": "only Microsoft Teams is answered"})
        assert (teams.calls, chat.shelf.asked, chat.references.kept) == ([], [], {})


@dataclass
class Later:
    """A clock that is ahead, as PyJWT asks and as we ask."""

    at: float

    def now(self, tz: timezone) -> datetime:
        return datetime.fromtimestamp(self.at, tz)

    def seconds(self) -> float:
        return self.at


async def test_a_token_that_was_checked_counts_no_longer_than_it_says(
    chat: Dialogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    token, now = chat.teams.token(), time.time()
    for later, status in ((0, 200), (HOUR + 200, 200), (HOUR + 400, 401), (0, 200)):
        clock = SimpleNamespace(time=Later(now + later).seconds)
        monkeypatch.setattr("bot.teams.auth.time", clock)
        monkeypatch.setattr("jwt.api_jwt.datetime", Later(now + later))
        assert (await chat.send(chat.teams.message("hi"), token)).status == status
    assert (await chat.send(chat.teams.message("hi"), token[:-3])).status == 401


@pytest.mark.parametrize(
    ("endorsed", "status"), [(["webchat"], 401), (["webchat", "msteams"], 200), ([], 200)]
)
async def test_a_key_speaks_for_the_channels_it_is_endorsed_for(
    teams: FakeTeams, endorsed: list[str], status: int
) -> None:
    teams.endorsements = endorsed
    async for chat in talking(teams):
        assert (await chat.send(teams.message("hi"))).status == status


SERVICES = {
    "https://smba.trafficmanager.net/emea/": True,
    "https://smba.infra.gcc.teams.microsoft.com/teams": True,
    "https://SMBA.trafficmanager.net/amer/tenant/": True,
    "https://our.cloud.example/": True,
    "http://smba.trafficmanager.net/emea/": False,
    "https://directline.botframework.com/": False,
    "https://webchat.botframework.com/": False,
    "https://smba.trafficmanager.net.evil.example/": False,
    "https://evil.example/?smba.trafficmanager.net": False,
    "https://smba.trafficmanager.net@evil.example/": False,
    "https://evil.example\\.teams.microsoft.com/": False,
    "https://evilteams.microsoft.com/": False,
    "https://x.teams.microsoft.com\r\nHost: evil.example/": False,
    "": False,
}


@pytest.mark.parametrize("url", SERVICES)
def test_only_services_of_teams_are_trusted(url: str) -> None:
    cloud = cloud_of(Settings("https://keys.example/", "", service_hosts=frozenset({"our.cloud.example"})))
    services = Services(cloud, anonymous=False)
    assert services.trusts(url) is SERVICES[url]


async def test_a_service_that_is_not_trusted_is_401_however_it_is_signed(teams: FakeTeams) -> None:
    async for chat in talking(teams):
        url = "https://directline.botframework.com/"
        reply = await chat.send(teams.message("hi", serviceUrl=url), teams.token(serviceurl=url))
        assert (reply.status, chat.references.kept) == (401, {})


async def test_nothing_of_a_body_is_read_before_its_signature_is(chat: Dialogue) -> None:
    for body in (b"[" * 200_000, b"\xff", b"{}"):
        headers = {"Authorization": "Bearer forged", "Content-Type": "application/json"}
        assert (await chat.post(data=body, headers=headers)).status == 401
    assert chat.errors == []


async def test_what_is_refused_writes_nothing_of_its_own_into_the_log(chat: Dialogue, logged: Path) -> None:
    header = f"{part({'alg': 'evil line', 'kid': KID})}.{part({})}.x"
    await chat.send(chat.teams.message("hi"), header)
    elsewhere = {"tenant": {"id": "evil line"}}
    chat.edge._gate._tenants = AllowedTenants({TENANT})
    await chat.send(chat.teams.message("hi", channelData=elsewhere))
    lines = logged.read_text()  # noqa: ASYNC240
    assert "refused" in lines
    assert "evil" not in lines


async def test_a_key_that_is_new_to_us_is_fetched_and_until_then_asked_to_come_back(teams: FakeTeams) -> None:
    clock = [0.0]
    async for chat in talking(teams, seconds=lambda: clock[0]):
        teams.kid = "rotated"
        token = teams.token(kid="rotated")
        for _ in range(20):  # not 401, and not a fetch each
            reply = await chat.send(teams.message("calm yelling"), token)
            assert (reply.status, reply.json) == (503, {"error": "try again"})
        assert teams.keys_given == 1
        clock[0] += PAUSE + 1
        assert (await chat.send(teams.message("calm yelling"), token)).status == 200
        assert teams.keys_given == 2
        clock[0] += PAUSE + 1
        assert (await chat.send(teams.message("hi"), teams.token(kid="made-up"))).status == 401


async def test_a_tenant_that_is_not_allowed_is_403(teams: FakeTeams) -> None:
    async for chat in talking(teams, tenants=frozenset([TENANT.upper()])):
        assert (await chat.send(teams.message("hi"))).status == 200
        elsewhere = {"tenant": {"id": "another-tenant"}}
        # What conversation.tenantId says does not count where channelData says something else.
        reply = await chat.send(teams.message("hi", channelData=elsewhere))
        assert (reply.status, len(teams.calls)) == (403, 1)
        nowhere = {"id": "a:chat", "conversationType": "personal"}
        assert (await chat.send(teams.message("hi", channelData={}, conversation=nowhere))).status == 403
        assert (await chat.send(teams.message("hi", channelData={}))).status == 200


async def test_without_a_tenant_nobody_is_known(chat: Dialogue) -> None:
    nowhere = {"id": "a:chat", "conversationType": "personal"}
    reply = await chat.send(chat.teams.message("hi", channelData={}, conversation=nowhere))
    assert (reply.status, chat.shelf.asked) == (403, [])


async def test_without_keys_teams_is_asked_to_come_back(teams: FakeTeams) -> None:
    teams.key_service_down = True
    async for chat in talking(teams):
        reply = await chat.send(teams.message("hi"))
        assert (reply.status, reply.json) == (503, {"error": "try again"})


async def test_the_bot_starts_without_keys_and_finds_them_later(teams: FakeTeams) -> None:
    teams.key_service_down = True
    async for chat in talking(teams, prefetch=False):
        teams.key_service_down = False
        assert (await chat.send(teams.message("hi"))).status == 200


@pytest.mark.parametrize("channel", ["msteams", "emulator"])
async def test_an_emulator_says_that_it_is_one(teams: FakeTeams, channel: str) -> None:
    async for chat in talking(teams, anonymous=True, app_id="", password=""):
        sender = {"from": {"id": "user-1"}, "channelId": channel}
        assert (await chat.post(json=teams.message("calm yelling", **sender))).status == 200
        assert chat.shelf.asked[0].person.user_id == "user-1"  # there is no directory here
        assert (await chat.post(json=teams.message("hi", channelId="webchat"))).status == 403


async def test_unsigned_activities_of_a_local_emulator(teams: FakeTeams) -> None:
    async for chat in talking(teams, anonymous=True, app_id="", password=""):
        reply = await chat.post(json=teams.message("calm yelling"))
        assert reply.status == 200
        assert "asked “yelling”" in chat.heard
        assert teams.calls[0].authorization == ""
        await chat.post(json=teams.targeted("calm yelling"))
        assert teams.calls[1].query == {"isTargetedActivity": "true"}
        assert (teams.tokens_given, teams.keys_given) == (0, 0)


ELSEWHERE = (
    {"Host": "calma.example"},
    {"Host": "127.0.0.1.evil.example"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://127.0.0.1.evil.example"},
    {"Sec-Fetch-Site": "cross-site"},
    {"X-Forwarded-For": "203.0.113.7"},
    {"X-Forwarded-Host": "calma.example"},
    {"Forwarded": "for=203.0.113.7"},
    {"Via": "1.1 tunnel"},
)


@pytest.mark.parametrize("headers", ELSEWHERE, ids=str)
async def test_unsigned_activities_come_from_no_page_and_through_no_tunnel(
    teams: FakeTeams, headers: dict[str, str]
) -> None:
    async for chat in talking(teams, anonymous=True, app_id="", password=""):
        reply = await chat.post(json=teams.message("calm yelling"), headers=headers)
        assert (reply.status, teams.calls) == (401, [])
        for near in ({"Origin": "http://localhost:3000"}, {"Host": "localhost:3978"}):
            assert (await chat.post(json=teams.message("calm yelling"), headers=near)).status == 200


@pytest.mark.parametrize(
    "url",
    [
        "https://smba.trafficmanager.net/emea/",
        "http://127.0.0.1@evil.example/",
        "http://localhost.evil.example/",
        "http://evil.example\\@127.0.0.1/",
        "http://127.0.0.1\\.evil.example/",
        "http://127.0.0.1/\r\nHost: evil.example",
        "http://0.0.0.0/",
        "ftp://127.0.0.1/",
        "//127.0.0.1/",
        "",
        None,
        7,
    ],
)
async def test_unsigned_activities_answer_to_loopback_alone(teams: FakeTeams, url: object) -> None:
    async for chat in talking(teams, anonymous=True, app_id="", password=""):
        reply = await chat.post(json=teams.message("hi", serviceUrl=url))
        assert (reply.status, teams.calls) == (401, [])


async def test_keys_are_kept_for_a_day_and_fetched_anew_for_an_unknown_id(teams: FakeTeams) -> None:
    clock, wire = [0.0], TeamsWire()
    keys = SigningKeys(teams.openid_url, wire, lambda: clock[0])
    assert await keys.find(KID) is not None
    assert await keys.find(KID) is not None
    with pytest.raises(TeamsFailure):
        await keys.find("made-up")
    assert teams.keys_given == 1  # not so soon after the last fetch
    clock[0] += PAUSE + 1
    assert await keys.find("made-up") is None
    with pytest.raises(TeamsFailure):
        await keys.find("made-up, too")
    assert teams.keys_given == 2
    clock[0] += KEEP + 1
    assert await keys.find(KID) is not None
    assert teams.keys_given == 3
    await wire.close()


async def test_old_keys_outlive_a_key_service_that_is_down(teams: FakeTeams) -> None:
    clock, wire = [0.0], TeamsWire()
    keys = SigningKeys(teams.openid_url, wire, lambda: clock[0])
    await keys.fetch()
    teams.key_service_down = True
    clock[0] += KEEP + 1
    assert await keys.find(KID) is not None
    with pytest.raises(TeamsFailure):
        await keys.find("new")
    await wire.close()


async def test_without_any_key_the_next_try_is_soon(teams: FakeTeams) -> None:
    clock, wire = [0.0], TeamsWire()
    keys = SigningKeys(teams.openid_url, wire, lambda: clock[0])
    teams.key_service_down = True
    with pytest.raises(TeamsFailure):
        await keys.find(KID)
    teams.key_service_down = False
    with pytest.raises(TeamsFailure):
        await keys.find(KID)
    clock[0] += PAUSE_EMPTY + 1
    assert await keys.find(KID) is not None
    await wire.close()


def test_the_fake_signs_as_teams_does() -> None:
    teams = FakeTeams()
    claims = jwt.decode(teams.token(), options={"verify_signature": False})
    assert (claims["iss"], claims["aud"]) == (ISSUER, APP_ID)


async def talking(teams: FakeTeams, *, prefetch: bool = True, **settings: object) -> AsyncIterator[Dialogue]:
    dialogue = Dialogue(teams, **settings)
    await dialogue.start(prefetch=prefetch)
    try:
        yield dialogue
    finally:
        await dialogue.close()
