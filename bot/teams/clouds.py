"""Microsoft's clouds: each has its own sign-in, its own keys, and its own services that the bot sends to.

The values are those of Microsoft's pages on bots in Azure Government and in Azure operated by 21Vianet, and
of its Teams SDK.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.teams.settings import TeamsSettings


@dataclass(frozen=True, slots=True)
class TeamsCloud:
    """A cloud. `login_tenant` is where a bot that has no tenant of its own gets its tokens.

    `hosts` are the services that the bot sends to; a name that begins with a dot stands for all below it.
    `slash` tells whether Teams there is known to take a package with slash commands and messages for one
    person in a group.
    """

    issuer: str
    openid_url: str
    login_url: str
    login_tenant: str
    scope: str
    hosts: frozenset[str]
    slash: bool = False


_KEYS = "/v1/.well-known/openidconfiguration"
_PUBLIC = TeamsCloud(
    issuer="https://api.botframework.com",
    openid_url=f"https://login.botframework.com{_KEYS}",
    login_url="https://login.microsoftonline.com",
    login_tenant="botframework.com",
    scope="https://api.botframework.com/.default",
    # GCC is a part of this cloud, below teams.microsoft.com. Whoever has an Azure account gets a name below
    # trafficmanager.net, so these two are named whole.
    hosts=frozenset(
        {"smba.trafficmanager.net", "smba.onyx.prod.teams.trafficmanager.net", ".teams.microsoft.com"}
    ),
    slash=True,
)
_GCC_HIGH = TeamsCloud(
    issuer="https://api.botframework.us",
    openid_url=f"https://login.botframework.azure.us{_KEYS}",
    login_url="https://login.microsoftonline.us",
    login_tenant="MicrosoftServices.onmicrosoft.us",
    scope="https://api.botframework.us/.default",
    hosts=frozenset({".gov.teams.microsoft.us"}),
)
_CHINA = TeamsCloud(
    issuer="https://api.botframework.azure.cn",
    openid_url=f"https://login.botframework.azure.cn{_KEYS}",
    login_url="https://login.partner.microsoftonline.cn",
    login_tenant="microsoftservices.partner.onmschina.cn",
    scope="https://api.botframework.azure.cn/.default",
    hosts=frozenset({".infra.teams.microsoftonline.cn"}),
)
CLOUDS = {
    "public": _PUBLIC,
    "gcchigh": _GCC_HIGH,
    "dod": replace(_GCC_HIGH, hosts=frozenset({".dod.teams.microsoft.us"})),
    "china": _CHINA,
}


def cloud_of(settings: TeamsSettings) -> TeamsCloud:
    """Returns the cloud that is set, with what the settings name in place of its own."""
    cloud = CLOUDS[settings.cloud]
    more = frozenset(host.casefold() for host in settings.service_hosts)
    return replace(
        cloud,
        openid_url=settings.openid_url or cloud.openid_url,
        login_url=settings.login_url or cloud.login_url,
        hosts=cloud.hosts | more,
    )
