"""Whether Microsoft gives what the bot needs: keys to check by, and a token to answer with."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from bot.core.outside import time_of
from bot.core.trouble import Trouble
from bot.settings import ConfigError, is_guid
from bot.teams import credentials
from bot.teams.adapter import adapter_of
from bot.teams.clouds import TeamsCloud, cloud_of
from bot.teams.credentials import Credentials
from bot.teams.errors import TeamsFailure
from bot.teams.keys import SigningKeys
from bot.teams.settings import TeamsSettings
from bot.teams.wire import TeamsWire

# What Microsoft's sign-in names in place of a token, and what to do about each.
_MEND = {
    "AADSTS7000215": "copy the value of a client secret, not its id, into MICROSOFT_APP_PASSWORD",
    "AADSTS7000222": "the client secret has run out: make a new one, and set MICROSOFT_APP_PASSWORD",
    "AADSTS700016": "the tenant has no such app: see MICROSOFT_APP_ID and MICROSOFT_APP_TENANT_ID",
    "AADSTS90002": "there is no such tenant: see MICROSOFT_APP_TENANT_ID",
    "AADSTS900023": "that is no tenant: see MICROSOFT_APP_TENANT_ID",
    "AADSTS900382": "the app is of another of Microsoft's clouds: see TEAMS_CLOUD",
}
_OTHER_CLOUD = (
    "the signing keys at {url} are those of {theirs}, and those of {ours} are needed: see TEAMS_CLOUD and "
    "TEAMS_OPENID_URL"
)
_ANY = "see MICROSOFT_APP_ID, MICROSOFT_APP_PASSWORD and MICROSOFT_APP_TENANT_ID"


@dataclass(frozen=True, slots=True)
class TeamsLook:
    """What a look at Teams finds: what is wrong, what in the settings looks wrong, and the clocks.

    `ahead` are the seconds that this machine's clock is ahead of Microsoft's; None where nobody answered.
    """

    troubles: tuple[Trouble, ...]
    doubts: tuple[str, ...]
    ahead: float | None = None


async def look(settings: TeamsSettings, clock: Callable[[], float]) -> TeamsLook:
    """Returns what is wrong with these settings, or with the way to Microsoft."""
    seen: list[float] = []

    def heard(headers: Mapping[str, str]) -> None:
        if (at := time_of(headers)) is not None:
            seen.append(clock() - at)

    wire, cloud = TeamsWire(heard), cloud_of(settings)
    try:
        adapter_of(settings, cloud)
        keys = SigningKeys(cloud.openid_url, wire)
        trouble = await trouble_of(keys, credentials.of(settings, cloud, wire))
        troubles = tuple(each for each in (trouble, _elsewhere(keys.issuer, cloud)) if each)
    except ConfigError as error:
        troubles = (Trouble(str(error).removesuffix("."), lasting=True),)
    finally:
        await wire.close()
    return TeamsLook(troubles, (*_doubts(settings),), min(seen, key=abs, default=None))


def _elsewhere(issuer: str, cloud: TeamsCloud) -> Trouble | None:
    if issuer in ("", cloud.issuer):
        return None
    return Trouble(_OTHER_CLOUD.format(url=cloud.openid_url, theirs=issuer, ours=cloud.issuer), lasting=True)


def _doubts(settings: TeamsSettings) -> Iterator[str]:
    if not is_guid(settings.app_id):
        yield "MICROSOFT_APP_ID is no GUID: copy Microsoft App ID from the bot's Configuration page in Azure"
    if is_guid(settings.password):
        yield "MICROSOFT_APP_PASSWORD is the id of a client secret: copy its value, which is shown once"
    if settings.tenant_id and not is_guid(settings.tenant_id):
        yield "MICROSOFT_APP_TENANT_ID is no GUID: copy Tenant ID from the bot's Configuration page in Azure"
    if settings.tenant_id and settings.tenant_id == settings.app_id:
        yield "MICROSOFT_APP_TENANT_ID is the app's id: copy Tenant ID from the bot's page in Azure"


async def trouble_of(keys: SigningKeys | None, token: Credentials | None) -> Trouble | None:
    """Returns what keeps the bot from working with Teams, None where nothing does."""
    try:
        if keys and not keys.fresh:
            await keys.fetch()
    except TeamsFailure as error:
        return Trouble(f"Microsoft's signing keys cannot be fetched ({error})")
    try:
        if token:
            await token.ensure()
    except TeamsFailure as error:
        if error.status not in (400, 401, 403, 404):
            return Trouble(f"no token can be fetched from Microsoft ({error})")
        mend = _MEND.get(error.code, _ANY)
        return Trouble(f"Microsoft gives the bot no token ({error.code}): {mend}, and restart", lasting=True)
    return None
