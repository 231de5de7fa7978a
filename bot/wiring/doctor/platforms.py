"""What the doctor says of Slack and Teams: tokens, scopes, and this machine's clock beside theirs."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from bot.config import Config
from bot.slack_config import SlackConfig
from bot.teams_config import UNLISTED, TeamsConfig
from bot.wiring.doctor.findings import Check, Finding, known, mend, well
from bot.wiring.privacy import database_file, expect_database
from bot.wiring.stores import key_source

if TYPE_CHECKING:
    from bot.slack.health import SlackLook

OFF, FAR_OFF = 30.0, 120.0  # seconds between this machine's clock and a platform's
_CLOCK = (
    "This machine's clock is {seconds:.0f} seconds {way} {whose}: set it, by NTP (`timedatectl set-ntp "
    "true`). From 300 seconds on, nothing that Slack sends is taken."
)
_SCOPES = (
    "{which}: the scope {scope} was not given, so {without}. Take the new manifest.yml over in the app's "
    "settings, and have it installed anew {where}."
)
_MORE = "{which}: it has scopes that Calma makes no use of: {scopes}. Take them away in the app's settings."
_NOBODY = "No workspace installed the app yet: it is done at CALMA_PUBLIC_URL with /slack/install behind it."
_UNSEEN = (
    "Token rotation is on, and no token was exchanged yet: the first start does, and from then on the doctor "
    "can ask."
)
_NO_MANAGER = (
    "TEAMS_MANAGERS is not set, so nobody is a manager but whom another one appointed: set it to your own "
    "Object ID (Entra, Users, you), and restart."
)


def checks(settings: Config) -> dict[str, Check]:
    """Returns what is looked at, by part."""
    platforms: dict[str, Check] = {}
    if slack := settings.slack:
        platforms["Slack"] = lambda: _slack(settings, slack)
    if (teams := settings.teams) and not teams.anonymous:
        platforms["Teams"] = lambda: _teams(teams)
    return platforms


async def _slack(settings: Config, slack: SlackConfig) -> list[Finding]:
    looks, closed = await (_installed(settings, slack) if slack.many else _configured(settings, slack))
    findings = [mend("Slack", f"{text}.") for text in closed]
    if not looks and not closed:
        findings.append(known("Slack", _NOBODY if slack.many else _UNSEEN))
    where = f"at {slack.home}/slack/install" if slack.many else "under OAuth & Permissions"
    for each in looks:
        findings += [mend("Slack", f"{trouble.reason}.") for trouble in each.troubles]
        if not each.troubles:
            name = each.workspace or "the workspace"
            findings.append(well("Slack", f"It takes the bot's token, in {name}."))
            findings += _scopes(name, each.scopes, where)
    return [*findings, *_clock("Slack's", (each.ahead for each in looks))]


async def _installed(settings: Config, slack: SlackConfig) -> tuple[list[SlackLook], list[str]]:
    """Returns what is seen of each workspace that installed the app, and why others are closed."""
    from bot.slack import health, installed
    from bot.store.sql.installations import SqlInstallationStore
    from bot.store.sql.stores import looked_into

    if _is_unborn(settings):
        return [], []
    expect_database(settings)
    async with looked_into(settings.database_url, pooled=settings.pooled) as database:
        bots, closed = await installed.opened_bots(SqlInstallationStore(database), key_source(settings))
    home = f"{slack.home}/slack/install"
    return await health.looks_at(bots, slack.api_url, home, time.time), list(closed)


async def _configured(settings: Config, slack: SlackConfig) -> tuple[list[SlackLook], list[str]]:
    """Returns what is seen of the workspace whose token is in the settings; nothing, if it is not known."""
    from bot.slack.health import look
    from bot.slack.tokens import OWN, Rotation, SlackTokens
    from bot.slack.wire import SlackWire
    from bot.store.sql.edge import SqlTokenStore
    from bot.store.sql.stores import looked_into

    if not slack.client_id:
        return [await look(slack.bot_token, slack.app_token, slack.api_url, time.time)], []
    if _is_unborn(settings):
        return [], []
    # To exchange a token only to look would use it up: the one that the app got last is read.
    expect_database(settings)
    rotation = Rotation(slack.client_id, slack.client_secret, slack.refresh_token)
    async with looked_into(settings.database_url, pooled=settings.pooled) as database:
        client, store = SlackWire(slack.bot_token, slack.api_url).client, SqlTokenStore(database)
        stored = await SlackTokens(slack.bot_token, rotation, client, store, time.time).stored_token(OWN)
    if stored is None:
        return [], []
    return [await look(stored.access, slack.app_token, slack.api_url, time.time, rotates=True)], []


def _is_unborn(settings: Config) -> bool:
    # The first start makes the database, which its own part says: nothing is wrong with Slack.
    path = database_file(settings)
    return path is not None and not path.exists()


def _scopes(name: str, given: frozenset[str] | None, where: str) -> Iterator[Finding]:
    from bot.slack.scopes import OPTIONAL, REQUIRED, WITHOUT

    if given is None:
        yield known("Slack", f"{name}: Slack did not say which scopes the token has.")
        return
    names = {"which": name, "where": where}
    for say, wanted in ((mend, REQUIRED), (known, OPTIONAL)):
        for scope in sorted(set(wanted) - given):
            yield say("Slack", _SCOPES.format(**names, scope=scope, without=WITHOUT[scope]))
    if more := sorted(given - WITHOUT.keys() - {"identify"}):
        yield known("Slack", _MORE.format(which=name, scopes=", ".join(more)))
    if given >= WITHOUT.keys():
        yield well("Slack", f"{name}: all {len(WITHOUT)} scopes were given.")


async def _teams(teams: TeamsConfig) -> list[Finding]:
    from bot.teams.health import look

    seen = await look(teams, time.time)
    findings = [mend("Teams", f"{trouble.reason}.") for trouble in seen.troubles]
    findings += [mend("Teams", f"{doubt}.") for doubt in seen.doubts]
    if not findings:
        kind = "a single-tenant bot" if teams.tenant_id else "a bot for many tenants"
        findings.append(well("Teams", f"Microsoft gives the bot its token, as {kind}, and its signing keys."))
    if not teams.managers:
        findings.append(known("Teams", _NO_MANAGER))
    if teams.unlisted:
        findings.append(known("Teams", f"{UNLISTED}."))
    return [*findings, *_clock("Microsoft's", [seen.ahead])]


def _clock(whose: str, offs: Iterable[float | None]) -> Iterator[Finding]:
    seen = [off for off in offs if off is not None]
    if not seen:
        return
    off = min(seen, key=abs)
    say: Callable[[str, str], Finding] = mend if abs(off) > FAR_OFF else known
    if abs(off) <= OFF:
        yield well("Clock", f"This machine's clock goes as {whose} does.")
    else:
        way = "ahead of" if off > 0 else "behind"
        yield say("Clock", _CLOCK.format(seconds=abs(off), way=way, whose=whose))
