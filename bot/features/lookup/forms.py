"""The form that asks what is happening, for where no command can be typed."""

from __future__ import annotations

from bot.core.card import Form, Input, clip
from bot.core.limits import FormLimits
from bot.core.words import Words

ASK = "lookup.ask"
TEXT = "text"
LIMIT = 3000  # characters: a few words are enough, but a paste is looked through for danger whole
LIMITS = FormLimits({TEXT: LIMIT})


def situation_form(words: Words, language: str, text: str = "") -> Form:
    """Returns the form; `text` stands in its field already, such as a message that somebody chose."""
    say = words.speaker(language)
    field = Input(TEXT, say("ask.label"), value=clip(text, LIMIT), hint=say("ask.hint"), limit=LIMIT)
    return Form(say("ask.title"), ASK, say("ask.send"), (field,), language=language)
