"""Questions that are answered in other ways than the best of three: say this, see that."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import card as c
from bot.core.quiz import QuizKind
from bot.features.drill import model
from bot.features.drill.model import PeopleCounts
from bot.features.drill.ordering import ORDERS, chosen_by
from bot.features.drill.stats import PracticeCounts, practice_report
from tests.build import shipped
from tests.drill import bank
from tests.drill.actor import DrillApp, Trainee
from tests.drill.test_edges import fits

RIGHT = {
    "en": ("Say what is settled", "Say what is still open", "Say when you call back"),
    "es": ("Decir lo que quedó resuelto", "Decir lo que sigue pendiente", "Decir cuándo vuelve a llamar"),
}


def practising(kind: str, language: str = "en", store: DrillApp | None = None) -> Trainee:
    """Returns somebody whose bank has one item of that kind and no other."""
    app = store or DrillApp()
    app.items.clear()
    app.items[f"closing-{kind}"] = bank.items_of_kinds()[f"closing-{kind}"]
    return Trainee(app, "ana", language)


def letter_of(ana: Trainee, text: str) -> str:
    """Returns the letter that stands before a step."""
    return next(t.text[2] for t in ana.all(c.Text) if t.text.endswith(f"** · {text}"))


async def puts(ana: Trainee, *steps: str) -> str:
    """Taps steps, one after the other."""
    for step in steps:
        await ana.presses(letter_of(ana, step))
    return ana.title


async def test_what_is_needed_first(app: DrillApp) -> None:
    ana = practising("need", store=app)
    await ana.types("1")
    assert "What does the customer need first?" in ana.text
    assert ana.labels == ["A", "B", "C", "I'd be guessing"]
    await ana.presses(letter_of(ana, "A form for the insurance"))
    assert ana.title == "Something else comes first"
    assert "Fear comes before papers." in ana.text
    await ana.presses("Why")
    assert "You chose" in ana.text


@pytest.mark.parametrize(
    ("language", "asked", "words", "title", "kernel"),
    [
        ("en", "Which words make it worse? Tap them.", "As I told you", "That's it", "did not listen"),
        ("es", "¿Qué palabras lo empeoran? Toque", "Como ya le expliqué", "Eso es", "no escucharon"),
        ("en", "Tap them.", "Your parcel is late", "Not those words", "did not listen"),
        ("es", "Toque esas", "Su paquete va tarde", "No son esas palabras", "no escucharon"),
    ],
)
async def test_the_words_of_a_draft_are_the_buttons(
    app: DrillApp, language: str, asked: str, words: str, title: str, kernel: str
) -> None:
    ana = practising("word", language, app)
    await ana.types("1")
    assert asked in ana.text
    item = app.items["closing-word"]
    assert ana.labels[:3] == [option.text[language] for option in item.options]  # as they stand in the draft
    assert "** · " not in ana.text
    assert await ana.presses(words) == title
    assert item.options[item.key].text[language] in ana.text
    assert kernel in ana.text
    await ana.presses("Why" if language == "en" else "Por qué")
    assert all(option.why[language] in ana.text for option in item.options)
    [given] = (await app.drill("id1")).given
    assert given.right == (given.chosen == item.key)


@pytest.mark.parametrize(("language", "again"), [("en", "Start over"), ("es", "Empezar de nuevo")])
async def test_the_first_then_the_second_and_the_third_follows(
    app: DrillApp, language: str, again: str
) -> None:
    ana = practising("order", language, app)
    await ana.types("1")
    first, second, third = RIGHT[language]
    assert len(ana.labels) == 4
    await puts(ana, first)
    assert f"**1** · {first}" in ana.text
    assert again in ana.labels
    assert len(ana.labels) == 4  # two letters, the way back, a guess
    assert (await app.drill("id1")).given == ()  # a tap is in the buttons alone
    assert await puts(ana, second) == ("That's it" if language == "en" else "Eso es")
    assert " → " in ana.text
    await ana.presses("Why" if language == "en" else "Por qué")
    assert ana.text.index(first) < ana.text.index(second) < ana.text.index(third)
    [given] = (await app.drill("id1")).given
    assert (given.right, given.chosen) == (True, 0)


def test_all_words_to_tap_fit_their_button_whole() -> None:
    words = [item for item in shipped().quiz.values() if item.kind is QuizKind.WORD]
    assert words
    texts = [text for item in words for option in item.options for text in option.text.values()]
    assert [text for text in texts if c.clip(c.plain(text), c.LABEL) != c.plain(text)] == []


async def test_a_wrong_order_shows_the_right_one_and_why(app: DrillApp) -> None:
    ana = practising("order", store=app)
    await ana.types("1")
    first, second, third = RIGHT["en"]
    assert await puts(ana, first, third) == "Not quite that order"
    assert ana.text.index(f"**1** · {first}") < ana.text.index(f"**2** · {second}")
    assert "Open things are heard once." in ana.text  # of the step that stood elsewhere
    await ana.presses("Why")
    assert "You put: 1 → 3 → 2" in ana.text
    [given] = (await app.drill("id1")).given
    assert (given.right, ORDERS[given.chosen]) == (False, (0, 2, 1))
    memories = await ana.memories()
    assert (memories["closing-order"].due - app.now) < timedelta(days=2)


async def test_starting_over_and_guessing_keep_what_they_should(app: DrillApp) -> None:
    ana = practising("order", store=app)
    await ana.types("1")
    first, second, third = RIGHT["en"]
    await puts(ana, third)
    await ana.presses("I'd be guessing")
    assert f"**1** · {third}" in ana.text  # the tap stays
    assert "Guessing ✓" in ana.labels
    await ana.presses("Start over")
    assert "**1** · " not in ana.text
    assert "Guessing ✓" in ana.labels
    assert "Start over" not in ana.labels
    await puts(ana, first, second)
    [given] = (await app.drill("id1")).given
    assert (given.right, given.guessed) == (True, True)


async def test_late_presses_change_nothing(app: DrillApp) -> None:
    ana = practising("order", store=app)
    await ana.types("1")
    first, second, _ = RIGHT["en"]
    early = ana.button(letter_of(ana, second))
    await puts(ana, first)
    half = ana.button("Start over")
    await puts(ana, second)
    assert await ana.presses(early) == "That's it"  # within a quarter of an hour: what it was worth
    app.later(minutes=20)
    assert await ana.presses(early) == "This drill is done"
    assert await ana.presses(half) == "This drill is done"
    assert len((await app.drill("id1")).given) == 1


async def test_an_item_that_changed_its_kind_is_answered_all_the_same(app: DrillApp) -> None:
    ana = practising("order", store=app)
    await ana.types("1")
    one, whole = ana.button("A"), replace(ana.button("A"), value=f"{ana.button('A').value}1")
    steps = app.items["closing-order"]
    marked = (steps.options[0], replace(steps.options[1], best=True), steps.options[2])
    app.items["closing-order"] = replace(steps, kind=QuizKind.BEST, options=marked)
    assert (await ana.presses(whole)).startswith("1 / 1")  # two taps are no option
    assert ana.labels[:3] == ["A", "B", "C"]
    await ana.presses(one)
    await ana.presses("Why")
    app.items["closing-order"] = steps
    fits(ana.card)
    why = replace(ana.button("See how it went"), action="drill.why", value="id1.0")
    await ana.presses(why)  # what was an option is read as steps
    fits(ana.card)


async def test_what_was_steps_and_is_so_no_more_has_no_option_that_was_chosen(app: DrillApp) -> None:
    ana = practising("order", store=app)
    await ana.types("1")
    await puts(ana, *reversed(RIGHT["en"][1:]))
    why = ana.button("Why")
    steps = app.items["closing-order"]
    marked = (replace(steps.options[0], best=True), *steps.options[1:])
    app.items["closing-order"] = replace(steps, kind=QuizKind.BEST, options=marked)
    await ana.presses(why)
    assert "Best:" in ana.text
    assert "You chose" not in ana.text


@pytest.mark.parametrize("kind", ["need", "word", "order"])
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("right", [True, False])
async def test_every_card_fits_every_edge(app: DrillApp, kind: str, language: str, right: bool) -> None:
    ana = practising(kind, language, app)
    await ana.types("1")
    fits(ana.card)
    while len(ana.labels) > 2:
        item = app.items[f"closing-{kind}"]
        place = item.key if right else 2
        text = item.options[place].text[language]
        button = ana.labels[0] if kind == "order" else text if kind == "word" else letter_of(ana, text)
        await ana.presses(button)
        fits(ana.card)
    await ana.presses(ana.labels[1])
    fits(ana.card)


ORDER = st.permutations([0, 1, 2])


@given(ORDER, st.permutations([0, 1, 2]))
def test_the_whole_order_is_right_or_none_of_it(shown: list[int], put: list[int]) -> None:
    item = bank.items_of_kinds()["closing-order"]
    taps = [shown.index(place) for place in put]
    chosen = chosen_by(item, shown, taps[:2])
    assert chosen is not None
    assert ORDERS[chosen] == tuple(put)  # what is stored tells the whole order
    assert (chosen == item.key) == (put == [0, 1, 2])
    assert chosen_by(item, shown, taps[:1]) is None
    assert chosen_by(item, shown, taps) is None
    assert chosen_by(item, shown, [taps[0], taps[0]]) is None


@given(ORDER, st.lists(st.integers(0, 9), max_size=3))
def test_taps_make_an_answer_or_nothing(shown: list[int], taps: list[int]) -> None:
    for item in (*bank.items_of_kinds().values(), next(iter(bank.items().values()))):
        chosen = chosen_by(item, shown, taps)
        whole = 2 if item.ordered else 1
        real = len(set(taps)) == len(taps) == whole and all(tap < 3 for tap in taps)
        assert (chosen is not None) == real


def test_every_order_has_a_number_and_the_right_one_is_the_key() -> None:
    assert tuple(permutations(range(3))) == ORDERS
    assert ORDERS[bank.items_of_kinds()["closing-order"].key] == (0, 1, 2)


def test_figures_take_no_order_for_an_option() -> None:
    items = bank.items_of_kinds()
    people = {id: PeopleCounts(60, 20) for id in items}
    counts = PracticeCounts(60, 60, {"closing": PeopleCounts(60, 20)}, people, {})
    report = practice_report(counts, items)
    assert report
    assert {id for id, _ in report.hard} == set(items)
    assert {id for id, _ in report.unpicked} == {"closing-need", "closing-word"}


def test_a_drill_counts_an_order_as_it_counts_an_option() -> None:
    app = DrillApp()
    ana = practising("order", store=app)
    asyncio.run(ana.types("1"))
    drill = asyncio.run(app.drill("id1"))
    item, [question] = app.items["closing-order"], drill.questions
    for put in ORDERS:
        taps = [question.order.index(place) for place in put[:2]]
        after = model.answer(drill, item, 0, taps, app.now)
        assert after.right == (put == (0, 1, 2))
        assert model.answer(after, item, 0, taps, app.now) is after
    assert model.answer(drill, item, 0, [0], app.now) is drill
