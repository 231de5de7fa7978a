"""The forms: what is happening, for where no command can be typed; what stands in the gaps of phrases."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.card import Form, Input, Note, clip
from bot.core.gaps import LONGEST, MOST, Fill, gap_example, gap_question
from bot.core.limits import FormLimits
from bot.core.words import Words

ASK = "lookup.ask"
TEXT = "text"
LIMIT = 3000  # characters: a few words are enough, but a paste is looked through for danger whole
LIMITS = FormLimits({TEXT: LIMIT})
FILL = "lookup.fill"
FILL_LIMITS = FormLimits(otherwise=LONGEST)


def situation_form(words: Words, language: str, text: str = "") -> Form:
    """Returns the form; `text` stands in its field already, such as a message that somebody chose."""
    say = words.speaker(language)
    field = Input(TEXT, say("ask.label"), value=clip(text, LIMIT), hint=say("ask.hint"), limit=LIMIT)
    return Form(say("ask.title"), ASK, say("ask.send"), (field,), language=language)


def fill_form(words: Words, language: str, value: str, names: Sequence[str], fill: Fill) -> Form:
    """Returns the form with a field for each gap, MOST at most; `fill` is what stands in them already."""
    say = words.speaker(language)
    fields = tuple(
        Input(
            name,
            gap_question(words, language, name),
            value=fill.get(name, ""),
            optional=True,
            limit=LONGEST,
            example=gap_example(words, language, name),
        )
        for name in names[:MOST]
    )
    about = (Note(say("gap.same")), Note(say("gap.about")))
    return Form(say("gap.title"), FILL, say("gap.send"), fields, value, about, language, in_place=True)
