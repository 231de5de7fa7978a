"""What there is to practise for danger: enough of it, and nothing that gives the answer away."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import pytest

from bot.core.phrasebook import Phrasebook
from bot.core.quiz import ProtocolMoment, QuizItem, QuizOption
from bot.core.safety import HEAVY, SafetyKind
from bot.core.scenarios import Scenario
from bot.features.roleplay.paths import endings

LEAST = 8  # items
LIFE = {
    "self-harm": {SafetyKind.SELF_HARM},
    "violence and bomb": {SafetyKind.VIOLENCE, SafetyKind.BOMB},
    "medical": {SafetyKind.MEDICAL},
    "abuse of others": {SafetyKind.THIRD_PARTY_ABUSE},
}
BLIND = 0.42  # of three options, what somebody may get right who reads no stem
PLAYS = (
    "late-chat-frozen-account",
    "north-warehouse-at-three",
    "sofa-fourth-email",
    "booking-with-remarks",
    "forty-dollars-so-tired",
)


@pytest.mark.parametrize("kinds", LIFE.values(), ids=LIFE)
def test_there_is_enough_to_practise(book: Phrasebook, kinds: set[SafetyKind]) -> None:
    items = [item for item in book.quiz.values() if item.topic.startswith("safety-") and item.safety in kinds]
    assert len(items) >= LEAST
    assert {channel for item in items for channel in item.channels} >= {"phone", "chat"}
    assert {item.difficulty for item in items} == {1, 2, 3}


def test_every_moment_of_the_protocol_is_asked(book: Phrasebook) -> None:
    items = [item for item in book.quiz.values() if item.topic == "protocol"]
    assert len(items) >= LEAST
    assert {item.protocol for item in items} == set(ProtocolMoment)
    assert all(item.situation == "abuse-boundary" for item in items)


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_way_on_is_called_as_the_button_is(book: Phrasebook, language: str) -> None:
    keys = ("said", "stopped", "ended", "someone", "called", "new", "urgent_yes", "said_again")
    names = [book.words.say(language, f"boundary.{key}") for key in keys]
    names += [book.words.say(language, f"boundary.door.{door.value}") for door in list(ProtocolMoment)[:5]]
    for item in book.quiz.values():
        if item.protocol:
            assert any(name in item.options[item.key].text[language] for name in names), item.id


def test_each_kind_of_danger_has_a_moment_where_it_is_none(book: Phrasebook) -> None:
    # Else “always the emergency number” would be the key to all of them.
    ordinary = {
        "safety-self-harm-just-furious-sorry",
        "safety-violence-strangle-that-driver",
        "safety-violence-take-you-apart",
        "safety-bomb-saw-it-on-the-news",
        "safety-medical-back-and-the-chair",
        "safety-medical-four-days-left",
        "safety-third-party-abuse-still-on-his-plan",
    }
    assert ordinary <= set(book.quiz)


@pytest.mark.parametrize("language", ["en", "es"])
def test_nobody_tells_the_key_without_the_stem(book: Phrasebook, language: str) -> None:
    items = [item for item in book.quiz.values() if item.topic.startswith(("safety-", "protocol"))]
    right = sum(_guess(item, [other for other in items if other is not item], language) for item in items)
    assert right / len(items) <= BLIND


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("sign", [r"\?", r"\d", r"\b(no|not|nothing|nobody|nada|nadie|sin|ni)\b|n't"])
def test_no_sign_is_the_key(book: Phrasebook, language: str, sign: str) -> None:
    items = [item for item in book.quiz.values() if item.topic.startswith(("safety-", "protocol"))]
    keys = sum(bool(re.search(sign, item.options[item.key].text[language])) for item in items)
    others = sum(
        bool(re.search(sign, option.text[language]))
        for item in items
        for option in item.options
        if not option.best
    )
    assert abs(keys - others / 2) <= 0.15 * len(items)


def test_a_key_names_no_longer_an_option_than_the_others(book: Phrasebook) -> None:
    items = [item for item in book.quiz.values() if item.topic.startswith(("safety-", "protocol"))]
    for language in ("en", "es"):
        longest = sum(max(item.options, key=lambda option: len(option.text[language])).best for item in items)
        assert longest / len(items) <= 0.4


@pytest.mark.parametrize("name", PLAYS)
def test_at_every_moment_but_the_last_what_follows_depends_on_the_reply(book: Phrasebook, name: str) -> None:
    scenario = book.scenarios[name]
    alike = [id for id, node in scenario.nodes.items() if len({line.to for line in node.lines}) < 2]
    assert len(alike) <= 1
    assert all(_last(scenario, id) for id in alike)
    assert min(endings(scenario).values()) > 0


def test_role_plays_of_danger_say_so(book: Phrasebook) -> None:
    heavy = {scenario.id: scenario.safety for scenario in book.scenarios.values() if scenario.heavy}
    assert heavy == {
        "late-chat-frozen-account": SafetyKind.SELF_HARM,
        "north-warehouse-at-three": SafetyKind.BOMB,
        "booking-with-remarks": SafetyKind.SEXUAL_HARASSMENT,
        "forty-dollars-so-tired": SafetyKind.MEDICAL,
    }
    for id in PLAYS:
        meter = book.scenarios[id].meter
        assert set(meter) == (
            {"en", "es"} if heavy.get(id) in HEAVY - {SafetyKind.SEXUAL_HARASSMENT} else set()
        )


def _last(scenario: Scenario, id: str) -> bool:
    return not any(line.to in scenario.nodes for line in scenario.nodes[id].lines)


def _guess(item: QuizItem, others: Sequence[QuizItem], language: str) -> bool:
    # What words of the options alone tell, learnt from all other items: naive Bayes, without the stem.
    best: Counter[str] = Counter()
    rest: Counter[str] = Counter()
    for other in others:
        for option in other.options:
            (best if option.best else rest).update(_words(option, language))
    keys, wrong = len(others), 2 * len(others)

    def score(option: QuizOption) -> float:
        words = _words(option, language)
        odds = (
            math.log((best[word] + 0.5) / (keys + 1)) - math.log((rest[word] + 0.5) / (wrong + 1))
            for word in words
        )
        return sum(odds) / len(words)

    return max(item.options, key=score).best


def _words(option: QuizOption, language: str) -> set[str]:
    words = re.findall(r"[^\W\d_]+|\d+|[?:;]", option.text[language].lower())
    return {*words, *map(" ".join, pairwise(words))}
