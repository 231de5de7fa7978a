"""What the coach knows, as plain values: situations, methods, pitfalls, personas, and the lexicon."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from bot.core.gaps import has_gap
from bot.core.keywords import Keywords
from bot.core.minutes import MinuteLine
from bot.core.numbers import Numbers
from bot.core.policy import Policy
from bot.core.quiz import QuizItem
from bot.core.renamed import RENAMED, present_id
from bot.core.safety import SafetyGuide, SafetyKind
from bot.core.scenarios import Prompt, ReplyLexicon, Scenario
from bot.core.speech import NEUTRAL, Speech
from bot.core.teaching import CARD_FILE, Teaching
from bot.core.words import Localized, Words

APPROVAL = "needs-approval"  # the tag of phrases that promise something
# Those that everything has words for, and those that have phrases of their own alone.
BASE_CHANNELS = ("phone", "chat", "email")
CHANNELS = (*BASE_CHANNELS, "whatsapp", "social", "in-person")
_BASES = {"whatsapp": "chat", "social": "chat", "in-person": "phone"}
PUBLIC = "social"  # everybody reads along


def base_channel(channel: str) -> str:
    """Returns the channel whose words serve where a channel has none: phone, chat or email."""
    base = _BASES.get(channel, channel)
    return base if base in BASE_CHANNELS else BASE_CHANNELS[0]


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words to say, in each language. `channels` and `industries` say where they fit; none means all.

    `forms` are the Spanish words for `tu`, `vos` and `es-ES`, where they are written. `countries` (ISO) are
    those whose law it was written for; none means all. `owner` answers for it: somebody looked at it on
    `reviewed_on`, and is to look again after `review_after`.
    """

    id: str
    text: Localized
    cue: Localized
    channels: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    forms: Mapping[str, str] = field(default_factory=dict)
    countries: tuple[str, ...] = ()
    owner: str = ""
    reviewed_on: date | None = None
    review_after: date | None = None
    own: bool = False  # a team added it; not of the shipped phrasebook

    @property
    def finished(self) -> bool:
        """Whether it can be sent as it is: no wording has a gap to fill in, such as `{name}`."""
        return not any(has_gap(text) for text in self.text.values())


def places_for(phrases: Sequence[Phrase], channel: str) -> list[int]:
    """Returns the places of the phrases that fit a channel; of its base, where none is for itself."""
    if not any(channel in phrase.channels for phrase in phrases):
        channel = base_channel(channel)
    return [i for i, phrase in enumerate(phrases) if not phrase.channels or channel in phrase.channels]


def channel_of(phrase: Phrase, usual: str) -> str:
    """Returns the channel that a phrase is said on: somebody's usual one where it fits, else its first."""
    if not phrase.channels or usual in phrase.channels:
        return usual or BASE_CHANNELS[0]
    return base_channel(usual) if usual and base_channel(usual) in phrase.channels else phrase.channels[0]


@dataclass(frozen=True, slots=True)
class Situation:
    """A moment in a contact: how agents ask for it, what customers say in it, and what helps."""

    id: str
    name: Localized
    when: Localized
    helps: Localized
    avoid: Localized
    triggers: Mapping[str, tuple[str, ...]]
    phrases: tuple[Phrase, ...]
    menu: int = 0  # its place among the menu's buttons; 0: not there
    said: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MethodStep:
    """One step of a method: how to do it, and words to say. `video` is for contacts on camera."""

    id: str
    name: Localized
    how: Localized
    phrase: Localized
    video: Localized = field(default_factory=dict)
    forms: Mapping[str, str] = field(default_factory=dict)  # the phrase's, as in `Phrase`


@dataclass(frozen=True, slots=True)
class ExampleLine:
    """One line of a worked example: the agent's by the step it belongs to, the customer's without one."""

    text: Localized
    step: str = ""


@dataclass(frozen=True, slots=True)
class WorkedExample:
    """One contact by a method, from first word to last; `about` says what it is about."""

    about: Localized
    lines: tuple[ExampleLine, ...]


@dataclass(frozen=True, slots=True)
class Method:
    """A way through a contact, step by step. `also` is what people type for its name."""

    id: str
    name: Localized
    when: Localized
    limits: Localized
    steps: tuple[MethodStep, ...]
    note: Localized = field(default_factory=dict)
    also: tuple[str, ...] = ()
    example: WorkedExample | None = None


@dataclass(frozen=True, slots=True)
class Pitfall:
    """What not to say: how it sounds, why it makes things worse, and better words."""

    id: str
    name: Localized
    sounds: Localized
    why: Localized
    better: Localized
    phrase: Localized
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Persona:
    """A kind of customer: how to tell, what they need, and the step of a method to start at."""

    id: str
    name: Localized
    signs: Localized
    needs: Localized
    method: str
    step: str
    situations: tuple[str, ...]
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Facet:
    """A filter that cuts across situations: a channel or an industry, and the words that tell it."""

    id: str
    kind: str
    name: Localized
    tags: tuple[str, ...]
    words: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What words mean to the look-up: concepts unite languages, fillers carry no topic.

    `elsewhere` are examples of what people type that is about something else, `foreign` small words of
    languages that nothing is written in.
    """

    concepts: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    fillers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    elsewhere: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    foreign: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Additions:
    """What a team added to the shipped phrasebook. Phrases and triggers are by situation."""

    phrases: Mapping[str, tuple[Phrase, ...]] = field(default_factory=dict)
    triggers: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    offers: bool = False  # whether the team wrote down what it may offer
    quiz: tuple[QuizItem, ...] = ()
    speech: Speech = NEUTRAL
    scenarios: tuple[Scenario, ...] = ()


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """All content, by id, in the order it is shown."""

    situations: Mapping[str, Situation]
    facets: Mapping[str, Facet]
    lexicon: Lexicon
    words: Words
    added: Additions = Additions()
    methods: Mapping[str, Method] = field(default_factory=dict)
    pitfalls: Mapping[str, Pitfall] = field(default_factory=dict)
    personas: Mapping[str, Persona] = field(default_factory=dict)
    teachings: Mapping[str, Teaching] = field(default_factory=dict)
    protocols: Mapping[str, Policy] = field(default_factory=dict)
    quiz: Mapping[str, QuizItem] = field(default_factory=dict)
    scenarios: Mapping[str, Scenario] = field(default_factory=dict)
    prompts: Mapping[str, Prompt] = field(default_factory=dict)
    minutes: Mapping[str, MinuteLine] = field(default_factory=dict)
    replies: Mapping[str, ReplyLexicon] = field(default_factory=dict)  # by language
    keywords: Keywords = field(default_factory=Keywords)
    safety: Mapping[SafetyKind, SafetyGuide] = field(default_factory=dict)
    numbers: Numbers = field(default_factory=dict)
    scenario_template: str = ""  # the file that a manager's own role-play begins as
    # The languages there is content in, those the bot itself speaks first.
    languages: tuple[str, ...] = field(init=False, default=())

    def with_added(self, added: Additions) -> Phrasebook:
        """Returns this book with what a team added; words of a situation it has not are left out."""
        added = self._placed(added)
        situations = {
            name: replace(
                situation,
                phrases=situation.phrases + added.phrases.get(name, ()),
                triggers=_joined(situation.triggers, added.triggers.get(name, {})),
            )
            for name, situation in self.situations.items()
            if name in added.phrases or name in added.triggers
        }
        quiz = {**self.quiz, **{item.id: self._with_family(item) for item in added.quiz}}
        scenarios = {**self.scenarios, **{scenario.id: scenario for scenario in added.scenarios}}
        every = {**self.situations, **situations}
        return replace(self, situations=every, quiz=quiz, scenarios=scenarios, added=added)

    def situation_now(self, name: str) -> str:
        """Returns the id that a situation has now, by one that it may have had before."""
        return present_id(name, self.situations)

    def find_phrase(self, situation: str, phrase: str) -> tuple[Situation, Phrase] | None:
        """Returns a phrase and its situation by their ids, also those of before; None where it has gone."""
        homes: Iterable[Situation] = self.situations.values()
        if situation in self.situations:
            homes = (self.situations[situation],)
        else:
            phrase = present_id(phrase, ())
        return next(((home, own) for home in homes for own in home.phrases if own.id == phrase), None)

    def _with_family(self, item: QuizItem) -> QuizItem:
        """Returns a team's question; about a card of a family it is practised with that family."""
        teaching = self.teachings.get(item.card)
        return replace(item, topic=f"{CARD_FILE}{teaching.family}") if teaching and teaching.family else item

    def _placed(self, added: Additions) -> Additions:
        """Returns what a team added, all of it at the situations that there are now."""
        trained = (situation for scenario in added.scenarios for situation in scenario.situations)
        asked = (item.situation for item in added.quiz)
        named = {*added.phrases, *added.triggers, *asked, *trained}
        if named.isdisjoint(RENAMED):
            return added
        phrases: dict[str, tuple[Phrase, ...]] = {}
        for name, own in added.phrases.items():
            now = self.situation_now(name)
            phrases[now] = phrases.get(now, ()) + own
        triggers: dict[str, Mapping[str, tuple[str, ...]]] = {}
        for name, spoken in added.triggers.items():
            now = self.situation_now(name)
            triggers[now] = _joined(triggers.get(now, {}), spoken)
        quiz = tuple(replace(item, situation=self.situation_now(item.situation)) for item in added.quiz)
        scenarios = tuple(
            replace(scenario, situations=tuple(map(self.situation_now, scenario.situations)))
            for scenario in added.scenarios
        )
        return replace(added, phrases=phrases, triggers=triggers, quiz=quiz, scenarios=scenarios)

    @property
    def industries(self) -> tuple[Facet, ...]:
        """The facets that are industries."""
        return tuple(facet for facet in self.facets.values() if facet.kind == "industry")

    def __post_init__(self) -> None:
        # Worked out once: every card asks for it.
        written = {code for situation in self.situations.values() for code in situation.triggers}
        spoken = self.words.languages
        object.__setattr__(self, "languages", spoken + tuple(sorted(written - set(spoken))))


def _joined(
    shipped: Mapping[str, tuple[str, ...]], own: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    return {code: shipped.get(code, ()) + own.get(code, ()) for code in dict.fromkeys((*shipped, *own))}
