"""The cards of what not to say: the list, and one pitfall at a time."""

from __future__ import annotations

from collections.abc import Iterator

from bot.coach import card as c
from bot.coach.method.cards import AVOID, MENU, SHOW, buttons, spoken
from bot.coach.phrasebook import Phrasebook, Pitfall
from bot.coach.words import pick


def listed(book: Phrasebook, language: str) -> c.Card:
    """Returns all pitfalls, each with how it sounds."""
    say, pitfalls = book.words.speaker(language), book.pitfalls.values()
    names = [pick(pitfall.name, language) for pitfall in pitfalls]
    return c.Card(
        summary=say("avoid.summary", names=", ".join(names)),
        elements=(
            c.Heading(say("avoid.title")),
            *(
                c.Text(say("avoid.line", name=pick(p.name, language), sounds=pick(p.sounds, language)))
                for p in pitfalls
            ),
            *buttons(c.Button(pick(p.name, language), AVOID, p.id) for p in pitfalls),
            c.Buttons((c.Button(say("method.open"), SHOW), c.Button(say("help.open_menu"), MENU))),
        ),
        language=language,
    )


def shown(book: Phrasebook, pitfall: Pitfall, language: str) -> c.Card:
    """Returns one pitfall, with the better way and a line to say instead."""
    say, ids = book.words.speaker(language), list(book.pitfalls)
    name, phrase = pick(pitfall.name, language), spoken(book, pitfall.phrase, language)
    place = say("method.place", step=ids.index(pitfall.id) + 1, steps=len(ids))
    return c.Card(
        summary=say("avoid.one_summary", name=name, phrase=phrase.lines[0].text),
        elements=(
            c.Heading(name, place),
            c.Text(say("avoid.sounds", sounds=pick(pitfall.sounds, language))),
            c.Text(say("avoid.why", why=pick(pitfall.why, language))),
            c.Text(say("avoid.better", better=pick(pitfall.better, language))),
            phrase,
            c.Buttons(tuple(_ways_on(book, pitfall, language))),
        ),
        language=language,
    )


def _ways_on(book: Phrasebook, pitfall: Pitfall, language: str) -> Iterator[c.Button]:
    say, ids = book.words.speaker(language), list(book.pitfalls)
    place = ids.index(pitfall.id)
    if place + 1 < len(ids):
        yield c.Button(say("method.next"), AVOID, ids[place + 1], c.Tone.PRIMARY)
    if place:
        yield c.Button(say("method.back"), AVOID, ids[place - 1])
    yield c.Button(say("avoid.all"), AVOID)
