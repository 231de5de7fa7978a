"""Own phrases and triggers: the form for one, its rules, its look."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core import card as c
from bot.core.chat import Submit
from bot.core.limits import FormLimits
from bot.core.phrasebook import Phrase, Phrasebook
from bot.core.viewer import dotted
from bot.core.words import Say
from bot.features.team.alike import KnownTexts, folded
from bot.features.team.deps import TeamDeps
from bot.features.team.forms import LANGUAGES, facet_names, facet_selects, situation_select
from bot.features.team.model import Content, EntryKind, OwnPhrase, OwnTrigger, cleaned
from bot.features.team.ports import Fault

TEXT, CUE = 1_500, 75  # characters
SHOWN = 400  # characters of a text in the list, so that a page of it is a card of usual length
APPROVAL = "needs-approval"
TRIGGER = (2, 80)  # characters


class PhraseSheet:
    """Own phrases."""

    kind = EntryKind.PHRASE
    limits = FormLimits(
        {f"text_{code}": TEXT for code in LANGUAGES} | {f"cue_{code}": CUE for code in LANGUAGES}
    )

    def fields(self, deps: TeamDeps, language: str, content: Content | None) -> tuple[c.Field, ...]:
        own = content if isinstance(content, OwnPhrase) else None
        phrase, viewer = own.phrase if own else Phrase("", {}, {}), deps.viewer(language)
        say = viewer.say
        return (
            situation_select(deps, language, own.situation if own else ""),
            *(_wording(say, code, phrase) for code in LANGUAGES),
            *facet_selects(viewer, phrase.channels, phrase.industries),
            *(_delivery(say, code, phrase) for code in LANGUAGES),
            c.Select(
                "tags",
                say("team.phrase.tags"),
                (c.Option(say("team.phrase.needs_approval"), APPROVAL),),
                phrase.tags,
                many=True,
                optional=True,
            ),
        )

    def read(self, ask: Submit, entry_id: str) -> OwnPhrase:
        phrase = Phrase(
            id=entry_id,
            text={code: cleaned(ask.text(f"text_{code}")) for code in LANGUAGES},
            cue={code: cleaned(ask.text(f"cue_{code}")) for code in LANGUAGES},
            channels=tuple(dict.fromkeys(ask.many("channels"))),
            industries=tuple(dict.fromkeys(ask.many("industries"))),
            tags=tuple(dict.fromkeys(ask.many("tags"))),
            own=True,
        )
        return OwnPhrase(ask.text("situation"), phrase)

    def faults(self, content: Content, book: Phrasebook, deps: TeamDeps) -> Iterator[Fault]:
        if not isinstance(content, OwnPhrase):
            return
        phrase, situation = content.phrase, book.situations.get(content.situation)
        if situation is None:
            yield Fault("situation", "unknown_situation" if content.situation else "missing")
        missing = [
            f"{name}.{code}"
            for name, text in (("text", phrase.text), ("cue", phrase.cue))
            for code in LANGUAGES
            if not text.get(code)
        ]
        if missing:
            yield from (Fault(place, "missing") for place in missing)
            return
        yield from deps.lint(phrase)
        if situation:
            known = KnownTexts([situation])
            for code, other in known.nearly_same(content.situation, phrase.id, phrase.text):
                yield Fault(f"text.{code}", "same_phrase", {"text": other})

    def elements(self, content: Content, deps: TeamDeps, language: str) -> tuple[c.Element, ...]:
        if not isinstance(content, OwnPhrase):
            return ()
        phrase, viewer = content.phrase, deps.viewer(language)
        marks = facet_names(viewer, *phrase.channels, *phrase.industries)
        if APPROVAL in phrase.tags:
            marks.append(viewer.say("found.needs_approval"))
        text = {code: c.clip(phrase.text[code], SHOWN) for code in phrase.text}
        where = dotted(deps.situation(content.situation, language), *marks)
        return c.Note(where), viewer.phrase(text, viewer.pick(phrase.cue))


def _wording(say: Say, code: str, phrase: Phrase) -> c.Input:
    return c.Input(
        f"text_{code}",
        say("team.phrase.text", which=say(f"language.{code}")),
        c.InputKind.PARAGRAPH,
        phrase.text.get(code, ""),
        say("team.phrase.text.hint"),
        limit=TEXT,
    )


def _delivery(say: Say, code: str, phrase: Phrase) -> c.Input:
    return c.Input(
        f"cue_{code}",
        say("team.phrase.cue", which=say(f"language.{code}")),
        value=phrase.cue.get(code, ""),
        hint=say("team.phrase.cue.hint"),
        limit=CUE,
    )


class TriggerSheet:
    """Own triggers."""

    kind = EntryKind.TRIGGER
    limits = FormLimits({"text": TRIGGER[1]})

    def fields(self, deps: TeamDeps, language: str, content: Content | None) -> tuple[c.Field, ...]:
        own = content if isinstance(content, OwnTrigger) else OwnTrigger("", language, "")
        say = deps.phrasebook.words.speaker(language)
        return (
            situation_select(deps, language, own.situation),
            c.Input(
                "text",
                say("team.trigger.text"),
                value=own.text,
                hint=say("team.trigger.text.hint"),
                limit=TRIGGER[1],
            ),
            c.Select(
                "language",
                say("team.trigger.language"),
                tuple(c.Option(say(f"language.{code}"), code) for code in LANGUAGES),
                (own.language if own.language in LANGUAGES else LANGUAGES[0],),
            ),
        )

    def read(self, ask: Submit, entry_id: str) -> OwnTrigger:
        text = " ".join(cleaned(ask.text("text").replace("\n", " ")).split())
        return OwnTrigger(ask.text("situation"), ask.text("language"), text)

    def faults(self, content: Content, book: Phrasebook, deps: TeamDeps) -> Iterator[Fault]:
        if not isinstance(content, OwnTrigger):
            return
        if content.situation not in book.situations:
            yield Fault("situation", "unknown_situation" if content.situation else "missing")
        if content.language not in LANGUAGES:
            yield Fault("language", "other_language")
        if not content.text:
            yield Fault("text", "missing")
        elif not folded(content.text) or len(content.text) < TRIGGER[0]:
            yield Fault("text", "no_words")
        elif taken := _situation_of(book, content.text):
            yield Fault("text", "same_trigger", {"situation": taken})

    def elements(self, content: Content, deps: TeamDeps, language: str) -> tuple[c.Element, ...]:
        if not isinstance(content, OwnTrigger):
            return ()
        say = deps.phrasebook.words.speaker(language)
        label = f"{deps.situation(content.situation, language)} · {say(f'language.{content.language}')}:"
        return (c.Quote(label, content.text),)


def _situation_of(book: Phrasebook, text: str) -> str:
    """Returns the situation that has this trigger already, or ""."""
    own = folded(text)
    return next(
        (
            situation.id
            for situation in book.situations.values()
            for triggers in situation.triggers.values()
            if any(folded(trigger) == own for trigger in triggers)
        ),
        "",
    )
