"""A team's own questions of every kind: by form, by file, and on the list."""

from __future__ import annotations

import pytest
import yaml

from bot.content.exchange import YamlExchange
from bot.core import card as c
from bot.core.chat import Role
from bot.core.quiz import QuizItem, QuizKind
from bot.features.drill.topics import fits
from bot.features.team.model import EntryKind, OwnItem
from bot.store.sql.team import content_of, row_of
from tests.drill import bank
from tests.harness import Harness
from tests.results.questions import QUESTION
from tests.results.test_files import imports, refused
from tests.results.test_items import adds, opens_the_list
from tests.team.actor import Member

NEED = {
    "kind": "need",
    "stem_en": "“My father died, and his line still bills him.” She wants it off today.",
    "stem_es": "«Murió mi papá y su línea se sigue cobrando». Ella quiere darla de baja hoy.",
    "option1_en": "A word for her loss",
    "option2_en": "The date of the end",
    "option3_en": "The paper to be sent",
    "option1_es": "Unas palabras por su pérdida",
    "option2_es": "La fecha en que se da de baja",
    "option3_es": "El papel que hay que enviar",
}


def of_kinds(**changes: object) -> str:
    """Returns a file with an item of each other kind; `changes` are of the steps in order."""
    need, word, order = ({**entry} for entry in _entries())
    for entry in (need, word, order):
        entry["id"] = f"our-{entry['id']}"
    return yaml.safe_dump({"items": [need, word, {**order, **changes}]}, allow_unicode=True, sort_keys=False)


def _entries() -> list[dict[str, object]]:
    entries = bank.kinds()["items"]
    assert isinstance(entries, list)
    return entries


async def items(manager: Member) -> list[QuizItem]:
    entries = await manager.app.stores.team.find_entries(manager.tenant, EntryKind.ITEM)
    return [entry.content.item for entry in entries if isinstance(entry.content, OwnItem)]


async def test_what_is_needed_first_is_written_in_the_form_and_asked(manager: Member) -> None:
    assert await adds(manager, **NEED), manager.errors
    assert any("What is needed first" in note for note in manager.notes)
    agent = manager.colleague(Role.AGENT)
    await agent.types("escalation", "drill")
    assert "What does the customer need first?" in agent.text  # the moment does not ask itself
    letter = next(t.text[2] for t in agent.all(c.Text) if "A word for her loss" in t.text)
    assert await agent.presses(letter) == "That's it"


async def test_every_kind_comes_by_file_and_is_listed_by_its_name(manager: Member) -> None:
    assert await imports(manager, of_kinds()), manager.errors
    assert [item.kind for item in await items(manager)] == [QuizKind.NEED, QuizKind.WORD, QuizKind.ORDER]
    await opens_the_list(manager)
    shown = "\n".join(manager.notes)
    for name in ("What is needed first", "Words that make it worse", "Steps in order"):
        assert name in shown
    assert "2. Say what is still open" in manager.text
    spanish = manager.colleague(language="es")
    await opens_the_list(spanish, "preguntas")
    assert "Pasos en orden" in "\n".join(spanish.notes)


async def test_what_came_by_file_keeps_its_kind_when_it_is_edited(manager: Member) -> None:
    await imports(manager, of_kinds())
    for name, best in (("order", False), ("word", True)):
        await opens_the_list(manager)
        [entry] = [e for e in await items(manager) if e.id == f"our-closing-{name}"]
        form: c.Form | None = await _edits(manager, entry.id)
        asked = list[str]()
        while form:
            asked += [field.name for field in form.fields]
            await manager.sends()
            assert not manager.errors
            form = manager.form
        assert ("best" in asked) is best
        assert entry in await items(manager)


async def test_the_card_that_a_file_named_stays_whatever_becomes_of_the_question(manager: Member) -> None:
    card = next(iter(manager.app.book.teachings))
    await imports(manager, of_kinds(card=card))
    id = "our-closing-order"
    form: c.Form | None = await _edits(manager, id)
    while form:
        await manager.sends()
        form = manager.form
    assert {item.id: item.card for item in await items(manager)}[id] == card
    [order] = [item for item in await items(manager) if item.id == id]
    table = YamlExchange().write_table([OwnItem(order)], manager.app.book, "en")
    assert await imports(manager, table.replace("Say what is settled", "Say what is settled now"))
    [order] = [item for item in await items(manager) if item.id == id]
    assert (order.card, order.options[0].text["en"]) == (card, "Say what is settled now")


async def test_a_question_about_a_card_is_practised_with_the_family_of_the_card(manager: Member) -> None:
    teaching = next(t for t in manager.app.book.teachings.values() if t.family == "channels")
    await imports(manager, of_kinds(card=teaching.id))
    await manager.app.settled()
    bank = manager.app.calma.finders.of(manager.tenant).book.quiz
    assert [fits(bank["our-closing-order"], topic) for topic in ("card:channels", "card:industries")] == [
        True,
        False,
    ]
    assert fits(bank["our-closing-order"], f"card:{teaching.id}")


async def _edits(manager: Member, id: str) -> c.Form:
    entry = await manager.app.stores.team.find_entry(manager.tenant, EntryKind.ITEM, id)
    assert entry
    await manager.press("team.item.edit", f"{id}|{entry.version}|")
    assert manager.form
    return manager.form


async def test_words_to_tap_that_a_button_would_cut_are_told(manager: Member) -> None:
    word = str(_entries()[1])
    text = "Your parcel is late once more this week"
    assert len(text) > c.LABEL
    told = await refused(
        manager,
        yaml.safe_dump({"items": [yaml.safe_load(word.replace("Your parcel is late", text))]}),
    )
    assert any(f"{len(text)} characters" in line for line in told), told


@pytest.mark.parametrize("language", ["en", "es"])
async def test_every_kind_travels_in_both_files(manager: Member, language: str) -> None:
    await imports(manager, of_kinds())
    contents = [
        entry.content for entry in (await manager.app.stores.team.find_content(manager.tenant)).entries
    ]
    book = manager.app.book
    for text in (YamlExchange().write(contents), YamlExchange().write_table(contents, book, language)):
        other = Member(manager.app)
        assert await imports(other, text), other.errors
        assert await items(other) == await items(manager)


def test_every_kind_is_stored_as_it_is() -> None:
    for item in bank.items_of_kinds().values():
        own = OwnItem(item)
        assert content_of(EntryKind.ITEM, row_of(own)) == own
    before = row_of(OwnItem(next(iter(bank.items().values()))))
    del before["kind"]  # as it was stored before there were kinds
    stored = content_of(EntryKind.ITEM, before)
    assert isinstance(stored, OwnItem)
    assert stored.item.kind is QuizKind.BEST


async def test_what_does_not_fit_its_kind_is_told(manager: Member) -> None:
    order = _entries()[2]
    options = order["options"]
    assert isinstance(options, list)
    told = await refused(manager, of_kinds(options=[{"best": True, **options[0]}, *options[1:]]))
    assert any("steps in order have none" in line for line in told), told
    told = await refused(manager, of_kinds(kind="ladder"))
    assert any("has to be one of" in line for line in told), told
    text = of_kinds().replace("As I told you, it left", "It left")
    assert any("stand in no draft" in line for line in await refused(manager, text))
    text = of_kinds().replace(
        "text:\n      en: As I told you", "text:\n      en: it left on Monday. I look at it at four"
    )
    assert text != of_kinds()
    told = await refused(manager, text)
    assert told


async def test_a_best_option_that_stands_apart_gets_a_hint_and_is_saved(manager: Member) -> None:
    assert await adds(manager)
    assert manager.notes[0] == "Saved. The next drill has it."
    assert (
        "A hint: the best option is the only one with a number; some will pick it for that." in manager.notes
    )
    changed = {"option2_en": "“My manager would tell you 40 just the same.”"}
    await manager.opens("Edit")
    await manager.writes(**{**QUESTION, **changed})
    assert not any("only one with a number" in note for note in manager.notes)


def many(count: int) -> str:
    """Returns a file whose best options all begin alike."""
    places = (
        "roof",
        "door",
        "lamp",
        "road",
        "boat",
        "tree",
        "cup",
        "bell",
        "wall",
        "pond",
        "shed",
        "gate",
        "kite",
    )

    def said(n: int, place: int) -> dict[str, object]:
        best = place == n % 3
        text = (
            f"{'Surely' if best else 'Rather'} the {places[(n + place) % 13]} {places[(n + 5 * place) % 13]}"
        )
        why = {"en": f"Reason {'abc'[place]}.", "es": f"Razón {'abc'[place]}."}
        return {**({"best": True} if best else {}), "text": {"en": text, "es": text}, "why": why}

    def asked(n: int) -> dict[str, object]:
        stem = f"{places[n % 13].title() * 3} {n * 'very '}late?"
        moment = {"en": stem, "es": f"¿{stem}"}
        options = [said(n, place) for place in range(3)]
        return {"situation": "escalation", "difficulty": 1, "stem": moment, "options": options}

    return yaml.safe_dump({"items": [asked(n) for n in range(count)]}, allow_unicode=True)


@pytest.mark.parametrize(
    ("language", "told", "words"),
    [
        ("en", "of your questions can be answered without reading the moment", "“surely”"),
        ("es", "de sus preguntas se puede responder sin leer", "«surely»"),
    ],
)
async def test_many_that_give_themselves_away_are_a_warning(
    app: Harness, language: str, told: str, words: str
) -> None:
    manager = Member(app, language=language)
    await manager.types("preguntas" if language == "es" else "items", "drill")
    await manager.opens("Importar" if language == "es" else "Import")
    assert await manager.sends(file=many(11)), manager.errors
    assert not any(told in note for note in manager.notes)
    await manager.types("preguntas" if language == "es" else "items", "drill")
    await manager.opens("Importar" if language == "es" else "Import")
    assert await manager.sends(file=many(13)), manager.errors
    [note] = [note for note in manager.notes if told in note]
    assert words in note
    await opens_the_list(manager, "preguntas" if language == "es" else "items")
    assert note in manager.notes[0]
