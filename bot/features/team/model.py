"""What a team adds to the phrasebook, and what is stored about each change to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum

from bot.core.caps import ITEMS, OFFERS, PHRASES, REVIEWS, SCENARIOS, SPEECHES, TRIGGERS
from bot.core.chat import Person
from bot.core.errors import CalmaError
from bot.core.groups import Group
from bot.core.names import TAIL
from bot.core.personal import NAMELESS
from bot.core.phrasebook import Additions, Phrase
from bot.core.quiz import QuizItem
from bot.core.scenarios import Scenario
from bot.core.speech import NEUTRAL, SPAIN, SPANISH, Speech
from bot.core.viewer import moment_at
from bot.features.team.own_scenario import OwnScenario

LANGUAGES = ("en", "es")  # that phrases are written in
SPEECH_ID = "speech"  # of the one entry of its kind
REVIEW_DAYS = 90
COMMAND_LINE = "command line"  # signs what was done there
LONGEST_NAME, LONGEST_SIGNATURE = 40, 128  # characters


class EntryKind(Enum):
    """The kinds of things that a team adds."""

    PHRASE = "phrase"
    TRIGGER = "trigger"
    OFFER = "offer"
    ITEM = "item"
    SCENARIO = "scenario"
    SPEECH = "speech"  # how the team's Spanish speaks, and how often phrases are looked at
    REVIEW = "review"  # that somebody looked at a shipped phrase
    GROUP = "group"  # in the change log alone, as is what follows
    UNIT = "unit"  # of the self-check
    CHECKIN = "checkin"
    PRACTICE = "practice"  # who practised, by week
    INCIDENTS = "incidents"
    TEAM = "team"  # all that a team added, as a file
    FIGURES = "figures"  # of groups


CAPS = {
    EntryKind.PHRASE: PHRASES,
    EntryKind.TRIGGER: TRIGGERS,
    EntryKind.OFFER: OFFERS,
    EntryKind.ITEM: ITEMS,
    EntryKind.SCENARIO: SCENARIOS,
    EntryKind.SPEECH: SPEECHES,
    EntryKind.REVIEW: REVIEWS,
}


@dataclass(frozen=True, slots=True)
class OwnPhrase:
    """A phrase of the team's own, for one situation."""

    situation: str
    phrase: Phrase

    @property
    def missing(self) -> tuple[str, ...]:
        """The languages that nobody has written it in yet: one is enough to begin with."""
        return tuple(code for code in LANGUAGES if not self.phrase.text.get(code))


@dataclass(frozen=True, slots=True)
class OwnTrigger:
    """How this team's agents or customers put a situation."""

    situation: str
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class TeamOffer:
    """Something that agents may offer: up to how much, who approves it, and when not. "" means not said."""

    name: str
    limit: str = ""
    approver: str = ""
    unless: str = ""


@dataclass(frozen=True, slots=True)
class OwnItem:
    """A question that the team's agents are asked in their drills."""

    item: QuizItem


@dataclass(frozen=True, slots=True)
class PhraseSettings:
    """How the team's Spanish speaks, and after how many days a phrase is to be looked at again."""

    speech: Speech = NEUTRAL
    review_days: int = REVIEW_DAYS


@dataclass(frozen=True, slots=True)
class ShippedReview:
    """That somebody of the team looked at a shipped phrase, and it still holds for them."""

    situation: str
    phrase: str
    on: date


@dataclass(frozen=True, slots=True)
class GroupEdit:
    """What became of a group of people: its names, who came and who went, and its channel, if any.

    Of a unit of the self-check it is told from which date on (ISO) that holds, `since`.
    """

    name: str
    former: str = ""
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    channel: str = ""
    platform: str = ""
    since: str = ""


@dataclass(frozen=True, slots=True)
class SettingsEdit:
    """What became of settings: each by its name, as it was and as it is, in the words of no language."""

    changes: tuple[tuple[str, str, str], ...]


Content = OwnPhrase | OwnTrigger | TeamOffer | OwnItem | OwnScenario | PhraseSettings | ShippedReview


@dataclass(frozen=True, slots=True)
class TeamEntry:
    """One thing that a team added, as it is now. `version` grows by one with each change, from 1."""

    kind: EntryKind
    id: str
    content: Content
    version: int
    by: str
    at: datetime
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Edit:
    """One change to make; without content the entry is retired. `version` is the one seen, 0: new.

    `confirms` says that somebody looked at it and left it as it is.
    """

    kind: EntryKind
    id: str
    content: Content | None
    version: int = 0
    confirms: bool = False


class ChangeKind(Enum):
    """What was done."""

    ADDED = "added"
    EDITED = "edited"
    RETIRED = "retired"
    CONFIRMED = "confirmed"
    PUBLISHED = "published"
    TAKEN_BACK = "taken_back"
    IMPORTED = "imported"
    APPOINTED = "appointed"
    REMOVED = "removed"
    IGNORED = "ignored"
    NAMED = "named"  # from then on managers see who practised
    UNNAMED = "unnamed"
    ONBOARDED = "onboarded"  # somebody new gets five days of drills
    ONBOARDING_UNDONE = "onboarding_undone"
    MINUTE_OFFERED = "minute_offered"  # a group is told of the start-of-shift minute
    FIGURES = "figures"  # of the help desk, imported; `amount` counts the weeks
    FIGURES_REMOVED = "figures_removed"
    EXPORTED = "exported"  # somebody took a file along; `amount` is of how many weeks, 0 for all there is


@dataclass(frozen=True, slots=True)
class Change:
    """One stored change. `subject` is the entry's id or the person's; `amount` counts an import's."""

    action: ChangeKind
    subject: str
    by: str
    at: datetime
    kind: EntryKind | None = None
    before: Content | None = None
    after: Content | GroupEdit | SettingsEdit | None = None
    amount: int = 0


class StaleEntry(CalmaError):
    """Somebody else changed an entry in the meantime; `entry` is what it is now."""

    def __init__(self, entry: TeamEntry) -> None:
        self.entry = entry
        super().__init__(
            f"{entry.kind.value} {entry.id} was changed in the meantime: read it again",
            words="team.stale_retired" if entry.retired else "team.stale",
            who=signer(entry.by),
            when=moment_at(entry.at, ""),
        )

    def values_in(self, zone: str) -> dict[str, object]:
        """Returns what its words are filled with, for somebody who reads them in a zone."""
        return {**self.values, "when": moment_at(self.entry.at, zone)}


def applied(edit: Edit, present: TeamEntry | None, by: str, at: datetime) -> tuple[TeamEntry, Change]:
    """Returns the entry after `edit` and what to note of it; `present` is the entry as it is now.

    Raises StaleEntry where `present` is not what was edited, and ValueError for an entry that never was. A
    retired entry comes back when it is added anew.
    """
    live = present if present and not present.retired else None
    if edit.version != (live.version if live else 0):
        if present is None:
            raise ValueError(f"there is no {edit.kind.value} of this id")
        raise StaleEntry(present)
    content = edit.content or (live.content if live else None)
    if content is None:
        raise ValueError("what was never added cannot be retired")
    version = present.version + 1 if present else 1
    entry = TeamEntry(edit.kind, edit.id, content, version, by, at, retired=edit.content is None)
    action = ChangeKind.RETIRED if entry.retired else ChangeKind.EDITED if live else ChangeKind.ADDED
    if edit.confirms:
        action = ChangeKind.CONFIRMED
    before = live.content if live else None
    if isinstance(before, OwnScenario) and isinstance(edit.content, OwnScenario):
        action = _move(before, edit.content)
    return entry, Change(action, edit.id, by, at, edit.kind, before, edit.content)


def _move(before: OwnScenario, after: OwnScenario) -> ChangeKind:
    if before.published == after.published:
        return ChangeKind.EDITED
    return ChangeKind.PUBLISHED if after.published else ChangeKind.TAKEN_BACK


@dataclass(frozen=True, slots=True)
class TeamContent:
    """All that a team added and has at one moment. `version` is the team's; it grows with each change."""

    version: int
    entries: tuple[TeamEntry, ...]

    def additions(self) -> Additions:
        """Returns what the look-up and the drills need of it."""
        return additions(entry.content for entry in self.entries if not entry.retired)


def additions(contents: Iterable[Content]) -> Additions:
    """Returns own phrases and triggers by situation, questions, published role-plays, if there are offers."""
    phrases: dict[str, list[Phrase]] = {}
    triggers: dict[str, dict[str, list[str]]] = {}
    quiz: list[QuizItem] = []
    scenarios: list[Scenario] = []
    offers, speech = False, NEUTRAL
    for content in contents:
        match content:
            case OwnPhrase(situation, phrase):
                phrases.setdefault(situation, []).append(phrase)
            case OwnTrigger(situation, language, text):
                triggers.setdefault(situation, {}).setdefault(language, []).append(text)
            case TeamOffer():
                offers = True
            case OwnItem(item):
                quiz.append(item)
            case OwnScenario(_, Scenario() as published):
                scenarios.append(published)
            case PhraseSettings():
                speech = content.speech
    return Additions(
        {situation: tuple(own) for situation, own in phrases.items()},
        {s: {code: tuple(texts) for code, texts in own.items()} for s, own in triggers.items()},
        offers,
        tuple(quiz),
        speech,
        tuple(scenarios),
    )


def carried_over(after: Content, before: Content) -> Content:
    """Returns an entry as a form wrote it, with what the form has no field for as it was before."""
    if isinstance(after, OwnItem) and isinstance(before, OwnItem):
        return OwnItem(replace(after.item, card=before.item.card))
    if not (isinstance(after, OwnPhrase) and isinstance(before, OwnPhrase)):
        return after
    was, now = before.phrase, after.phrase
    # Spain's words belong to the very wording that stood beside them.
    same = was.text.get(SPANISH) == now.text.get(SPANISH)
    spain = {SPAIN: was.forms[SPAIN]} if same and SPAIN in was.forms else {}
    whole = replace(
        now,
        forms={**spain, **now.forms},
        countries=was.countries,
        reviewed_on=was.reviewed_on,
        review_after=was.review_after,
    )
    return replace(after, phrase=whole)


def group_change(before: Group | None, after: Group | None, by: str, at: datetime) -> Change | None:
    """Returns what to note of a group that was made, changed or removed; None where nothing was."""
    group = after or before
    if group is None:
        return None
    action = ChangeKind.ADDED if before is None else ChangeKind.EDITED if after else ChangeKind.RETIRED
    was, now = _named(before), _named(after)
    edit = GroupEdit(
        name=group.name,
        former=before.name if before and before.name != group.name else "",
        added=tuple(user for user in now if user not in set(was)),
        removed=tuple(user for user in was if user not in set(now)) if after else (),
        channel=group.conversation if not before or before.conversation != group.conversation else "",
        platform=group.platform,
    )
    same = action is ChangeKind.EDITED and edit == GroupEdit(group.name, platform=group.platform)
    return None if same else Change(action, group.id, by, at, EntryKind.GROUP, after=edit)


def told_change(action: ChangeKind, group: Group, by: str, at: datetime) -> Change:
    """Returns what to note of something that a whole group gets, such as the first days of somebody new."""
    edit = GroupEdit(group.name, channel=group.conversation, platform=group.platform)
    return Change(action, group.id, by, at, EntryKind.GROUP, after=edit)


def export_change(kind: EntryKind, group: Group | None, weeks: int, by: str, at: datetime) -> Change:
    """Returns what to note of a file that somebody took along: what is in it, of which group and weeks."""
    edit = GroupEdit(group.name, channel=group.conversation, platform=group.platform) if group else None
    subject = group.id if group else ""
    return Change(ChangeKind.EXPORTED, subject, by, at, kind, after=edit, amount=weeks)


def unit_change(id: str, former: str, edit: GroupEdit, by: str, at: datetime) -> Change:
    """Returns what to note of a unit that had a name before, or none where it was made; "" now: it goes."""
    action = ChangeKind.ADDED if not former else ChangeKind.EDITED if edit.name else ChangeKind.RETIRED
    renamed = former if edit.name and former != edit.name else ""
    return Change(
        action, id, by, at, EntryKind.UNIT, after=replace(edit, name=edit.name or former, former=renamed)
    )


def _named(group: Group | None) -> tuple[str, ...]:
    # Those of a channel come and go by themselves.
    return group.people if group and not group.conversation else ()


def signature(person: Person) -> str:
    """Returns how a change is signed: by name where the platform tells one, and by id in any case."""
    name = " ".join(cleaned(person.name).split())[:LONGEST_NAME]
    return f"{name} ({person.user_id})"[:LONGEST_SIGNATURE] if name else person.user_id


def signer(signature: str) -> str:
    """Returns the name that somebody signed with; of one who had none, what tells them apart."""
    name = signature.rpartition(" (")[0]
    return name or (signature if signature == NAMELESS else f"…{signature[-TAIL:]}")


def cleaned(text: str) -> str:
    """Returns what somebody typed without characters that nobody sees and no database takes."""
    return "".join(c for c in text if c.isprintable() or c == "\n").strip()
