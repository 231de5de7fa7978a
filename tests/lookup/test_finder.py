"""The finder: what holds for any text at all, and how good it is on real ones."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterable

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.core.card import Form
from bot.core.chat import Answer, Command, Person
from bot.core.keywords import folded
from bot.core.phrasebook import Phrasebook
from bot.features.lookup.finder import SHOWN, UNKNOWN_LANGUAGE, Finder, LookupResult, as_json, as_text
from bot.features.lookup.index import Ranking, SituationMatch
from bot.features.lookup.rightness import is_sure, rightness
from bot.wiring.calma import Calma
from tests.conftest import ROOT

PIECES = (
    *("yelling", "le está gritando", "manager", "gerente", "refund", "reembolso", "#chat", "#finanzas", "#"),
    *(
        "en",
        "es",
        "sh*t",
        "the",
        "la",
        "WONT STOP",
        "sreaming",
        "lunch",
        "toner",
        "¿",
        "\u202e",
        "😀",
        "|",
        "**",
    ),
)
anything = st.one_of(
    st.text(), st.text(st.characters()), st.lists(st.one_of(st.sampled_from(PIECES), st.text())).map(" ".join)
)


def sound(found: LookupResult, book: Phrasebook) -> None:
    """Holds a result against what is promised of every one."""
    scores = [match.score for match in found.matches]
    assert scores == sorted(scores, reverse=True)
    assert len(found.best) <= SHOWN == 5
    assert {match.id for match in found.matches} <= book.situations.keys()
    assert found.language in {*book.languages, UNKNOWN_LANGUAGE}
    assert set(found.facets) <= book.facets.keys()
    assert bool(found.phrases) == found.confident
    assert found.confident or not found.sure
    if found.confident:
        ids = [phrase.id for phrase in book.situations[found.best[0].id].phrases]
        assert set(found.phrases) <= set(ids)
        assert len(set(found.phrases)) == len(found.phrases) <= 3


@settings(deadline=None, max_examples=300)
@given(anything)
@example("\ud800 yelling")
@example("yelling " * 10_000)
@example("\x00")
def test_any_text_finds_something_sound(house: Calma, book: Phrasebook, text: str) -> None:
    found = house.finders.shipped.find(text)
    sound(found, book)
    assert found.text == text
    assert found == house.finders.shipped.find(text)


@settings(deadline=None)
@given(anything, st.sampled_from(["en", "es"]))
@example("SETTING", "en")
async def test_any_text_gets_a_card(house: Calma, text: str, language: str) -> None:
    answer = await house.desk.answer(Command(Person("T1", "test", "U1", language), "calm", text))
    if isinstance(answer, Form):  # which only a keyword opens
        assert folded(text) in map(folded, house.phrasebook.keywords.typed("settings"))
        return
    assert isinstance(answer, Answer)
    assert answer.card.summary
    assert answer.card.elements


def test_words_without_a_topic_are_no_situation(house: Calma, book: Phrasebook) -> None:
    fillers = {word for words in book.lexicon.fillers.values() for word in words if " " not in word}
    sure = sorted(word for word in fillers if house.finders.shipped.find(word).confident)
    assert sure == []


def test_every_trigger_is_understood(house: Calma, book: Phrasebook) -> None:
    triggers = [(s.id, t) for s in book.situations.values() for texts in s.triggers.values() for t in texts]
    found = [(house.finders.shipped.find(text), situation) for situation, text in triggers]
    for result, _ in found:
        sound(result, book)
    assert share(result.best[0].id == situation for result, situation in found) >= 0.97
    assert share(situation in result.nearest for result, situation in found) >= 0.99


# ---- how good it is: a floor, on lines that nobody wrote a trigger from


def share(answers: Iterable[bool]) -> float:
    """Returns the share of true ones."""
    listed = list(answers)
    return sum(listed) / len(listed)


def test_the_quality_has_a_floor(house: Calma) -> None:
    text = (ROOT / "tests/lookup/unseen_tune.jsonl").read_text(encoding="utf-8")
    rows = [row for row in map(json.loads, text.splitlines()) if "safety" not in row]
    # What the look-up makes of a text is one thing, and whether danger is noticed in it another.
    seen = [(house.finders.shipped.find(row["query"]), set(row["situations"])) for row in rows]
    found = [(result.ordinary or result, wanted) for result, wanted in seen]
    assert share(result.ordinary is not None for result, _ in seen) <= 0.08
    topical = [(result, wanted) for result, wanted in found if wanted]
    assert share(bool(wanted & set(result.nearest[:1])) for result, wanted in topical) >= 0.90
    assert share(bool(wanted & set(result.nearest)) for result, wanted in topical) >= 0.96
    plain = [(result.ordinary or result, wanted) for result, wanted in found]  # danger is another matter
    assert share(result.confident for result, wanted in plain if wanted) >= 0.96
    assert share(result.confident for result, wanted in plain if not wanted) <= 0.05


def test_what_is_marked_sure_is_right(house: Calma) -> None:
    text = (ROOT / "tests/lookup/unseen_tune.jsonl").read_text(encoding="utf-8")
    rows = [row for row in map(json.loads, text.splitlines()) if "safety" not in row]
    found = [(house.finders.shipped.find(row["query"]), set(row["situations"])) for row in rows]
    sure = [(result, wanted) for result, wanted in found if result.sure]
    assert share(result.nearest[0] in wanted for result, wanted in sure) >= 0.95
    assert len(sure) >= len(rows) / 5  # a mark that nobody sees tells nothing


def test_how_sure_a_result_is_stands_in_a_line(house: Calma) -> None:
    finder = house.finders.shipped
    for text, word, confident, sure in (
        ("le está gritando", "sure", True, True),
        ("item discontinued, no replacement exists", "likely", True, False),
        ("zzzz qqqq", "unsure", False, False),
    ):
        result = finder.find(text)
        assert as_text(result).startswith(f"{word}  ")
        row = json.loads(as_json(result))
        assert (row["confident"], row["sure"]) == (confident, sure)


def test_danger_is_never_marked_sure(house: Calma) -> None:
    result = house.finders.shipped.find("caller is suicidal and yelling at me, wants a manager")
    assert result.safety
    assert not result.sure
    assert json.loads(as_json(result))["sure"] is False


def ranking(*scores: float, closeness: float = 1.0, agreement: float = 1.0) -> Ranking:
    """Returns what an index might, with these shares."""
    return Ranking(tuple(SituationMatch(f"s{i}", s) for i, s in enumerate(scores)), 1.0, closeness, agreement)


shares = st.floats(0, 1)


@given(shares, shares, shares, shares)
@example(1.0, 0.0, 1.0, 1.0)
def test_a_clearer_lead_is_never_less_sure(best: float, second: float, less: float, agreement: float) -> None:
    best, second = max(best, second), min(best, second)
    here = rightness(ranking(best, second, agreement=agreement))
    assert 0 <= here <= 1
    assert rightness(ranking(best, min(second, less), agreement=agreement)) >= here
    assert rightness(ranking(best, second, agreement=min(agreement, less))) <= here


def test_what_tells_nothing_is_not_sure() -> None:
    assert rightness(Ranking((), 0.0, 0.0, 0.0)) == 0
    assert not is_sure(0.5, ranking(1.0, 0.0))  # clear, but likely about something else
    assert is_sure(1.0, ranking(1.0, 0.0))
    assert not is_sure(1.0, ranking(0.4, 0.35))


def test_an_index_that_was_put_down_finds_the_same_when_it_is_read_again(book: Phrasebook) -> None:
    finder = Finder(book)
    again: Finder = pickle.loads(pickle.dumps(finder))
    assert again.edition is not finder.edition
    for text in ("yelling", "gritandp", "amenaza con demandarnos", "#chat where is my parcel", "", "weather"):
        assert again.find(text).matches == finder.find(text).matches
        assert again.find(text).phrases == finder.find(text).phrases
