"""A small bank of quiz items for tests, the same whatever is shipped; and a phrasebook that has it."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
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


def kinds() -> dict[str, object]:
    """Returns the file of three items that are answered in other ways than the best of three."""

    def asked(kind: str, stem: tuple[str, str], options: list[dict[str, object]]) -> dict[str, object]:
        moment = dict(zip(("en", "es"), stem, strict=True))
        named = {"id": f"closing-{kind}", "kind": kind, "situation": "closing", "difficulty": 2}
        return {**named, "stem": moment, "options": options}

    def option(text: tuple[str, str], why: tuple[str, str], *, best: bool = False) -> dict[str, object]:
        told = {
            name: dict(zip(("en", "es"), both, strict=True)) for name, both in (("text", text), ("why", why))
        }
        return {"best": True, **told} if best else {**told}

    need = asked(
        "need",
        (
            "She found the lock of her shop broken and talks without a stop.",
            "Encontró forzada la cerradura de su tienda y habla sin parar.",
        ),
        [
            option(
                ("A form for the insurance", "Un formulario para el seguro"),
                ("Papers come later.", "Los papeles van después."),
            ),
            option(
                ("To hear that she is safe", "Saber que no corre peligro"),
                ("Fear comes before papers.", "El miedo va antes que los papeles."),
                best=True,
            ),
            option(
                ("A date for the locksmith", "Una fecha para el cerrajero"),
                ("It helps an hour later.", "Eso sirve una hora después."),
            ),
        ],
    )
    word = asked(
        "word",
        (
            "You write: “Your parcel is late. As I told you, it left on Monday. I look at it at four.”",
            "Usted escribe: «Su paquete va tarde. Como ya le expliqué, salió el lunes. A las cuatro reviso».",
        ),
        [
            option(
                ("Your parcel is late", "Su paquete va tarde"),
                ("It names what happened.", "Nombra lo que pasó."),
            ),
            option(
                ("As I told you", "Como ya le expliqué"),
                ("It says that they did not listen.", "Dice que no escucharon."),
                best=True,
            ),
            option(
                ("I look at it at four", "A las cuatro reviso"),
                ("A time can be held.", "Una hora se puede cumplir."),
            ),
        ],
    )
    order = asked(
        "order",
        (
            "The call ends well, and one thing is still open.",
            "La llamada termina bien y queda algo pendiente.",
        ),
        [
            option(
                ("Say what is settled", "Decir lo que quedó resuelto"),
                ("It holds the good part.", "Sostiene lo que salió bien."),
            ),
            option(
                ("Say what is still open", "Decir lo que sigue pendiente"),
                ("Open things are heard once.", "Lo pendiente se oye una vez."),
            ),
            option(
                ("Say when you call back", "Decir cuándo vuelve a llamar"),
                ("The time is the last word.", "La hora es lo último que queda."),
            ),
        ],
    )
    return {"id": "closing", "items": [need, word, order]}


def files() -> dict[str, dict[str, object]]:
    """Returns the contents of the files by name."""
    return {
        f"{topic}.yml": {"id": topic, "items": [entry(topic, n) for n in range(EACH)]} for topic in TOPICS
    }


def phrasebook(folder: Path, *, of_kinds: bool = False) -> Path:
    """Returns a copy of the shipped phrasebook in `folder` that holds the bank of the tests instead.

    With items `of_kinds` it holds those of every kind too.
    """
    root = Path(shutil.copytree(PHRASEBOOK, folder / "phrasebook"))
    shutil.rmtree(root / "drills", ignore_errors=True)
    (root / "drills").mkdir()
    for name, content in {**files(), **({"closing.yml": kinds()} if of_kinds else {})}.items():
        text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
        (root / "drills" / name).write_text(
            f"# yaml-language-server: $schema=../schema/drill.json\n{text}", encoding="utf-8"
        )
    return root


@cache
def items() -> dict[str, QuizItem]:
    """Returns the bank."""
    return _items(files().values())


@cache
def items_of_kinds() -> dict[str, QuizItem]:
    """Returns an item of each other kind, by its id."""
    return _items([kinds()])


def _items(contents: Iterable[dict[str, object]]) -> dict[str, QuizItem]:
    from bot.content.drill_models import DrillFile
    from bot.content.drills import item_of

    found = [DrillFile.model_validate(content) for content in contents]
    return {entry.id: item_of(entry, file.id) for file in found for entry in file.items}


@cache
def book() -> Phrasebook:
    """Returns the shipped phrasebook with the bank of the tests."""
    return replace(shipped(), quiz=items())


@cache
def finder() -> Finder:
    """Returns the look-up on that phrasebook."""
    return ready().finder.with_book(book())
