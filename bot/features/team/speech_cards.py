"""How a team's Spanish speaks: what is chosen, and the form to choose it."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core import card as c
from bot.core.phrasebook import CHANNELS
from bot.core.sentence import with_capital
from bot.core.speech import ADDRESS_FORMS
from bot.core.viewer import Viewer
from bot.features.team.model import REVIEW_DAYS, PhraseSettings

SHOW, EDIT, SAVE = "team.speech", "team.speech.edit", "team.speech.save"
NOT_TOLD, NEUTRAL_WORDS, SPAINS_WORDS = "none", "neutral", "spain"  # an option needs a value everywhere
DAYS = (30, 60, REVIEW_DAYS, 180, 365)


def settings_lines(viewer: Viewer, settings: PhraseSettings) -> Iterator[str]:
    """Yields what is chosen, in words; channels with usted together."""
    say, speech = viewer.say, settings.speech
    for form in ADDRESS_FORMS:
        names = [viewer.facet(name) or name for name in CHANNELS if speech.form(name) == form]
        if names:
            yield say("speech.line", form=with_capital(say(f"speech.{form}")), channels=", ".join(names))
    words = say(f"speech.words.{SPAINS_WORDS if speech.spain else NEUTRAL_WORDS}")
    yield say("speech.line", form=say("speech.words"), channels=words)
    if speech.country:
        yield say("speech.customers", country=_country(viewer, speech.country))
    yield say("speech.every", days=settings.review_days)


def speech_elements(viewer: Viewer, settings: PhraseSettings) -> tuple[c.Element, ...]:
    """Returns what is chosen, and the way to change it."""
    say = viewer.say
    change = c.Button(say("speech.change"), EDIT, tone=c.Tone.PRIMARY, form=True)
    return (
        c.Text(say("speech.text")),
        *map(c.Text, settings_lines(viewer, settings)),
        c.Buttons((change,)),
    )


def speech_form(viewer: Viewer, settings: PhraseSettings, value: str) -> c.Form:
    """Returns the form, filled in with what is chosen; `value` says which version that was."""
    say, speech = viewer.say, settings.speech
    forms = tuple(c.Option(with_capital(say(f"speech.{form}")), form) for form in ADDRESS_FORMS)
    channels = (
        c.Select(f"form_{name}", viewer.facet(name) or name, forms, (speech.form(name),)) for name in CHANNELS
    )
    words = tuple(c.Option(say(f"speech.words.{n}"), n) for n in (NEUTRAL_WORDS, SPAINS_WORDS))
    named = (c.Option(viewer.pick(n.name), code) for code, n in viewer.book.numbers.items())
    countries = (c.Option(say("speech.country.none"), NOT_TOLD), *named)
    days = tuple(c.Option(say("speech.days.option", days=n), str(n)) for n in _days(settings))
    known = speech.country if speech.country in viewer.book.numbers else NOT_TOLD
    fields = (
        *channels,
        c.Select("words", say("speech.words"), words, (SPAINS_WORDS if speech.spain else NEUTRAL_WORDS,)),
        c.Select("country", say("speech.country"), countries, (known,)),
        c.Select("days", say("speech.days"), days, (str(settings.review_days),)),
    )
    intro = (c.Note(say("speech.intro")),)
    return c.Form(say("team.speech"), SAVE, say("team.save"), fields, value, intro, language=viewer.language)


def _days(settings: PhraseSettings) -> list[int]:
    return sorted({*DAYS, settings.review_days})


def _country(viewer: Viewer, code: str) -> str:
    numbers = viewer.book.numbers.get(code)
    return viewer.pick(numbers.name) if numbers else code
