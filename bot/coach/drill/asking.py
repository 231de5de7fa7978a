"""What somebody is offered who asked for something else than there is."""

from __future__ import annotations

from bot.coach import card as c
from bot.coach.drill.cards import START, TOPIC
from bot.coach.drill.request import COUNT, MOST
from bot.coach.drill.sight import Sight
from bot.coach.drill.topics import topics

NUMBERS = (COUNT, 5, MOST)


def wrong_number(sight: Sight) -> c.Card:
    """Returns what a number gets that no drill can have: the ones it can."""
    title = sight.say("drill.number", most=MOST)
    buttons = (c.Button(sight.say("drill.questions", count=count), START, str(count)) for count in NUMBERS)
    return sight.card(
        title, c.Heading(title), c.Text(sight.say("drill.number_text")), c.Buttons(tuple(buttons))
    )


def unknown(sight: Sight, typed: str) -> c.Card:
    """Returns what a topic gets that there is none of: those there are."""
    title = sight.say("drill.unknown")
    return sight.card(
        title,
        c.Heading(title),
        c.Quote(sight.say("drill.typed"), c.clip(typed, 80)),
        c.Choice(TOPIC, sight.say("drill.topics"), options(sight)[1:]),  # the mixed one is a button
        c.Note(sight.say("drill.topic_hint")),
        c.Buttons((c.Button(sight.say("drill.any"), START, tone=c.Tone.PRIMARY),)),
    )


def options(sight: Sight) -> tuple[c.Option, ...]:
    """Returns the topics there are, "", the mixed one, first."""
    return tuple(
        c.Option(sight.of(topic.name), topic.id) for topic in topics(sight.book, sight.bank.values())
    )
