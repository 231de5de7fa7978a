"""Every card of a role-play fits every edge, in both languages; and the command line prints the endings."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app import main
from bot.content import thumbs
from bot.core.phrasebook import Phrasebook
from bot.core.scenarios import Scenario
from bot.features.roleplay.cards import RoleplayCards
from bot.features.roleplay.model import ContactState, Play, after, start
from tests.forms.opened import PLATFORMS, WIRES
from tests.harness import Harness
from tests.old_cards.walk import Walk
from tests.old_cards.world import world
from tests.practice import fits
from tests.roleplay.actor import Player
from tests.roleplay.sample import BILL, FIXED_ANGRY, PARCEL, SOLVED, copied

WAYS = {PARCEL: (SOLVED, FIXED_ANGRY, ("cut-short",)), BILL: (("first-warning", "second-warning", "end-it"),)}


@pytest.mark.parametrize("language", ["en", "es"])
async def test_every_card_fits_every_edge(app: Harness, language: str) -> None:
    ana = Player(app, language=language)
    for text in ("roleplay", "roleplay xyz"):
        await ana.types(text)
        fits(ana.card, app.book.words)
    for scenario, ways in WAYS.items():
        for way in ways:
            await ana.types(f"roleplay {scenario}")
            fits(ana.card, app.book.words)
            for line in way:
                await ana.replies(line)
                fits(ana.card, app.book.words)
                assert len(ana.labels) <= 6
            await ana.types(f"roleplay {scenario}")
            await ana.presses(next(label for label in ana.labels if len(label) > 12))
            fits(ana.card, app.book.words)


def test_the_command_line_prints_every_ending(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CALMA_PHRASEBOOK", str(copied(tmp_path)))
    assert main(["roleplay", "paths"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["scenario", "ending", "kind", "needs", "ways"]
    endings, react, rules = ("\n".join(lines)).split("\n\n")
    assert len(endings.splitlines()) == 1 + 6 + 6
    assert react.splitlines()[-1].split() == ["all", "9", "9", "(100%)"]
    assert [line.split("  ")[0] for line in rules.splitlines()[1:]] == list(thumbs.RULES)


def states(scenario: Scenario) -> Iterator[ContactState]:
    """Yields a contact at each node, and one for each ending, by the first way that leads there."""
    met: set[str] = set()
    seen: set[tuple[str, int, int]] = set()
    waiting = [start(scenario)]
    while waiting:
        state = waiting.pop()
        if (state.node or state.ending) not in met:
            met.add(state.node or state.ending)
            yield state
        key = (state.node, state.tension, state.progress)
        if state.open and key not in seen:
            seen.add(key)
            waiting += [after(scenario, state, line) for line in scenario.nodes[state.node].lines]
    assert met == {*scenario.nodes, *scenario.endings}


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_node_and_ending_of_the_shipped_ones_fits_every_edge(book: Phrasebook, language: str) -> None:
    now = datetime(2026, 11, 24, tzinfo=UTC)
    for scenario in book.scenarios.values():
        for state in states(scenario):
            play = Play("T1", "p1", "ana", scenario.id, state, now, now)
            fits(RoleplayCards(book, language).play_card(play, scenario, resumed=True), book.words)


OVER_WIRES = [
    (
        "",
        "drill roleplay gift",
        "Tomorrow at 4, got it. I check the order and you hear from me in two minutes, I promise.",
        ("It names what happened", "Tomorrow at 4", "two minutes", "May sound like a promise"),
        "drill roleplay swap gift",
        ("the customer · 1 of 3", "Which of these would have calmed you?"),
        ("Your tension", "from 60 to"),
    ),
    (
        "-es",
        "drill simulacro regalo",
        "Mañana a las 4, anotado. Reviso el pedido y en dos minutos le aviso, sin falta.",
        ("Nombra lo que pasó", "Mañana a las 4", "dos minutos", "Puede sonar a promesa"),
        "drill simulacro al revés regalo",
        ("el cliente · 1 de 3", "¿Cuál de estas le habría dado calma?"),
        ("Su tensión", "de 60 a"),
    ),
]


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize(("who", "typed", "text", "found", "swap", "asked", "moved"), OVER_WIRES)
async def test_own_words_and_the_other_side_over_the_wires(
    platform: str,
    who: str,
    typed: str,
    text: str,
    found: tuple[str, ...],
    swap: str,
    asked: tuple[str, ...],
    moved: tuple[str, ...],
) -> None:
    async with world(platform, "own words") as app:
        walk, ana = Walk(WIRES[platform](app), app), f"ana{who}"
        await walk.types(ana, typed)
        await walk.presses(ana, "roleplay.own")
        await walk.sends(ana, "roleplay.own", text=text)
        assert [words for words in found if words not in shown(walk)] == []
        await walk.presses(ana, "roleplay.take")
        assert found[0] not in shown(walk)
        await walk.types(ana, swap)
        assert [words for words in asked if words not in shown(walk)] == []
        await walk.presses(ana, "swap.pick")
        assert [words for words in moved if words not in shown(walk)] == []
        await walk.presses(ana, "swap.next")
        await walk.presses(ana, "swap.pick")
        await walk.presses(ana, "swap.next")
        await walk.presses(ana, "swap.pick")
        await walk.presses(ana, "swap.next")
        assert walk.sees(ana, "roleplay.start")
        assert app.errors == []


def shown(walk: Walk) -> str:
    """Returns all that came of the last step, without the marks of its platform."""
    plain = html.unescape("\n".join(walk.shown))
    return re.sub(r"</?\w[^<>]*>|[*_\u2060]", "", plain)
