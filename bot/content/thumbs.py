"""How far rules of thumb come in role-plays: whoever goes by one never thinks about the customer.

A role-play that one of them wins teaches the rule. So each is walked from the start to the end, with what the
customer says on that very way.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from heapq import nlargest
from operator import itemgetter

from bot.content.lint import LANGUAGES
from bot.core.aligned import aligned
from bot.core.scenarios import Scenario, ScenarioReply
from bot.core.words import Localized
from bot.features.roleplay import paths
from bot.features.roleplay.model import led, moved

MOST = 2  # of all role-plays that a rule may win; of those in NEVER none
MOST_WAYS = 1_000  # by which one rule goes on at a time
SHORT = 4  # letters of a word that tells something; shorter ones are in every sentence
_WORD = re.compile(r"[^\W_]+")
_TIME = re.compile(
    r"\d|\b(?:minutes?|hours?|days?|weeks?|today|tonight|tomorrow|noon|midnight|(?:mon|tues|wednes|thurs|fri"
    r"|satur|sun)day|minutos?|horas?|días?|semanas?|hoy|mañana|mediodía|medianoche|lunes|martes|miércoles"
    r"|jueves|viernes|sábado|domingo)\b"
)
_POLITE = re.compile(
    r"\b(?:please|thanks?|sorry|apologi[sz]\w*|apology|appreciate|welcome|pleasure|gladly|of course|happy to"
    r"|por favor|gracias|agradezco|disculp\w+|perdón|perdone|lament\w+|lo siento|con gusto|claro|encantad\w"
    r"|amable\w*)\b"
)
_FEELING = re.compile(
    r"\b(?:feel\w*|understand\w*|frustrat\w+|upset\w*|worr\w+|hard|hurts?|afraid|scar\w+|fear|angry|anger|unfair"
    r"|fair|tired|care|hear|know|sientes?|siento|sentir|enti?end\w+|comprend\w+|frustra\w+|molest\w+|preocup\w+"
    r"|duele\w*|miedo|enoj\w+|rabia|injust\w+|justo|cansancio|dur[oa]|difícil)\b"
)


@dataclass(frozen=True, slots=True)
class ThumbMoment:
    """What somebody sees at one moment in one language: the customer's turn and the replies to it."""

    turn: str
    replies: tuple[str, ...]
    words: frozenset[str] = field(default_factory=frozenset)

    def shared(self, n: int) -> int:
        """Returns how many words a reply has in common with what the customer just said."""
        return len(_words(self.replies[n]) & self.words)

    def share(self, n: int) -> float:
        """Returns for how much of a reply the customer just said the same word."""
        return self.shared(n) / (len(_words(self.replies[n])) or 1)

    def timed(self, n: int) -> bool:
        """Returns whether a reply names a time or a number."""
        return bool(_TIME.search(self.replies[n].casefold()))

    def count(self, n: int, *patterns: re.Pattern[str]) -> int:
        """Returns how often a reply has what the patterns are about."""
        return sum(len(pattern.findall(self.replies[n].casefold())) for pattern in patterns)


# How much a reply draws whoever goes by the rule. Of equals each is taken as often.
ThumbRule = Callable[[ThumbMoment, int], float]

RULES: Mapping[str, ThumbRule] = {
    "echo": lambda seen, n: seen.shared(n),
    "echo, with a time": lambda seen, n: seen.shared(n) + 2 * seen.timed(n),
    "a time, then echo": lambda seen, n: 2 * seen.timed(n) + seen.share(n),
    "most polite": lambda seen, n: seen.count(n, _POLITE),
    "coldest": lambda seen, n: -seen.count(n, _POLITE, _FEELING),
    "longest": lambda seen, n: len(seen.replies[n]),
    "shortest": lambda seen, n: -len(seen.replies[n]),
    "first": lambda _, n: -n,
    "last": lambda _, n: n,
    "most questions": lambda seen, n: seen.replies[n].count("?"),
    "most numbers": lambda seen, n: seen.count(n, _TIME),
}
NEVER = frozenset({"most polite", "coldest"})  # rules that may win no role-play at all


def most_won(rule: str) -> int:
    """Returns how many of all role-plays a rule may win."""
    return 0 if rule in NEVER else MOST


def wins(scenario: Scenario, rule: ThumbRule, language: str) -> bool:
    """Returns whether more than half of a rule's ways, which part where it cannot tell, end rightly."""
    right = 0.0
    known: dict[tuple[str, str, str, str], Sequence[ScenarioReply]] = {}  # by all that is seen
    ways: dict[_Place, float] = defaultdict(float)
    ways[_Place(scenario.start, scenario.tension, scenario.progress)] = 1.0
    while ways:  # each round is one reply further, and no way comes back to where it was
        further: dict[_Place, float] = defaultdict(float)
        for place, part in ways.items():
            line_said = scenario.nodes[place.node].said(place.tension)[language]
            key = (place.node, place.before, place.line, line_said)
            taken = known.get(key) or _taken(scenario, place, rule, language)
            known[key] = taken
            for line in taken:
                tension, progress = moved(line, place.tension, place.progress)
                node, ending = led(scenario, line, tension, progress)
                if node:
                    further[_Place(node, tension, progress, place.node, line.id)] += part / len(taken)
                elif scenario.endings[ending].right:
                    right += part / len(taken)
        # Those that are taken next to never decide nothing, and a file may be written to have endless many.
        ways = (
            further
            if len(further) <= MOST_WAYS
            else dict(nlargest(MOST_WAYS, further.items(), itemgetter(1)))
        )
    return right > 0.5


def won(scenarios: Iterable[Scenario]) -> dict[str, dict[str, list[str]]]:
    """Returns the role-plays that each rule wins, by rule and by language."""
    every = list(scenarios)
    return {
        name: {
            language: [scenario.id for scenario in every if wins(scenario, rule, language)]
            for language in LANGUAGES
        }
        for name, rule in RULES.items()
    }


def table(scenarios: Iterable[Scenario]) -> str:
    """Returns two tables to print: moments that react, by role-play, and what each rule of thumb wins."""
    every = list(scenarios)
    counts = {scenario.id: paths.reacting(scenario) for scenario in every}
    react, of = sum(n for n, _ in counts.values()), sum(n for _, n in counts.values())
    rows = [("scenario", "moments that react", "of")]
    rows += [(id, str(some), str(nodes)) for id, (some, nodes) in counts.items()]
    rows += [("all", str(react), f"{of} ({react / (of or 1):.0%})")]
    rules = [("rule of thumb", "most", *(f"wins {language}" for language in LANGUAGES), "which")]
    for name, by_language in won(every).items():
        which = sorted({id for ids in by_language.values() for id in ids})
        figures = (str(len(by_language[language])) for language in LANGUAGES)
        rules.append((name, str(most_won(name)), *figures, ", ".join(which)))
    return f"{aligned(rows)}\n{aligned(rules)}"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a way is: the moment, the numbers, and by which reply it came."""

    node: str
    tension: int
    progress: int
    before: str = ""
    line: str = ""


def _taken(scenario: Scenario, place: _Place, rule: ThumbRule, language: str) -> Sequence[ScenarioReply]:
    node = scenario.nodes[place.node]
    reply = scenario.nodes[place.before].line(place.line) if place.before else None
    spoken: tuple[Localized, ...] = (reply.answer if reply else {}, node.said(place.tension))
    turn = " ".join(part.get(language, "") for part in spoken)
    seen = ThumbMoment(turn, tuple(line.text[language] for line in node.lines), _words(turn))
    drawn = [rule(seen, n) for n in range(len(node.lines))]
    return [line for line, one in zip(node.lines, drawn, strict=True) if one == max(drawn)]


@lru_cache(maxsize=4096)
def _words(text: str) -> frozenset[str]:
    words = (match[0] for match in _WORD.finditer(text.casefold()))
    return frozenset(word for word in words if len(word) >= SHORT or word.isdigit())
