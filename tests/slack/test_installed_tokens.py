"""Tokens of many workspaces: sealed by the key ring, each for its tenant, renewed by one process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import aiohttp
import pytest
import pytest_asyncio
from slack_sdk.oauth.installation_store.models.bot import Bot
from slack_sdk.oauth.installation_store.models.installation import Installation as SdkInstallation

from bot.core.installations import InstallationStore
from bot.keys import EnvironmentKeys, keys_of
from bot.slack.installed import SealedInstallations, TokenClosed, reseal
from bot.slack.installed_tokens import InstalledTokens
from bot.slack.token_errors import NotInstalled, TokenUnavailable
from bot.slack.wire import SlackApi, reason
from bot.store.memory.installations import MemoryInstallationStore
from bot.store.sql.database import Database
from bot.store.sql.installations import SqlInstallationStore
from tests.fakes.slack_many import SIGN_IN, Grant, ManySlack

HOURS = 3_600.0
OLD, NEW, PEPPER = bytes([1]) * 32, bytes([3]) * 32, bytes([2]) * 32


class Chance:
    """Not the same twice."""

    def __init__(self) -> None:
        self.given = 0

    def __call__(self, count: int) -> bytes:
        self.given += 1
        return self.given.to_bytes(count, "big")


CHANCE = Chance()


class World:
    """A Slack whose tokens last for twelve hours, and a time."""

    def __init__(self, slack: ManySlack, store: InstallationStore, session: aiohttp.ClientSession) -> None:
        self.slack, self.store, self.session = slack, store, session
        self.now = 1_000_000.0

    def installations(self, *keys: bytes) -> SealedInstallations:
        return SealedInstallations(
            self.store, EnvironmentKeys(keys or (OLD,), PEPPER), lambda: self.now, CHANCE
        )

    def process(self, *keys: bytes) -> InstalledTokens:
        client = SlackApi(base_url=self.slack.api_url, session=self.session)
        installations = self.installations(*keys)
        return InstalledTokens(installations, SIGN_IN, client, lambda: self.now, lambda: self.now)

    async def install(self, tenant: str, token: str = "", *, whole: bool = False) -> Bot:
        token = token or f"xoxe.xoxb-{tenant}-0"
        enterprise = tenant if whole else ""
        refresh = f"xoxe-1-{tenant}-0"
        self.slack.grants[token] = Grant(tenant, "chat:write,commands", enterprise, whole, refresh=refresh)
        bot = Bot(
            team_id="" if whole else tenant,
            enterprise_id=enterprise,
            is_enterprise_install=whole,
            bot_token=token,
            bot_id="",
            bot_user_id="UBOT",
            bot_scopes="chat:write,commands",
            bot_refresh_token=refresh,
            bot_token_expires_at=int(self.now + 12 * HOURS),
            installed_at=self.now,
        )
        await self.installations().keep(bot)
        return bot


@pytest_asyncio.fixture
async def world() -> AsyncIterator[World]:
    slack = ManySlack(rotates=True)
    await slack.start()
    async with aiohttp.ClientSession() as session:
        yield World(slack, MemoryInstallationStore(), session)
    await slack.stop()


async def settled() -> None:
    await asyncio.sleep(0.05)


async def test_each_tenant_has_its_own_and_no_other(world: World) -> None:
    await world.install("T1")
    await world.install("E1", whole=True)
    tokens = world.process()
    assert await tokens.of("T1") == "xoxe.xoxb-T1-0"
    assert await tokens.of("E1") == "xoxe.xoxb-E1-0"
    for stranger in ("T2", "", "t1", "T1 "):
        with pytest.raises(NotInstalled) as refused:
            await tokens.of(stranger)
        assert reason(refused.value) == "app_uninstalled"
    assert await tokens.granted("T1") == frozenset({"chat:write", "commands"})
    assert await tokens.granted("T2") is None


async def test_it_is_sealed_and_bound_to_its_tenant(world: World) -> None:
    await world.install("T1")
    await world.install("T2")
    stored = await world.store.find_installation("T1", "slack")
    assert stored
    assert "xoxe" not in stored.sealed
    # Somebody with the database puts the row of one workspace in place of another's.
    await world.store.change_installation("T2", "slack", stored.sealed, stored.key_name, 1)
    with pytest.raises(TokenClosed, match="T2 does not open"):
        await world.installations().find("T2")
    with pytest.raises(TokenUnavailable):
        await world.process().of("T2")
    assert await world.process().of("T1") == "xoxe.xoxb-T1-0"


async def test_it_is_renewed_ahead_of_its_end_by_one_of_many(world: World) -> None:
    await world.install("T1")
    many = [world.process() for _ in range(4)]
    await asyncio.gather(*(tokens.of("T1") for tokens in many))
    assert world.slack.exchanged == 0
    world.now += 10.5 * HOURS
    # Nobody waits for it: the one before is good for another hour and a half.
    assert {await tokens.of("T1") for tokens in many} == {"xoxe.xoxb-T1-0"}
    await settled()
    world.now += 61
    renewed = {await tokens.of("T1") for tokens in many}
    assert len(renewed) == 1
    assert renewed != {"xoxe.xoxb-T1-0"}
    assert world.slack.exchanged == 1
    assert await world.process().of("T1") == renewed.pop()  # a restart goes on with it


async def test_one_that_is_over_is_waited_for(world: World) -> None:
    await world.install("T1")
    world.now += 30 * HOURS  # nobody was here over night
    world.slack.expire()
    one, other = world.process(), world.process()
    found = await asyncio.gather(*(one.of("T1") for _ in range(5)))
    assert len(set(found)) == 1
    assert found[0] != "xoxe.xoxb-T1-0"
    assert await other.of("T1") == found[0]
    assert world.slack.exchanged == 1


async def test_a_process_that_died_while_it_renewed_keeps_nobody_from_it(world: World) -> None:
    await world.install("T1")
    world.now += 10.5 * HOURS
    assert await world.installations().begin_renewal("T1", 1, 60.0)
    tokens = world.process()
    await tokens.of("T1")
    await settled()
    assert world.slack.exchanged == 0
    world.now += 62
    await tokens.of("T1")
    await settled()
    assert world.slack.exchanged == 1


async def test_while_slack_is_down_the_old_one_goes_on(world: World) -> None:
    await world.install("T1")
    world.now += 10.5 * HOURS
    world.slack.fail["oauth.v2.access"] = 503
    tokens = world.process()
    assert await tokens.of("T1") == "xoxe.xoxb-T1-0"
    await settled()
    world.slack.fail.clear()
    world.now += 125
    await tokens.of("T1")
    await settled()
    assert world.slack.exchanged == 1
    assert await tokens.of("T1") != "xoxe.xoxb-T1-0"


class AwayStore(MemoryInstallationStore):
    """One whose database is away at times."""

    away = False

    def __init__(self) -> None:
        super().__init__()
        self.changed = asyncio.Event()

    async def find_installation(self, tenant: str, platform: str):  # type: ignore[no-untyped-def]
        if self.away:
            raise ConnectionError("the database is away")
        return await super().find_installation(tenant, platform)

    async def change_installation(
        self, tenant: str, platform: str, sealed: str, key_name: str, version: int
    ) -> bool:
        if self.away:
            raise ConnectionError("the database is away")
        self.changed.set()
        return await super().change_installation(tenant, platform, sealed, key_name, version)


async def test_while_the_database_is_away_what_is_known_goes_on(world: World) -> None:
    world.store = store = AwayStore()
    await world.install("T1")
    tokens = world.process()
    await tokens.of("T1")
    store.away, world.now = True, world.now + 61
    assert await tokens.of("T1") == "xoxe.xoxb-T1-0"
    with pytest.raises(TokenUnavailable):
        await tokens.of("T2")  # it may be there: nobody says that it is not
    assert await tokens.is_there("T2")


async def test_what_was_renewed_while_the_database_went_away_is_stored_later(world: World) -> None:
    world.store = store = AwayStore()
    await world.install("T1")
    tokens = world.process()
    await tokens.of("T1")
    world.now += 10.5 * HOURS
    await tokens.of("T1")
    store.away = True
    await settled()
    fresh = await tokens.of("T1")
    store.away = False
    async with asyncio.timeout(5):
        await store.changed.wait()
    assert await world.process().of("T1") == fresh
    assert world.slack.exchanged == 1


async def test_a_stop_waits_for_what_slack_gives_only_once(world: World) -> None:
    await world.install("T1")
    world.now += 10.5 * HOURS
    tokens, held = world.process(), asyncio.Event()
    world.slack.held["oauth.v2.access"] = held
    await tokens.of("T1")
    await world.slack.next("oauth.v2.access")  # it is used up, and nobody has what it gave
    stopping = asyncio.create_task(tokens.close())
    await settled()
    held.set()
    await stopping
    assert await world.process().of("T1") != "xoxe.xoxb-T1-0"


async def test_a_new_key_while_a_token_is_renewed_loses_nothing(world: World) -> None:
    await world.install("T1")
    world.now += 10.5 * HOURS
    tokens, held = world.process(NEW, OLD), asyncio.Event()
    world.slack.held["oauth.v2.access"] = held
    await tokens.of("T1")
    await world.slack.next("oauth.v2.access")
    assert await reseal(world.store, keys_of([NEW, OLD], PEPPER), CHANCE) == 0
    held.set()
    await settled()
    assert await world.process(NEW).of("T1") == await tokens.of("T1") != "xoxe.xoxb-T1-0"
    world.now += 11 * HOURS  # and the next refresh token is a good one
    await tokens.of("T1")
    await settled()
    assert world.slack.exchanged == 2


async def test_installed_anew_while_it_was_renewed_the_new_one_counts(world: World) -> None:
    await world.install("T1")
    world.now += 10.5 * HOURS
    tokens, held = world.process(), asyncio.Event()
    world.slack.held["oauth.v2.access"] = held
    await tokens.of("T1")
    await world.slack.next("oauth.v2.access")
    anew = await world.installations().find("T1")
    assert anew
    anew.bot.bot_token, anew.bot.bot_refresh_token = "xoxe.xoxb-anew", "xoxe-1-anew"
    await world.installations().keep(anew.bot)
    held.set()
    await settled()
    assert await tokens.of("T1") == await world.process().of("T1") == "xoxe.xoxb-anew"


async def test_taken_out_in_one_process_the_others_know_it_soon(world: World) -> None:
    await world.install("T1")
    one, other = world.process(), world.process()
    assert await one.of("T1") == await other.of("T1")
    await world.installations().remove("T1", world.now)
    one.forget("T1")
    assert not await one.is_there("T1")
    world.now += 61
    assert not await other.is_there("T1")
    await world.install("T1", "xoxe.xoxb-anew")
    world.now += 3
    assert await other.of("T1") == "xoxe.xoxb-anew"


async def test_it_is_the_store_that_the_sdk_asks_for(world: World) -> None:
    store = world.installations()
    bot = await world.install("T1")
    installation = SdkInstallation(
        team_id="T9",
        user_id="UADMIN",
        user_token="xoxp-of-nobody",
        bot_token="xoxb-9",
        bot_id="B",
        bot_user_id="U",
        installed_at=world.now,
    )
    await store.async_save(installation)
    found = await store.async_find_bot(enterprise_id=None, team_id="T1")
    assert found
    assert found.bot_token == bot.bot_token
    assert await store.async_find_bot(enterprise_id="T1", team_id="T2", is_enterprise_install=False) is None
    stored = await store.async_find_bot(enterprise_id=None, team_id="T9")
    assert stored
    assert "xoxp" not in str(vars(stored))
    await store.async_delete_all(enterprise_id=None, team_id="T9")
    assert await store.async_find_bot(enterprise_id=None, team_id="T9") is None


@pytest.fixture(params=["stored", "in memory"])
def both(request: pytest.FixtureRequest, database: Database) -> InstallationStore:
    return SqlInstallationStore(database) if request.param == "stored" else MemoryInstallationStore()


async def test_a_new_key_seals_all_of_them_anew(world: World, both: InstallationStore) -> None:
    world.store = both
    for tenant in ("T1", "T2"):
        await world.install(tenant)
    await world.store.remove_installation("T2", "slack", *[datetime.fromtimestamp(world.now, UTC)] * 2)
    assert await reseal(world.store, keys_of([NEW, OLD], PEPPER), CHANCE) == 0
    assert await world.process(NEW).of("T1") == "xoxe.xoxb-T1-0"
    with pytest.raises(TokenUnavailable):
        await world.process(OLD).of("T1")
    assert await reseal(world.store, keys_of([OLD], PEPPER), CHANCE) == 1  # that key opens nothing


async def test_a_lost_key_says_what_to_do(world: World, caplog: pytest.LogCaptureFixture) -> None:
    await world.install("T1")
    with pytest.raises(TokenUnavailable):
        await world.process(NEW).of("T1")
    assert "T1 does not open by the self-check's keys: put back the key" in caplog.text
    assert "/slack/install" in caplog.text
