"""Whoever runs an app of many workspaces: what `doctor` says of their tokens, and new keys for them."""

from __future__ import annotations

import asyncio
from pathlib import Path

from slack_sdk.oauth.installation_store.models.bot import Bot

from bot import config
from bot.config import Config
from bot.slack.installed import SealedInstallations
from bot.wiring import caretaking
from bot.wiring.doctor import platforms
from bot.wiring.doctor.findings import FindingState
from bot.wiring.stores import key_source, stored
from tests.build import PHRASEBOOK
from tests.fakes.slack_many import Grant, ManySlack
from tests.slack.test_installed_tokens import CHANCE


def settings(many: ManySlack, folder: Path) -> Config:
    return config.read(
        {
            "CALMA_PHRASEBOOK": str(PHRASEBOOK),
            "CALMA_DATA_DIR": str(folder),
            "CALMA_PUBLIC_URL": "https://calma.example",
            **many.settings,
        }
    )


async def install(wanted: Config, many: ManySlack, tenant: str) -> None:
    token = f"xoxb-{tenant}-1"
    many.grants[token] = Grant(tenant, "chat:write")
    async with stored(wanted) as stores:
        sealed = SealedInstallations(stores.installations, key_source(wanted), lambda: 1_000.0, CHANCE)
        await sealed.keep(
            Bot(team_id=tenant, bot_token=token, bot_id="", bot_user_id="UBOT", installed_at=1_000.0)
        )


async def told(wanted: Config) -> list[str]:
    findings = await platforms.checks(wanted)["Slack"]()
    return [finding.line for finding in findings if finding.state is FindingState.MEND]


async def test_the_doctor_asks_for_each_token(many: ManySlack, tmp_path: Path) -> None:
    wanted = settings(many, tmp_path)
    for tenant in ("T1", "T2"):
        await install(wanted, many, tenant)
    assert await told(wanted) == []
    many.take_out("T2")
    [text] = await told(wanted)
    assert "T2: Slack refuses its token (account_inactive)" in text
    assert "https://calma.example/slack/install" in text
    many.scopes = "chat:write"
    texts = await told(wanted)
    assert any("T1: " in text and "the scope commands was not given" in text for text in texts)


async def test_new_keys_seal_tokens_too_and_a_lost_key_is_named(many: ManySlack, tmp_path: Path) -> None:
    wanted = settings(many, tmp_path)
    await install(wanted, many, "T1")
    before = await asyncio.to_thread((tmp_path / "checkin.keys").read_text)
    done = await caretaking._rotated(wanted, pepper=False, drop=False)
    assert "Not readable: 0" in done
    after = await asyncio.to_thread((tmp_path / "checkin.keys").read_text)
    assert before != after
    assert await told(wanted) == []
    await asyncio.to_thread((tmp_path / "checkin.keys").write_text, before)  # somebody put the wrong one back
    texts = await told(wanted)
    assert any("T1 does not open by the self-check's keys: put back the key" in text for text in texts)
