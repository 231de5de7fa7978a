"""The log at its most talkative: which action somebody took is told no better than by chance, on any edge."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.keys import KeyFile
from bot.wiring.sql import stored
from tests.build import build
from tests.checkin.actor import switched_on
from tests.checkin.attackers.chats import ANSWERS, PRESSES
from tests.checkin.attackers.dumps import Guesser
from tests.checkin.attackers.told import CASES, told
from tests.checkin.wires import InSlack, Wires, wired
from tests.fakes.slack import FakeSlack
from tests.fakes.teams import TENANT, FakeTeams
from tests.harness import Clock
from tests.teams.people import Member

# What one person does, one after the other; what only opens something for the next is in brackets.
DONE = (
    *("(open)", "consent", "(open)", "answer", "change", "reminders", "stop"),
    *("(open)", "consent", "answer", "erase", "(open)", "decline"),
)
ACTS = tuple(sorted({act for act in DONE if act[0] != "("}))
ROUNDS = max(3, CASES // 100)
Do = Callable[[str], Awaitable[None]]
EDITION = "2026-W47-W48|calma-six|1"


class InDialogs:
    """Somebody in the dialogs of a platform, each of which does its own way what a press is."""

    who: InSlack | Member

    async def __call__(self, act: str) -> None:
        match act:
            case "(open)":
                await self.opens()
            case "consent":
                await self.who.sends()
            case "answer":
                await self.who.sends(**ANSWERS)
            case "change":
                await self.presses("checkin.correct")
                await self.who.sends(**ANSWERS)
            case _:
                await self.presses(*PRESSES[act])

    async def opens(self) -> None:
        """Opens the self-check."""
        raise NotImplementedError

    async def presses(self, action: str, value: str = "") -> None:
        """Presses a button of the dialog."""
        raise NotImplementedError


class OnSlack(InDialogs):
    """Somebody in Slack's modals."""

    def __init__(self, wires: Wires) -> None:
        self.wires = wires
        self.who: InSlack = InSlack(wires.in_slack("U77").user, wires.slack, wires.in_slack().view)

    async def opens(self) -> None:
        """Types the command."""
        await self.who.types()

    async def presses(self, action: str, value: str = "") -> None:
        """Presses a button of the modal, which changes in place."""
        pressed = {"type": "button", "action_id": action, "value": value}
        await self.who.user.presses(pressed, view=self.who.view)
        self.who.view = await self.wires.slack.view("views.update")


class OnTeams(InDialogs):
    """Somebody in Teams' dialogs."""

    def __init__(self, wires: Wires) -> None:
        self.wires = wires
        self.who: Member = Member(wires.chat, "noor")

    async def opens(self) -> None:
        """Types the command, and presses the button that opens the dialog."""
        await self.who.types("checkin")
        await self.who.opens(self.who.labels[0])

    async def presses(self, action: str, value: str = "") -> None:
        """Presses a button of the dialog."""
        data = {"action": action, "value": value, "msteams": {"type": "task/fetch"}}
        self.who._sees(await self.wires.chat.dialog(self.wires.teams.sends(data, **self.who.who)))


class OnThePage:
    """Somebody in the dialogs of the playground."""

    def __init__(self, wires: Wires) -> None:
        self.page = wires.page

    async def __call__(self, act: str) -> None:
        match act:
            case "(open)":
                await self.page.types()
            case "consent":
                await self.page.sends("checkin.consent")
            case "answer":
                await self.page.sends("checkin.answer", EDITION, **ANSWERS)
            case "change":
                await self.page.press("checkin.correct")
                await self.page.sends("checkin.answer", EDITION, **ANSWERS)
            case _:
                await self.page.press(*PRESSES[act])


EDGES: dict[str, Callable[[Wires], Do]] = {"Slack": OnSlack, "Teams": OnTeams, "the page": OnThePage}


@asynccontextmanager
async def house(folder: Path, clock: Clock, slack: FakeSlack, teams: FakeTeams) -> AsyncIterator[Wires]:
    """Yields a Calma on every edge, over a file."""
    async with stored(
        f"sqlite+aiosqlite:///{folder / 'calma.db'}", KeyFile(folder / "k" / "checkin.keys")
    ) as stores:
        for tenant in ("T1", TENANT, "playground"):
            await switched_on(stores, tenant)
        async with wired(build(stores=stores, clock=clock), slack, teams) as wires:
            yield wires


def written(path: Path) -> str:
    """Returns a log."""
    return path.read_text(encoding="utf-8")


def lines(text: str) -> frozenset[str]:
    """Returns what a log says, without times, numbers and what is new each time; each line by its place."""
    found = [re.sub(r"0x[0-9a-f]+|[0-9a-f]{16,}|\d+", "#", line) for line in text.splitlines()]
    return frozenset(f"{i} {line}" for i, line in enumerate(found)) | {f"{len(found)} lines"}


@pytest.mark.parametrize("edge", list(EDGES))
async def test_which_action(
    edge: str,
    tmp_path: Path,
    clock: Clock,
    slack: FakeSlack,
    teams: FakeTeams,
    logged: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    seen: list[tuple[str, frozenset[str]]] = []
    async with house(tmp_path, clock, slack, teams) as wires:
        does = EDGES[edge](wires)
        for _ in range(2 * ROUNDS):
            for act in DONE:
                before = len(written(logged))
                await does(act)
                await wires.calma.background.settled()
                if act in ACTS:
                    seen.append((act, lines(written(logged)[before:])))
    half, guesser = len(seen) // 2, Guesser()
    for act, differs in seen[:half]:
        guesser.learn(differs, act)
    right = sum(guesser.guess(differs) == act for act, differs in seen[half:])
    share, chance = right / (len(seen) - half), 2 / 9  # two of the nine of a round are alike
    told(
        capsys,
        f"g · log at DEBUG, {edge}",
        f"{len(seen) - half} actions of {len(ACTS)} kinds, after as many to learn from",
        f"{share:.0%} right",
        f"{chance:.0%}, chance",
    )
    assert not guesser.telling()
    assert share <= chance + 0.15, sorted({line for _, differs in seen for line in differs})
