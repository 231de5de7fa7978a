"""A small bank of quiz items for tests, the same whatever is shipped; and a phrasebook that has it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path

import yaml

from bot.core.phrasebook import Phrasebook
from bot.core.quiz import QuizItem
from bot.features.lookup.finder import Finder
from tests.build import ready, shipped
from tests.conftest import PHRASEBOOK

TOPICS = ("saying-no", "yelling", "abuse-boundary", "waiting", "method-heard", "pitfalls")
EACH = 4
NUMBERS = {"en": ("one", "two", "three", "four"), "es": ("uno", "dos", "tres", "cuatro")}


def entry(topic: str, n: int) -> dict[str, object]:
    """Returns an item as it stands in a file. The best option says so."""
    key = (n + TOPICS.index(topic)) % 3
    found: dict[str, object] = {
        "id": f"{topic}-item-{n}",
        "situation": topic if topic in TOPICS[:4] else "empathy",
        "difficulty": 1 + n % 3,
        "stem": {
            "en": f"Moment {NUMBERS['en'][n]} of {topic}: what moves this forward?",
            "es": f"Momento {NUMBERS['es'][n]} de {topic}: ¿qué ayuda a avanzar?",
        },
        "options": [_option(place, best=place == key) for place in range(3)],
    }
    if topic == "method-heard":
        found["method"] = "heard"
    if topic == "pitfalls":
        found["pitfall"] = "promising"
    if topic == "waiting":
        found["industries"] = ["finance"]
    return found


def _option(place: int, *, best: bool) -> dict[str, object]:
    en, es = NUMBERS["en"][place], NUMBERS["es"][place]
    kind, clase = ("the best", "la mejor") if best else ("a worse", "una peor")
    found: dict[str, object] = {
        "text": {"en": f"“This is {kind} line, {en}.”", "es": f"«Esta es {clase} frase, {es}.»"},
        "why": {"en": f"Because it is {kind}, {en}.", "es": f"Porque es {clase}, {es}."},
    }
    return {"best": True, **found} if best else found


def files() -> dict[str, dict[str, object]]:
    """Returns the contents of the files by name."""
    return {
        f"{topic}.yml": {"id": topic, "items": [entry(topic, n) for n in range(EACH)]} for topic in TOPICS
    }


def phrasebook(folder: Path) -> Path:
    """Returns a copy of the shipped phrasebook in `folder` that holds the bank of the tests instead."""
    root = Path(shutil.copytree(PHRASEBOOK, folder / "phrasebook"))
    shutil.rmtree(root / "drills", ignore_errors=True)
    (root / "drills").mkdir()
    for name, content in files().items():
        text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
        (root / "drills" / name).write_text(
            f"# yaml-language-server: $schema=../schema/drill.json\n{text}", encoding="utf-8"
        )
    return root


@cache
def items() -> dict[str, QuizItem]:
    """Returns the bank."""
    from bot.content.drill_models import DrillFile
    from bot.content.drills import item_of

    found = [DrillFile.model_validate(content) for content in files().values()]
    return {entry.id: item_of(entry, file.id) for file in found for entry in file.items}


@cache
def book() -> Phrasebook:
    """Returns the shipped phrasebook with the bank of the tests."""
    return replace(shipped(), quiz=items())


@cache
def finder() -> Finder:
    """Returns the look-up on that phrasebook."""
    return ready().finder.with_book(book())
