"""How much there is of everything."""

from __future__ import annotations

from typing import Any

from bot.coach.phrasebook import CHANNELS, Phrasebook, Situation


def stats(book: Phrasebook) -> dict[str, Any]:
    """Returns the counts of the phrasebook, ready for JSON."""
    return {
        "situations": {situation.id: _situation(situation) for situation in book.situations.values()},
        "methods": len(book.methods),
        "pitfalls": len(book.pitfalls),
        "personas": len(book.personas),
        "quiz_items": 0,
        "roleplays": len(book.scenarios),
        "team_lines": len(book.prompts),
    }


def _situation(situation: Situation) -> dict[str, Any]:
    phrases = situation.phrases
    return {
        "phrases": len(phrases),
        "by_channel": {c: sum(not p.channels or c in p.channels for p in phrases) for c in CHANNELS},
        "triggers": {language: len(triggers) for language, triggers in situation.triggers.items()},
    }
