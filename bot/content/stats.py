"""How much there is of everything."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from bot.core.phrasebook import APPROVAL, CHANNELS, Phrase, Phrasebook, Situation
from bot.core.quiz import QuizKind
from bot.core.speech import FORMS, USTED
from bot.features.roleplay import paths
from bot.features.roleplay.swap import swappable


def stats(book: Phrasebook, today: date | None = None) -> dict[str, Any]:
    """Returns the counts of the phrasebook, ready for JSON; a review that is over `today` counts no more."""
    phrases = _phrases(book)
    return {
        "situations": {situation.id: _situation(situation) for situation in book.situations.values()},
        "channels": _by_channel(phrases),
        "forms": _forms(phrases),
        "forms_by_channel": {c: _forms(p for p in phrases if c in p.channels) for c in CHANNELS},
        "reviewed": reviewed(book, today),
        "methods": len(book.methods),
        "pitfalls": len(book.pitfalls),
        "personas": len(book.personas),
        "cards": len(book.teachings),
        "quiz_items": len(book.quiz),
        "quiz": _quiz(book),
        "roleplays": len(book.scenarios),
        "roleplay": _roleplay(book),
        "team_lines": len(book.prompts),
        "minute_lines": len(book.minutes),
    }


def _phrases(book: Phrasebook) -> list[Phrase]:
    return [phrase for situation in book.situations.values() for phrase in situation.phrases]


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


def _roleplay(book: Phrasebook) -> dict[str, Any]:
    scenarios = book.scenarios.values()
    reacting = [paths.reacting(scenario) for scenario in scenarios]
    return {
        "by_channel": {c: sum(scenario.channel == c for scenario in scenarios) for c in CHANNELS},
        "by_persona": {i: sum(scenario.persona == i for scenario in scenarios) for i in book.personas},
        "moments": sum(every for _, every in reacting),
        "moments_that_react": sum(some for some, _ in reacting),
        "own_words": sum(bool(node.own) for scenario in scenarios for node in scenario.nodes.values()),
        "swap": sum(map(swappable, scenarios)),
    }


def _situation(situation: Situation) -> dict[str, Any]:
    phrases = situation.phrases
    return {
        "phrases": len(phrases),
        "by_channel": _by_channel(phrases),
        "triggers": {language: len(triggers) for language, triggers in situation.triggers.items()},
    }


def _by_channel(phrases: Iterable[Phrase]) -> dict[str, int]:
    listed = tuple(phrases)
    return {c: sum(not p.channels or c in p.channels for p in listed) for c in CHANNELS}


def _forms(phrases: Iterable[Phrase]) -> dict[str, int]:
    listed = tuple(phrases)
    return {USTED: len(listed), **{form: sum(form in p.forms for p in listed) for form in FORMS}}


def reviewed(book: Phrasebook, today: date | None = None) -> dict[str, int]:
    """Returns how many shipped phrases risk something, by law or by promise, and how many were reviewed."""
    risky = [
        phrase
        for phrase in _phrases(book)
        if APPROVAL in phrase.tags or phrase.countries or phrase.review_after
    ]
    known = [phrase for phrase in risky if phrase.reviewed_on]
    in_time = sum(not (today and phrase.review_after and phrase.review_after <= today) for phrase in known)
    return {"of": len(risky), "reviewed": len(known), "in_time": in_time}
