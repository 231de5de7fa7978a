"""A question of a drill by its kind, and what an answer to it was worth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.core import card as c
from bot.core.practice import DrillRequest
from bot.core.quiz import OF_SAFETY, QuizItem, QuizKind, brief, reading_seconds
from bot.core.viewer import dotted
from bot.features.drill.buttons import encode_reference, encode_request
from bot.features.drill.consent_cards import NOT_TODAY
from bot.features.drill.model import Drill, GivenAnswer
from bot.features.drill.ordering import ORDERS, tapped_so_far
from bot.features.drill.viewer import DrillViewer

ANSWER, GUESS, AGAIN, NEXT, WHY = "drill.answer", "drill.guess", "drill.again", "drill.next", "drill.why"
LETTERS = "ABC"
_STEP = " → "


def question_card(
    viewer: DrillViewer, drill: Drill, *, guessing: bool = False, taps: Sequence[int] = (), note: str = ""
) -> c.Card:
    """Returns the question that is to be answered now. `note` is what there is to say about a late press.

    `taps` are steps that were put in order already, as places as shown; nothing of them is stored yet.
    """
    place, item = drill.turn, viewer.bank[drill.questions[drill.turn].item]
    order = drill.questions[place].order
    taps = tapped_so_far(item, order, taps)
    title = dotted(f"{place + 1} / {len(drill.questions)}", viewer.trained(_about(drill, item)))
    return viewer.card(
        viewer.say("drill.question_summary", title=title, stem=viewer.said(item.stem)),
        c.Heading(title, viewer.say("drill.seconds", seconds=reading_seconds(item, viewer.language))),
        *([c.Note(note)] if note else []),
        c.Text(viewer.said(item.stem)),
        *_asked(viewer, item, taps),
        *_shown(viewer, item, order, taps),
        *_buttons(viewer, drill, item, taps, guessing=guessing),
        *([c.Note(viewer.say("drill.guess_note"))] if guessing else []),
    )


def _about(drill: Drill, item: QuizItem) -> str:
    """Returns what the heading names: the danger that was asked for, else what the answer counts for."""
    asked = bool(item.safety) and drill.topic.startswith(OF_SAFETY)
    return drill.topic if asked else item.trains


def feedback_card(viewer: DrillViewer, drill: Drill, turn: int, *, opened: bool = False) -> c.Card:
    """Returns what the answer to question `turn` was worth, in a line that is read in passing.

    Where it was `opened`, all that there is to say follows: why each option is what it is, the chosen and the
    best one first, and steps in their order.
    """
    given, item = drill.given[turn], viewer.bank[drill.given[turn].item]
    title = viewer.say("drill.right" if given.right else f"drill.wrong.{item.kind.value}")
    last = turn + 1 == len(drill.questions)
    onward = c.Button(
        viewer.say("drill.end" if last else "drill.next"),
        NEXT,
        encode_reference(drill, turn + 1),
        c.Tone.PRIMARY,
    )
    why = c.Button(viewer.say("drill.why"), WHY, encode_reference(drill, turn))
    heading = c.Heading(title, f"{turn + 1} / {len(drill.questions)}")
    order = drill.questions[turn].order
    summary = f"{title} {_kernel(viewer, item, given)}"
    if not opened:
        return viewer.card(summary, heading, *_worth(viewer, item, order, given), c.Buttons((onward, why)))
    explain = _steps if item.ordered else _explained
    stem = c.Note(viewer.said(item.stem))
    return viewer.card(summary, heading, stem, *explain(viewer, item, order, given), c.Buttons((onward,)))


def _asked(viewer: DrillViewer, item: QuizItem, taps: tuple[int, ...]) -> Iterator[c.Element]:
    # What is asked, unless the moment ends in it, and what to tap.
    kind, said = item.kind.value, []
    if item.kind is not QuizKind.BEST and not viewer.said(item.stem).endswith("?"):
        said.append(viewer.say(f"drill.ask.{kind}"))
    if item.kind in (QuizKind.WORD, QuizKind.ORDER):
        said.append(viewer.say("drill.tap.second" if taps else f"drill.tap.{kind}"))
    if said:
        yield c.Text(" ".join(said))


def _shown(
    viewer: DrillViewer, item: QuizItem, order: Sequence[int], taps: tuple[int, ...]
) -> Iterator[c.Text]:
    if item.kind is QuizKind.WORD:  # they stand in the draft, and are buttons
        return
    ranked = (*taps, *(n for n in range(len(order)) if n not in taps))
    for rank, n in enumerate(ranked):
        mark = f"{rank + 1}" if n in taps else LETTERS[n]
        yield c.Text(f"**{mark}** · {viewer.said(item.options[order[n]].text)}")


def _buttons(
    viewer: DrillViewer, drill: Drill, item: QuizItem, taps: tuple[int, ...], *, guessing: bool
) -> Iterator[c.Buttons]:
    place, order = drill.turn, drill.questions[drill.turn].order

    def option(label: str, n: int) -> c.Button:
        return c.Button(label, ANSWER, encode_reference(drill, place, (*taps, n), guessed=guessing))

    guess = viewer.say("drill.guessing" if guessing else "drill.guess")
    others = [c.Button(guess, GUESS, encode_reference(drill, place, taps, guessed=not guessing))]
    if taps:
        start = encode_reference(drill, place, guessed=guessing)
        others.insert(0, c.Button(viewer.say("drill.again"), AGAIN, start))
    others += _way_out(viewer, drill, item)
    if item.kind is QuizKind.WORD:  # as they stand in the draft; they are long, so the rest stands below
        words = [(c.plain(viewer.said(item.options[place].text)), n) for n, place in enumerate(order)]
        draft = c.plain(viewer.said(item.stem))
        yield c.Buttons(tuple(option(text, n) for text, n in sorted(words, key=lambda w: draft.find(w[0]))))
        yield c.Buttons(tuple(others))
    else:
        letters = (option(LETTERS[n], n) for n in range(len(order)) if n not in taps)
        yield c.Buttons((*letters, *others))


def _way_out(viewer: DrillViewer, drill: Drill, item: QuizItem) -> tuple[c.Button, ...]:
    # Whoever said yes may have had enough all the same; the drill stays as it is.
    value = encode_request(DrillRequest("", drill.count, drill.about), ())
    return (c.Button(viewer.say("heavy.enough"), NOT_TODAY, value),) if item.heavy else ()


def _kernel(viewer: DrillViewer, item: QuizItem, given: GivenAnswer) -> str:
    # Of steps: why the first one that stood elsewhere stands where it does.
    place = item.key
    if not given.right and item.ordered and 0 < given.chosen < len(ORDERS):
        place = next(n for n, step in enumerate(ORDERS[given.chosen]) if n != step)
    return brief(viewer.said(item.options[place].why))


def _worth(
    viewer: DrillViewer, item: QuizItem, order: Sequence[int], given: GivenAnswer
) -> Iterator[c.Element]:
    kernel = _kernel(viewer, item, given)
    if not item.ordered:
        yield c.Text(_told(viewer, item, order, item.key, "drill.kernel", why=kernel))
    elif given.right:
        letters = _STEP.join(LETTERS[order.index(place)] for place in range(len(order)))
        yield c.Text(viewer.say("drill.kernel", letter=letters, why=kernel))
    else:
        steps = (f"**{n}** · {viewer.said(option.text)}" for n, option in enumerate(item.options, 1))
        yield from map(c.Text, steps)
        yield c.Text(f"→ {kernel}")


def _steps(
    viewer: DrillViewer, item: QuizItem, order: Sequence[int], given: GivenAnswer
) -> Iterator[c.Element]:
    for n, option in enumerate(item.options, 1):
        said, why = viewer.said(option.text), viewer.said(option.why)
        yield c.Text(viewer.say("drill.other", letter=n, option=said, why=why))
    if not given.right and 0 < given.chosen < len(ORDERS):
        numbers = _STEP.join(str(place + 1) for place in ORDERS[given.chosen])
        yield c.Note(viewer.say("drill.your_order", order=numbers))


def _explained(
    viewer: DrillViewer, item: QuizItem, order: Sequence[int], given: GivenAnswer
) -> Iterator[c.Element]:
    def explained(place: int, key: str) -> str:
        return _told(viewer, item, order, place, key, why=viewer.said(item.options[place].why))

    yield c.Text(explained(item.key, "drill.best_right" if given.right else "drill.best"))
    # What was steps when it was answered, and is no more, has no place that was chosen.
    if not given.right and given.chosen in order:
        yield c.Text(explained(given.chosen, "drill.chosen"))
    for place in order:
        if place not in (item.key, given.chosen):
            yield c.Note(explained(place, "drill.other"))


def _told(
    viewer: DrillViewer, item: QuizItem, order: Sequence[int], place: int, key: str, *, why: str
) -> str:
    # Words of a draft have no letter: they are what was tapped.
    text = viewer.said(item.options[place].text)
    if item.kind is QuizKind.WORD:
        return viewer.say(f"{key}.word", option=text, why=why)
    return viewer.say(key, letter=LETTERS[order.index(place)], option=text, why=why)
