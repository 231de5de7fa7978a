"""`/calm settings`: language, channel and industry of one's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from bot.core.card import Button, Buttons, Card, Element, Form, Heading, Option, Select, Text, Tone
from bot.core.chat import Answer, Command, Person, Placement, Press, Submit
from bot.core.desk import CommandRoute, PressRoute, Routes, SubmitRoute
from bot.core.people import PeopleStore, Preferences
from bot.core.phrasebook import CHANNELS, Phrasebook
from bot.core.viewer import Viewer
from bot.core.words import Say

SETTINGS = "mine.settings"
MENU = "lookup.menu"
UNSET = "any"  # an option needs a value on every platform
_PLATFORMS = {"slack": "Slack", "teams": "Teams"}


class SettingsHandlers:
    """What a person chooses for all their look-ups. `book` gives the phrasebook of a tenant.

    `more` are the ways to settings of other rooms.
    """

    def __init__(
        self, book: Callable[[str], Phrasebook], people: PeopleStore, *more: Callable[[Say], Button]
    ) -> None:
        self._book = book
        self._people = people
        self._more = more

    def routes(self) -> Routes:
        """Returns what the settings answer."""
        return Routes(
            commands=(CommandRoute("calm", self.open, ("settings",)),),
            presses=(PressRoute(SETTINGS, self.open),),
            submits=(SubmitRoute(SETTINGS, self.save),),
        )

    async def open(self, ask: Command | Press) -> Form:
        """Returns the form, filled in with what was chosen before."""
        chosen = await self._people.chosen_preferences(ask.person)
        say = self._book(ask.person.tenant).words.speaker(ask.person.language)
        return form(self._book(ask.person.tenant), ask.person, chosen, self._buttons(say))

    async def save(self, ask: Submit) -> Answer:
        """Keeps what was chosen; what this version does not know counts as not chosen."""
        book = self._book(ask.person.tenant)
        preferences = Preferences(
            language=_known(ask.text("language"), book.words.languages),
            channel=_known(ask.text("channel"), CHANNELS),
            industry=_known(ask.text("industry"), industries(book)),
        )
        await self._people.keep_preferences(ask.person, preferences)
        language = preferences.language or ask.person.language
        more = self._buttons(book.words.speaker(language))
        return Answer(saved(book, ask.person, preferences, language, more), Placement.UPDATE)

    def _buttons(self, say: Say) -> tuple[Button, ...]:
        return tuple(button(say) for button in self._more)


def form(book: Phrasebook, person: Person, chosen: Preferences, more: tuple[Button, ...] = ()) -> Form:
    """Returns the form of the settings."""
    say = book.words.speaker(person.language)
    languages = [Option(_name(book, code), code) for code in book.words.languages]
    fields = (
        _select("language", say, _as_platform(say, person), languages, chosen.language),
        _select("channel", say, say("settings.channel.any"), _facets(book, CHANNELS, person), chosen.channel),
        _select(
            "industry",
            say,
            say("settings.industry.any"),
            _facets(book, industries(book), person),
            chosen.industry,
        ),
    )
    intro: tuple[Element, ...] = (Text(say("settings.intro")), *([Buttons(more)] if more else []))
    return Form(
        say("settings.title"), SETTINGS, say("settings.send"), fields, intro=intro, language=person.language
    )


def saved(
    book: Phrasebook, person: Person, chosen: Preferences, language: str, more: tuple[Button, ...] = ()
) -> Card:
    """Returns what is in force now."""
    viewer = Viewer(book, language)
    say = viewer.say
    told = {
        "language": _name(book, chosen.language) if chosen.language else _as_platform(say, person),
        "channel": viewer.facet(chosen.channel) or say("settings.channel.any"),
        "industry": viewer.facet(chosen.industry) or say("settings.industry.any"),
    }
    lines = [f"**{say(f'settings.{name}')}:** {value}" for name, value in told.items()]
    buttons = (
        Button(say("help.open_menu"), MENU, tone=Tone.PRIMARY),
        Button(say("settings.again"), SETTINGS, form=True),
        *more,
    )
    body = tuple(Text(line) for line in lines)
    return viewer.card(say("settings.saved"), Heading(say("settings.saved")), *body, Buttons(buttons))


def industries(book: Phrasebook) -> tuple[str, ...]:
    """Returns the ids of the industries there are."""
    return tuple(facet.id for facet in book.facets.values() if facet.kind == "industry")


def _select(name: str, say: Say, unset: str, options: Iterable[Option], chosen: str) -> Select:
    every = (Option(unset, UNSET), *options)
    selected = chosen if any(option.value == chosen for option in every) else UNSET
    return Select(name, say(f"settings.{name}"), every, (selected,))


def _facets(book: Phrasebook, ids: Iterable[str], person: Person) -> list[Option]:
    viewer = Viewer(book, person.language)
    return [Option(viewer.facet(i) or i, i) for i in ids]


def _name(book: Phrasebook, language: str) -> str:
    return book.words.say(language, "settings.own_language")


def _as_platform(say: Say, person: Person) -> str:
    platform = _PLATFORMS.get(person.platform)
    return say("settings.language.as", platform=platform) if platform else say("settings.language.any")


def _known(value: str, known: Iterable[str]) -> str:
    return value if value in known else ""
