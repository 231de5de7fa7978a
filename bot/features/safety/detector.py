"""Whether a text is about danger or distress: rules over concepts, and what was learnt from examples."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from bot.core.safety import SafetyKind, SafetyLevel, SafetySign
from bot.features.safety.patterns import MOST, Pattern, PatternSet, Spot, is_concept, parse
from bot.features.safety.reading import SafetyReading, read
from bot.features.safety.signs import SafetySigns
from bot.features.safety.vocabulary import SafetyVocabulary, Symbols

CHUNK, STEP = 80, 48  # words of a long text that are judged together, and how far the next ones begin
SOFTENS = 8  # words within which a soft or a dropping pattern acts on a rule
CARD, LINE, SOFT, DROP = "card", "line", "soft", "drop"
ORDER = {kind: i for i, kind in enumerate(SafetyKind)}  # what goes first where two are as strong


class SignRule(NamedTuple):
    """One rule: whose kind, what it says, and its pattern."""

    kind: SafetyKind
    effect: str
    pattern: Pattern


class Detector:
    """Notices signs. Building one takes a while; asking it touches memory only, a bounded time a word."""

    def __init__(self, signs: SafetySigns) -> None:
        concepts = {name: [parse_form(form) for form in forms] for name, forms in signs.concepts.items()}
        self._rules = [
            SignRule(kind, effect, parse(written))
            for kind, rules in signs.rules.items()
            for effect, patterns in (
                (CARD, rules.card),
                (LINE, rules.line),
                (SOFT, rules.soft),
                (DROP, rules.drop),
            )
            for written in patterns
        ]
        harmless = [parse(written) for written in signs.harmless]
        above = _holders(concepts)
        self._several = [
            (above[name], form) for name, forms in concepts.items() for form in forms if len(form.slots) > 1
        ]
        patterns = [*(rule.pattern for rule in self._rules), *harmless, *(form for _, form in self._several)]
        self._vocabulary = SafetyVocabulary(_symbols(concepts, patterns), signs.respelled, _ordinary(signs))
        self._of_rules = PatternSet([rule.pattern for rule in self._rules])
        self._of_harmless = PatternSet(harmless)
        self._of_concepts = PatternSet([form for _, form in self._several])

    def detect(self, text: str) -> SafetySign | None:
        """Returns what was noticed in the whole of `text`, or None. Never raises."""
        best: SafetySign | None = None
        for words in self._chunks(read(text)):
            sign = self._judge(words)
            if sign and (best is None or _weight(sign) > _weight(best)):
                best = sign
        return best

    def _chunks(self, reading: SafetyReading) -> Iterator[list[tuple[int, str, Symbols, bool]]]:
        words, more = [], 0
        for place, typed, quoted in zip(reading.places, reading.words, reading.quoted, strict=True):
            parts = self._vocabulary.meaning(typed)
            words += [(place + more + i, word, symbols, quoted) for i, (word, symbols) in enumerate(parts)]
            more += len(parts) - 1
        if len(words) <= CHUNK:
            yield words
            return
        for begin in range(0, len(words) - CHUNK + STEP, STEP):
            yield words[begin : begin + CHUNK]

    def fired(self, words: Sequence[tuple[int, str, Symbols, bool]]) -> list[tuple[SignRule, Spot]]:
        """Returns the rules that match some words, and where."""
        spots: dict[str, list[Spot]] = defaultdict(list)
        for place, _, symbols, _ in words:
            for symbol in symbols:
                here = spots[symbol]
                if len(here) < MOST:
                    here.append((place, place + 1))
        for i, spot in list(self._of_concepts.matches(spots)):
            for name in self._several[i][0]:
                spots[name].append(spot)
        if covered := [spot for _, spot in self._of_harmless.matches(spots)]:
            for symbol, here in spots.items():
                spots[symbol] = [(s, e) for s, e in here if not any(b <= s and e <= f for b, f in covered)]
        return [(self._rules[i], spot) for i, spot in self._of_rules.matches(spots)]

    def _judge(self, words: Sequence[tuple[int, str, Symbols, bool]]) -> SafetySign | None:
        fired = self.fired(words)
        scores: dict[SafetyKind, float] = {}
        for rule, spot in fired:
            if rule.effect in (CARD, LINE):
                near = {
                    r.effect
                    for r, s in fired
                    if r.kind is rule.kind and r.effect in (SOFT, DROP) and _apart(s, spot) <= SOFTENS
                }
                if DROP in near:
                    continue
                score = 2.0 if rule.effect == CARD and SOFT not in near else 1.0
                scores[rule.kind] = max(scores.get(rule.kind, 0.0), score)
        if not scores:
            return None
        kind = min(scores, key=lambda kind: (-scores[kind], ORDER[kind]))
        return SafetySign(kind, SafetyLevel.CARD if scores[kind] >= 2 else SafetyLevel.LINE)


def parse_form(form: str) -> Pattern:
    """Returns a form of a concept as a pattern whose words stand side by side."""
    return parse(" _ ".join(form.split()))


def _weight(sign: SafetySign) -> tuple[bool, int]:
    return sign.level is SafetyLevel.CARD, -ORDER[sign.kind]


def _apart(a: Spot, b: Spot) -> int:
    return max(a[0] - b[1], b[0] - a[1], 0)


def _symbols(concepts: dict[str, list[Pattern]], patterns: Iterable[Pattern]) -> dict[str, list[str]]:
    """Returns every written form that stands alone somewhere, with the symbols that it has."""
    forms: dict[str, list[str]] = defaultdict(list)
    for pattern in patterns:
        for part in (part for slot in (*pattern.slots, pattern.before, pattern.after) for part in slot):
            if not is_concept(part):
                forms[part].append(part)
    holders = _holders(concepts)
    for name, written in concepts.items():
        for form in written:
            if len(form.slots) == 1:
                for part in form.slots[0]:
                    if not is_concept(part):
                        forms[part] += holders[name]
    return {form: list(dict.fromkeys(symbols)) for form, symbols in forms.items()}


def _holders(concepts: dict[str, list[Pattern]]) -> dict[str, list[str]]:
    """Returns each concept with itself and all that hold it."""
    direct: dict[str, list[str]] = defaultdict(list)
    for name, forms in concepts.items():
        for form in forms:
            if len(form.slots) == 1:
                for part in form.slots[0]:
                    if is_concept(part):
                        direct[part].append(name)
    holders: dict[str, list[str]] = {}
    for name in concepts:
        names = [name]
        for holder in names:
            names += [other for other in direct.get(holder, ()) if other not in names]
        holders[name] = names
    return holders


def _ordinary(signs: SafetySigns) -> Iterator[str]:
    for text in signs.ordinary:
        yield from read(text).words
