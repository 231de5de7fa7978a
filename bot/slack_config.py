"""The settings of Slack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.settings import LOOPBACK, ConfigError, https_address

ENDING = "xoxe.xoxb-"  # how a bot's token begins that is exchanged again and again
ROTATION = ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SLACK_REFRESH_TOKEN")


@dataclass(frozen=True, slots=True)
class SlackConfig:
    """How to reach Slack: one workspace by its token, or many that install the app themselves."""

    signing_secret: str = field(repr=False)
    bot_token: str = field(repr=False)
    app_token: str = field(repr=False)
    api_url: str
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    refresh_token: str = field(default="", repr=False)
    home: str = ""  # where the app is reached from outside, if it is installed by its own pages

    @property
    def many(self) -> bool:
        """Whether workspaces install the app by its own pages, each with a token of its own."""
        return not self.bot_token


def read_slack(values: Mapping[str, str]) -> SlackConfig | None:
    """Returns the settings of Slack, None where it is not set up. Raises ConfigError."""
    secret, token, app_token = (
        values[name] for name in ("SLACK_SIGNING_SECRET", "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN")
    )
    if not token and (values["SLACK_CLIENT_ID"] or values["SLACK_CLIENT_SECRET"]):
        return _many_workspaces(values)
    if not (secret or token or app_token):
        return None
    if not token.startswith(("xoxb-", ENDING)):
        raise ConfigError("SLACK_BOT_TOKEN must begin with xoxb-: copy it from OAuth & Permissions.")
    if app_token and not app_token.startswith("xapp-"):
        raise ConfigError(
            "SLACK_APP_TOKEN must begin with xapp-: make one under Basic Information, App-Level."
        )
    if not secret and not app_token:
        raise ConfigError("SLACK_SIGNING_SECRET is missing: copy it from Basic Information, App Credentials.")
    url = https_address("SLACK_API_URL", values["SLACK_API_URL"], beside=LOOPBACK)
    rotation = _rotation(values)
    if token.startswith(ENDING) and not all(rotation):
        raise ConfigError(
            f"SLACK_BOT_TOKEN begins with {ENDING}: it ends after twelve hours, as token rotation is on. Set "
            f"{', '.join(ROTATION)} as well."
        )
    return SlackConfig(secret, token, app_token, url, *rotation)


def _many_workspaces(values: Mapping[str, str]) -> SlackConfig:
    for name in ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SLACK_SIGNING_SECRET"):
        if not values[name]:
            raise ConfigError(
                f"{name} is missing: without SLACK_BOT_TOKEN, workspaces install the app themselves, which "
                "takes it: copy it from Basic Information, App Credentials."
            )
    for name in ("SLACK_APP_TOKEN", "SLACK_REFRESH_TOKEN"):
        if values[name]:
            raise ConfigError(f"{name} belongs to SLACK_BOT_TOKEN, for one workspace: set both, or neither.")
    home = values["CALMA_PUBLIC_URL"]
    if not home:
        raise ConfigError(
            "CALMA_PUBLIC_URL is missing: Slack sends whoever installs the app back to it. Name where the "
            "app is reached from outside."
        )
    return SlackConfig(
        values["SLACK_SIGNING_SECRET"],
        bot_token="",
        app_token="",
        api_url=https_address("SLACK_API_URL", values["SLACK_API_URL"], beside=LOOPBACK),
        client_id=values["SLACK_CLIENT_ID"],
        client_secret=values["SLACK_CLIENT_SECRET"],
        home=https_address("CALMA_PUBLIC_URL", home).rstrip("/"),
    )


def _rotation(values: Mapping[str, str]) -> tuple[str, str, str]:
    given = [values[name] for name in ROTATION]
    if any(given) and not all(given):
        missing = ROTATION[given.index("")]
        raise ConfigError(
            f"{missing} is missing: token rotation takes {', '.join(ROTATION)}, or none of them."
        )
    return (given[0], given[1], given[2])
