"""The forms: what is happening, for where no command can be typed; what stands in the gaps of phrases."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.card import Form, Input, Note, clip, plain
from bot.core.gaps import LONGEST, MOST, Fill, gap_example, gap_names, gap_question, gapless
from bot.core.limits import FormLimits
from bot.core.words import Words

ASK = "lookup.ask"
TEXT = "text"
LIMIT = 3000  # characters: a few words are enough, but a paste is looked through for danger whole
LIMITS = FormLimits({TEXT: LIMIT})
FILL = "lookup.fill"
HINT = 140  # characters of a wording
FILL_LIMITS = FormLimits(otherwise=LONGEST)


def situation_form(words: Words, language: str, text: str = "") -> Form:
    """Returns the form; `text` stands in its field already, such as a message that somebody chose."""
    say = words.speaker(language)
    field = Input(TEXT, say("ask.label"), value=clip(text, LIMIT), hint=say("ask.hint"), limit=LIMIT)
    return Form(say("ask.title"), ASK, say("ask.send"), (field,), language=language)


def fill_form(
    words: Words,
    language: str,
    value: str,
    names: Sequence[str],
    fill: Fill,
    wordings: Sequence[tuple[str, str]],
) -> Form:
    """Returns the form with a field for each gap, MOST at most; `fill` is what stands in them already.

    Below each stands the first of the `wordings`, each with its language, that it belongs into.
    """
    say = words.speaker(language)

    def field(name: str) -> Input:
        code, within = next(pair for pair in wordings if name in gap_names(pair[1:]))
        hint = clip(plain(gapless(words, code, within)), HINT)
        asked = gap_question(words, language, name)
        example = gap_example(words, language, name)
        given = fill.get(name, "")
        return Input(name, asked, value=given, hint=hint, optional=True, limit=LONGEST, example=example)

    fields = tuple(field(name) for name in names[:MOST])
    about = (Note(say("gap.same")), Note(say("gap.about")))
    return Form(say("gap.title"), FILL, say("gap.send"), fields, value, about, language, in_place=True)
