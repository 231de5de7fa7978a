"""One setting for each of Microsoft's clouds: who signs, who gives tokens, and where answers may go."""

from __future__ import annotations

import time

import pytest

from bot.teams import health
from bot.teams.clouds import CLOUDS, cloud_of
from bot.teams.services import Services
from bot.teams_config import CLOUDS as NAMES
from tests.fakes.teams import TENANT, FakeTeams
from tests.teams.dialogue import Dialogue, Settings

pytestmark = pytest.mark.usefixtures("both_adapters")

# By Microsoft's pages: who signs, where a bot without a tenant of its own signs in, and a service of Teams.
SERVICES = {
    "public": "https://smba.trafficmanager.net/teams/",
    "gcchigh": "https://smba.infra.gov.teams.microsoft.us/teams",
    "dod": "https://smba.infra.dod.teams.microsoft.us/teams",
    "china": "https://frontend.botapi.msg.infra.teams.microsoftonline.cn/teams",
}
LOGINS = {
    "public": ("https://login.microsoftonline.com", "botframework.com"),
    "gcchigh": ("https://login.microsoftonline.us", "MicrosoftServices.onmicrosoft.us"),
    "dod": ("https://login.microsoftonline.us", "MicrosoftServices.onmicrosoft.us"),
    "china": ("https://login.partner.microsoftonline.cn", "microsoftservices.partner.onmschina.cn"),
}
ISSUERS = {
    "public": "https://api.botframework.com",
    "gcchigh": "https://api.botframework.us",
    "dod": "https://api.botframework.us",
    "china": "https://api.botframework.azure.cn",
}
KEYS = {
    "public": "https://login.botframework.com/v1/.well-known/openidconfiguration",
    "gcchigh": "https://login.botframework.azure.us/v1/.well-known/openidconfiguration",
    "dod": "https://login.botframework.azure.us/v1/.well-known/openidconfiguration",
    "china": "https://login.botframework.azure.cn/v1/.well-known/openidconfiguration",
}


def in_cloud(teams: FakeTeams, name: str) -> None:
    """Has the fake be Microsoft's services in that cloud."""
    teams.issuer, teams.scope = ISSUERS[name], f"{ISSUERS[name]}/.default"


@pytest.fixture(params=list(CLOUDS))
def name(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


def test_every_cloud_can_be_set() -> None:
    assert set(NAMES.split()) == set(CLOUDS) == set(SERVICES)


def test_a_cloud_is_where_microsoft_says(name: str) -> None:
    cloud = cloud_of(Settings("", "", cloud=name))
    assert (cloud.login_url, cloud.login_tenant) == LOGINS[name]
    assert (cloud.issuer, cloud.scope) == (ISSUERS[name], f"{ISSUERS[name]}/.default")
    assert cloud.openid_url == KEYS[name]


def test_what_is_named_by_hand_stands_in_place_of_the_clouds_own(name: str) -> None:
    hosts = frozenset({"Our.cloud.example"})
    cloud = cloud_of(
        Settings("https://keys.example/x", "https://login.example", cloud=name, service_hosts=hosts)
    )
    assert (cloud.openid_url, cloud.login_url) == ("https://keys.example/x", "https://login.example")
    assert cloud.issuer == ISSUERS[name]
    services = Services(cloud, anonymous=False)
    assert services.trusts("https://our.cloud.example/")
    assert services.trusts(SERVICES[name])


def test_services_of_other_clouds_are_not_trusted(name: str) -> None:
    services = Services(cloud_of(Settings("", "", cloud=name)), anonymous=False)
    assert [other for other, url in SERVICES.items() if services.trusts(url)] == [name]
    assert not services.trusts("https://evil.trafficmanager.net/")
    assert not services.trusts("https://evil.teams.trafficmanager.net/")
    assert not services.trusts("https://gov.teams.microsoft.us.evil.example/")


async def test_an_answer_goes_out_by_a_token_of_the_cloud(teams: FakeTeams, name: str) -> None:
    in_cloud(teams, name)
    async with Dialogue(teams, cloud=name) as chat:
        assert "asked “yelling”" in await chat.say("calm yelling")
        assert teams.calls[-1].authorization == f"Bearer {LOGINS[name][1]}-1"


async def test_tokens_of_other_clouds_and_bots_are_401(teams: FakeTeams, name: str) -> None:
    in_cloud(teams, name)
    async with Dialogue(teams, cloud=name) as chat:
        others = {issuer for issuer in ISSUERS.values() if issuer != ISSUERS[name]}
        # Beginnings of the right one, and Microsoft's other issuers, are none either.
        first_party = "https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/"
        for issuer in (*others, ISSUERS[name][:-1], "https://api", first_party, ""):
            reply = await chat.send(teams.message("hi"), teams.token(iss=issuer))
            assert (reply.status, reply.json) == (401, {"error": "not authorized"}), issuer
        for audience in (ISSUERS[name], "another-bot", "", None):
            assert (await chat.send(teams.message("hi"), teams.token(aud=audience))).status == 401, audience
        assert (teams.calls, chat.shelf.asked, chat.errors) == ([], [], [])


async def test_a_bot_of_one_tenant_signs_in_there(teams: FakeTeams, name: str) -> None:
    in_cloud(teams, name)
    async with Dialogue(teams, cloud=name, tenant_id=TENANT) as chat:
        await chat.say("calm yelling")
        assert teams.calls[-1].authorization == f"Bearer {TENANT}-1"


async def test_the_doctor_names_a_cloud_that_is_another(teams: FakeTeams) -> None:
    settings = Settings(teams.openid_url, teams.login_url, cloud="public")
    assert (await health.look(settings, time.time)).troubles == ()
    teams.issuer = ISSUERS["gcchigh"]
    [trouble] = (await health.look(settings, time.time)).troubles
    assert trouble.lasting
    assert "see TEAMS_CLOUD and TEAMS_OPENID_URL" in trouble.reason
    teams.issuer, teams.sign_in_error = (
        ISSUERS["public"],
        "AADSTS900382: Confidential Client is not supported",
    )
    found = (await health.look(settings, time.time)).troubles
    assert [trouble.reason.partition(": ")[2] for trouble in found] == [
        "the app is of another of Microsoft's clouds: see TEAMS_CLOUD, and restart"
    ]
