"""Own phrases: the form for one, its rules, its look."""

from __future__ import annotations

from collections.abc import Iterator

from bot.coach import card as c
from bot.coach.phrasebook import CHANNELS, Phrase, Phrasebook
from bot.coach.talk import Submit
from bot.coach.team.alike import Known
from bot.coach.team.content import Content, Kind, OwnPhrase
from bot.coach.team.office import Office, clean
from bot.coach.team.ports import Fault
from bot.coach.team.sheet import LANGUAGES, facet, situations
from bot.coach.words import Say, pick

TEXT, CUE = 1_500, 75  # characters
SHOWN = 400  # characters of a text in the list, so that a page of it is a card of usual length
APPROVAL = "needs-approval"


class PhraseSheet:
    """Own phrases."""

    kind, most = Kind.PHRASE, 1_000

    def fields(self, office: Office, language: str, content: Content | None) -> tuple[c.Field, ...]:
        own = content if isinstance(content, OwnPhrase) else None
        phrase, say = own.phrase if own else Phrase("", {}, {}), office.library.words.speaker(language)
        book = office.library.book
        industries = [f for f in book.facets.values() if f.kind == "industry"]
        return (
            situations(office, language, own.situation if own else ""),
            *(_wording(say, code, phrase) for code in LANGUAGES),
            c.Select(
                "channels",
                say("team.phrase.channels"),
                tuple(c.Option(facet(book, name, language), name) for name in CHANNELS),
                phrase.channels,
                many=True,
                optional=True,
            ),
            c.Select(
                "industries",
                say("team.phrase.industries"),
                tuple(c.Option(pick(f.name, language), f.id) for f in industries),
                phrase.industries,
                many=True,
                optional=True,
            ),
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
            text={code: clean(ask.text(f"text_{code}")) for code in LANGUAGES},
            cue={code: clean(ask.text(f"cue_{code}")) for code in LANGUAGES},
            channels=tuple(dict.fromkeys(ask.many("channels"))),
            industries=tuple(dict.fromkeys(ask.many("industries"))),
            tags=tuple(dict.fromkeys(ask.many("tags"))),
            own=True,
        )
        return OwnPhrase(ask.text("situation"), phrase)

    def faults(self, content: Content, book: Phrasebook, office: Office) -> Iterator[Fault]:
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
        yield from office.lint(phrase)
        for code, twin in (
            Known([situation]).twins(content.situation, phrase.id, phrase.text) if situation else ()
        ):
            yield Fault(f"text.{code}", "same_phrase", {"id": twin})

    def shown(self, content: Content, office: Office, language: str) -> tuple[c.Element, ...]:
        if not isinstance(content, OwnPhrase):
            return ()
        phrase, book = content.phrase, office.library.book
        order = sorted(phrase.text, key=lambda code: code != language)
        facets = [facet(book, name, language) for name in (*phrase.channels, *phrase.industries)]
        if APPROVAL in phrase.tags:
            facets.append(office.library.words.say(language, "found.needs_approval"))
        where = " · ".join([office.situation(content.situation, language), *facets])
        lines = tuple(c.Line(code, c.clip(phrase.text[code], SHOWN)) for code in order)
        return c.Note(where), c.Phrase(lines, pick(phrase.cue, language))


def _wording(say: Say, code: str, phrase: Phrase) -> c.Input:
    return c.Input(
        f"text_{code}",
        say("team.phrase.text", which=say(f"language.{code}")),
        c.Kind.PARAGRAPH,
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
