"""Exports of the conversations of every platform: who takes part looks like who does not, byte by byte."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from tests.build import build
from tests.checkin.actor import in_unit, switched_on
from tests.checkin.attackers import chats
from tests.checkin.attackers.told import told
from tests.checkin.wires import Wires, wired
from tests.fakes.slack import FakeSlack
from tests.fakes.teams import TENANT, FakeTeams
from tests.harness import Clock

Export = Callable[[Wires, str, str, str], Awaitable[str]]
PLATFORMS: dict[str, Export] = {"Slack": chats.of_slack, "Teams": chats.of_teams, "the page": chats.of_page}
TENANTS = {"Slack": ("T1", "slack"), "Teams": (TENANT, "teams"), "the page": ("playground", "playground")}
ALIKE = {"reminded": chats.REMINDED, "not reminded": chats.QUIET}
LIKE = {"reminded": "was offered it", "not reminded": "said no thanks"}


def name_of(platform: str, role: str, language: str) -> str:
    place = list(chats.STEPS).index(role)
    names = {"Slack": f"U{place}{language.upper()}", "Teams": f"maria{place}{language}"}
    return names.get(platform, {"en": "ana", "es": "luis"}[language])  # two of the page's team


@pytest.mark.parametrize("platform", list(PLATFORMS))
async def test_who_takes_part(
    platform: str, clock: Clock, slack: FakeSlack, teams: FakeTeams, capsys: pytest.CaptureFixture[str]
) -> None:
    exports: dict[tuple[str, str], str] = {}
    for role in chats.STEPS:
        calma = build(clock=clock)
        for tenant, _ in TENANTS.values():
            await switched_on(calma.stores, tenant)
        async with wired(calma, slack, teams) as wires:
            for language, locale in (("en", "en-US"), ("es", "es-ES")):
                name = name_of(platform, role, language)
                exports[role, language] = await PLATFORMS[platform](wires, name, role, locale)
            tenant, system = TENANTS[platform]
            people = [name_of(platform, role, language) for language in ("en", "es")]
            ids = [f"aad-{name}" if platform == "Teams" else name for name in people]
            await in_unit(wires.calma.stores, *ids, tenant=tenant, platform=system)
            await wires.reminded()
            for language in ("en", "es"):
                came = await chats.reminders(wires, name_of(platform, role, language), platform)
                assert bool(came != "[]") == (role in chats.REMINDED), came
                exports[role, language] += came
    differing = [
        (role, language)
        for language in ("en", "es")
        for kind, roles in ALIKE.items()
        for role in roles
        if exports[role, language] != exports[LIKE[kind], language]
    ]
    told(
        capsys,
        f"f · chat export, {platform}",
        f"{len(exports)} people, both languages, of {len(chats.STEPS)} kinds",
        f"{len(differing)} told from who does not take part",
        "0",
    )
    assert not differing, [
        chats.differences(exports[who], exports["said no thanks", who[1]]) for who in differing
    ]
