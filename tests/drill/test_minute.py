"""How long a drill takes to read, over the whole bank: what its words promise is so."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations

import pytest

from bot.core.practice import SECONDS, WORDS_A_MINUTE
from bot.core.quiz import read_words, reading_seconds
from tests.build import shipped

VERDICT = 4  # words: “Not the best one”, the longer of the two
MEDIAN, MOST = 60, 64  # seconds for three: of half of all drills, and of nineteen in twenty


def drills(language: str) -> list[float]:
    """Returns the seconds of every drill of three items of one topic, the shortest first."""
    by_topic = defaultdict[str, list[int]](list)
    for item in shipped().quiz.values():
        by_topic[item.topic].append(read_words(item, language) + VERDICT)
    three = (sum(words) for of_one in by_topic.values() for words in combinations(of_one, 3))
    return sorted(words * 60 / WORDS_A_MINUTE for words in three)


@pytest.mark.parametrize("language", ["en", "es"])
def test_three_questions_are_read_in_a_minute(language: str) -> None:
    seconds = drills(language)
    assert len(seconds) > 1000
    assert seconds[len(seconds) // 2] <= MEDIAN
    assert seconds[len(seconds) * 19 // 20] <= MOST
    assert seconds[len(seconds) // 2] <= 3 * SECONDS <= 60


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_seconds_on_a_question_are_those_of_its_words(language: str) -> None:
    for item in shipped().quiz.values():
        exact = read_words(item, language) * 60 / WORDS_A_MINUTE
        assert abs(reading_seconds(item, language) - exact) <= 2.5
