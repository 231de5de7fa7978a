"""The edges that are configured. Each is imported only if it is used: that halves the start."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

from aiohttp import web

from bot import terminal
from bot.config import Config
from bot.core.edge import Edge
from bot.core.ledger import Lane
from bot.core.trouble import Trouble, tell
from bot.settings import LOOPBACK, ConfigError
from bot.shipped import COMMAND
from bot.slack_config import SlackConfig
from bot.teams_config import UNLISTED, TeamsConfig
from bot.wiring.calma import Calma
from bot.wiring.reporting import MADE_UP
from bot.wiring.stores import key_source

WebEdge = Edge[web.RouteDef]


def edges(calma: Calma, config: Config, *, playground: bool) -> list[WebEdge]:
    """Returns the edges by the settings; the playground where it is wanted, or where there is no other.

    Raises ConfigError where the playground would be open to others than this machine, or real people would
    come to made-up ones.
    """
    if calma.stores.made_up and (config.slack or config.teams):
        raise ConfigError(
            f"The database holds made-up data, by `{COMMAND} demo`, and Slack or Teams is configured: "
            "name another folder in CALMA_DATA_DIR, or another database in DATABASE_URL."
        )
    return list(_edges(calma, config, playground=playground))


def _edges(calma: Calma, config: Config, *, playground: bool) -> Iterator[WebEdge]:
    if config.slack:
        yield slack(calma, config.slack, config)
    if config.teams:
        yield teams(calma, config.teams)
    if not playground and (config.slack or config.teams):
        return
    if config.host not in LOOPBACK:
        raise ConfigError(
            f"HOST is “{config.host}”, and the playground, where nobody signs in, "
            "serves 127.0.0.1 only: unset HOST, or configure Slack or Teams and leave --playground out."
        )
    yield open_playground(calma)


def slack(calma: Calma, config: SlackConfig, settings: Config) -> WebEdge:
    """Returns Slack's edge."""
    from bot.slack.edge import Slack, SlackSettings
    from bot.slack.installing import InstallStores
    from bot.slack.messenger import Reading
    from bot.slack.oauth import InstallSettings
    from bot.slack.tokens import Rotation

    id, secret, many = config.client_id, config.client_secret, config.many
    wanted = SlackSettings(
        config.signing_secret,
        config.bot_token,
        config.app_token,
        config.api_url,
        Rotation(id, secret, config.refresh_token) if id and not many else None,
        InstallSettings(id, secret, config.home, config.api_url) if many else None,
        Reading.at_pace(settings.pace.slack_lookups),
    )
    stores, runtime = calma.stores, calma.runtime

    async def end_lane(lane: Lane, why: str) -> None:
        await stores.ledger.end_lane(lane, why, runtime.clock())

    keys = key_source(settings)
    sealed = stores.installations, keys, stores.requests, stores.lookup_key, secrets.token_bytes
    back = stores.leavers.note_tenant_back
    return Slack(
        calma.desk,
        calma.phrasebook,
        wanted,
        stores.references,
        stores.tokens,
        installs=InstallStores(*sealed, note_back=back) if many else None,
        end_lane=end_lane,
        clock=runtime.timestamp,
        seconds=runtime.seconds,
    )


def teams(calma: Calma, config: TeamsConfig) -> WebEdge:
    """Returns the edge of Teams."""
    from bot.teams.edge import Teams

    if config.unlisted:
        tell("Teams", Trouble(UNLISTED))
    return Teams(
        calma.desk,
        calma.phrasebook,
        config,
        calma.stores.references,
        config.managers,
        seconds=calma.runtime.seconds,
    )


def open_playground(calma: Calma) -> WebEdge:
    """Returns the playground's edge, which shows a card as the other platforms get it, too."""
    from bot.playground.edge import Playground
    from bot.playground.messenger import PlaygroundMessenger
    from bot.slack.render import message
    from bot.teams.render import adaptive_card

    inspect = {"Slack · Block Kit": message, "Teams · Adaptive Card": adaptive_card}
    messenger = PlaygroundMessenger(calma.runtime.clock, calma.runtime.ids().encode().hex())
    notice = MADE_UP if calma.stores.made_up else ""
    return Playground(
        calma.desk, calma.phrasebook, inspect, messenger, lambda address: say(f"Open {address}"), notice
    )


def say(line: str) -> None:
    """Tells whoever started the app, on standard output."""
    terminal.put(f"{line}\n")
