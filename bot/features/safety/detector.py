"""Whether a text is about danger or distress: rules over concepts, and what was learnt from examples.

A long text is judged sentence by sentence and in windows of some words, so that a sentence in the middle of
a paste counts as much as one by itself, and words that are far apart do not add up. In each, rules are
matched, and a linear model, which has seen the rules of its examples too, says how near it is to each kind. A
rule that matches counts beside that by itself.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from bot.core.safety import SafetyKind, SafetyLevel, SafetySign
from bot.features.safety.learning import Bounds, Lesson, LinearModel, Window, learn
from bot.features.safety.patterns import MOST, Pattern, PatternSet, Spot, is_concept, parse, parts, words_of
from bot.features.safety.reading import SafetyReading, read
from bot.features.safety.signs import SafetyExample, SafetySigns
from bot.features.safety.vocabulary import SafetyVocabulary, Symbols

WHOLE = 32  # words of a text that is judged at once
WINDOW, STEP = 20, 10  # words of a longer one that are judged together, and how far on the next ones begin
SOFTENS = 8  # words within which a soft or a dropping pattern acts on a rule
FOCUSED, MOST_FOCUSED = 20, 3  # words from which rules are looked at closely too, and how many of them
SHORT = 2  # words of a text that is no more than a keyword
CARD, LINE, SOFT, DROP, HINT = EFFECTS = "card", "line", "soft", "drop", "hint"
BY_CARD, BY_SEVERAL, BY_LINE = 1.8, 1.2, 0.7  # what a rule of its own adds to the evidence of its kind
CARD_FROM, LINE_FROM = 1.2, -0.8  # evidence
TAUGHT = Bounds(-1.0, 1.0)  # to which examples are taught
# How much less evidence is worth in a long text, with a rule and without, for each doubling of its windows.
RULED, UNRULED = 0.25, 0.5
DOUBLINGS = 6  # that count at most
PLAIN = 3  # rules about one's own life that leave no doubt of what is spoken of
OTHERS = frozenset(
    {"HE", "CALLER", "SAY", "KIN", "STAFF", "PARTNER"}
)  # concepts of whom else it may be about
CLOSE = 1.0  # evidence by which two kinds may as well be the other way round
KINDS = tuple(SafetyKind)
# Where nothing is learnt, nothing is the matter unless a rule says so: this outweighs silence, but no rule.
NOTHING_LEARNT = LinearModel.of_rows(
    {f"#{kind.value} {CARD}": [0.0, *(2.0 * (other is kind) for other in KINDS)] for kind in KINDS},
    [1.4, *[0.0] * len(KINDS)],
)


class ReadWord(NamedTuple):
    """A word of a text: where it stands, what it may mean, and whether it stands in quotes."""

    place: int
    word: str
    symbols: Symbols
    quoted: bool


class SignRule(NamedTuple):
    """One rule: whose kind, what it says, and its pattern."""

    kind: SafetyKind
    effect: str
    pattern: Pattern


class FiredRule(NamedTuple):
    """What a rule says about some words, and where."""

    kind: SafetyKind
    effect: str
    spot: Spot


class Look(NamedTuple):
    """Some words that are judged together, what stands where in them, and the rules that fired."""

    words: Sequence[ReadWord]
    spots: Mapping[str, Sequence[Spot]]
    fired: Sequence[FiredRule]
    hinted: SafetyKind | None  # whose figure of speech stands there

    def features(self) -> set[str]:
        """Returns what the model knows of the words: they, pairs of them, concepts, rules."""
        features: set[str] = set()
        before = "^"
        for _, word, _, _ in self.words:
            features.add(word)
            features.add(f"{before} {word}")
            if len(word) > 5:
                features.add("~" + word[:5])
            before = word
        times = Counter((rule.kind, rule.effect) for rule in self.fired)
        for (kind, effect), count in times.items():
            features.add(f"#{kind.value} {effect}")
            if count > 1:
                features.add(f"#{kind.value} {effect} 2")
        features.update(symbol for symbol in self.spots if symbol[0].isupper() and "." not in symbol)
        return features

    def turns(self) -> list[str]:
        """Returns the turns of phrase that exceptions are known by: three words in a row."""
        spoken = ["^", *(word.word for word in self.words), "$"]
        return [f"{a} {b} {c}" for a, b, c in zip(spoken, spoken[1:], spoken[2:], strict=False)]

    def by_rules(self) -> list[float]:
        """Returns the evidence for each kind that the rules are by themselves."""
        times = Counter((rule.kind, rule.effect) for rule in self.fired)
        return [
            BY_CARD + BY_SEVERAL * (times[kind, CARD] > 1)
            if times[kind, CARD]
            else BY_LINE * bool(times[kind, LINE])
            for kind in KINDS
        ]


class Evidence(NamedTuple):
    """How much speaks for a kind in one window, against nothing being the matter."""

    kind: SafetyKind
    weight: float
    chance: float = UNRULED  # what it is worth less for each doubling of the windows

    def after(self, doublings: float) -> Evidence:
        """Returns what it is worth in a text whose windows are so many doublings of one."""
        return self._replace(weight=self.weight - doublings * self.chance)


class Detector:
    """Notices signs. Building one takes a while; asking it touches memory only, a bounded time a word."""

    def __init__(self, signs: SafetySigns, model: LinearModel = NOTHING_LEARNT) -> None:
        """Without a `model` its rules alone notice anything."""
        concepts = {name: [parse_form(form) for form in forms] for name, forms in signs.concepts.items()}
        written_rules = [
            SignRule(kind, effect, parse(written))
            for kind, rules in signs.rules.items()
            for effect in EFFECTS
            for written in getattr(rules, effect)
        ]
        self._hints = [rule for rule in written_rules if rule.effect == HINT]
        self._rules = [rule for rule in written_rules if rule.effect != HINT]
        harmless = [parse(written) for written in signs.harmless]
        above = _holders(concepts)
        self._several = [
            (above[name], form) for name, forms in concepts.items() for form in forms if len(form.slots) > 1
        ]
        patterns = [*(rule.pattern for rule in written_rules), *harmless]
        self._several += [
            ([part], parse_form(part.replace("_", " "))) for part in sorted(_joined_parts(patterns))
        ]
        patterns += [form for _, form in self._several]
        self._vocabulary = SafetyVocabulary(_symbols(concepts, patterns), signs.respelled, _ordinary(signs))
        self._of_hints = PatternSet([rule.pattern for rule in self._hints])
        self._of_rules = PatternSet([rule.pattern for rule in self._rules])
        self._of_harmless = PatternSet(harmless)
        self._of_concepts = PatternSet([form for _, form in self._several])
        self._model, self._usual = model, signs.ordinary

    def detect(self, text: str) -> SafetySign | None:
        """Returns what was noticed in the whole of `text`, or None. Never raises."""
        seen: set[tuple[str, ...]] = set()
        noticed = list[Evidence]()
        windows = list(self._windows(read(text)))
        for words in windows:
            spoken = tuple([word.word for word in words])
            if spoken not in seen:  # who pastes the same line a thousand times is judged by it once
                seen.add(spoken)
                noticed.append(self._judge(words))
        # Among many windows one leans far by chance: the more there are, the more it takes without a rule.
        doublings = min(math.log2(len(noticed)), DOUBLINGS)
        best = max((e.after(doublings) for e in noticed), key=lambda evidence: evidence.weight)
        if best.weight < LINE_FROM:
            return None
        own = best.kind is SafetyKind.SELF_HARM and len(windows) == 1 and self._of_oneself(windows[0])
        return SafetySign(best.kind, SafetyLevel.CARD if best.weight >= CARD_FROM else SafetyLevel.LINE, own)

    def _of_oneself(self, words: Sequence[ReadWord]) -> bool:
        # In the first person, straight out: nobody else is spoken of, and nobody's words are told or quoted.
        symbols = self._spots(words).keys()
        return "IAM" in symbols and not symbols & OTHERS and not any(word.quoted for word in words)

    def learnt(self, examples: Iterable[SafetyExample]) -> LinearModel:
        """Returns what is learnt from examples, and from what is said of anything else; it takes a minute."""
        lessons = [self._lesson(e.text, KINDS.index(e.kind) + 1 if e.kind else 0) for e in examples]
        lessons += [self._lesson(text, 0) for text in self._usual]
        return learn(lessons, len(KINDS) + 1, TAUGHT)

    def _lesson(self, text: str, target: int) -> Lesson:
        looks = [look for words in self._windows(read(text)) for look in self._looks(words)]
        return Lesson(
            [Window(look.features(), look.turns(), [0.0, *look.by_rules()]) for look in looks], target
        )

    def _windows(self, reading: SafetyReading) -> Iterator[list[ReadWord]]:
        words, more = list[ReadWord](), 0
        for place, typed, quoted in zip(reading.places, reading.words, reading.quoted, strict=True):
            parts = self._vocabulary.meaning(typed)
            words += [
                ReadWord(place + more + i, word, symbols, quoted) for i, (word, symbols) in enumerate(parts)
            ]
            more += len(parts) - 1
        if len(words) <= WHOLE:
            yield words
            return
        # Each sentence by itself, which its neighbours must not outweigh; then what stands side by side.
        sentences = list(_sentences(words))
        for run in (*sentences, words) if len(sentences) > 1 else sentences:
            for begin in range(0, max(1, len(run) - WINDOW + STEP), STEP):
                yield run[begin : begin + WINDOW]

    def _looks(self, words: Sequence[ReadWord]) -> Iterator[Look]:
        look = self._look(words)
        yield look
        if len(words) > FOCUSED:
            # What stands around a rule is looked at by itself too: a letter would outweigh one sentence.
            cards = sorted({rule.spot for rule in look.fired if rule.effect == CARD})
            for begin, end in cards[:MOST_FOCUSED]:
                near = [word for word in words if begin - SOFTENS <= word.place < end + SOFTENS]
                if len(near) < len(words):
                    yield self._look(near)

    def _look(self, words: Sequence[ReadWord]) -> Look:
        spots = self._spots(words)
        # Figures of speech that get the line all the same are looked for before the harmless are taken out.
        hinted = min((i for i, _ in self._of_hints.matches(spots)), default=None)
        self._take_out(spots)
        kind = None if hinted is None else self._hints[hinted].kind
        return Look(words, spots, self._fired(spots), kind)

    def _spots(self, words: Sequence[ReadWord]) -> dict[str, list[Spot]]:
        spots: dict[str, list[Spot]] = defaultdict(list)
        if 0 < len(words) <= SHORT:  # somebody who types a word or two asks about just that
            spots["SHORT"].append((words[0].place - 1, words[0].place))
        for place, _, symbols, _ in words:
            for symbol in symbols:
                here = spots[symbol]
                if len(here) < MOST:
                    here.append((place, place + 1))
        for i, spot in list(self._of_concepts.matches(spots)):
            for name in self._several[i][0]:
                spots[name].append(spot)
        return spots

    def _take_out(self, spots: dict[str, list[Spot]]) -> None:
        """Takes out what stands in an expression that means no danger."""
        covered = [spot for _, spot in self._of_harmless.matches(spots)]
        if not covered:
            return
        for symbol, here in list(spots.items()):
            left = [(s, e) for s, e in here if not any(b <= s and e <= f for b, f in covered)]
            if left:
                spots[symbol] = left
            else:
                del spots[symbol]
        spots["TRIFLE"] = covered

    def _fired(self, spots: dict[str, list[Spot]]) -> list[FiredRule]:
        """Returns what rules say, softened or dropped where another rule says so."""
        matched = [(self._rules[i], spot) for i, spot in self._of_rules.matches(spots)]
        acting = [(rule, spot) for rule, spot in matched if rule.effect in (SOFT, DROP)]
        fired = []
        for rule, spot in matched:
            if rule.effect in (CARD, LINE):
                near = {r.effect for r, s in acting if r.kind is rule.kind and _apart(s, spot) <= SOFTENS}
                if DROP not in near:
                    fired.append(FiredRule(rule.kind, LINE if SOFT in near else rule.effect, spot))
        return fired

    def _judge(self, words: Sequence[ReadWord]) -> Evidence:
        return max(map(self._evidence, self._looks(words)), key=lambda evidence: evidence.weight)

    def _evidence(self, look: Look) -> Evidence:
        scores = self._model.scores([*look.features(), *look.turns()])
        weights = [score - scores[0] + own for score, own in zip(scores[1:], look.by_rules(), strict=True)]
        best = max(range(len(KINDS)), key=weights.__getitem__)
        near = {kind for kind, weight in zip(KINDS, weights, strict=True) if weights[best] - weight < CLOSE}
        if look.hinted and weights[best] < LINE_FROM:
            return Evidence(look.hinted, LINE_FROM)
        ruled = {rule.kind for rule in look.fired if rule.effect == CARD} & near
        kind = _likelier(KINDS[best], near, ruled, look)
        return Evidence(kind, weights[best], RULED if ruled else UNRULED)


def _likelier(
    best: SafetyKind, near: Collection[SafetyKind], ruled: Collection[SafetyKind], look: Look
) -> SafetyKind:
    """Returns the kind that is meant, where others are nearly as likely as the `best`, some by a rule too."""
    plain = sum(rule.kind is SafetyKind.SELF_HARM for rule in look.fired)
    ones_own = SafetyKind.SELF_HARM in near or plain >= PLAIN
    if best is SafetyKind.AGENT_DISTRESS and ones_own and "WORKPLACE" not in look.spots:
        # An agent's words may be a customer's: where no work is spoken of, they are taken for the life.
        return SafetyKind.SELF_HARM
    if best is SafetyKind.VIOLENCE and SafetyKind.SELF_HARM in ruled:
        # Somebody with a weapon who is done with life is in danger first.
        return SafetyKind.SELF_HARM
    return best


def _sentences(words: Sequence[ReadWord]) -> Iterator[list[ReadWord]]:
    sentence: list[ReadWord] = []
    for word in words:
        if sentence and word.place > sentence[-1].place + 1:
            yield sentence
            sentence = []
        sentence.append(word)
    yield sentence


def parse_form(form: str) -> Pattern:
    """Returns a form of a concept as a pattern whose words stand side by side."""
    return parse(" _ ".join(form.split()))


def _apart(a: Spot, b: Spot) -> int:
    return max(a[0] - b[1], b[0] - a[1], 0)


def _symbols(concepts: dict[str, list[Pattern]], patterns: Iterable[Pattern]) -> dict[str, list[str]]:
    """Returns every written form that stands alone somewhere, with the symbols that it has."""
    forms: dict[str, list[str]] = defaultdict(list)
    for pattern in patterns:
        for part in parts(pattern):
            if not is_concept(part) and len(words_of(part)) == 1:
                forms[part].append(part)
    holders = _holders(concepts)
    for name, written in concepts.items():
        for form in written:
            if len(form.slots) == 1:
                for part in form.slots[0]:
                    if not is_concept(part):
                        forms[part] += holders[name]
    return {form: list(dict.fromkeys(symbols)) for form, symbols in forms.items()}


def _joined_parts(patterns: Iterable[Pattern]) -> set[str]:
    return {part for pattern in patterns for part in parts(pattern) if len(words_of(part)) > 1}


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
