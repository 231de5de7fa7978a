"""Every card of a role-play fits every edge, in both languages; and the command line prints the endings."""

from __future__ import annotations

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
from tests.harness import Harness
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
