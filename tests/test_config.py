"""Mistakes in the environment name the variable and how to mend it; their page tells the truth."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.config import read, secrets
from bot.settings import SETTINGS, ConfigError
from tests.conftest import ROOT

TENANT = "5f1d0a52-3d7e-4c58-9d0e-6a1f2b3c4d5e"
TEAMS = {"MICROSOFT_APP_ID": "a", "MICROSOFT_APP_PASSWORD": "p"}
MANY = {
    "SLACK_CLIENT_ID": "1.2",
    "SLACK_CLIENT_SECRET": "c",
    "SLACK_SIGNING_SECRET": "s",
    "CALMA_PUBLIC_URL": "https://calma.example/calma/",
}
SLACK = {"SLACK_SIGNING_SECRET": "s", "SLACK_BOT_TOKEN": "xoxb-1"}

LRS = {
    "CALMA_XAPI_URL": "https://lrs.example/xapi/",
    "CALMA_XAPI_USER": "calma",
    "CALMA_XAPI_PASSWORD": "very-secret",
}


def test_an_empty_environment_is_fine() -> None:
    config = read({})
    assert (config.host, config.port, config.slack, config.teams) == ("127.0.0.1", 3978, None, None)


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"PORT": "many"}, "PORT"),
        ({"PORT": "70000"}, "PORT"),
        ({"CALMA_PHRASEBOOK": "/nowhere"}, "CALMA_PHRASEBOOK"),
        ({"CALMA_LOG_LEVEL": "loud"}, "CALMA_LOG_LEVEL"),
        ({"DATABASE_URL": "mysql://me:secret@host/calma"}, "DATABASE_URL"),
        ({"DATABASE_URL": "calma.db"}, "DATABASE_URL"),
        ({"CALMA_CHECKIN_KEY": "a" * 43 + "="}, "CALMA_CHECKIN_PEPPER"),
        ({"CALMA_CHECKIN_PEPPER": "a" * 43 + "="}, "CALMA_CHECKIN_KEY"),
        ({"CALMA_CHECKIN_KEY": "short", "CALMA_CHECKIN_PEPPER": "short"}, "CALMA_CHECKIN_KEY"),
        ({"CALMA_INSTRUMENT": "/nowhere.yml"}, "CALMA_INSTRUMENT"),
        ({"SLACK_SIGNING_SECRET": "s"}, "SLACK_BOT_TOKEN"),
        ({**MANY, "SLACK_SIGNING_SECRET": ""}, "SLACK_SIGNING_SECRET"),
        ({**MANY, "SLACK_CLIENT_SECRET": ""}, "SLACK_CLIENT_SECRET"),
        ({**MANY, "SLACK_CLIENT_ID": ""}, "SLACK_CLIENT_ID"),
        ({**MANY, "SLACK_APP_TOKEN": "xapp-1"}, "SLACK_APP_TOKEN"),
        ({**MANY, "SLACK_REFRESH_TOKEN": "xoxe-1"}, "SLACK_REFRESH_TOKEN"),
        ({**MANY, "CALMA_PUBLIC_URL": ""}, "CALMA_PUBLIC_URL"),
        ({**MANY, "CALMA_PUBLIC_URL": "http://calma.example"}, "CALMA_PUBLIC_URL"),
        ({"SLACK_SIGNING_SECRET": "s", "SLACK_BOT_TOKEN": "xoxp-1"}, "SLACK_BOT_TOKEN"),
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, "SLACK_SIGNING_SECRET"),
        ({**SLACK, "SLACK_BOT_TOKEN": "xoxe.xoxb-1"}, "ends after twelve hours.* SLACK_REFRESH_TOKEN"),
        ({**SLACK, "SLACK_APP_TOKEN": "1"}, "SLACK_APP_TOKEN"),
        ({**SLACK, "SLACK_API_URL": "http://example.com/"}, "SLACK_API_URL"),
        ({"MICROSOFT_APP_ID": "a"}, "MICROSOFT_APP_PASSWORD"),
        ({"MICROSOFT_APP_PASSWORD": "a"}, "MICROSOFT_APP_ID"),
        (
            {**TEAMS, "TEAMS_MANAGERS": f"{TENANT},marta@firm.example"},
            "TEAMS_MANAGERS has “marta@firm.example”",
        ),
        ({**TEAMS, "TEAMS_TENANTS": "firm.example"}, "TEAMS_TENANTS has “firm.example”"),
        ({**TEAMS, "MICROSOFT_APP_TENANT_ID": "firm.example"}, "MICROSOFT_APP_TENANT_ID has “firm.example”"),
        ({**TEAMS, "TEAMS_TENANTS": f"*,{TENANT}"}, "TEAMS_TENANTS has \\* and tenants"),
        ({**TEAMS, "TEAMS_MANAGERS": f"firm.example:{TENANT}"}, "TEAMS_MANAGERS has “firm.example:"),
        ({**TEAMS, "TEAMS_MANAGERS": f":{TENANT}"}, "TEAMS_MANAGERS has “:"),
        ({**TEAMS, "TEAMS_MANAGERS": f"{TENANT}:"}, "TEAMS_MANAGERS has “"),
        ({**TEAMS, "TEAMS_CLOUD": "gcc"}, "give one of public, gcchigh, dod, china"),
        ({**TEAMS, "TEAMS_ADAPTER": "bolt"}, "give one of botbuilder, agents"),
        ({"TEAMS_ANONYMOUS": "1", "HOST": "0.0.0.0"}, "TEAMS_ANONYMOUS"),
        ({"CALMA_XAPI_URL": "https://lrs.example/xapi"}, "CALMA_XAPI_USER or CALMA_XAPI_PASSWORD"),
        ({"CALMA_XAPI_USER": "calma", "CALMA_XAPI_PASSWORD": "p"}, "CALMA_XAPI_URL is missing"),
        ({**LRS, "CALMA_XAPI_URL": "http://lrs.example/xapi"}, "CALMA_XAPI_URL is"),
        ({**LRS, "CALMA_XAPI_URL": "http://127.0.0.1.lrs.example/"}, "CALMA_XAPI_URL is"),
        ({**LRS, "CALMA_XAPI_URL": "file:///etc/passwd"}, "CALMA_XAPI_URL is"),
        ({**LRS, "CALMA_XAPI_URL": "https://a:b@lrs.example/"}, "CALMA_XAPI_URL holds more than an address"),
        (
            {**LRS, "CALMA_XAPI_URL": "https://lrs.example/?key=x"},
            "CALMA_XAPI_URL holds more than an address",
        ),
        ({**LRS, "CALMA_XAPI_KEY": "YTpi"}, "CALMA_XAPI_KEY stands in place"),
        ({**LRS, "CALMA_XAPI_PASSWORD": ""}, "CALMA_XAPI_PASSWORD is missing"),
        ({**LRS, "CALMA_XAPI_USER": "a:b"}, "CALMA_XAPI_USER has a colon"),
        ({**LRS, "CALMA_XAPI_USER": "", "CALMA_XAPI_PASSWORD": "", "CALMA_XAPI_KEY": "ab"}, "CALMA_XAPI_KEY"),
        ({**LRS, "CALMA_XAPI_USER": "", "CALMA_XAPI_PASSWORD": "", "CALMA_XAPI_KEY": "ñ"}, "CALMA_XAPI_KEY"),
        ({"TEAMS_ANONYMOUS": "1", "MICROSOFT_APP_ID": "a"}, "TEAMS_ANONYMOUS"),
        ({"TEAMS_ANONYMOUS": "1", "TEAMS_LOGIN_URL": "ftp://x"}, "TEAMS_LOGIN_URL"),
    ],
)
def test_a_mistake_is_named_with_its_mend(environment: dict[str, str], named: str) -> None:
    with pytest.raises(ConfigError, match=named) as error:
        read(environment)
    assert str(error.value).endswith((".", ")"))
    assert ":" in str(error.value)


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("", "sqlite+aiosqlite:///elsewhere/calma.db"),
        ("sqlite:////srv/calma.db", "sqlite+aiosqlite:////srv/calma.db"),
        ("postgres://me:pw@host/calma", "postgresql+psycopg://me:pw@host/calma"),
        ("postgresql://host/calma?sslmode=require", "postgresql+psycopg://host/calma?sslmode=require"),
        ("postgresql+psycopg://host/calma", "postgresql+psycopg://host/calma"),
    ],
)
def test_the_database_is_a_file_unless_another_is_named(given: str, used: str) -> None:
    assert read({"CALMA_DATA_DIR": "elsewhere", "DATABASE_URL": given}).database_url == used


def test_a_password_is_not_shown() -> None:
    with pytest.raises(ConfigError) as error:
        read({"DATABASE_URL": "mysql://me:secret@host/calma"})
    assert "secret" not in str(error.value)


def test_socket_mode_needs_no_signing_secret() -> None:
    config = read({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"})
    assert config.slack
    assert config.slack.app_token == "xapp-1"


def test_a_single_tenant_bot_serves_its_own_tenant() -> None:
    teams = read({**TEAMS, "MICROSOFT_APP_TENANT_ID": TENANT}).teams
    assert teams
    assert teams.tenants == {TENANT}


def test_a_bot_that_serves_others_may_name_its_own_tenant_by_domain() -> None:
    teams = read({**TEAMS, "MICROSOFT_APP_TENANT_ID": "firm.example", "TEAMS_TENANTS": TENANT.upper()}).teams
    assert teams
    assert teams.tenant_id == "firm.example"
    assert teams.tenants == {TENANT.upper()}


@pytest.mark.parametrize(
    ("told", "tenants", "unlisted"),
    [
        ({}, set(), True),
        ({"TEAMS_TENANTS": "*"}, set(), False),
        ({"TEAMS_TENANTS": "*", "MICROSOFT_APP_TENANT_ID": TENANT}, set(), False),
        ({"TEAMS_TENANTS": TENANT}, {TENANT}, False),
        ({"MICROSOFT_APP_TENANT_ID": TENANT}, {TENANT}, False),
    ],
)
def test_who_may_use_the_bot_is_a_list_all_by_choice_or_all_with_a_warning(
    told: dict[str, str], tenants: set[str], unlisted: bool
) -> None:
    teams = read({**TEAMS, **told}).teams
    assert teams
    assert (set(teams.tenants), teams.unlisted) == (tenants, unlisted)


def test_a_manager_may_be_one_of_a_tenant_alone() -> None:
    teams = read({**TEAMS, "TEAMS_MANAGERS": f"{TENANT}:{TENANT}, {TENANT}"}).teams
    assert teams
    assert teams.managers == {f"{TENANT}:{TENANT}", TENANT}


def test_the_cloud_is_the_public_one_unless_another_is_named() -> None:
    for told, cloud in (("", "public"), ("GCCHigh", "gcchigh"), ("dod", "dod"), ("china", "china")):
        teams = read({**TEAMS, "TEAMS_CLOUD": told}).teams
        assert teams
        assert (teams.cloud, teams.openid_url, teams.login_url) == (cloud, "", "")


def test_an_emulator_has_ids_of_its_own() -> None:
    teams = read({"TEAMS_ANONYMOUS": "1", "TEAMS_MANAGERS": "user-1"}).teams
    assert teams
    assert teams.managers == {"user-1"}


def test_the_page_of_settings_lists_every_one_as_it_is() -> None:
    rows = re.findall(
        r"^\| `([A-Z_]+)` \| (.*?) \| (.*?) \|$",
        (ROOT / "docs/reference/settings.md").read_text(),
        re.MULTILINE,
    )
    told = {name: (default.strip("`"), purpose) for name, default, purpose in rows}
    assert told == {setting.name: (setting.default, setting.purpose) for setting in SETTINGS}


def test_keys_of_the_self_check_come_from_the_environment_or_a_file_next_to_the_database() -> None:
    key, old, pepper, earlier = (f"{letter * 42}A=" for letter in "abcd")
    checkin = read(
        {"CALMA_CHECKIN_KEY": f"{key}, {old}", "CALMA_CHECKIN_PEPPER": f"{pepper},{earlier}"}
    ).checkin
    assert [len(found) for found in (*checkin.keys, *checkin.peppers)] == [32, 32, 32, 32]
    assert key not in repr(checkin)
    assert str(checkin.keys[0]) not in repr(checkin)
    checkin = read({"CALMA_DATA_DIR": "elsewhere"}).checkin
    assert (checkin.keys, str(checkin.key_file), checkin.beside) == ((), "elsewhere/checkin.keys", True)
    assert not read({"CALMA_KEY_FILE": "/srv/keys/calma"}).checkin.beside
    assert not read({"DATABASE_URL": "postgresql://host/calma"}).checkin.beside


@pytest.mark.parametrize(
    ("keys", "peppers"), [("aa", "b"), ("a", "a"), ("ab", "b"), ("ab", "ca"), ("a", "bb")]
)
def test_keys_that_are_equal_are_refused(keys: str, peppers: str) -> None:
    both = {"CALMA_CHECKIN_KEY": keys, "CALMA_CHECKIN_PEPPER": peppers}
    with pytest.raises(ConfigError, match="the same key twice, or one that is the pepper too"):
        read({name: ",".join(f"{letter * 42}A=" for letter in text) for name, text in both.items()})


def test_a_key_is_not_shown() -> None:
    with pytest.raises(ConfigError) as error:
        read({"CALMA_CHECKIN_KEY": "secret", "CALMA_CHECKIN_PEPPER": "secret"})
    assert "secret" not in str(error.value)


def test_a_learning_record_store_is_known_by_its_address_and_shows_no_secret() -> None:
    lrs = read(LRS).lrs
    assert lrs
    assert (lrs.url, lrs.authorization) == ("https://lrs.example/xapi", "Basic Y2FsbWE6dmVyeS1zZWNyZXQ=")
    key = {"CALMA_XAPI_URL": "http://[::1]:80/xapi/statements", "CALMA_XAPI_KEY": "Y2FsbWE6dmVyeS1zZWNyZXQ="}
    assert read(key).lrs
    for environment in (LRS, key):
        assert "secret" not in repr(read(environment))
        assert "Y2Fs" not in repr(read(environment))
    assert read({}).lrs is None


@pytest.mark.parametrize("name", ["CALMA_XAPI_PASSWORD", "CALMA_XAPI_KEY"])
def test_what_lets_us_into_it_is_redacted_wherever_it_would_be_printed(name: str) -> None:
    assert "very-secret" in secrets({name: "very-secret"})


def test_a_setting_may_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("xoxb-from-a-file\n", encoding="utf-8")
    environment = {"SLACK_SIGNING_SECRET": "s", "SLACK_BOT_TOKEN_FILE": str(tmp_path / "token")}
    slack = read(environment).slack
    assert slack
    assert slack.bot_token == "xoxb-from-a-file"
    assert "xoxb-from-a-file" in secrets(environment)


def test_a_file_that_holds_no_setting_is_named(tmp_path: Path) -> None:
    (tmp_path / "picture").write_bytes(b"\xff\xd8")
    (tmp_path / "blank").write_text(" \n", encoding="utf-8")
    for environment, said in (
        ({"SLACK_BOT_TOKEN_FILE": str(tmp_path / "none")}, "SLACK_BOT_TOKEN_FILE is “.*cannot be read"),
        ({"DATABASE_URL_FILE": str(tmp_path / "picture")}, "DATABASE_URL_FILE is “.*is no text"),
        ({"CALMA_CHECKIN_KEY_FILE": str(tmp_path / "blank")}, "CALMA_CHECKIN_KEY_FILE is “.*is empty"),
        ({"PORT": "80", "PORT_FILE": str(tmp_path / "none")}, "PORT and PORT_FILE are both set"),
    ):
        with pytest.raises(ConfigError, match=said):
            read(environment)


def test_a_token_that_is_exchanged_is_taken_with_what_it_is_exchanged_by() -> None:
    rotation = {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "c", "SLACK_REFRESH_TOKEN": "xoxe-1"}
    slack = read({**SLACK, **rotation, "SLACK_BOT_TOKEN": "xoxe.xoxb-1"}).slack
    assert slack
    assert (slack.bot_token, slack.refresh_token, slack.many) == ("xoxe.xoxb-1", "xoxe-1", False)


def test_without_a_token_workspaces_install_it_themselves() -> None:
    slack = read(MANY).slack
    assert slack
    assert slack.many
    assert slack.home == "https://calma.example/calma"
    assert "client_secret" not in repr(slack)
    one = read(SLACK).slack
    assert one
    assert not one.many
