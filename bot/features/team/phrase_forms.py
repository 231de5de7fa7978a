"""Own phrases and triggers: the form for one, its rules, its look."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core import card as c
from bot.core.chat import Submit
from bot.core.limits import FormLimits
from bot.core.phrasebook import APPROVAL, Phrase, Phrasebook
from bot.core.speech import TU, VOS
from bot.core.viewer import dotted
from bot.core.words import Say
from bot.features.team.alike import KnownTexts, folded
from bot.features.team.deps import TeamDeps
from bot.features.team.forms import facet_names, facet_selects, languages_first, named, situation_select
from bot.features.team.model import LANGUAGES, Content, EntryKind, OwnPhrase, OwnTrigger, cleaned
from bot.features.team.ports import Fault

TEXT, CUE, OWNER = 1_500, 75, 60  # characters
WRITTEN = (TU, VOS)  # forms that have a field; Spain's words come by file
SHOWN = 400  # characters of a text in the list, so that a page of it is a card of usual length
TRIGGER = (2, 80)  # characters


class PhraseSheet:
    """Own phrases."""

    kind = EntryKind.PHRASE
    limits = FormLimits(
        {f"text_{code}": TEXT for code in LANGUAGES}
        | {f"cue_{code}": CUE for code in LANGUAGES}
        | {f"forms_{form}": TEXT for form in WRITTEN}
        | {"owner": OWNER}
    )

    def fields(self, deps: TeamDeps, language: str, content: Content | None) -> tuple[c.Field, ...]:
        own = content if isinstance(content, OwnPhrase) else None
        phrase, viewer = own.phrase if own else Phrase("", {}, {}), deps.viewer(language)
        say = viewer.say
        written = [code for code in LANGUAGES if phrase.text.get(code)]
        first, *later = languages_first(language if not written or language in written else written[0])
        return (
            situation_select(deps, language, own.situation if own else ""),
            *_wording(say, first, phrase),
            *(field for code in later for field in _wording(say, code, phrase, later=True)),
            *(_form_field(say, form, phrase) for form in WRITTEN),
            *facet_selects(viewer, phrase.channels, phrase.industries),
            c.Select(
                "tags",
                say("team.phrase.tags"),
                (c.Option(say("team.phrase.needs_approval"), APPROVAL),),
                phrase.tags,
                many=True,
                optional=True,
            ),
            c.Input(
                "owner",
                say("team.phrase.owner"),
                value=phrase.owner,
                hint=say("team.phrase.owner.hint"),
                optional=True,
                limit=OWNER,
            ),
        )

    def read(self, ask: Submit, entry_id: str) -> OwnPhrase:
        phrase = Phrase(
            id=entry_id,
            text=_written(ask, "text"),
            cue=_written(ask, "cue"),
            channels=tuple(dict.fromkeys(ask.many("channels"))),
            industries=tuple(dict.fromkeys(ask.many("industries"))),
            tags=tuple(dict.fromkeys(ask.many("tags"))),
            forms={f: text for f in WRITTEN if (text := cleaned(ask.text(f"forms_{f}")))},
            owner=" ".join(cleaned(ask.text("owner")).split()),
            own=True,
        )
        return OwnPhrase(ask.text("situation"), phrase)

    def faults(self, content: Content, book: Phrasebook, deps: TeamDeps) -> Iterator[Fault]:
        if not isinstance(content, OwnPhrase):
            return
        phrase, situation = content.phrase, book.situations.get(content.situation)
        if situation is None:
            yield Fault("situation", "unknown_situation" if content.situation else "missing")
        if unfinished := list(_unfinished(phrase)):
            yield from unfinished
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
        marks += (viewer.say("team.phrase.lacks", which=named(viewer, code)) for code in content.missing)
        marks += (viewer.say(f"speech.{form}") for form in phrase.forms)
        marks += [viewer.say("review.owner", who=phrase.owner)] if phrase.owner else []
        text = {code: c.clip(phrase.text[code], SHOWN) for code in phrase.text}
        where = dotted(deps.situation(content.situation, language), *marks)
        return c.Note(where), viewer.phrase(text, viewer.pick(phrase.cue))


def _written(ask: Submit, name: str) -> dict[str, str]:
    texts = {code: cleaned(ask.text(f"{name}_{code}")) for code in LANGUAGES}
    return {code: text for code, text in texts.items() if text}


def _unfinished(phrase: Phrase) -> Iterator[Fault]:
    """Yields what is missing: nothing, once all is there in one language, and in the other all or nothing."""
    if not phrase.text and not phrase.cue:
        yield from (Fault(f"text.{code}", "no_wording") for code in LANGUAGES)
    for name, text, other in (("text", phrase.text, phrase.cue), ("cue", phrase.cue, phrase.text)):
        yield from (
            Fault(f"{name}.{code}", "missing") for code in LANGUAGES if code in other.keys() - text.keys()
        )


def _wording(say: Say, code: str, phrase: Phrase, *, later: bool = False) -> Iterator[c.Input]:
    """Yields the fields of one language; `later` they may be filled in another time, by whoever knows it."""
    which = say(f"language.{code}")
    yield c.Input(
        f"text_{code}",
        say("team.phrase.text", which=which),
        c.InputKind.PARAGRAPH,
        phrase.text.get(code, ""),
        say("team.phrase.later" if later else "team.phrase.text.hint"),
        optional=later,
        limit=TEXT,
        example=say(f"team.phrase.text.example.{code}"),
    )
    yield c.Input(
        f"cue_{code}",
        say("team.phrase.cue", which=which),
        value=phrase.cue.get(code, ""),
        hint="" if later else say("team.phrase.cue.hint"),
        optional=later,
        limit=CUE,
        example=say(f"team.phrase.cue.example.{code}"),
    )


def _form_field(say: Say, form: str, phrase: Phrase) -> c.Input:
    """Returns the field for the Spanish with tú or vos."""
    return c.Input(
        f"forms_{form}",
        say("team.phrase.form", form=say(f"speech.{form}")),
        c.InputKind.PARAGRAPH,
        phrase.forms.get(form, ""),
        say("team.phrase.form.hint"),
        optional=True,
        limit=TEXT,
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
