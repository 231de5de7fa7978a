"""The form of the settings: language, channel, industry, country and shift of one's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.core.card import Button, Buttons, Element, Form, Input, InputKind, Option, Select, Text
from bot.core.chat import Person, Submit
from bot.core.dates import parsed_time
from bot.core.people import Preferences
from bot.core.phrasebook import CHANNELS, Phrasebook
from bot.core.shift import WORKWEEK, Shift
from bot.core.viewer import Viewer, time_of_day, weekday
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
        *_shift(say, chosen.shift),
        _heavy(viewer, chosen),
    )
    intro: tuple[Element, ...] = (Text(say("settings.intro")), *([Buttons(more)] if more else []))
    return Form(
        say("settings.title"), SETTINGS, say("settings.send"), fields, intro=intro, language=viewer.language
    )


def read_settings(
    say: Say, ask: Submit, book: Phrasebook, before: Preferences
) -> Preferences | Mapping[str, str]:
    """Returns what was chosen in the form, or what to mend, by field.

    What this version does not know counts as not chosen; a form of before there were shifts changes none.
    """
    shift = _read_shift(ask) if ask.many("shift_days") else before.shift
    if isinstance(shift, dict):
        return {name: say(key) for name, key in shift.items()}
    return Preferences(
        language=_known(ask.text("language"), book.words.languages),
        channel=_known(ask.text("channel"), CHANNELS),
        industry=_known(ask.text("industry"), [facet.id for facet in book.industries]),
        country=_known(ask.text("country"), book.numbers),
        heavy_topics=ask.text("heavy") == WITH,
        shift=shift,
    )


def _read_shift(ask: Submit) -> Shift | dict[str, str] | None:
    times = {name: ask.text(name) for name in ("shift_from", "shift_to")}
    start, end = (parsed_time(text) for text in times.values())
    wrong = {name: "schedule.wrong.at" for name, text in times.items() if text and parsed_time(text) is None}
    if wrong or (start is None and end is None):
        return wrong or None
    if start is None or end is None:
        return {"shift_from" if start is None else "shift_to": "settings.shift.both"}
    if start == end:
        return {"shift_to": "schedule.wish.same"}
    days = sorted({int(day) for day in ask.many("shift_days") if day in set("0123456")})
    return Shift(start, end, tuple(days)) if days else {"shift_days": "schedule.wrong.days"}


def _shift(say: Say, shift: Shift | None) -> tuple[Input | Select, ...]:
    # When somebody works: what comes unasked comes then.
    times = (time_of_day(shift.start), time_of_day(shift.end)) if shift else ("", "")
    hints = (say("settings.shift_hint"), "")
    days = tuple(Option(weekday(say, day), str(day)) for day in range(7))
    chosen = tuple(map(str, shift.days if shift and shift.days else WORKWEEK))
    return (
        *(
            Input(name, say(f"settings.{name}"), InputKind.TIME, value, hint, optional=True)
            for name, value, hint in zip(("shift_from", "shift_to"), times, hints, strict=True)
        ),
        Select("shift_days", say("settings.shift_days"), days, chosen, many=True),
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
