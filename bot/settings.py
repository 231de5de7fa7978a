"""Every setting there is: one environment variable each, its default, and what it is for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.core.errors import CalmaError

VERSION = "0.2.0"  # of Calma; pyproject.toml reads it here

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_GUID = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")


class ConfigError(CalmaError):
    """A setting is missing or wrong; the message names it and says how to mend it."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable: its default and what it is for, as `docs/reference/settings.md` has it."""

    name: str
    default: str
    purpose: str
    secret: bool = False  # never printed nor logged


SETTINGS = (
    Setting("PORT", "3978", "The port to listen on, 1 to 65535"),
    Setting("HOST", "127.0.0.1", "The address to listen on; `0.0.0.0` behind a proxy or in a container"),
    Setting(
        "CALMA_CONNECTIONS",
        "1000",
        "Connections at a time; the oldest that only wait make room for more (`ulimit -n` has to allow 320 "
        "files beside them)",
    ),
    Setting(
        "CALMA_CONNECTIONS_OF_ADDRESS",
        "100",
        "And those of one public address; more where a proxy outside your network stands in front",
    ),
    Setting("CALMA_DATA_DIR", "./data", "Where the app keeps what it stores; made if it is missing"),
    Setting(
        "DATABASE_URL",
        "",
        "`postgresql://…` for several machines; empty: the file `calma.db` in `CALMA_DATA_DIR`",
    ),
    Setting(
        "CALMA_POOLER",
        "",
        "`1` where `DATABASE_URL` leads to a pooler that hands each transaction to another session, such as "
        "pgbouncer in transaction mode",
    ),
    Setting(
        "CALMA_PHRASEBOOK", "", "A folder with a phrasebook of your own; empty: the one that comes with Calma"
    ),
    Setting(
        "CALMA_CHECKIN_KEY",
        "",
        "32 bytes in base64 (`openssl rand -base64 32`) that the self-check's records are sealed by; after a "
        "comma an older one, while `keys rotate` replaces it; empty: a file is made",
        secret=True,
    ),
    Setting(
        "CALMA_CHECKIN_PEPPER",
        "",
        "32 bytes more, by which people are found in what is stored; belongs to CALMA_CHECKIN_KEY; after a "
        "comma an older one, while `keys rotate --pepper` replaces it",
        secret=True,
    ),
    Setting(
        "CALMA_KEY_FILE",
        "",
        "The file for both, where they are not in the environment; empty: `checkin.keys` in "
        "`CALMA_DATA_DIR`, which is next to the database",
    ),
    Setting(
        "CALMA_ERASE_LEAVERS_AFTER_DAYS",
        "90",
        "Days after which all of a person is erased who left, was removed or took the app out, 1 to 730",
    ),
    Setting("CALMA_INSTRUMENT", "", "The YAML file of a licensed questionnaire, in place of Calma's own"),
    Setting(
        "CALMA_ORGANISATION",
        "",
        "Your organisation's name, which the pages `/privacy` and `/terms` are about",
    ),
    Setting(
        "CALMA_PRIVACY_CONTACT",
        "",
        "Whom people write to there about their data and about weak spots: an e-mail address, an https "
        "address, or a few words",
    ),
    Setting(
        "CALMA_PUBLIC_URL",
        "",
        "Where the app is reached from outside, `https://…`: the Teams package names its `/privacy` and "
        "`/terms`, links to the report begin with it, and Slack sends whoever installs the app back to it",
    ),
    Setting(
        "CALMA_SITE_TEXTS",
        "",
        "A folder with your own texts of these pages, `privacy.en.md` and so on; empty: `docs/trust`",
    ),
    Setting(
        "CALMA_XAPI_URL",
        "",
        "A learning record store that takes xAPI, `https://…` without `/statements`: people may then have it "
        "told that they finished a drill, each by a switch of their own",
    ),
    Setting("CALMA_XAPI_USER", "", "The name that it knows Calma by (basic authentication)"),
    Setting("CALMA_XAPI_PASSWORD", "", "And the password", secret=True),
    Setting(
        "CALMA_XAPI_KEY",
        "",
        "In place of both: name and password in base64, as some stores show them",
        secret=True,
    ),
    Setting("CALMA_LOG_LEVEL", "INFO", "`DEBUG`, `INFO`, `WARNING` or `ERROR`"),
    Setting("CALMA_LOG_FORMAT", "text", "`text`, or `json`: one object a line, for what collects logs"),
    Setting(
        "CALMA_METRICS_PORT",
        "",
        "The port that Prometheus reads `/metrics` at, 1 to 65535, of the worker too; empty: there are none",
    ),
    Setting("CALMA_METRICS_HOST", "127.0.0.1", "And the address; nobody signs in there, so no public one"),
    Setting(
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "",
        "Where traces go by OpenTelemetry, over HTTP, such as `http://localhost:4318`; takes the packages of "
        "`requirements/extras.txt`",
    ),
    Setting("OTEL_EXPORTER_OTLP_HEADERS", "", "And what goes with each, such as a key", secret=True),
    Setting("SLACK_SIGNING_SECRET", "", "Slack app → Basic Information; turns Slack on", secret=True),
    Setting(
        "SLACK_BOT_TOKEN",
        "",
        "Slack app → OAuth & Permissions, begins with `xoxb-`; with `xoxe.xoxb-` where it is rotated",
        secret=True,
    ),
    Setting(
        "SLACK_APP_TOKEN",
        "",
        "Begins with `xapp-`; turns Socket Mode on, for firms without a public URL",
        secret=True,
    ),
    Setting("SLACK_API_URL", "https://slack.com/api/", "Slack's Web API; GovSlack has its own"),
    Setting(
        "SLACK_CLIENT_ID",
        "",
        "Basic Information; with the next two, the bot token is rotated. With the next one and without "
        "`SLACK_BOT_TOKEN`, workspaces install the app at `/slack/install`",
    ),
    Setting(
        "SLACK_CLIENT_SECRET",
        "",
        "Basic Information; it also seals the token of one workspace that is rotated",
        secret=True,
    ),
    Setting(
        "SLACK_REFRESH_TOKEN",
        "",
        "OAuth & Permissions, where token rotation is on; begins with `xoxe-`",
        secret=True,
    ),
    Setting("CALMA_SLACK_PER_SECOND", "5", "Messages a second that go unasked to one Slack workspace"),
    Setting("CALMA_SLACK_CONVERSATION", "1/1", "And to one conversation: how many in how many seconds"),
    Setting(
        "CALMA_SLACK_LOOKUPS",
        "1/60",
        "How often a workspace is asked for a message that is in doubt; `45/60` for an app of your own "
        "workspace, or in the Marketplace",
    ),
    Setting("MICROSOFT_APP_ID", "", "The bot's app id in Azure; turns Teams on"),
    Setting("MICROSOFT_APP_PASSWORD", "", "Its client secret", secret=True),
    Setting("MICROSOFT_APP_TENANT_ID", "", "The tenant of a single-tenant bot; empty for multi-tenant"),
    Setting(
        "TEAMS_TENANTS",
        "",
        "Organisations that may use the bot, by their tenant ids, by comma; `*`: all of them; empty: the "
        "bot's own, and where it has none, all, of which the start warns",
    ),
    Setting(
        "TEAMS_MANAGERS",
        "",
        "Managers in Teams, by their object ids in Entra, by comma; `tenant:object id` for those of one "
        "organisation",
    ),
    Setting("TEAMS_ANONYMOUS", "", "`1` takes unsigned activities, for a local emulator; on loopback only"),
    Setting(
        "TEAMS_CLOUD",
        "public",
        "Which of Microsoft's clouds the bot is in: `public` (with GCC), `gcchigh`, `dod` or `china`",
    ),
    Setting(
        "TEAMS_ADAPTER",
        "botbuilder",
        "Which of Microsoft's SDKs checks tokens: `botbuilder`, or its successor `agents`, which takes "
        "`requirements/extras.txt`",
    ),
    Setting(
        "TEAMS_OPENID_URL", "", "In place of the cloud's own: where the keys are found that Teams signs with"
    ),
    Setting("TEAMS_LOGIN_URL", "", "In place of the cloud's own: where the bot gets its tokens"),
    Setting(
        "TEAMS_SERVICE_HOSTS", "", "Hosts that the bot may answer to besides those of the cloud, by comma"
    ),
    Setting("CALMA_TEAMS_TENANT", "50/1", "Messages that go unasked to one tenant of Teams, in seconds"),
    Setting(
        "CALMA_TEAMS_CONVERSATION", "7/1, 8/2, 60/30, 1800/3600", "And to one conversation: none is exceeded"
    ),
)


def https_address(name: str, text: str, beside: frozenset[str] = frozenset()) -> str:
    """Returns an address that begins with https://, or with http:// where its host is one of `beside`."""
    with suppress(ValueError):
        parts = urlsplit(text)
        # `port` is looked at, for a wrong one is told of only then.
        known = parts.hostname is not None and parts.port != 0
        if known and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in beside)):
            return text
    raise ConfigError(f"{name} is “{text}”: give an address that begins with https://.")


def port_of(name: str, text: str) -> int:
    """Returns the number of a port. Raises ConfigError."""
    if not is_number(text) or not 1 <= int(text) <= 65535:
        raise ConfigError(f"{name} is “{text}”: give a number from 1 to 65535.")
    return int(text)


def is_number(text: str) -> bool:
    """Returns whether it is a whole number of a bearable length, in plain digits."""
    return text.isdecimal() and text.isascii() and len(text) < 10


def is_guid(text: str) -> bool:
    """Returns whether it is an id as Microsoft gives them to apps, tenants and people."""
    return bool(_GUID.fullmatch(text))


def parts(text: str) -> frozenset[str]:
    """Returns what stands between commas."""
    return frozenset(part.strip() for part in text.split(",") if part.strip())


def switch(name: str, values: Mapping[str, str]) -> bool:
    """Returns whether a switch is on."""
    if values[name] not in ("", "0", "1"):
        raise ConfigError(f"{name} is “{values[name]}”: give 1, or leave it empty.")
    return values[name] == "1"


def one_of(name: str, text: str, choices: str) -> str:
    """Returns the text, which has to be one of some words."""
    if text not in choices.split():
        raise ConfigError(f"{name} is “{text}”: give one of {choices.replace(' ', ', ')}.")
    return text
