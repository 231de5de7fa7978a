"""Nobody reads a time in UTC whose own zone is known: cards are walked through by people far away."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

import pytest

from tests.old_cards.journeys import JOURNEYS
from tests.old_cards.session import session
from tests.old_cards.slack import SlackWire
from tests.old_cards.teams import TeamsWire
from tests.old_cards.walk import Walk
from tests.old_cards.world import World

FAR = "Pacific/Auckland"  # thirteen hours ahead
TIME = re.compile(r"\b\d\d:\d\d\b")
NAMED = re.compile(r"(?<![\w+/])UTC(?![\w+/=])")  # and not by chance in what a button carries


class Watch(Walk):
    """A walk that notes every time that is shown, and by which clock it may be."""

    def begin(self, world: World) -> None:
        self.world = world
        self.utc: set[str] = set()
        self.own: set[str] = set()
        self.wrong: list[str] = []
        self.right: set[str] = set()

    async def _step(self, who: str, **step: object) -> None:
        self._note()
        await super()._step(who, **step)
        self._note()
        for card in self.shown:
            times = set(TIME.findall(card))
            self.right |= times & self.own
            if NAMED.search(card) or times & (self.utc - self.own):
                self.wrong.append(card)

    def _note(self) -> None:
        self.utc.add(f"{self.world.fate.now:%H:%M}")
        self.own.add(f"{self.world.fate.now.astimezone(ZoneInfo(FAR)):%H:%M}")


@pytest.mark.parametrize(
    ("platform", "journey", "language"),
    [
        ("slack", "warned", ""),
        ("teams", "helped", "-es"),
        ("slack", "in danger", "-es"),
        ("teams", "managed", ""),
    ],
)
async def test_times_are_those_of_whoever_reads_them(platform: str, journey: str, language: str) -> None:
    async with session(platform, journey) as (wire, world):
        assert isinstance(wire, SlackWire | TeamsWire)
        wire.zone = FAR
        walk = Watch(wire, world, whole=False)
        walk.begin(world)
        await JOURNEYS[journey](walk, language)
    assert walk.right, "no card showed a time"
    assert walk.wrong == []
