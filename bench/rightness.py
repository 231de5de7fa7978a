"""How often the look-up is right about triggers that it has not seen, and which weights that gives.

The shipped triggers and what people type about something else are left out in turn, a part at a time, and
asked for in the index and the gate that are built of the rest. By what comes of it the weights of the gate
and of the mark “sure” are fitted anew (logistic regression), and a table says how often each level is right:
the mark is shown from the level on which 97 of 100 are right here. These texts were written not to repeat
each other, so they are harder to foretell than what people ask.
"""

from __future__ import annotations

import argparse
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from bench.figures import part, table
from bot.content.load import load
from bot.core.phrasebook import Phrasebook
from bot.features.lookup.finder import elsewhere, shipped_triggers
from bot.features.lookup.gate import THRESHOLD, ConfidenceGate
from bot.features.lookup.index import Index
from bot.features.lookup.lexicon import Reader, Token
from bot.features.lookup.rightness import CERTAIN, SURE, clarity, rightness

ROOT = Path(__file__).parents[1]
PARTS = 6
LEVELS = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.925, 0.95, SURE, 0.97, 0.98)
OFF_TOPIC = 3.0  # how much an example of something else counts: there are fewer of them
Numbers = npt.NDArray[np.float64]


class LeftOut(NamedTuple):
    """A text that was asked for without being known; `situation` is "" where it is about something else."""

    situation: str
    kind: str
    text: str
    tokens: Sequence[Token]


class Asked(NamedTuple):
    """What came of a text that was left out."""

    left_out: LeftOut
    right: bool
    certainty: float  # of the gate
    rightness: float
    bearing: Sequence[float]
    clarity: Sequence[float]


def texts(book: Phrasebook) -> Iterator[LeftOut]:
    """Yields all texts that can be left out, with the names of situations, which are always there."""
    reader = Reader(book.lexicon, book.facets.values())
    said = {(s.id, text) for s in book.situations.values() for texts in s.said.values() for text in texts}
    for trigger in shipped_triggers(book):
        kind = "said" if (trigger.situation, trigger.text) in said else "trigger"
        yield LeftOut(
            trigger.situation, kind if trigger.language else "name", trigger.text, reader.tokens(trigger.text)
        )
    for text in elsewhere(book):
        yield LeftOut("", "elsewhere", text, reader.tokens(text))


def ask(known: Sequence[LeftOut], left_out: Sequence[LeftOut]) -> Iterator[Asked]:
    """Yields what comes of the texts in `left_out` where only `known` is known, if anything does."""
    contacts = [text for text in known if text.situation]
    index = Index([(text.situation, text.tokens) for text in contacts])
    others = [text.tokens for text in known if not text.situation]
    gate = ConfidenceGate([text.tokens for text in contacts], others)
    for text in left_out:
        ranking = index.rank(text.tokens)
        if not ranking.matches or all(token.filler for token in text.tokens):
            continue
        yield Asked(
            text,
            ranking.matches[0].id == text.situation,
            gate.certainty(text.tokens, ranking),
            rightness(ranking),
            gate.bearing(text.tokens, ranking),
            clarity(ranking),
        )


def fitted(rows: Sequence[Sequence[float]], wanted: Sequence[bool], counts: Sequence[float]) -> Numbers:
    """Returns the weights of a logistic regression, the last one its bias."""
    signs = np.column_stack([np.array(rows), np.ones(len(rows))])
    target, count = np.array(wanted, float), np.array(counts)
    weights = np.zeros(signs.shape[1])
    for _ in range(40):  # Newton's steps; a handful would do
        shares = 1 / (1 + np.exp(-signs @ weights))
        slope = signs.T @ (count * (shares - target))
        curve = (signs * (count * shares * (1 - shares))[:, None]).T @ signs
        weights -= np.linalg.solve(curve + 1e-3 * np.eye(len(weights)), slope + 1e-3 * weights)
    return weights


def _parted(whole: Sequence[LeftOut], number: int) -> tuple[list[LeftOut], list[LeftOut]]:
    # By its text, so that one which stands under two situations is left out of both.
    known: list[LeftOut] = []
    left_out: list[LeftOut] = []
    for text in whole:
        here = text.kind != "name" and zlib.crc32(text.text.encode()) % PARTS == number
        (left_out if here else known).append(text)
    return known, left_out


def levels(asked: Sequence[Asked], kinds: dict[str, int]) -> None:
    """Prints how many texts are marked from each level on, and how many of these are right."""
    lines = []
    for level in LEVELS:
        marked = [row for row in asked if row.certainty >= CERTAIN and row.rightness >= level]
        right = sum(row.right for row in marked)
        shares = [part(sum(r.left_out.kind == k for r in marked), n) for k, n in kinds.items()]
        lines.append([f"{level:g}", part(right, len(marked)), *shares])
    table("Marked sure from which level on?", ["level", "right", *(f"{k}, marked" for k in kinds)], lines)


def main() -> None:
    """Leaves out, asks, fits and prints."""
    parser = argparse.ArgumentParser(prog="python -m bench.rightness", description="Calibrates the mark.")
    parser.parse_args()
    whole = list(texts(load(ROOT / "phrasebook")))
    asked = [row for number in range(PARTS) for row in ask(*_parted(whole, number))]
    kinds = {k: sum(text.kind == k for text in whole) for k in ("trigger", "said", "elsewhere")}
    lines = []
    for kind, count in kinds.items():
        here = [row for row in asked if row.left_out.kind == kind]
        confident = sum(row.certainty >= THRESHOLD for row in here)
        lines.append([kind, part(sum(row.right for row in here), count), part(confident, count)])
    table(f"Left out, a {PARTS}th at a time", ["", "best right", "confident"], lines)
    levels(asked, kinds)
    counts = [1.0 if row.left_out.situation else OFF_TOPIC for row in asked]
    about = fitted([row.bearing for row in asked], [bool(r.left_out.situation) for r in asked], counts)
    clear = [row for row in asked if row.certainty >= CERTAIN]
    right = fitted([row.clarity for row in clear], [row.right for row in clear], [1.0] * len(clear))
    head = ["fitted anew", "weights", "bias"]
    lines = [
        [n, ", ".join(f"{w:.2f}" for w in f[:-1]), f"{f[-1]:.2f}"]
        for n, f in (("gate", about), ("sure", right))
    ]
    table("Weights", head, lines)


if __name__ == "__main__":
    main()
