"""Own questions for the drills: the form for one, its rules, its look."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from bot.coach import card as c
from bot.coach.desk import CommandRoute, Routes
from bot.coach.phrasebook import Phrasebook
from bot.coach.practice import QuizItem, QuizOption
from bot.coach.talk import Answer, Command, How, Role, Submit
from bot.coach.team.alike import asked
from bot.coach.team.content import Content, Kind, OwnItem
from bot.coach.team.item_form import NUMBERS, fields, missing, place_of
from bot.coach.team.keeper import Keeper
from bot.coach.team.office import Office, clean
from bot.coach.team.ports import Fault
from bot.coach.team.sheet import LANGUAGES, facet
from bot.coach.words import pick


class ItemSheet:
    """Own questions."""

    kind, most = Kind.ITEM, 500

    def fields(self, office: Office, language: str, content: Content | None) -> tuple[c.Field, ...]:
        return fields(office, language, content.item if isinstance(content, OwnItem) else None)

    def read(self, ask: Submit, entry_id: str) -> OwnItem:
        best, difficulty = ask.text("best"), ask.text("difficulty")
        options = tuple(
            QuizOption(_both(ask, f"option{n}"), _both(ask, f"why{n}"), best == str(n)) for n in NUMBERS
        )
        item = QuizItem(
            id=entry_id,
            topic=ask.text("situation"),
            situation=ask.text("situation"),
            difficulty=int(difficulty) if difficulty in {"1", "2", "3"} else 0,
            stem=_both(ask, "stem"),
            options=options,
            method=ask.text("method"),
            pitfall=ask.text("pitfall"),
            industries=tuple(dict.fromkeys(ask.many("industries"))),
            channels=tuple(dict.fromkeys(ask.many("channels"))),
            own=True,
        )
        return OwnItem(item)

    def faults(self, content: Content, book: Phrasebook, office: Office) -> Iterator[Fault]:
        if not isinstance(content, OwnItem):
            return
        item = content.item
        if item.situation and item.situation not in book.situations:
            yield Fault("situation", "unknown_situation")
        if lacking := list(missing(item)):
            yield from (Fault(name, "missing") for name in lacking)
            return
        if item.method and item.method not in book.methods:
            yield Fault("method", "unknown_method")
        if item.pitfall and item.pitfall not in book.pitfalls:
            yield Fault("pitfall", "unknown_pitfall")
        for fault in office.lint(item):
            yield replace(fault, place=place_of(fault, item))
        for code, twin in asked(book.quiz.values()).twins("", item.id, item.stem):
            yield Fault(f"stem_{code}", "same_item", {"id": twin})

    def shown(self, content: Content, office: Office, language: str) -> tuple[c.Element, ...]:
        if not isinstance(content, OwnItem):
            return ()
        item, book, say = content.item, office.library.book, office.library.words.speaker(language)
        facets = [facet(book, name, language) for name in (*item.channels, *item.industries)]
        where = [office.situation(item.situation, language), say(f"team.item.difficulty.{item.difficulty}")]
        options = (
            say("team.item.best" if option.best else "team.item.other", option=pick(option.text, language))
            for option in item.options
        )
        return (
            c.Note(" · ".join([*where, *facets])),
            c.Text(pick(item.stem, language)),
            *map(c.Text, options),
        )


class ItemDoor:
    """`/drill items`: the list of own questions."""

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper

    def routes(self) -> Routes:
        """Returns what is answered, to managers alone."""
        return Routes(commands=(CommandRoute("drill", self.open, ("items",), least=Role.MANAGER),))

    async def open(self, ask: Command) -> Answer:
        """Returns the first page of the list."""
        return replace(await self._keeper.first(ask.person), how=How.PRIVATE)


def _both(ask: Submit, name: str) -> Mapping[str, str]:
    return {code: " ".join(clean(ask.text(f"{name}_{code}")).split()) for code in LANGUAGES}
