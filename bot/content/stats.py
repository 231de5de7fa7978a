"""How much there is of everything."""

from __future__ import annotations

from typing import Any

from bot.core.phrasebook import CHANNELS, Phrasebook, Situation
from bot.core.quiz import QuizKind


def stats(book: Phrasebook) -> dict[str, Any]:
    """Returns the counts of the phrasebook, ready for JSON."""
    return {
        "situations": {situation.id: _situation(situation) for situation in book.situations.values()},
        "methods": len(book.methods),
        "pitfalls": len(book.pitfalls),
        "personas": len(book.personas),
        "cards": len(book.teachings),
        "quiz_items": len(book.quiz),
        "quiz": _quiz(book),
        "roleplays": len(book.scenarios),
        "team_lines": len(book.prompts),
    }


def _quiz(book: Phrasebook) -> dict[str, Any]:
    items = book.quiz.values()
    industries = [facet.id for facet in book.facets.values() if facet.kind == "industry"]
    return {
        "by_situation": {i: sum(item.situation == i for item in items) for i in book.situations},
        "by_method": {i: sum(item.method == i for item in items) for i in book.methods},
        "by_pitfall": {i: sum(item.pitfall == i for item in items) for i in book.pitfalls},
        "by_card": {i: sum(item.card == i for item in items) for i in book.teachings},
        "by_industry": {i: sum(i in item.industries for item in items) for i in industries},
        "by_kind": {kind.value: sum(item.kind is kind for item in items) for kind in QuizKind},
        "by_difficulty": {str(i): sum(item.difficulty == i for item in items) for i in (1, 2, 3)},
    }


def _situation(situation: Situation) -> dict[str, Any]:
    phrases = situation.phrases
    return {
        "phrases": len(phrases),
        "by_channel": {c: sum(not p.channels or c in p.channels for p in phrases) for c in CHANNELS},
        "triggers": {language: len(triggers) for language, triggers in situation.triggers.items()},
    }
