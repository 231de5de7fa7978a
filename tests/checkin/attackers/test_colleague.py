"""A colleague, who sees no figure: what they see is the same whatever others answer, and whether they do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from bot.core.chat import Role
from bot.features.checkin import feature
from tests.checkin.actor import HEAVY, LIGHT, Colleague, grouped, switched_on
from tests.checkin.attackers.told import told
from tests.harness import Harness

OTHERS = tuple(f"p{i}" for i in range(14))
TYPED = ("", "me", "care", "help", "team", "units", "settings", "stop", "p3", "how are the others")
PRESSED = (
    *("checkin.team", "checkin.meanwhile", "checkin.settings", "checkin.units", "checkin.me"),
    *("checkin.correct", "checkin.export", "checkin.reminders", "checkin.lines"),
)
KINDS = ("all are heavily burdened", "all are fine", "half of them answer", "nobody takes part", "all erased")


async def transcript(kind: str, language: str, role: Role = Role.AGENT) -> Sequence[str]:
    """Returns all that somebody sees who takes part, over periods in which the others do as is said."""
    app = Harness(now=datetime(2026, 9, 9, 9, tzinfo=UTC))
    assert app.features.checkin
    await switched_on(app)
    await grouped(app, "ana", *OTHERS)
    ana, seen = Colleague(app, "ana", language, role), list[str]()
    for _ in range(5):
        await ana.answers(**HEAVY)
        for i, name in enumerate(OTHERS if kind != "nobody takes part" else ()):
            if kind != "half of them answer" or i % 2:
                await Colleague(app, name).answers(**(LIGHT if kind == "all are fine" else HEAVY))
            if kind == "all erased":
                await Colleague(app, name).press("checkin.erased")
        app.later(days=14)
        await feature.closing(app.features.checkin)(app.now)
        await app.ticks()
        seen += [await ana.types(text) + repr(ana.form or ana.card) for text in TYPED]
        seen += [await ana.press(action, "night") + repr(ana.form or ana.card) for action in PRESSED]
    return [*seen, *map(repr, app.mail.to("ana"))]


@pytest.mark.parametrize("language", ["en", "es"])
async def test_what_a_colleague_sees(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = {kind: await transcript(kind, language) for kind in KINDS}
    usual = found[KINDS[0]]
    differing = sum(a != b for kind in KINDS for a, b in zip(found[kind], usual, strict=True))
    told(
        capsys,
        f"a · a colleague, {language}",
        f"{len(KINDS)} teams of {len(OTHERS)}, {len(usual)} cards each",
        f"{differing} that differ by what others did",
        "0",
    )
    assert len(usual) > 90
    assert not differing


async def test_a_manager_sees_the_difference() -> None:
    """Else nothing would be told apart for another reason."""
    heavy, fine = [await transcript(kind, "en", Role.MANAGER) for kind in KINDS[:2]]
    assert heavy != fine
