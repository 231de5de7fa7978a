"""Whether Slack takes the bot's token, and what to do where it does not."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence

from slack_sdk.errors import SlackClientError
from slack_sdk.oauth.installation_store.models.bot import Bot

from bot.clients import unreached
from bot.core.trouble import Trouble
from bot.slack.installed import tenant_of
from bot.slack.scopes import REQUIRED
from bot.slack.tokens import SlackTokens
from bot.slack.wire import BROKEN, SlackApi, SlackWire, lasts, reason

LINK = (
    "make an app-level token with the scope connections:write, see that Socket Mode is on, and restart; "
    "nothing comes in until then"
)


async def trouble_of(wire: SlackWire, tokens: SlackTokens) -> Trouble | None:
    """Returns what keeps the bot from speaking to Slack, None for nothing; notes what it was granted."""
    await tokens.prepare()
    try:
        tokens.scopes = scopes_of((await wire.probe.auth_test()).headers)
    except BROKEN as error:
        return _trouble(error, rotates=tokens.rotates)
    return None


async def reached(wire: SlackWire) -> Trouble | None:
    """Returns what keeps Slack from being reached at all, by nobody's token."""
    try:
        await wire.probe.api_test()
    except BROKEN as error:
        return _trouble(error, rotates=False)
    return None


async def troubles_of(installed: Sequence[Bot], api_url: str, home: str) -> list[Trouble]:
    """Returns what is wrong with the tokens of installations, each told by its tenant."""
    wire = SlackWire("", api_url)
    wire.open()
    try:
        return [trouble for bot in installed async for trouble in _of_installation(wire, bot, home)]
    finally:
        await wire.close()


async def _of_installation(wire: SlackWire, bot: Bot, home: str) -> AsyncIterator[Trouble]:
    tenant = tenant_of(bot)
    client = wire.probe.with_token(bot.bot_token)
    try:
        answer = await client.auth_test()
    except BROKEN as error:
        word = reason(error) or unreached(error)
        if lasts(error):
            again = f"if it was not taken out, have it installed anew at {home}"
            yield Trouble(f"{tenant}: Slack refuses its token ({word}): {again}", lasting=True)
        else:
            yield Trouble(f"{tenant}: Slack does not answer ({word})")
        return
    if missing := sorted(set(REQUIRED) - (scopes_of(answer.headers) or set(REQUIRED))):
        yield Trouble(f"{tenant}: {', '.join(missing)} is not granted: have it installed anew at {home}")


def scopes_of(headers: Mapping[str, str]) -> frozenset[str] | None:
    """Returns the scopes that Slack tells with an answer, None where it tells none."""
    told = next((value for name, value in headers.items() if name.lower() == "x-oauth-scopes"), None)
    return None if told is None else frozenset(scope.strip() for scope in told.split(",") if scope.strip())


async def troubles(token: str, app_token: str, api_url: str) -> list[Trouble]:
    """Returns what is wrong with these tokens, or with the way to Slack; `app_token` is "" without one."""
    wire = SlackWire(token, api_url)
    wire.open()
    try:
        found = [await _asked(wire, rotates=False), await socket_trouble(wire.probe, app_token)]
    finally:
        await wire.close()
    return [trouble for trouble in found if trouble]


async def socket_trouble(api: SlackApi, app_token: str) -> Trouble | None:
    """Returns what keeps Slack from giving an address for Socket Mode, None where that is not used."""
    try:
        if app_token:
            await api.apps_connections_open(app_token=app_token)
    except BROKEN as error:
        return refused_link(error)
    return None


def refused_link(error: BaseException) -> Trouble:
    """Returns what an error means that kept a connection by Socket Mode from coming about."""
    if lasts(error) and (word := reason(error)):
        return Trouble(f"SLACK_APP_TOKEN is refused ({word}): {LINK}", lasting=True)
    word = reason(error) or (str(error) if isinstance(error, SlackClientError) else unreached(error))
    return Trouble(f"no connection by Socket Mode: {word}", lasting=lasts(error))


async def _asked(wire: SlackWire, *, rotates: bool) -> Trouble | None:
    try:
        await wire.probe.auth_test()
    except BROKEN as error:
        return _trouble(error, rotates=rotates)
    return None


def _trouble(error: BaseException, *, rotates: bool) -> Trouble:
    if not lasts(error):
        return Trouble(f"it does not answer ({reason(error) or unreached(error)})")
    return Trouble(_mend(error, rotates=rotates), lasting=True)


def _mend(error: BaseException, *, rotates: bool) -> str:
    word = reason(error)
    if not word:
        return (
            f"SLACK_API_URL leads to no Slack ({unreached(error)}): unset it, or see what stands in between"
        )
    if rotates:
        names = "SLACK_CLIENT_ID, SLACK_CLIENT_SECRET and SLACK_REFRESH_TOKEN"
        return f"the bot's token is refused ({word}) and was not exchanged: see {names}, and restart"
    return (
        f"SLACK_BOT_TOKEN is refused ({word}): copy it anew from OAuth & Permissions, where the app is "
        "installed in the workspace, and restart"
    )
