"""Every card of a role-play fits every edge, in both languages; and the command line prints the endings."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import main
from tests.practice import fits
from tests.roleplay.sample import BILL, FIXED_ANGRY, PARCEL, SOLVED, Stage, copied

WAYS = {PARCEL: (SOLVED, FIXED_ANGRY, ("cut-short",)), BILL: (("first-warning", "second-warning", "end-it"),)}


@pytest.mark.parametrize("language", ["en", "es"])
async def test_every_card_fits_every_edge(language: str) -> None:
    stage = Stage()
    ana = stage.somebody(language=language)
    for text in ("roleplay", "roleplay xyz"):
        await ana.types(text)
        fits(ana.card, stage.library.words)
    for scenario, ways in WAYS.items():
        for way in ways:
            await ana.types(f"roleplay {scenario}")
            fits(ana.card, stage.library.words)
            for line in way:
                await ana.replies(line)
                fits(ana.card, stage.library.words)
                assert len(ana.labels) <= 5
            await ana.types(f"roleplay {scenario}")
            await ana.presses(next(label for label in ana.labels if len(label) > 12))
            fits(ana.card, stage.library.words)


def test_the_command_line_prints_every_ending(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CALMA_PHRASEBOOK", str(copied(tmp_path)))
    assert main(["roleplay", "paths"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["scenario", "ending", "kind", "needs", "ways"]
    assert len(lines) == 1 + 6 + 6
