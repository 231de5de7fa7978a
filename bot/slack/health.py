"""Whether Slack takes the bot's token, and what to do where it does not."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from slack_sdk.errors import SlackClientError
from slack_sdk.oauth.installation_store.models.bot import Bot

from bot.clients import unreached
from bot.core.outside import text_at, time_of
from bot.core.trouble import Trouble
from bot.settings import parts
from bot.slack.installed import tenant_of
from bot.slack.messenger import INACTIVE
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


async def is_out(api: SlackApi, token: str) -> bool:
    """Returns whether Slack says of a token that the app was taken out; False where it does not answer."""
    try:
        await api.with_token(token).auth_test()
    except BROKEN as error:
        return reason(error) == INACTIVE
    return False


async def reached(wire: SlackWire) -> Trouble | None:
    """Returns what keeps Slack from being reached at all, by nobody's token."""
    try:
        await wire.probe.api_test()
    except BROKEN as error:
        return _trouble(error, rotates=False)
    return None


@dataclass(frozen=True, slots=True)
class SlackLook:
    """What a look at one workspace finds: what is wrong, and what Slack says of the token.

    `scopes` are None where Slack does not tell. `ahead` are the seconds that this machine's clock is ahead of
    Slack's; None where nobody answered.
    """

    troubles: tuple[Trouble, ...] = ()
    workspace: str = ""
    scopes: frozenset[str] | None = None
    ahead: float | None = None


async def look(
    token: str, app_token: str, api_url: str, clock: Callable[[], float], *, rotates: bool = False
) -> SlackLook:
    """Returns what Slack says of a token of the bot; `app_token` is "" without one."""
    wire = SlackWire(token, api_url)
    wire.open()
    try:
        seen = await _looked(wire.probe, clock, lambda error: _trouble(error, rotates=rotates))
        link = await socket_trouble(wire.probe, app_token)
    finally:
        await wire.close()
    return replace(seen, troubles=(*seen.troubles, link)) if link else seen


async def looks_at(
    installed: Sequence[Bot], api_url: str, home: str, clock: Callable[[], float]
) -> list[SlackLook]:
    """Returns what Slack says of the tokens of installations, each told by its tenant."""
    wire = SlackWire("", api_url)
    wire.open()
    try:
        looks = [
            _looked(wire.probe.with_token(bot.bot_token), clock, partial(_uninstalled, tenant_of(bot), home))
            for bot in installed
        ]
        return list(await asyncio.gather(*looks))
    finally:
        await wire.close()


async def _looked(
    api: SlackApi, clock: Callable[[], float], meaning: Callable[[BaseException], Trouble]
) -> SlackLook:
    try:
        answer = await api.auth_test()
    except BROKEN as error:
        # A clock that is off shows in a refusal too.
        headers = getattr(getattr(error, "response", None), "headers", None) or {}
        return SlackLook((meaning(error),), ahead=_ahead(headers, clock))
    name = f"{text_at(answer.data, 'team')} {text_at(answer.data, 'team_id')}".strip()
    return SlackLook((), name, scopes_of(answer.headers), _ahead(answer.headers, clock))


def _ahead(headers: Mapping[str, str], clock: Callable[[], float]) -> float | None:
    there = time_of(headers)
    return None if there is None else clock() - there


def _uninstalled(tenant: str, home: str, error: BaseException) -> Trouble:
    word = reason(error) or unreached(error)
    if not lasts(error):
        return Trouble(f"{tenant}: Slack does not answer ({word})")
    again = f"if it was not taken out, have it installed anew at {home}"
    return Trouble(f"{tenant}: Slack refuses its token ({word}): {again}", lasting=True)


def scopes_of(headers: Mapping[str, str]) -> frozenset[str] | None:
    """Returns the scopes that Slack tells with an answer, None where it tells none."""
    told = next((value for name, value in headers.items() if name.lower() == "x-oauth-scopes"), None)
    return None if told is None else parts(told)


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
