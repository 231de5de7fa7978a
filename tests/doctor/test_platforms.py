"""What the doctor says of Slack and Teams, asked over HTTP: tokens, scopes, and this machine's clock."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.slack.scopes import OPTIONAL, REQUIRED, WITHOUT
from bot.slack.tokens import OWN, Rotation, SlackToken, SlackTokens
from bot.slack.wire import SlackWire
from bot.store.sql.database import Database
from bot.store.sql.edge import SqlTokenStore
from tests.conftest import ROOT
from tests.doctor.conftest import Look
from tests.fakes.slack import TOKEN, FakeSlack
from tests.fakes.teams import TENANT, FakeTeams

ALL = ",".join((*REQUIRED, *OPTIONAL))
GUID = "11111111-2222-3333-4444-555555555555"


def slacks(slack: FakeSlack, **more: str) -> dict[str, str]:
    """Returns the settings of an app in that Slack."""
    slack.scopes = slack.scopes or ALL
    return {**slack.settings, **more}


def of_teams(teams: FakeTeams, **more: str) -> dict[str, str]:
    """Returns the settings of a bot in that Teams."""
    return {**teams.settings, "MICROSOFT_APP_TENANT_ID": TENANT, **more}


def test_the_scopes_are_those_of_the_manifest() -> None:
    manifest: dict[str, Any] = yaml.safe_load((ROOT / "manifest.yml").read_text(encoding="utf-8"))
    assert {*REQUIRED, *OPTIONAL} == set(manifest["oauth_config"]["scopes"]["bot"])
    assert {*REQUIRED, *OPTIONAL} == WITHOUT.keys()


async def test_a_slack_that_is_well(look: Look, slack: FakeSlack) -> None:
    assert await look("Slack", **slacks(slack)) == [
        "ok: Slack: It takes the bot's token, in T1.",
        "ok: Slack: T1: all 11 scopes were given.",
    ]
    assert await look("Clock", **slacks(slack)) == ["ok: Clock: This machine's clock goes as Slack's does."]


@pytest.mark.parametrize(
    ("missing", "state", "without"),
    [
        ("commands", "mend", "no command and no shortcut works"),
        ("users:read", "mend", "languages, time zones and administrators are not known"),
        (
            "groups:history",
            "known",
            "whether a message to a private channel arrived is not known after an outage",
        ),
    ],
)
async def test_a_scope_that_was_not_given(
    look: Look, slack: FakeSlack, missing: str, state: str, without: str
) -> None:
    slack.scopes = ",".join({*REQUIRED, *OPTIONAL} - {missing})
    [_, line] = await look("Slack", **slacks(slack))
    assert line.startswith(
        f"{state}: Slack: T1: the scope {missing} was not given, so {without}. Take the new "
    )


async def test_a_scope_that_nothing_uses(look: Look, slack: FakeSlack) -> None:
    slack.scopes = f"{ALL},admin.users:write,identify"
    lines = await look("Slack", **slacks(slack))
    assert "known: Slack: T1: it has scopes that Calma makes no use of: admin.users:write." in lines[1]


async def test_a_token_that_slack_refuses(look: Look, slack: FakeSlack) -> None:
    slack.garbled["auth.test"] = {"ok": False, "error": "invalid_auth"}
    [line] = await look("Slack", **slacks(slack))
    assert line.startswith("mend: Slack: SLACK_BOT_TOKEN is refused (invalid_auth): copy it anew from ")


@pytest.mark.parametrize(
    ("ahead", "line"),
    [
        (10, "ok: Clock: This machine's clock goes as Slack's does."),
        (60, "known: Clock: This machine's clock is 60 seconds behind Slack's: set it"),
        (-200, "mend: Clock: This machine's clock is 200 seconds ahead of Slack's: set it"),
    ],
)
async def test_a_clock_that_is_off(look: Look, slack: FakeSlack, ahead: float, line: str) -> None:
    slack.ahead = ahead
    [found] = await look("Clock", **slacks(slack))
    for near in (ahead - 2, ahead - 1, ahead + 1, ahead + 2):  # a header tells whole seconds
        found = found.replace(f"is {abs(near):.0f} seconds", f"is {abs(ahead):.0f} seconds")
    assert found.startswith(line)


async def test_a_clock_shows_in_a_refusal_too(look: Look, slack: FakeSlack) -> None:
    slack.ahead = 400
    slack.garbled["auth.test"] = {"ok": False, "error": "invalid_auth"}
    [line] = await look("Clock", **slacks(slack))
    assert line.startswith("mend: Clock: ")


async def test_a_token_that_is_exchanged_is_read_and_not_used_up(
    look: Look, slack: FakeSlack, stored: Path
) -> None:
    rotating = {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "s3", "SLACK_REFRESH_TOKEN": "xoxe-1"}
    [line] = await look("Slack", **slacks(slack, **rotating))
    assert line.startswith("known: Slack: Token rotation is on, and no token was exchanged yet")
    database = Database(f"sqlite+aiosqlite:///{stored / 'calma.db'}")
    tokens = SlackTokens(
        "xoxb-first",
        Rotation("1.2", "s3", "xoxe-1"),
        SlackWire("", slack.api_url).client,
        SqlTokenStore(database),
        clock=lambda: 0.0,
    )
    await tokens.store_token(OWN, SlackToken(TOKEN, "xoxe-2", 43_200.0))
    await database.close()
    [line, _] = await look("Slack", **slacks(slack, **rotating))
    assert line == "ok: Slack: It takes the bot's token, in T1."
    assert not slack.called("oauth.v2.access")


async def test_what_the_doctor_reads_itself_is_not_calma_running(look: Look, stored: Path) -> None:
    many = {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "s3", "SLACK_SIGNING_SECRET": "s"}
    lines = await look(**many, CALMA_PUBLIC_URL="https://calma.example")
    [line] = [line for line in lines if line.startswith("ok: Database")]
    assert line.endswith(". Calma does not run on it now.")


@pytest.mark.parametrize("folder_is_there", [True, False])
async def test_before_the_first_start_nothing_is_wrong_with_slack(
    look: Look, folder: Path, tmp_path: Path, *, folder_is_there: bool
) -> None:
    given = {} if folder_is_there else {"CALMA_DATA_DIR": str(tmp_path / "nowhere")}
    many = {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "s3", "SLACK_SIGNING_SECRET": "s"}
    [line] = await look("Slack", **many, **given, CALMA_PUBLIC_URL="https://calma.example")
    assert line.startswith("known: Slack: No workspace installed the app yet: it is done at CALMA_PUBLIC_URL")
    rotating = {"SLACK_BOT_TOKEN": "xoxe.xoxb-1", "SLACK_REFRESH_TOKEN": "xoxe-1"}
    [line] = await look("Slack", **many, **rotating, **given)
    assert line.startswith("known: Slack: Token rotation is on, and no token was exchanged yet")


async def test_with_socket_mode_nothing_has_to_reach_the_app(look: Look, slack: FakeSlack) -> None:
    [line] = await look("Public address", **slacks(slack))
    assert line.endswith("Links to the report on a page and the Teams package need it.")
    [line] = await look("Public address", **slacks(slack, SLACK_APP_TOKEN="xapp-1"))
    assert "with Socket Mode nothing has to reach the app" in line


async def test_a_teams_that_is_well(look: Look, teams: FakeTeams) -> None:
    assert await look("Teams", **of_teams(teams, TEAMS_MANAGERS=GUID)) == [
        "ok: Teams: Microsoft gives the bot its token, as a single-tenant bot, and its signing keys."
    ]
    [line] = await look("Clock", **of_teams(teams))
    assert line == "ok: Clock: This machine's clock goes as Microsoft's does."


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"MICROSOFT_APP_PASSWORD": "wrong"}, "mend: Teams: Microsoft gives the bot no token"),
        (
            {"MICROSOFT_APP_PASSWORD": GUID},
            "mend: Teams: MICROSOFT_APP_PASSWORD is the id of a client secret",
        ),
        (
            {"MICROSOFT_APP_TENANT_ID": ""},
            "known: Teams: every organisation that installs the app",
        ),
        ({}, "known: Teams: TEAMS_MANAGERS is not set, so nobody is a manager"),
    ],
)
async def test_settings_of_teams_that_make_no_sense(
    look: Look, teams: FakeTeams, given: dict[str, str], said: str
) -> None:
    assert any(line.startswith(said) for line in await look("Teams", **of_teams(teams, **given)))


async def test_microsofts_clock_tells_too(look: Look, teams: FakeTeams) -> None:
    teams.ahead = 500
    [line] = await look("Clock", **of_teams(teams))
    assert line.startswith("mend: Clock: ")
    assert "behind Microsoft's" in line
