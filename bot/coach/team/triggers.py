"""Own triggers: the form for one, its rules, its look."""

from __future__ import annotations

from collections.abc import Iterator

from bot.coach import card as c
from bot.coach.phrasebook import Phrasebook
from bot.coach.talk import Submit
from bot.coach.team.alike import folded
from bot.coach.team.content import Content, Kind, OwnTrigger
from bot.coach.team.office import Office, clean
from bot.coach.team.ports import Fault
from bot.coach.team.sheet import LANGUAGES, situations

TRIGGER = (2, 80)  # characters


class TriggerSheet:
    """Own triggers."""

    kind, most = Kind.TRIGGER, 2_000

    def fields(self, office: Office, language: str, content: Content | None) -> tuple[c.Field, ...]:
        own = content if isinstance(content, OwnTrigger) else OwnTrigger("", language, "")
        say = office.library.words.speaker(language)
        return (
            situations(office, language, own.situation),
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
        text = " ".join(clean(ask.text("text").replace("\n", " ")).split())
        return OwnTrigger(ask.text("situation"), ask.text("language"), text)

    def faults(self, content: Content, book: Phrasebook, office: Office) -> Iterator[Fault]:
        if not isinstance(content, OwnTrigger):
            return
        if content.situation not in book.situations:
            yield Fault("situation", "unknown_situation" if content.situation else "missing")
        if content.language not in LANGUAGES:
            yield Fault("language", "other_language")
        least, most = TRIGGER
        if not content.text:
            yield Fault("text", "missing")
        elif not folded(content.text) or len(content.text) < least:
            yield Fault("text", "no_words")
        elif len(content.text) > most:
            yield Fault("text", "too_long", {"most": most})
        elif taken := _owner(book, content.text):
            yield Fault("text", "same_trigger", {"situation": taken})

    def shown(self, content: Content, office: Office, language: str) -> tuple[c.Element, ...]:
        if not isinstance(content, OwnTrigger):
            return ()
        say = office.library.words.speaker(language)
        label = f"{office.situation(content.situation, language)} · {say(f'language.{content.language}')}:"
        return (c.Quote(label, content.text),)


def _owner(book: Phrasebook, text: str) -> str:
    """Returns the situation that has this trigger already, or ""."""
    mine = folded(text)
    return next(
        (
            situation.id
            for situation in book.situations.values()
            for triggers in situation.triggers.values()
            if any(folded(trigger) == mine for trigger in triggers)
        ),
        "",
    )
