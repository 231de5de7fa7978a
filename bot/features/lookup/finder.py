"""From a text to what the coach makes of it: the one path that `/calm` and `lookup --json` share."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from functools import cached_property
from typing import NamedTuple

from bot.core.phrasebook import CHANNELS, Phrasebook, Situation
from bot.core.safety import SafetyKind, SafetyLevel, SafetySign
from bot.core.speech import NEUTRAL, Speech
from bot.core.wordless import faces
from bot.features.lookup import select
from bot.features.lookup.gate import THRESHOLD, ConfidenceGate
from bot.features.lookup.index import Index, Ranking, SituationMatch
from bot.features.lookup.lexicon import ForeignLanguages, Languages, Reader, Token
from bot.features.lookup.ports import SafetyDetector
from bot.features.lookup.rightness import is_sure, rightness
from bot.features.lookup.select import CachedPointers, Pointers
from bot.features.lookup.text import CENSORED, is_figure, words

LONGEST = 1_200  # characters read of a paste; what happened is said early
END = 500  # characters at each end of a text that are looked through where there is no time for all of it
SHOWN = 5  # matches worth naming
NEAREST = 3
LEADING = 3  # phrases that go first because of what was asked
UNKNOWN_LANGUAGE = "xx"
EVEN = 0.5
SWORN = frozenset({SafetyKind.HATE, SafetyKind.SEXUAL_HARASSMENT})  # kinds that are in words themselves


class LookupResult(NamedTuple):
    """What a text is about. `matches` are best first; only where `confident` may phrases be shown.

    `sure` says more: that the best one is almost certainly the right one, so that a card may say so.

    `safety` goes before all of it: where its level is CARD, nothing here is confident, and `ordinary` holds
    the result as it is without it, for whoever says that it isn't that.

    `near` is a keyword that the text may be a misspelling of.

    `glanced` tells that the middle of the text was not looked through: danger may stand there.
    """

    text: str
    language: str
    confident: bool
    sure: bool
    matches: tuple[SituationMatch, ...]
    facets: tuple[str, ...]
    situation: Situation | None = None  # the best one, where `confident`
    lead: tuple[int, ...] = ()  # places of its phrases that the words of the text point at
    usual_channel: str = CHANNELS[0]
    usual_industry: str = ""
    speech: Speech = NEUTRAL
    safety: SafetySign | None = None
    ordinary: LookupResult | None = None
    glanced: bool = False
    near: str = ""

    @property
    def danger(self) -> SafetyKind | None:
        """The kind of danger whose card comes alone, in place of all else; None where there is none."""
        return self.safety.kind if self.safety and self.safety.level is SafetyLevel.CARD else None

    @property
    def channel(self) -> str:
        """The channel that the text names, else the usual one."""
        return next((facet for facet in self.facets if facet in CHANNELS), self.usual_channel)

    @property
    def industry(self) -> str:
        """The industry that the text names, else the usual one; "" for any."""
        return next((facet for facet in self.facets if facet not in CHANNELS), self.usual_industry)

    @property
    def phrases(self) -> tuple[str, ...]:
        """The ids of the phrases that are shown first, without those that rise in a team."""
        if self.situation is None:
            return ()
        phrases = self.situation.phrases
        places = select.fitting(phrases, self.channel, self.industry, speech=self.speech)
        behind = select.behind_more(phrases, places, self.speech)
        return tuple(phrases[i].id for i in select.page_of(places, self.lead, 0, behind))

    @property
    def best(self) -> tuple[SituationMatch, ...]:
        """The matches worth naming."""
        return self.matches[:SHOWN]

    @property
    def nearest(self) -> tuple[str, ...]:
        """The ids of the best three."""
        return tuple(match.id for match in self.matches[:NEAREST])

    def others(self, chosen: str) -> tuple[str, ...]:
        """Returns the ids of the best three besides `chosen`."""
        return tuple([match.id for match in self.matches if match.id != chosen][:NEAREST])

    @property
    def only_facets(self) -> bool:
        """Whether the text names facets and nothing else, like `#chat`."""
        return bool(self.facets) and not self.matches


def as_json(result: LookupResult) -> str:
    """Returns a result as a line with one JSON object."""
    sign = result.safety
    row = {
        "query": result.text,
        "lang": result.language,
        "confident": result.confident,
        "sure": result.sure,
        "situations": [{"id": match.id, "score": round(match.score, 3)} for match in result.best],
        "facets": list(result.facets),
        "phrases": list(result.phrases),
        "safety": sign and {"kind": sign.kind.value, "level": sign.level.value},
    }
    return json.dumps(row, ensure_ascii=False) + "\n"


def as_text(result: LookupResult) -> str:
    """Returns a result as a line for a person to read."""
    best = " ".join(f"{match.id} {match.score:.2f}" for match in result.best)
    sign = f"{result.safety.kind.value} {result.safety.level.value}  " if result.safety else ""
    return f"{sign}{_certainty(result)}  {best}\n"


def _certainty(result: LookupResult) -> str:
    if result.sure:
        return "sure"
    return "likely" if result.confident else "unsure"


class Trigger(NamedTuple):
    """A text that tells of a situation; `language` is "" where it is its name and not what people say."""

    situation: str
    text: str
    language: str = ""


ReadTrigger = tuple[Trigger, list[Token]]  # a trigger, and what was read of it
Texts = tuple[
    list[ReadTrigger], list[list[Token]]
]  # shipped triggers, and what people type about something else


class Finder:
    """A phrasebook with its index. Building one takes tens of milliseconds; asking it touches memory only."""

    def __init__(self, book: Phrasebook, safety: SafetyDetector | None = None) -> None:
        self.book = book
        self._safety = safety
        self.edition = object()  # a name for `book`: what is made of it and remembered is remembered by this
        self._reader = Reader(book.lexicon, book.facets.values())
        self._pointers = {s.id: Pointers(s, self._reader.topics) for s in book.situations.values()}
        self._learn(self._texts())

    def with_book(self, book: Phrasebook) -> Finder:
        """Returns a finder over `book`, which differs in what a team added: phrases, triggers.

        It shares all it can; with the same triggers, the whole index.
        """
        texts = self._shipped_texts if book.added.triggers != self.book.added.triggers else None
        finder = copy(self)
        finder.book, finder.edition = book, object()
        finder._cache = self._cache
        if texts:
            finder._learn(texts)
        return finder

    @cached_property
    def _cache(self) -> CachedPointers:
        return CachedPointers(self._reader.topics)

    @cached_property
    def _shipped_texts(self) -> Texts:
        # Read anew when the first team adds a trigger: most processes never need them once they have learnt.
        return self._texts()

    def _texts(self) -> Texts:
        return self._read(shipped_triggers(self.book)), self._reader.read(elsewhere(self.book))

    def _learn(self, texts: Texts) -> None:
        own = self._read(_own_triggers(self.book))
        shipped, elsewhere = texts
        triggers = [*shipped, *own]
        self._index = Index([(trigger.situation, tokens) for trigger, tokens in triggers])
        self._gate = ConfidenceGate([tokens for _, tokens in triggers], elsewhere)
        # Of figures those that triggers have say something, such as `24` and `7`: no times, dates, amounts.
        self._figures = {t.stem for _, tokens in triggers for t in tokens if is_figure(t.word)}
        self._own = {_gist(tokens): trigger.situation for trigger, tokens in own}
        self._foreign = ForeignLanguages(self.book.lexicon)
        self._languages = Languages({code: self._spoken(code, triggers) for code in self.book.languages})

    def _spoken(self, code: str, triggers: Iterable[ReadTrigger]) -> list[str]:
        fillers = words("\n".join(self.book.lexicon.fillers.get(code, ())))
        texts = (tokens for trigger, tokens in triggers if trigger.language == code)
        return fillers + [word for tokens in texts for word in _words(tokens)]

    def _read(self, triggers: Iterable[Trigger]) -> list[ReadTrigger]:
        listed = list(triggers)
        texts = self._reader.read(trigger.text for trigger in listed) if listed else []
        return list(zip(listed, texts, strict=True))

    def find(self, text: str, channel: str = "", industry: str = "") -> LookupResult:
        """Returns what `text` is about; an empty or strange one is simply not confident.

        `channel` and `industry` are the usual ones of whoever asks; what the text names goes before them.
        """
        # Decided by the whole text alone: no language, ranking or trigger of a team has a say in it.
        sign = self._safety.detect(text) if self._safety else None
        return _with_safety(self._ordinary(text, channel, industry, sign), sign)

    def glance(self, text: str, channel: str = "", industry: str = "") -> LookupResult:
        """Returns what `find` does, but looks for danger at both ends of a long text alone; in some 10 ms."""
        if len(text) <= 2 * END:
            return self.find(text, channel, industry)
        sign = self._safety.detect(f"{text[:END]}\n{text[-END:]}") if self._safety else None
        return _with_safety(self._ordinary(text, channel, industry, sign)._replace(glanced=True), sign)

    def is_foreign(self, text: str) -> bool:
        """Returns whether `text` looks like a language that nothing here is written in."""
        return self._foreign.speaks(text[:LONGEST])

    def _ordinary(self, text: str, channel: str, industry: str, sign: SafetySign | None) -> LookupResult:
        untagged, tagged = self._reader.untagged(text[:LONGEST])
        tokens = self._reader.tokens(untagged)
        if sign and sign.kind not in SWORN:
            # What is hidden in `m*tar` is what the danger is in, and no swear word.
            tokens = [token for token in tokens if token.word != CENSORED]
        ranking, certainty = self._judged(tokens)
        if certainty < THRESHOLD and (shown := faces(untagged)):
            # Faces say something where the words alone do not: 😡 is anger.
            ranking, certainty = self._judged([*tokens, *self._reader.tokens(" ".join(shown))])
        own = self._own.get(_gist(tokens)) if self._own else None
        # What a team's trigger says is sure, whatever was learnt: somebody who should know wrote it.
        result = LookupResult(
            text=text,
            language=self._languages.guess(_words(tokens)) or UNKNOWN_LANGUAGE,
            confident=own is not None or (certainty >= THRESHOLD and (sign is None or _likely(ranking))),
            sure=own is not None or is_sure(certainty, ranking),
            matches=_with_first(ranking.matches, own) if own else ranking.matches,
            facets=self._reader.facets(tagged, tokens),
            usual_channel=channel if channel in CHANNELS else CHANNELS[0],
            usual_industry=industry if industry in self.book.facets and industry not in CHANNELS else "",
            speech=self.book.added.speech,
        )
        if not result.confident:
            return result
        situation = self.book.situations[result.matches[0].id]
        return result._replace(situation=situation, lead=self._lead(situation, tokens, result))

    def _judged(self, tokens: Sequence[Token]) -> tuple[Ranking, float]:
        """Returns the situations for some tokens, and how likely it is that any is meant."""
        tokens = [token for token in tokens if not is_figure(token.word) or token.stem in self._figures]
        ranking = self._index.rank(tokens)
        return ranking, self._gate.certainty(tokens, ranking)

    def _lead(self, situation: Situation, tokens: Sequence[Token], result: LookupResult) -> tuple[int, ...]:
        shipped = self._pointers.get(situation.id)
        pointers = shipped if shipped and shipped.situation is situation else self._cache.of(situation)
        pointed = pointers.strongest(tokens)
        if not pointed:
            return ()
        industry = result.industry
        places = select.fitting(situation.phrases, result.channel, industry, speech=result.speech)
        fit = set(places) - select.behind_more(situation.phrases, places, result.speech)
        # Written for one industry, a phrase leads only where that industry is meant.
        usual = [i for i in pointed if i in fit and (industry or not situation.phrases[i].industries)]
        return tuple(usual[:LEADING])


def _likely(ranking: Ranking) -> bool:
    # Where danger may be meant, an answer has to be more likely right than not.
    return rightness(ranking) >= EVEN


def _with_safety(ordinary: LookupResult, sign: SafetySign | None) -> LookupResult:
    result = ordinary._replace(safety=sign)
    if result.danger is None:
        return result
    return result._replace(confident=False, sure=False, situation=None, lead=(), ordinary=ordinary)


def shipped_triggers(book: Phrasebook) -> Iterator[Trigger]:
    """Yields the shipped texts that are indexed, what customers say among them; a team's own come after."""
    for situation in book.situations.values():
        own = book.added.triggers.get(situation.id, {})
        yield Trigger(situation.id, situation.id.replace("-", " "))
        for code, texts in situation.triggers.items():
            for text in texts[: len(texts) - len(own.get(code, ()))]:
                yield Trigger(situation.id, text, code)
        for code, texts in situation.said.items():
            yield from (Trigger(situation.id, text, code) for text in texts)
        for text in situation.name.values():
            yield Trigger(situation.id, text)


def _own_triggers(book: Phrasebook) -> Iterator[Trigger]:
    for name, triggers in book.added.triggers.items():
        if name in book.situations:
            yield from (Trigger(name, text, code) for code, texts in triggers.items() for text in texts)


def _words(tokens: Iterable[Token]) -> list[str]:
    return [token.word for token in tokens if not token.expression]


def _gist(tokens: Sequence[Token]) -> frozenset[str]:
    """Returns what two texts share that say the same: the words with a topic, or all where none has one."""
    single = [token for token in tokens if not token.expression]
    return frozenset(t.stem for t in single if not t.filler) or frozenset(t.stem for t in single)


def _with_first(matches: tuple[SituationMatch, ...], own: str) -> tuple[SituationMatch, ...]:
    score = max((match.score for match in matches), default=1.0)
    return SituationMatch(own, score), *(match for match in matches if match.id != own)


def elsewhere(book: Phrasebook) -> Iterator[str]:
    """Yields what people type about something else."""
    for texts in book.lexicon.elsewhere.values():
        yield from texts
