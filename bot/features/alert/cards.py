"""What the agent sees of their alert: the number to call, whom it reached, and who has it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from bot.core import card as c
from bot.features.alert.buttons import AlertReference, HelpRequest
from bot.features.alert.model import ABUSE, Alert
from bot.features.alert.progress import AlertProgress
from bot.features.alert.viewer import AlertViewer

RAISE, ANEW, SHOW, OVER = "alert.raise", "alert.anew", "alert.show", "alert.over"
SENTENCE = re.compile(r"(?<=[.!?]) ")  # between two of them
# Buttons of other features that stand on these cards.
WORDS, PROTOCOL, AFTER, KINDS_MENU = "safety.show", "boundary.start", "safety.after", "safety.menu"


def alert_card(
    viewer: AlertViewer,
    alert: Alert,
    progress: AlertProgress,
    *,
    earlier: bool = False,
) -> c.Card:
    """Returns how far the alert is; `earlier` offers a new one, as this was raised before this press."""
    if alert.closed:
        return _closed_card(viewer, alert)
    title, value = _title(viewer, alert, progress), AlertReference(alert.id).encode()
    anew = c.Buttons((c.Button(viewer.say(ANEW), ANEW, value, c.Tone.DANGER),))
    note = c.Note(viewer.say("alert.earlier", at=viewer.time(alert.raised)))
    buttons = (c.Button(viewer.say(SHOW), SHOW, value), c.Button(viewer.say(OVER), OVER, value))
    alone = alert.waiting and (progress.quiet or bool(progress.more))
    return viewer.card(
        title,
        c.Heading(title, viewer.say("alert.asked", at=viewer.time(alert.raised))),
        c.Text(_call(viewer, about_life=alert.about_life, alone=alone), calls=True),
        *(_lacking(viewer, progress) if alert.waiting else ()),
        *((note, anew) if earlier else ()),
        c.Buttons((*buttons, _to_words(viewer, HelpRequest(alert.reason, alert.channel)))),
    )


def nobody_card(viewer: AlertViewer, asked: HelpRequest, *, about_life: bool) -> c.Card:
    """Returns what the agent sees where nobody is set up who could be told."""
    title = viewer.say("alert.none_set")
    return viewer.card(
        title,
        c.Heading(title),
        c.Text(_call(viewer, about_life=about_life), calls=True),
        c.Text(viewer.say("alert.none_set_text")),
        c.Buttons((_to_words(viewer, asked),)),
    )


def away_card(viewer: AlertViewer, asked: HelpRequest, *, about_life: bool, unsure: bool = False) -> c.Card:
    """Returns what the agent sees where nothing could be stored, and so nobody was told.

    `unsure`, where nobody knows if it was.
    """
    number = c.plain(viewer.called())
    title = viewer.say("alert.away.life" if about_life else "alert.away.agent", number=number)
    retry = c.Button(viewer.say("alert.retry"), RAISE, asked.encode(), c.Tone.PRIMARY)
    return viewer.card(
        title,
        c.Heading(title),
        *viewer.to_call(),
        c.Text(viewer.say("alert.unsure_text" if unsure else "alert.away_text")),
        c.Buttons((retry, _to_words(viewer, asked))),
    )


def unseen_card(viewer: AlertViewer, action: str, value: str) -> c.Card:
    """Returns what the agent sees where their alert cannot be read: nothing of it is lost."""
    title = viewer.say("alert.away.life", number=c.plain(viewer.called()))
    retry = c.Button(viewer.say("alert.retry"), action, value, c.Tone.PRIMARY)
    danger = c.Button(viewer.say("safety.open"), KINDS_MENU)
    return viewer.card(
        title,
        c.Heading(title),
        *viewer.to_call(),
        c.Text(viewer.say("alert.unseen_text")),
        c.Buttons((retry, danger)),
    )


def refused_card(viewer: AlertViewer) -> c.Card:
    """Returns what a press on somebody else's alert gets, or on one that is gone."""
    title = viewer.say("alert.refused")
    return viewer.card(title, c.Heading(title), c.Text(viewer.say("alert.refused_text")))


def _closed_card(viewer: AlertViewer, alert: Alert) -> c.Card:
    title = viewer.say("alert.over_title", at=viewer.time(alert.closed or alert.raised))
    after = c.Button(viewer.say("alert.after"), AFTER, tone=c.Tone.PRIMARY)
    has = [c.Text(has_line(viewer, alert))] if alert.response else []
    return viewer.card(
        title, c.Heading(title), *has, c.Text(viewer.say("alert.over_text")), c.Buttons((after,))
    )


def has_line(viewer: AlertViewer, alert: Alert) -> str:
    """Returns who has it, how, and since when."""
    response = alert.response
    assert response, "nobody has answered"
    key = f"alert.has.{response.answer.value}"
    return viewer.say(key, name=response.name, at=viewer.time(response.at))


def _title(viewer: AlertViewer, alert: Alert, progress: AlertProgress) -> str:
    say, people = viewer.say, viewer.people
    if alert.response:
        return has_line(viewer, alert)
    if progress.more:
        return say("alert.nobody_told", names=people(progress.more))
    if progress.first and progress.telling:
        return say("alert.nobody_telling", names=people(progress.telling))
    if progress.quiet:
        return say("alert.nobody")
    if progress.first:
        return say("alert.told", names=people(progress.first), at=viewer.time(progress.at or alert.raised))
    if progress.telling:
        return say("alert.telling", names=people(progress.telling))
    return say("alert.none_reached")


def _lacking(viewer: AlertViewer, progress: AlertProgress) -> tuple[c.Element, ...]:
    """Returns who cannot be reached, and what comes next, or what to do where nobody is left."""
    missed = viewer.people(progress.missed)
    note = (c.Note(viewer.say("alert.unreached", names=missed)),) if missed else ()
    if progress.alone:
        return (*note, c.Text(viewer.say("alert.by_yourself")))
    return (*note, c.Note(viewer.say("alert.next"))) if progress.coming else note


def _call(viewer: AlertViewer, *, about_life: bool, alone: bool = False) -> str:
    key = "alert.call.agent" if not about_life else "alert.call.alone" if alone else "alert.call.life"
    return viewer.say(key, number=viewer.called())


def _to_words(viewer: AlertViewer, asked: HelpRequest) -> c.Button:
    label = viewer.say("alert.words")
    if asked.reason == ABUSE:
        return c.Button(label, PROTOCOL, asked.channel)
    return c.Button(label, WORDS, f"{asked.reason}|{asked.channel}")


def with_words(viewer: AlertViewer, card: c.Card, words: c.Card | None) -> c.Card:
    """Returns the card with the words to say meanwhile below it, in place of the way to them.

    No sentence of them asks for what is done already: to press *Get help now*.
    """
    if words is None or any(button.action == AFTER for button in _buttons(card)):
        return card
    own = _without(card.elements, (WORDS, PROTOCOL))
    rest = _without(words.elements, (RAISE, AFTER))  # the one was pressed, the other comes when it is over
    left = (part for each in rest for part in _not_asking(viewer, each))
    return replace(card, elements=(*own, c.Divider(), *left))


def _not_asking(viewer: AlertViewer, element: c.Element) -> Iterator[c.Element]:
    """Yields the element without what is said about the pressed button; nothing where none is left."""
    button, how = viewer.say("safety.help"), viewer.say("safety.help.how")
    if not isinstance(element, c.Text | c.Note) or not (button in element.text or element.text == how):
        yield element
    elif element.text != how:
        sentences = (each for each in SENTENCE.split(element.text) if button not in each)
        if text := " ".join(sentences):
            yield replace(element, text=text)


def _buttons(card: c.Card) -> Iterator[c.Button]:
    for element in card.elements:
        if isinstance(element, c.Buttons):
            yield from element.buttons


def _without(elements: tuple[c.Element, ...], actions: tuple[str, ...]) -> Iterator[c.Element]:
    """Yields elements without the buttons of some actions."""
    for element in elements:
        if not isinstance(element, c.Buttons):
            yield element
        elif others := tuple(button for button in element.buttons if button.action not in actions):
            yield c.Buttons(others)
