"""What was changed: who, when, what, before and after."""

from __future__ import annotations

from bot.core import card as c
from bot.core.chat import Answer, Person, Press, Role
from bot.core.desk import PressRoute, Routes
from bot.core.words import pick
from bot.features.team import cards
from bot.features.team.buttons import page_in
from bot.features.team.deps import TeamDeps
from bot.features.team.model import (
    Change,
    ChangeKind,
    Content,
    OwnItem,
    OwnPhrase,
    OwnTrigger,
    TeamOffer,
    told_at,
)

NAME = "team.change"
PER_PAGE = 20
LONGEST = 120  # characters of before, and of after


class ChangeLogHandlers:
    """The part of the room for the changes."""

    def __init__(self, office: TeamDeps) -> None:
        self._office = office

    def routes(self) -> Routes:
        """Returns what is answered, to managers alone."""
        return Routes(presses=(PressRoute(NAME, self.listed, Role.MANAGER),))

    async def listed(self, ask: Press) -> Answer:
        """Returns a page of the changes, the newest first, in place."""
        office, person, say = self._office, ask.person, self._office.say(ask.person)
        page = page_in(ask.value)
        found = await office.records.find_changes(person.tenant, page * PER_PAGE, PER_PAGE + 1)
        shown = [self._line(person, change) for change in found[:PER_PAGE]]
        elements: list[c.Element] = [*shown] if shown else [c.Text(say("team.change.none"))]
        pages = cards.turning(office, person, NAME, page, page * PER_PAGE + len(found), PER_PAGE)
        elements += [c.Divider(), c.Buttons((*pages, cards.back(office, person)))]
        return cards.answer(person, say("team.changes"), elements)

    def _line(self, person: Person, change: Change) -> c.Element:
        say = self._office.say(person)
        kind = say(f"team.change.kind.{change.kind.value}") if change.kind else ""
        done = say(f"team.change.{change.what.value}", kind=kind, count=change.amount)
        label = say("team.change.line", when=told_at(change.at), who=change.by, done=done)
        about = self._about(person, change)
        return c.Quote(label, about) if about else c.Note(label)

    def _about(self, person: Person, change: Change) -> str:
        texts = [self._told(person, content) for content in (change.before, change.after) if content]
        if not texts:
            return "" if change.what is ChangeKind.IMPORTED else change.subject
        return " → ".join(c.clip(text, LONGEST) for text in texts)

    def _told(self, person: Person, content: Content) -> str:
        language = person.language
        match content:
            case OwnPhrase(situation, phrase):
                return f"{self._office.situation(situation, language)}: {pick(phrase.text, language)}"
            case OwnTrigger(situation, _, text):
                return f"{self._office.situation(situation, language)}: {text}"
            case TeamOffer(what, limit, approver, unless):
                return " · ".join(text for text in (what, limit, approver, unless) if text)
            case OwnItem(item):
                return f"{self._office.situation(item.situation, language)}: {pick(item.stem, language)}"
