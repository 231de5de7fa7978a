"""The change log: who changed what, when, before and after."""

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
    moment_text,
)

NAME = "team.change"
PER_PAGE = 20
LONGEST = 120  # characters of before, and of after


class ChangeLogHandlers:
    """Lists the changes."""

    def __init__(self, deps: TeamDeps) -> None:
        self._deps = deps

    def routes(self) -> Routes:
        """Returns what is answered, to managers alone."""
        return Routes(presses=(PressRoute(NAME, self.listed, Role.MANAGER),))

    async def listed(self, ask: Press) -> Answer:
        """Returns a page of the changes, the newest first, in place."""
        deps, person, say = self._deps, ask.person, self._deps.say(ask.person)
        page = page_in(ask.value)
        changes = await deps.store.find_changes(person.tenant, page * PER_PAGE, PER_PAGE + 1)
        shown = [self._line(person, change) for change in changes[:PER_PAGE]]
        elements: list[c.Element] = [*shown] if shown else [c.Text(say("team.change.none"))]
        pages = cards.turn_buttons(deps, person, NAME, page, page * PER_PAGE + len(changes), PER_PAGE)
        elements += [c.Divider(), c.Buttons((*pages, cards.back_button(deps, person)))]
        return cards.updated(person, say("team.changes"), elements)

    def _line(self, person: Person, change: Change) -> c.Element:
        say = self._deps.say(person)
        kind = say(f"team.change.kind.{change.kind.value}") if change.kind else ""
        action = say(f"team.change.{change.action.value}", kind=kind, count=change.amount)
        label = say("team.change.line", when=moment_text(change.at), who=change.by, done=action)
        contents = self._contents(person, change)
        return c.Quote(label, contents) if contents else c.Note(label)

    def _contents(self, person: Person, change: Change) -> str:
        texts = [self._text(person, content) for content in (change.before, change.after) if content]
        if not texts:
            return "" if change.action is ChangeKind.IMPORTED else change.subject
        return " → ".join(c.clip(text, LONGEST) for text in texts)

    def _text(self, person: Person, content: Content) -> str:
        language = person.language
        match content:
            case OwnPhrase(situation, phrase):
                return f"{self._deps.situation(situation, language)}: {pick(phrase.text, language)}"
            case OwnTrigger(situation, _, text):
                return f"{self._deps.situation(situation, language)}: {text}"
            case TeamOffer(name, limit, approver, unless):
                return " · ".join(text for text in (name, limit, approver, unless) if text)
            case OwnItem(item):
                return f"{self._deps.situation(item.situation, language)}: {pick(item.stem, language)}"
