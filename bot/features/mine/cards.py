"""The cards of what is one's own: the saved phrases, and the home page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.core.card import (
    Button,
    Buttons,
    Card,
    Element,
    Heading,
    Note,
    Quote,
    Text,
    Tone,
)
from bot.core.phrasebook import Phrasebook
from bot.core.viewer import Viewer, dotted
from bot.core.words import Say
from bot.features.mine.buttons import LONGEST_WORDS, SavedPage
from bot.features.mine.saved import SavedPhrase

SHOW, REMOVE, SETTINGS = "mine.show", "mine.remove", "mine.settings"

LOOK_UP, MENU, HELP = "lookup.show", "lookup.menu", "home.help"  # other capabilities' presses

PER_PAGE = 3


def saved(
    book: Phrasebook,
    entries: Sequence[SavedPhrase],
    place: SavedPage,
    language: str,
    *,
    removed: bool = False,
) -> Card:
    """Returns a page of saved phrases; beyond the last page, the last."""
    viewer = Viewer(book, language)
    say = viewer.say
    pages = max(1, -(-len(entries) // PER_PAGE))
    place = replace(place, page=min(place.page, pages - 1), phrase="")
    shown = entries[place.page * PER_PAGE :][:PER_PAGE]
    badge = say("found.page", page=place.page + 1, pages=pages) if pages > 1 else ""
    elements: list[Element] = [Heading(say("mine.title"), badge)]
    if place.words:
        elements.append(Quote(say("mine.searched"), place.words[:LONGEST_WORDS]))
    if removed:
        elements.append(Note(say("mine.removed")))
    if not entries:
        elements.append(Text(say("mine.nothing" if place.words else "mine.empty")))
    for entry in shown:
        value = replace(place, phrase=entry.favourite.phrase).encode()
        elements += [
            _entry(viewer, entry),
            Buttons((Button(say("mine.remove"), REMOVE, value),)),
        ]
    elements.append(Buttons(tuple(_ways(say, place, pages))))
    return viewer.card(say("mine.summary", count=len(entries)), *elements)


def home(
    book: Phrasebook, entries: Sequence[SavedPhrase], recent: Sequence[tuple[str, str]], language: str
) -> Card:
    """Returns a person's page: the first saved phrases, and what they looked up last."""
    viewer = Viewer(book, language)
    say = viewer.say
    elements: list[Element] = [Heading(say("home.title")), Text(say("home.text"))]
    elements.append(Buttons(tuple(_doors(say))))
    known = [(book.situations[name], value) for name, value in recent if name in book.situations]
    if known:
        again = (Button(viewer.pick(situation.name), LOOK_UP, value) for situation, value in known)
        elements += [Text(f"**{say('home.recent')}**"), Buttons(tuple(again))]
    elements.append(Text(f"**{say('mine.title')}**"))
    shown = [entry for entry in entries if entry.phrase][:PER_PAGE]
    elements += [_entry(viewer, entry) for entry in shown]
    if not shown:
        elements.append(Note(say("mine.empty")))
    if len(entries) > len(shown):
        elements.append(Buttons((Button(say("home.all"), SHOW),)))
    return viewer.card(say("home.summary"), *elements)


def _entry(viewer: Viewer, entry: SavedPhrase) -> Element:
    if not entry.phrase or not entry.situation:
        return Text(viewer.say("mine.gone"))
    cue = dotted(viewer.pick(entry.situation.name), viewer.pick(entry.phrase.cue))
    return viewer.phrase(entry.phrase.text, cue)


def _ways(say: Say, place: SavedPage, pages: int) -> Iterator[Button]:
    if pages > 1:
        yield Button(say("mine.more"), SHOW, replace(place, page=(place.page + 1) % pages).encode())
    if place.words:
        yield Button(say("home.all"), SHOW)
    else:
        yield Button(say("help.open_menu"), MENU)


def _doors(say: Say) -> Iterator[Button]:
    yield Button(say("help.open_menu"), MENU, tone=Tone.PRIMARY)
    yield Button(say("settings.open"), SETTINGS, form=True)
    yield Button(say("menu.help"), HELP)
