"""Patterns over words and concepts: `WANT .. DIE`, `te|lo GO KILL`, `ANY PILLS HAND`.

Capitals name a concept, small letters a word. Parts stand in order, with at most two other words between;
`..` allows eight, `...` twenty, `_` none. `a|b` is either; `a_b` is one word right after another. `-x` in
front or at the end: no x within three words there. A pattern that begins with `ANY` takes its parts in any
order, within fourteen words. Matching looks at no more than a few places of each part, so that its time is
bounded for any text.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from bot.features.safety.reading import folded

NEAR, GAPS = 2, {"_": 0, "..": 8, "...": 20}
ANY_ORDER = 14  # words within which the parts of a pattern without order stand
BESIDE = 3  # words within which nothing forbidden may stand
MOST = 10  # places of one part that are looked at
MOST_WAYS = 40

Spot = tuple[int, int]  # where something begins, and where it has ended
Spots = Mapping[str, Sequence[Spot]]
Slot = tuple[str, ...]


class Pattern(NamedTuple):
    """One pattern: what stands in each part, and how far apart at most."""

    written: str
    slots: tuple[Slot, ...]
    gaps: tuple[int, ...]
    any_order: bool = False
    before: Slot = ()
    after: Slot = ()


def parse(written: str) -> Pattern:
    """Returns a pattern as it is written. Raises ValueError where it makes no sense."""
    parts = written.split()
    any_order = parts[:1] == ["ANY"]
    slots: list[Slot] = []
    gaps: list[int] = []
    beside: dict[bool, list[str]] = {True: [], False: []}
    gap = NEAR
    for part in parts[1:] if any_order else parts:
        if part in GAPS:
            gap = GAPS[part]
        elif part.startswith("-"):
            beside[not slots] += _either(part[1:])
        else:
            slots.append(_either(part))
            gaps.append(gap)
            gap = NEAR
    if not slots or not all(all(slot) for slot in slots):
        raise ValueError(f"{written!r} is no pattern")
    return Pattern(written, tuple(slots), tuple(gaps), any_order, tuple(beside[True]), tuple(beside[False]))


def is_concept(part: str) -> bool:
    """Returns whether a part of a pattern names a concept, and not a word."""
    return part[:1].isupper()


def parts(pattern: Pattern) -> Iterator[str]:
    """Yields every word and concept that a pattern speaks of."""
    for slot in (*pattern.slots, pattern.before, pattern.after):
        yield from slot


def words_of(part: str) -> list[str]:
    """Returns the words of a part such as `how_i`; one word is itself."""
    return [part] if is_concept(part) else part.split("_")


def _either(part: str) -> Slot:
    return tuple(name if is_concept(name) else folded(name) for name in part.split("|"))


class PatternSet:
    """Many patterns, of which a text is asked only those that it may match."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        times = Counter(symbol for pattern in patterns for slot in pattern.slots for symbol in slot)
        by_anchor: dict[str, list[tuple[int, frozenset[str], Pattern]]] = defaultdict(list)
        for i, pattern in enumerate(patterns):
            # The part that the fewest patterns have tells soonest whether this one is worth a look.
            anchor = min(pattern.slots, key=lambda slot: sum(times[symbol] for symbol in slot))
            needed = frozenset(slot[0] for slot in pattern.slots if len(slot) == 1)
            for symbol in anchor:
                by_anchor[symbol].append((i, needed, pattern))
        self._by_anchor = dict(by_anchor)

    def matches(self, spots: Spots) -> Iterator[tuple[int, Spot]]:
        """Yields the number of each pattern that matches, and where it does first."""
        seen = set()
        present = spots.keys()
        for symbol in sorted(present & self._by_anchor.keys()):  # the same each time, whatever a set says
            for i, needed, pattern in self._by_anchor[symbol]:
                if needed <= present and i not in seen:
                    seen.add(i)
                    if (spot := _match(pattern, spots)) is not None:
                        yield i, spot


def _match(pattern: Pattern, spots: Spots) -> Spot | None:
    places: list[Sequence[Spot]] = []
    for slot in pattern.slots:
        if len(slot) == 1:
            places.append(spots[slot[0]])
            continue
        here = [spot for symbol in slot if symbol in spots for spot in spots[symbol]]
        if not here:
            return None
        places.append(sorted(here)[:MOST])
    ways = _in_any_order(places) if pattern.any_order else _in_order(places, pattern.gaps)
    for begin, end in ways:
        if not _beside(pattern.before, spots, begin - BESIDE, begin) and not _beside(
            pattern.after, spots, end, end + BESIDE
        ):
            return begin, end
    return None


def _in_order(places: Sequence[Sequence[Spot]], gaps: Sequence[int]) -> list[Spot]:
    ways = list(places[0])
    for here, gap in zip(places[1:], gaps[1:], strict=True):
        ways = [(begin, e) for begin, end in ways for s, e in here if 0 <= s - end <= gap][:MOST_WAYS]
        if not ways:
            break
    return ways


def _in_any_order(places: Sequence[Sequence[Spot]]) -> list[Spot]:
    ways = list(places[0])
    for here in places[1:]:
        ways = [
            (min(begin, s), max(end, e))
            for begin, end in ways
            for s, e in here
            if (e <= begin or s >= end) and max(end, e) - min(begin, s) <= ANY_ORDER
        ][:MOST_WAYS]
    return ways


def _beside(symbols: Slot, spots: Spots, begin: int, end: int) -> bool:
    return any(begin <= s and e <= end for symbol in symbols if symbol in spots for s, e in spots[symbol])
