"""What a drill can be about, and from what somebody typed to the topic they mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.core.keywords import LONGEST, folded
from bot.core.matching import NameMatcher, bare
from bot.core.phrasebook import Phrasebook
from bot.core.quiz import OF_SAFETY, QuizItem
from bot.core.teaching import FAMILIES, OF_CARD, Teaching
from bot.core.words import Localized, pick

MIXED, PITFALLS, PROTOCOL, METHOD = "", "pitfalls", "protocol", "method:"

COUNT, MOST = 3, 10  # questions of a drill
LIKE = 0.1  # share from which a situation is near enough to a text to be offered
NEAREST = 3  # topics that are offered in place of an unknown one
LETTERS = 4  # a word of a name counts as a name by itself from here on, and a beginning of one too
_MATCHER = NameMatcher(shortest_start=LETTERS, alike=0.85)  # “yeling” is yelling
_LIKE = NameMatcher(shortest_start=LETTERS, alike=0.75)


@dataclass(frozen=True, slots=True)
class Topic:
    """Something to practise. `names` are what people type for it; a longer word of one will do too.

    `also` are names that count only as a whole, and only where no other topic is meant.
    """

    id: str
    name: Localized
    names: tuple[str, ...]
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TypedRequest:
    """What was typed: the words of a topic, and a number; None if there was none."""

    topic: str = ""
    count: int | None = None


class SituationRanking(NamedTuple):
    """The situations nearest to a text, best first; `sure` says that the first one is surely meant."""

    ids: tuple[str, ...]
    sure: bool


def topics(book: Phrasebook, items: Iterable[QuizItem]) -> tuple[Topic, ...]:
    """Returns the topics that there are items for, in the order they are offered, the mixed one first."""
    bank = tuple(items)
    asked = (topic for topic in _every(book) if any(fits(item, topic.id) for item in bank))
    return (_worded(book, MIXED, "drill.topic.mixed", ("mixed",)), *asked)


def fits(item: QuizItem, topic: str) -> bool:
    """Returns whether an item belongs to a topic."""
    if topic.startswith(METHOD):
        return item.method == topic.removeprefix(METHOD)
    if topic.startswith(OF_SAFETY):
        return item.safety is not None and item.safety.value == topic.removeprefix(OF_SAFETY)
    if topic.startswith(OF_CARD):
        return topic in (item.taught, f"{OF_CARD}{item.card}")
    if topic == PROTOCOL:
        return item.protocol is not None
    if topic == PITFALLS:
        return bool(item.pitfall)
    return topic == MIXED or topic == item.situation or topic in item.industries


def topic_name(book: Phrasebook, topic: str, language: str) -> str:
    """Returns the name of a topic as it is shown; of one that has gone, its id."""
    topic = book.situation_now(topic)
    if topic == MIXED:
        return book.words.say(language, "drill.topic.mixed")
    name = next((known.name for known in _every(book) if known.id == topic), None)
    return pick(name, language) if name else topic


def nearest_topics(known: Sequence[Topic], text: str, situations: Iterable[str]) -> tuple[Topic, ...]:
    """Returns the topics that may be meant by a text that names none: by their names, then `situations`."""
    typed = [bare(word) for word in text.split() if LETTERS <= len(word) <= LONGEST]
    named = [topic.id for topic in known if any(_like(topic, word) for word in typed)]
    by_id = {topic.id: topic for topic in known if topic.id}
    return tuple(by_id[id] for id in dict.fromkeys([*named, *situations]) if id in by_id)[:NEAREST]


def _like(topic: Topic, typed: str) -> bool:
    names = [bare(word) for name in topic.names for word in name.replace("-", " ").split()]
    return _LIKE.alike_to(names, typed) is not None


def match_topic(known: Sequence[Topic], text: str) -> str | None:
    """Returns the id of the topic whose name is `text`, or nearly; None if there is none."""
    whole: dict[str, str] = {}
    parts: dict[str, str] = {}
    for topic in known:
        for name in topic.names:
            whole.setdefault(bare(name), topic.id)
            for word in name.replace("-", " ").split():
                if len(bare(word)) >= LETTERS:
                    parts.setdefault(bare(word), topic.id)
    also = {bare(name): topic.id for topic in known for name in topic.also}
    return _MATCHER.match((whole, parts, also), text)


def parse_request(text: str) -> TypedRequest:
    """Returns what was typed. A number stands before or behind the topic."""
    words = text.split()
    numbers = [word for word in words if _number(word)] if len(text) <= LONGEST else []
    if len(numbers) != 1 or numbers[0] not in (words[0], words[-1]):
        return TypedRequest(" ".join(words))
    words.remove(numbers[0])
    return TypedRequest(" ".join(words), int(_number(numbers[0])[:6]))


def possible_count(count: int) -> bool:
    """Returns whether a drill can have so many questions."""
    return 1 <= count <= MOST


def _every(book: Phrasebook) -> Iterator[Topic]:
    for situation in book.situations.values():
        # A keyword within an id says what the id says, in every language: `límites` of `abuse-boundary`.
        keywords = (word for part in situation.id.split("-") for word in book.keywords.words(part))
        yield Topic(situation.id, situation.name, (situation.id, *situation.name.values(), *keywords))
    for method in book.methods.values():
        name = {
            code: book.words.say(code, "drill.topic.method", name=text) for code, text in method.name.items()
        }
        yield Topic(
            f"{METHOD}{method.id}", name, (*name.values(), method.id, *method.name.values(), *method.also)
        )
    yield _worded(book, PITFALLS, "drill.topic.pitfalls", ("pitfalls", "avoid"), _pitfall_names(book))
    yield _worded(book, PROTOCOL, "drill.topic.protocol", ("protocol",))
    for kind, guide in book.safety.items():
        yield Topic(f"{OF_SAFETY}{kind.value}", guide.name, (kind.value, *guide.name.values()))
    yield from _taught(book)
    for facet in book.facets.values():
        if facet.kind == "industry":
            yield Topic(facet.id, facet.name, (facet.id, *facet.name.values(), *facet.tags))


def _taught(book: Phrasebook) -> Iterator[Topic]:
    # A family is one topic, found by its keyword. Its cards bear names of channels and industries: those
    # count only where nothing else is meant, so that `/drill chat` is about channels.
    teachings = book.teachings.values()
    for teaching in teachings:
        if not teaching.family:
            yield Topic(teaching.topic, teaching.name, (teaching.id, *_typed(book, teaching)), teaching.also)
    for keyword, family in FAMILIES.items():
        cards = [teaching for teaching in teachings if teaching.family == family]
        if cards:
            names = tuple(name for card in cards for name in (*card.name.values(), *card.also))
            yield _worded(book, f"{OF_CARD}{family}", f"teaching.family.{family}", (keyword,), names)


def _typed(book: Phrasebook, teaching: Teaching) -> tuple[str, ...]:
    return (*teaching.name.values(), *book.keywords.words(teaching.keyword))


def _worded(
    book: Phrasebook, id: str, key: str, keywords: tuple[str, ...], names: tuple[str, ...] = ()
) -> Topic:
    name = {code: book.words.say(code, key) for code in book.words.languages}
    typed = (word for keyword in keywords for word in book.keywords.words(keyword))
    return Topic(id, name, (*name.values(), *typed), names)


def _pitfall_names(book: Phrasebook) -> tuple[str, ...]:
    pitfalls = book.pitfalls.values()
    return tuple(name for pitfall in pitfalls for name in (*pitfall.name.values(), *pitfall.also))


def _number(word: str) -> str:
    # As a keyword is recognised: “5.”, “(5)”, digits of full width; "" for what is no number.
    digits, sign = folded(word[:LONGEST]), "-" * word.startswith("-")
    return sign + digits if digits.isascii() and digits.isdigit() else ""
