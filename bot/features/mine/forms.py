"""The form of the settings: language, channel, industry and country of one's own."""

from __future__ import annotations

from collections.abc import Iterable

from bot.core.card import Button, Buttons, Element, Form, Option, Select, Text
from bot.core.chat import Person, Submit
from bot.core.people import Preferences
from bot.core.phrasebook import CHANNELS, Phrasebook
from bot.core.viewer import Viewer
from bot.core.words import Say
from bot.features.mine.cards import SETTINGS, language_name, unset_language

WITH, UNSET = "with", "any"  # an option needs a value on every platform


def settings_form(viewer: Viewer, person: Person, chosen: Preferences, more: tuple[Button, ...] = ()) -> Form:
    """Returns the form of the settings."""
    say, book = viewer.say, viewer.book
    languages = [Option(language_name(book, code), code) for code in book.words.languages]
    fields = (
        _select("language", say, unset_language(say, person), languages, chosen.language),
        _select("channel", say, say("settings.channel.any"), _facets(viewer, CHANNELS), chosen.channel),
        _select(
            "industry",
            say,
            say("settings.industry.any"),
            _facets(viewer, [facet.id for facet in book.industries]),
            chosen.industry,
        ),
        *_country(viewer, chosen),
        _heavy(viewer, chosen),
    )
    intro: tuple[Element, ...] = (Text(say("settings.intro")), *([Buttons(more)] if more else []))
    return Form(
        say("settings.title"), SETTINGS, say("settings.send"), fields, intro=intro, language=viewer.language
    )


def read_settings(ask: Submit, book: Phrasebook) -> Preferences:
    """Returns what was chosen in the form; what this version does not know counts as not chosen."""
    return Preferences(
        language=_known(ask.text("language"), book.words.languages),
        channel=_known(ask.text("channel"), CHANNELS),
        industry=_known(ask.text("industry"), [facet.id for facet in book.industries]),
        country=_known(ask.text("country"), book.numbers),
        heavy_topics=ask.text("heavy") == WITH,
    )


def _select(name: str, say: Say, unset: str, options: Iterable[Option], chosen: str) -> Select:
    every = (Option(unset, UNSET), *options)
    selected = chosen if any(option.value == chosen for option in every) else UNSET
    return Select(name, say(f"settings.{name}"), every, (selected,))


def _country(viewer: Viewer, chosen: Preferences) -> tuple[Select, ...]:
    # Whose emergency number and lines of help are shown.
    numbers = viewer.book.numbers
    options = [Option(viewer.pick(country.name), code) for code, country in numbers.items()]
    unset = viewer.say("settings.country.any")
    return (_select("country", viewer.say, unset, options, chosen.country),) if options else ()


def _heavy(viewer: Viewer, chosen: Preferences) -> Select:
    # Whether questions about danger may come where nobody chose them.
    options = [Option(viewer.say("settings.heavy.with"), WITH)]
    selected = WITH if chosen.heavy_topics else ""
    return _select("heavy", viewer.say, viewer.say("settings.heavy.any"), options, selected)


def _facets(viewer: Viewer, ids: Iterable[str]) -> list[Option]:
    return [Option(viewer.facet(i) or i, i) for i in ids]


def _known(value: str, known: Iterable[str]) -> str:
    return value if value in known else ""
