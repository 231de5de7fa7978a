"""The cards of a question: the question itself, and what an answer was worth."""

from __future__ import annotations

from collections.abc import Iterator

from bot.coach import card as c
from bot.coach.drill.drill import Drill, Given
from bot.coach.drill.sight import Sight, refer
from bot.coach.practice import QuizItem

ANSWER, GUESS, NEXT = "drill.answer", "drill.guess", "drill.next"
START, MORE, TOPIC, DONE = "drill.start", "drill.more", "drill.topic", "drill.done"
LETTERS = "ABC"


def question(sight: Sight, drill: Drill, *, guessing: bool = False, told: str = "") -> c.Card:
    """Returns the question that is to be answered now. `told` is what there is to say about a late press."""
    place, item = drill.turn, sight.bank[drill.questions[drill.turn].item]
    shown = [item.options[n] for n in drill.questions[place].order]
    title = f"{place + 1} / {len(drill.questions)} · {sight.situation(item.situation)}".rstrip(" ·")
    guess = sight.say("drill.guessing" if guessing else "drill.guess")
    buttons = (
        *(c.Button(LETTERS[n], ANSWER, refer(drill, place, n, guessed=guessing)) for n in range(len(shown))),
        c.Button(guess, GUESS, refer(drill, place, guessed=not guessing)),
    )
    return sight.card(
        sight.say("drill.question_summary", title=title, stem=sight.of(item.stem)),
        c.Heading(title, sight.say("drill.seconds")),
        *([c.Note(told)] if told else []),
        c.Text(sight.of(item.stem)),
        *(c.Text(f"**{LETTERS[n]}** · {sight.of(option.text)}") for n, option in enumerate(shown)),
        c.Buttons(buttons),
        *([c.Note(sight.say("drill.guess_note"))] if guessing else []),
    )


def feedback(sight: Sight, drill: Drill, turn: int) -> c.Card:
    """Returns what the answer to question `turn` was worth, and why: the chosen and the best option first."""
    given, item = drill.given[turn], sight.bank[drill.given[turn].item]
    title = sight.say("drill.right" if given.right else "drill.wrong")
    last = turn + 1 == len(drill.questions)
    onward = c.Button(
        sight.say("drill.end" if last else "drill.next"), NEXT, refer(drill, turn + 1), c.Tone.PRIMARY
    )
    return sight.card(
        f"{title} {sight.of(item.options[item.key].why)}",
        c.Heading(title, f"{turn + 1} / {len(drill.questions)}"),
        c.Note(sight.of(item.stem)),
        *_explained(sight, item, drill.questions[turn].order, given),
        c.Buttons((onward,)),
    )


def _explained(sight: Sight, item: QuizItem, order: tuple[int, ...], given: Given) -> Iterator[c.Element]:
    def told(place: int, key: str) -> str:
        option = item.options[place]
        letter = LETTERS[order.index(place)]
        return sight.say(key, letter=letter, option=sight.of(option.text), why=sight.of(option.why))

    yield c.Text(told(item.key, "drill.best_right" if given.right else "drill.best"))
    if not given.right:
        yield c.Text(told(given.chosen, "drill.chosen"))
    for place in order:
        if place not in (item.key, given.chosen):
            yield c.Note(told(place, "drill.other"))
