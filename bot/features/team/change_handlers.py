"""The change log: who changed what, when, before and after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from bot.core import card as c
from bot.core.chat import Answer, Person, Press, Role
from bot.core.desk import PressRoute, Routes
from bot.core.gaps import gapless
from bot.core.names import channel_known_as, known_as, signed_id, signed_name
from bot.core.viewer import date_text, dotted, moment_at, name_line
from bot.core.words import Say, pick
from bot.features.team import cards
from bot.features.team.buttons import page_in
from bot.features.team.deps import TeamDeps
from bot.features.team.model import (
    Change,
    ChangeKind,
    Content,
    GroupEdit,
    OwnItem,
    OwnPhrase,
    OwnTrigger,
    PhraseSettings,
    SettingsEdit,
    ShippedReview,
    TeamOffer,
)
from bot.features.team.own_scenario import OwnScenario
from bot.features.team.speech_cards import settings_lines

NAME = "team.change"
PER_PAGE = 20
LONGEST = 120  # characters of before, and of after
IN_WORDS = ("on", "cadence", "staff")  # settings whose values have words of their own
MOST_NAMED = 20  # people of a change of a group; more are counted


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
        names = await deps.names.of(person.tenant, person.platform, _ids(changes[:PER_PAGE]))
        shown = [self._line(person, change, names) for change in changes[:PER_PAGE]]
        elements: list[c.Element] = [*shown] if shown else [c.Text(say("team.change.none"))]
        pages = cards.turn_buttons(deps, person, NAME, page, page * PER_PAGE + len(changes), PER_PAGE)
        elements += [c.Divider(), c.Buttons((*pages, cards.back_button(deps, person)))]
        return cards.updated(person, say("team.changes"), elements)

    def _line(self, person: Person, change: Change, names: Mapping[str, str]) -> c.Element:
        say = self._deps.say(person)
        kind = say(f"team.change.kind.{change.kind.value}") if change.kind else ""
        action = say(f"team.change.{change.action.value}", kind=kind, count=change.amount)
        if change.action is ChangeKind.EXPORTED and change.amount:
            action = say("team.change.exported.weeks", kind=kind, count=change.amount)
        who = signed_name(say, names, change.by)
        label = say("team.change.line", when=moment_at(change.at, person.zone), who=who, done=action)
        contents = self._contents(person, change, names)
        return c.Quote(label, contents) if contents else c.Note(label)

    def _contents(self, person: Person, change: Change, names: Mapping[str, str]) -> str:
        say = self._deps.say(person)
        if isinstance(change.after, GroupEdit):
            return _group_text(say, change.after, names)
        if isinstance(change.after, SettingsEdit):
            return dotted(*(self._setting(person, each) for each in change.after.changes))
        # Who looked at something left it as it was.
        contents = (None if change.action is ChangeKind.CONFIRMED else change.before, change.after)
        texts = [self._text(person, content) for content in contents if content]
        if isinstance(change.after, OwnScenario):
            texts = list(dict.fromkeys(texts))  # its name, which mostly stays
        if not texts:
            about_person = change.action in (ChangeKind.APPOINTED, ChangeKind.REMOVED)
            named = known_as(say, names, change.subject) if about_person else change.subject
            return "" if change.action is ChangeKind.IMPORTED else named
        # A quote shows its text as it is, so the marks of bold would stand there.
        return " → ".join(c.clip(c.plain(text), LONGEST) for text in texts)

    def _setting(self, person: Person, change: tuple[str, str, str]) -> str:
        say, name = self._deps.say(person), change[0]
        words = f"team.change.set.{name}"
        was, now = (say(f"{words}.{value}") if name in IN_WORDS and value else value for value in change[1:])
        return say(words, now=now or "–", was=was or "–")

    def _text(self, person: Person, content: Content) -> str:
        language = person.language
        match content:
            case OwnPhrase(situation, phrase):
                text = gapless(self._deps.phrasebook.words, language, pick(phrase.text, language))
                return f"{self._deps.situation(situation, language)}: {text}"
            case OwnTrigger(situation, _, text):
                return f"{self._deps.situation(situation, language)}: {text}"
            case TeamOffer(name, limit, approver, unless):
                return " · ".join(text for text in (name, limit, approver, unless) if text)
            case OwnItem(item):
                return f"{self._deps.situation(item.situation, language)}: {pick(item.stem, language)}"
            case OwnScenario():
                return pick(content.newest.name, language)
            case PhraseSettings():
                return dotted(*settings_lines(self._deps.viewer(language), content))
            case ShippedReview(situation, phrase_id, _):
                found = self._deps.phrasebook.book.find_phrase(situation, phrase_id)
                text = self._deps.viewer(language).said(found[1].text) if found else phrase_id
                return f"{self._deps.situation(situation, language)}: {text}"


def _ids(changes: Iterable[Change]) -> Iterator[str]:
    """Yields the ids of people and channels that changes tell of."""
    for change in changes:
        yield signed_id(change.by)
        if change.action in (ChangeKind.APPOINTED, ChangeKind.REMOVED):
            yield change.subject
        if isinstance(change.after, GroupEdit):
            edit = change.after
            yield from (*edit.added[:MOST_NAMED], *edit.removed[:MOST_NAMED], edit.channel)


def _group_text(say: Say, edit: GroupEdit, names: Mapping[str, str]) -> str:
    name = " → ".join(name_line(text) for text in (edit.former, edit.name) if text)
    channel = channel_known_as(say, names, edit.channel) if edit.channel else ""
    people = {"in": edit.added, "out": edit.removed}
    lines = [
        say(f"team.change.group.{way}", people=_listed(say, ids, names)) for way, ids in people.items() if ids
    ]
    since = date_text(say, date.fromisoformat(edit.since)) if edit.since else ""
    begins = say("team.change.group.since", date=since) if since else ""
    return dotted(name, begins, channel, *lines)


def _listed(say: Say, ids: tuple[str, ...], names: Mapping[str, str]) -> str:
    shown = ", ".join(known_as(say, names, id) for id in ids[:MOST_NAMED])
    more = len(ids) - MOST_NAMED
    return f"{shown} {say('group.more', count=more)}" if more > 0 else shown
