"""The cards of what is one's own: the saved phrases, and the settings that were saved."""

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
from bot.core.chat import Person
from bot.core.people import Preferences
from bot.core.phrasebook import Phrasebook, channel_of
from bot.core.viewer import Viewer, dotted, shift_text
from bot.core.words import Say
from bot.features.mine.buttons import LONGEST_WORDS, SavedPage
from bot.features.mine.model import SavedPhrase

_PLATFORMS = {"slack": "Slack", "teams": "Teams"}
SHOW, REMOVE, SETTINGS = "mine.show", "mine.remove", "mine.settings"
MENU = "lookup.menu"  # a press that another feature answers
PER_PAGE = 3


def saved_card(
    viewer: Viewer, entries: Sequence[SavedPhrase], place: SavedPage, channel: str, *, removed: bool = False
) -> Card:
    """Returns a page of saved phrases; beyond the last page, the last. `channel` is the usual one."""
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
            _phrase_block(viewer, entry, channel),
            Buttons((Button(say("mine.remove"), REMOVE, value),)),
        ]
    elements.append(Buttons(tuple(_list_buttons(say, place, pages))))
    return viewer.card(say("mine.summary", count=len(entries)), *elements)


def first_saved(viewer: Viewer, entries: Sequence[SavedPhrase], channel: str) -> tuple[Element, ...]:
    """Returns the newest saved phrases, for the start, and the way to all of them."""
    say = viewer.say
    shown = [entry for entry in entries if entry.phrase][:PER_PAGE]
    blocks = [_phrase_block(viewer, entry, channel) for entry in shown] or [Note(say("mine.empty"))]
    every = [Buttons((Button(say("home.all"), SHOW),))] if entries else []
    return (Text(f"**{say('mine.title')}**"), *blocks, *every)


def settings_card(viewer: Viewer, person: Person, chosen: Preferences, more: tuple[Button, ...] = ()) -> Card:
    """Returns the settings as they are in force now."""
    say, book = viewer.say, viewer.book
    values = {
        "language": language_name(book, chosen.language) if chosen.language else unset_language(say, person),
        "channel": viewer.facet(chosen.channel) or say("settings.channel.any"),
        "industry": viewer.facet(chosen.industry) or say("settings.industry.any"),
    }
    if book.numbers:
        numbers = book.numbers.get(chosen.country)
        values["country"] = viewer.pick(numbers.name) if numbers else say("settings.country.any")
    values["shift"] = shift_text(say, chosen.shift) if chosen.shift else say("settings.shift.any")
    values["heavy"] = say("settings.heavy.with" if chosen.heavy_topics else "settings.heavy.any")
    lines = [f"**{say(f'settings.{name}')}:** {value}" for name, value in values.items()]
    buttons = (
        Button(say("help.open_menu"), MENU, tone=Tone.PRIMARY),
        Button(say("settings.again"), SETTINGS, form=True),
        *more,
    )
    title = say("settings.saved")
    return viewer.card(title, Heading(title), *map(Text, lines), Buttons(buttons))


def language_name(book: Phrasebook, language: str) -> str:
    """Returns how a language calls itself."""
    return book.words.say(language, "settings.own_language")


def unset_language(say: Say, person: Person) -> str:
    """Returns what stands for a language that nobody chose: that of the platform."""
    platform = _PLATFORMS.get(person.platform)
    return say("settings.language.as", platform=platform) if platform else say("settings.language.any")


def _phrase_block(viewer: Viewer, entry: SavedPhrase, channel: str) -> Element:
    if not entry.phrase or not entry.situation:
        return Text(viewer.say("mine.gone"))
    phrase, name = entry.phrase, viewer.pick(entry.situation.name)
    channel = channel_of(phrase, channel)
    marks = viewer.law_mark(phrase.countries), viewer.speech_mark(phrase.text, phrase.forms, channel)
    cue = dotted(name, viewer.pick(phrase.cue), *marks)
    return viewer.phrase(viewer.spoken(phrase.text, phrase.forms, channel), cue)


def _list_buttons(say: Say, place: SavedPage, pages: int) -> Iterator[Button]:
    if pages > 1:
        yield Button(say("mine.more"), SHOW, replace(place, page=(place.page + 1) % pages).encode())
    if place.words:
        yield Button(say("home.all"), SHOW)
    else:
        yield Button(say("help.open_menu"), MENU)
