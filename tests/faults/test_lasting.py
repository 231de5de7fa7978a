"""What does not pass by itself reaches whoever can mend it: in the log, in words, and at `/readyz`."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from bot.core import trouble
from bot.core.edge import Edge
from bot.core.errors import Unavailable
from bot.slack.edge import Slack, SlackSettings
from bot.slack.wire import BROKEN
from bot.store.memory.edge import MemoryReferenceStore, MemoryTokenStore
from bot.store.sql.database import Database
from bot.store.sql.stores import opened
from bot.teams.errors import TeamsFailure
from bot.wiring.calma import Calma
from tests.fakes.database import full
from tests.fakes.slack import SECRET, TOKEN, FakeSlack, sign
from tests.fakes.teams import FakeTeams
from tests.slack.conftest import serving
from tests.teams.dialogue import Dialogue

COMMAND = b"command=%2Fcalm&text=yelling&user_id=U1&team_id=T1"


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trouble, "SOONEST", 0.01)
    monkeypatch.setattr(trouble, "MENDED", 0.01)


@pytest.fixture(autouse=True)
def at_info(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    with caplog.at_level("INFO", "calma"):
        yield


async def until(true: Callable[[], bool]) -> None:
    """Returns once something is so."""
    async with asyncio.timeout(5):
        while not true():  # noqa: ASYNC110 - what is waited for tells nobody
            await asyncio.sleep(0.005)


def text_of(log: Path) -> str:
    return log.read_text(encoding="utf-8")


def wrong(edge: Edge[object]) -> str:
    return " ".join(each.reason for each in edge.troubles())


@asynccontextmanager
async def slack_edge(house: Calma, slack: FakeSlack) -> AsyncIterator[Slack]:
    settings = SlackSettings(SECRET, TOKEN, "", slack.api_url)
    edge = Slack(house.desk, house.phrasebook, settings, MemoryReferenceStore(), MemoryTokenStore())
    await edge.start()
    yield edge
    await edge.close()


async def test_a_token_that_slack_refuses_is_named_until_it_is_mended(
    slack: FakeSlack, house: Calma, caplog: pytest.LogCaptureFixture
) -> None:
    slack.garbled["auth.test"] = {"ok": False, "error": "invalid_auth"}
    async with slack_edge(house, slack) as edge:
        await until(lambda: "SLACK_BOT_TOKEN is refused (invalid_auth): copy it anew" in wrong(edge))
        assert "ERROR" in {record.levelname for record in caplog.records}
        slack.garbled.clear()
        await until(lambda: not wrong(edge))
        assert "Slack: all is well again" in caplog.text


async def test_a_token_that_is_taken_back_later_is_noticed_by_what_fails(
    slack: FakeSlack, house: Calma
) -> None:
    async with slack_edge(house, slack) as edge:
        await until(lambda: not wrong(edge))
        refused = {"ok": False, "error": "token_revoked"}
        slack.garbled |= {"auth.test": refused, "users.info": refused}
        with suppress(*BROKEN):
            await edge._wire.profiles.users_info(user="U1")
        await until(lambda: "SLACK_BOT_TOKEN is refused (token_revoked)" in wrong(edge))


async def test_a_slack_that_is_away_passes_by_itself(
    slack: FakeSlack, house: Calma, caplog: pytest.LogCaptureFixture
) -> None:
    slack.fail["auth.test"] = 503
    async with slack_edge(house, slack) as edge:
        await until(lambda: "it does not answer" in wrong(edge))
        slack.fail.clear()
        await until(lambda: not wrong(edge))
    assert "ERROR" not in {record.levelname for record in caplog.records}


@pytest.mark.parametrize(
    ("secret", "ago", "said"),
    [
        ("another", 0, "SLACK_SIGNING_SECRET did not sign it: copy it anew"),
        (SECRET, 420, "Slack signed it 7 minutes ago, by this machine's clock: set the clock"),
        (SECRET, -420, "Slack signed it 7 minutes ahead"),
        ("another", 420, "SLACK_SIGNING_SECRET did not sign it, and the time it bears is off too"),
    ],
)
async def test_the_log_tells_a_wrong_secret_from_a_wrong_clock(
    slack: FakeSlack,
    house: Calma,
    logged: Path,
    secret: str,
    ago: int,
    said: str,
) -> None:
    headers = sign(COMMAND, at=int(time.time()) - ago, secret=secret)
    async with serving(house.desk, house.phrasebook, slack) as user:
        for _ in range(3):
            async with user.session.post(user.url, data=COMMAND, headers=headers) as response:
                assert response.status == 401
    [line] = [line for line in text_of(logged).splitlines() if "a request was refused" in line]
    assert said in line


async def test_what_is_not_signed_at_all_says_nothing_of_our_secret(
    slack: FakeSlack, house: Calma, logged: Path
) -> None:
    async with (
        serving(house.desk, house.phrasebook, slack) as user,
        user.session.post(user.url, data=COMMAND) as response,
    ):
        assert response.status == 401
    assert "SIGNING_SECRET" not in text_of(logged)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"exp": 1_000_000}, "set this machine's clock, which may be ahead"),
        ({"nbf": 4_000_000_000}, "set this machine's clock, which may be behind"),
        ({"aud": "another-bot"}, "see that MICROSOFT_APP_ID is the one of this bot"),
    ],
)
async def test_the_log_tells_why_a_token_of_teams_is_refused(
    teams: FakeTeams, caplog: pytest.LogCaptureFixture, changes: dict[str, Any], said: str
) -> None:
    chat = Dialogue(teams)
    await chat.start()
    assert (await chat.send(teams.message("yelling"), teams.token(**changes))).status == 401
    assert said in caplog.text
    caplog.clear()
    forged = teams.token(signed_with="a thief's", **changes)
    assert (await chat.send(teams.message("yelling"), forged)).status == 401
    assert said not in caplog.text
    await chat.close()


async def test_a_secret_that_microsoft_refuses_is_named_until_it_is_mended(
    teams: FakeTeams, caplog: pytest.LogCaptureFixture
) -> None:
    chat = Dialogue(teams, password="that of last year")
    teams.sign_in_error = "AADSTS7000222: The provided client secret keys are expired."
    await chat.start()
    assert "the client secret has run out: make a new one, and set MICROSOFT_APP_PASSWORD" in wrong(chat.edge)
    assert "Teams: Microsoft gives the bot no token (AADSTS7000222)" in caplog.text
    await chat.close()


async def test_a_key_service_that_is_away_at_the_start_is_tried_until_it_is_there(teams: FakeTeams) -> None:
    teams.key_service_down = True
    chat = Dialogue(teams)
    await chat.start()
    assert "signing keys cannot be fetched" in wrong(chat.edge)
    teams.key_service_down = False
    await until(lambda: not wrong(chat.edge))
    assert "shop" not in await chat.say("yelling")
    await chat.close()


async def test_a_token_that_is_refused_later_is_noticed_by_what_fails(teams: FakeTeams) -> None:
    now = 0.0
    chat = Dialogue(teams, seconds=lambda: now)
    await chat.start()
    assert not wrong(chat.edge)
    now += 3_600
    teams.sign_in_error = "AADSTS7000215: Invalid client secret provided."
    with suppress(TeamsFailure):
        await chat.send(teams.message("yelling"))
    await until(lambda: "copy the value of a client secret, not its id" in wrong(chat.edge))
    teams.sign_in_error = ""
    await until(lambda: not wrong(chat.edge))
    await chat.close()


async def test_a_full_disk_is_named_until_there_is_room(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with opened(f"sqlite+aiosqlite:///{tmp_path / 'calma.db'}") as database:
        with full():
            with pytest.raises(Unavailable, match="the disk of CALMA_DATA_DIR is full, or fails"):
                await _write(database)
            await until(lambda: bool(database.watch.trouble))
            found = database.watch.trouble
            assert found
            assert found.lasting
            assert "the disk of CALMA_DATA_DIR is full" in found.reason
        await until(lambda: not database.watch.trouble)
    assert "database: all is well again" in caplog.text


async def _write(database: Database) -> None:
    """Writes more than fits."""
    await database.write(lambda connection: connection.exec_driver_sql("CREATE TABLE more (x)"))
