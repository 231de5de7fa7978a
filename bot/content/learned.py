"""What was learnt from the examples of danger: a file that is written by a command, and read at every start.

To learn takes a minute, so nobody does it at a start. The file names the rules and examples that it was made
of; where those are others by now, what was learnt still counts, and the check asks to learn anew.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterable
from pathlib import Path

from bot.features.safety.detector import NOTHING_LEARNT
from bot.features.safety.learning import LinearModel
from bot.features.safety.signs import SafetyExample, SafetySigns

FILE = "safety/learned.json.gz"
STEPS = 128  # to which a weight is rounded, for each whole one
_BROKEN = (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError)


def fingerprint(signs: SafetySigns, examples: Iterable[SafetyExample]) -> str:
    """Returns what names the rules and the examples that something was learnt from."""
    taught = [(example.kind.value if example.kind else "", example.text) for example in examples]
    rules = [
        (kind.value, rules.card, rules.line, rules.soft, rules.drop, rules.hint)
        for kind, rules in signs.rules.items()
    ]
    made_of = [dict(signs.concepts), rules, signs.harmless, dict(signs.respelled), sorted(taught)]
    return hashlib.blake2b(json.dumps(made_of, sort_keys=True).encode(), digest_size=16).hexdigest()


def write(root: Path, model: LinearModel, made_of: str) -> None:
    """Writes what was learnt into the phrasebook in `root`; the same weights make the same bytes."""
    rows = {name: [round(weight * STEPS) for weight in row] for name, row in sorted(model.rows().items())}
    data = {
        "made_of": made_of,
        "biases": [round(bias * STEPS) for bias in model.biases],
        "features": {name: row for name, row in rows.items() if any(row)},
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    (root / FILE).write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))


def read(root: Path) -> tuple[LinearModel, str]:
    """Returns what was learnt, and what it was learnt from; nothing, and "", where no file tells."""
    try:
        return parsed((root / FILE).read_bytes())
    except _BROKEN:
        return NOTHING_LEARNT, ""


def parsed(packed: bytes) -> tuple[LinearModel, str]:
    """Returns what is in a file. Raises one of _BROKEN where this program did not write it."""
    data = json.loads(gzip.decompress(packed))
    rows = {name: [weight / STEPS for weight in row] for name, row in data["features"].items()}
    return LinearModel.of_rows(rows, [bias / STEPS for bias in data["biases"]]), str(data["made_of"])
