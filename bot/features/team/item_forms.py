"""Own questions: the fields for one, its rules, its look. `item_handlers.py` asks for them step by step."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from bot.core import card as c
from bot.core.chat import Submit
from bot.core.limits import FormLimits
from bot.core.phrasebook import Phrasebook
from bot.core.quiz import OPTIONS, QuizItem, QuizKind, QuizOption
from bot.core.viewer import dotted
from bot.core.words import Localized, Say
from bot.features.team.alike import known_questions
from bot.features.team.deps import TeamDeps
from bot.features.team.forms import facet_names, facet_selects, situation_select
from bot.features.team.giveaways import hints
from bot.features.team.model import LANGUAGES, Content, EntryKind, OwnItem, cleaned
from bot.features.team.ports import Fault

STEM, SAID, WHY = 280, 120, 160  # characters
NUMBERS = range(1, OPTIONS + 1)
DIFFICULTIES = ("1", "2", "3")
OFFERED = (QuizKind.BEST, QuizKind.NEED)  # the others come by file; one that is there can be edited
KINDS = {kind.value: kind for kind in QuizKind}
_OPENING = ("“", '"', "«")
_EMPTY = QuizItem("", "", "", 2, {}, (QuizOption({}, {}),) * OPTIONS)
_LIMITS = {f"stem_{code}": STEM for code in LANGUAGES}
_LIMITS |= {f"option{n}_{code}": SAID for n in NUMBERS for code in LANGUAGES}
_LIMITS |= {f"why{n}_{code}": WHY for n in NUMBERS for code in LANGUAGES}
_OPTION = re.compile(r"options\[(\d)\](?:\.(text|why))?(?:\.(\w+))?")


def item_fields(deps: TeamDeps, language: str, own: QuizItem | None) -> tuple[c.Field, ...]:
    """Returns the fields, filled in with `own`: the language of whoever writes comes first."""
    item, viewer = own or _EMPTY, deps.viewer(language)
    say, book = viewer.say, viewer.book
    first, *others = sorted(LANGUAGES, key=lambda code: code != language)

    def trained(name: str, known: Iterable[tuple[str, Localized]], chosen: str) -> c.Select:
        options = tuple(c.Option(viewer.pick(text), id) for id, text in known)
        return c.Select(name, say(f"team.item.{name}"), options, (chosen,) if chosen else (), optional=True)

    return (
        situation_select(deps, language, item.situation),
        _kind(say, item),
        *_block(say, first, item),
        *(() if item.ordered else (_best(say, item),)),
        *(field for code in others for field in _block(say, code, item)),
        _difficulty(say, item),
        *facet_selects(viewer, item.channels, item.industries),
        trained("method", ((m.id, m.name) for m in book.methods.values()), item.method),
        trained("pitfall", ((p.id, p.name) for p in book.pitfalls.values()), item.pitfall),
    )


def missing(item: QuizItem) -> Iterator[str]:
    """Yields the fields that have to be filled in and are not."""
    if not item.situation:
        yield "situation"
    if not item.ordered and not any(option.best for option in item.options):
        yield "best"
    for code in LANGUAGES:
        texts = [("stem", item.stem)]
        for n, option in zip(NUMBERS, item.options, strict=True):
            texts += [(f"option{n}", option.text), (f"why{n}", option.why)]
        yield from (f"{name}_{code}" for name, text in texts if not text.get(code))


def place_of(fault: Fault, item: QuizItem) -> str:
    """Returns the field of the form at which a fault of the rules is shown."""
    if fault.place == "options":  # the three as a whole
        return _of_all(fault, item)
    option = _OPTION.fullmatch(fault.place)
    if not option:
        # The rules about both languages stand at the one that is easier to mend.
        return "stem_es" if fault.place == "stem" else fault.place.replace(".", "_")
    name = "why" if option[2] == "why" else "option"
    return f"{name}{int(option[1]) + 1}_{option[3] or 'es'}"


def _of_all(fault: Fault, item: QuizItem) -> str:
    # Shown at the one of the three that is to be mended.
    code = str(fault.values.get("which", LANGUAGES[0]))
    name = "why" if fault.code == "same_why" else "option"
    texts = [(option.why if name == "why" else option.text).get(code, "") for option in item.options]
    match fault.code:
        case "option_lengths":
            place = _unlike([len(text) for text in texts])
        case "not_parallel":
            quoted = [text[:1] in _OPENING for text in texts]
            place = quoted.index(sum(quoted) == 1)
        case _:
            place = max((n for n, text in enumerate(texts) if text in texts[:n]), default=0)
    return f"{name}{place + 1}_{code}"


def _unlike(lengths: Sequence[int]) -> int:
    shortest, middle, longest = sorted(range(OPTIONS), key=lambda n: lengths[n])
    too_long = lengths[longest] * lengths[shortest] > lengths[middle] ** 2
    return longest if too_long else shortest


def _block(say: Say, code: str, item: QuizItem) -> Iterator[c.Input]:
    which = say(f"language.{code}")

    def field(name: str, label: str, hint: str, text: Localized, limit: int) -> c.Input:
        kind = c.InputKind.PARAGRAPH if name == "stem" else c.InputKind.LINE
        example = say(f"team.item.{name}.example.{code}")
        return c.Input(f"{name}_{code}", label, kind, text.get(code, ""), hint, limit=limit, example=example)

    stem = say("team.item.stem", which=which)
    yield field("stem", stem, say("team.item.stem.hint", most=STEM), item.stem, STEM)
    for n, option in zip(NUMBERS, item.options, strict=True):
        hint = say("team.item.option.hint", most=SAID)
        yield field(f"option{n}", say("team.item.option", n=n, which=which), hint, option.text, SAID)
        # Whoever says why has the option before their eyes.
        hint = option.text.get(code) or say("team.item.why.hint", most=WHY)
        yield field(f"why{n}", say("team.item.why", n=n, which=which), hint, option.why, WHY)


def _kind(say: Say, item: QuizItem) -> c.Select:
    kinds = OFFERED if item.kind in OFFERED else (item.kind,)
    options = tuple(c.Option(say(f"team.item.kind.{kind.value}"), kind.value) for kind in kinds)
    return c.Select("kind", say("team.item.kind"), options, (item.kind.value,))


def _best(say: Say, item: QuizItem) -> c.Select:
    options = tuple(c.Option(say("team.item.nth", n=n), str(n)) for n in NUMBERS)
    best = tuple(str(n) for n, option in zip(NUMBERS, item.options, strict=True) if option.best)
    return c.Select("best", say("team.item.which"), options, best)


def _difficulty(say: Say, item: QuizItem) -> c.Select:
    options = tuple(c.Option(say(f"team.item.difficulty.{n}"), n) for n in DIFFICULTIES)
    return c.Select("difficulty", say("team.item.difficulty"), options, (str(item.difficulty or 2),))


class ItemSheet:
    """Own questions."""

    kind = EntryKind.ITEM
    limits = FormLimits(_LIMITS)

    def fields(self, deps: TeamDeps, language: str, content: Content | None) -> tuple[c.Field, ...]:
        return item_fields(deps, language, content.item if isinstance(content, OwnItem) else None)

    def read(self, ask: Submit, entry_id: str) -> OwnItem:
        difficulty, kind = ask.text("difficulty"), KINDS.get(ask.text("kind"), QuizKind.BEST)
        best = "" if kind is QuizKind.ORDER else ask.text("best")
        options = tuple(
            QuizOption(_both(ask, f"option{n}"), _both(ask, f"why{n}"), best == str(n)) for n in NUMBERS
        )
        item = QuizItem(
            id=entry_id,
            topic=ask.text("situation"),
            situation=ask.text("situation"),
            difficulty=int(difficulty) if difficulty in {"1", "2", "3"} else 0,
            stem=_both(ask, "stem"),
            options=options,
            method=ask.text("method"),
            pitfall=ask.text("pitfall"),
            industries=tuple(dict.fromkeys(ask.many("industries"))),
            channels=tuple(dict.fromkeys(ask.many("channels"))),
            own=True,
            kind=kind,
        )
        return OwnItem(item)

    def faults(self, content: Content, book: Phrasebook, deps: TeamDeps) -> Iterator[Fault]:
        if not isinstance(content, OwnItem):
            return
        item = content.item
        if item.situation and item.situation not in book.situations:
            yield Fault("situation", "unknown_situation")
        if lacking := list(missing(item)):
            yield from (Fault(name, "missing") for name in lacking)
            return
        if item.method and item.method not in book.methods:
            yield Fault("method", "unknown_method")
        if item.pitfall and item.pitfall not in book.pitfalls:
            yield Fault("pitfall", "unknown_pitfall")
        for fault in deps.lint(item):
            yield replace(fault, place=place_of(fault, item))
        for code, other in known_questions(book.quiz.values()).nearly_same("", item.id, item.stem):
            yield Fault(f"stem_{code}", "same_item", {"text": other})

    def elements(self, content: Content, deps: TeamDeps, language: str) -> tuple[c.Element, ...]:
        if not isinstance(content, OwnItem):
            return ()
        item, viewer = content.item, deps.viewer(language)
        difficulty = viewer.say(f"team.item.difficulty.{item.difficulty}")
        facets = facet_names(viewer, *item.channels, *item.industries)
        kind = viewer.say(f"team.item.kind.{item.kind.value}")
        options = (
            viewer.say(_look(item, n), option=viewer.pick(option.text), n=n + 1)
            for n, option in enumerate(item.options)
        )
        return (
            c.Note(dotted(deps.situation(item.situation, language), kind, difficulty, *facets)),
            c.Text(viewer.pick(item.stem)),
            *map(c.Text, options),
            *map(c.Note, hints(item, language, viewer.say)),
        )


def _look(item: QuizItem, n: int) -> str:
    # The words by which an option is shown on a card.
    if item.ordered:
        return "team.item.step.shown"
    return "team.item.best" if item.options[n].best else "team.item.other"


def _both(ask: Submit, name: str) -> Mapping[str, str]:
    return {code: " ".join(cleaned(ask.text(f"{name}_{code}")).split()) for code in LANGUAGES}
