"""What sounds translated is named, and what does not is let through; rules for the new channels and forms."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.content import lint_pairs, lint_words
from bot.content.exchange import lint
from bot.content.files import gather
from bot.content.lint import wording
from bot.content.load import load
from bot.content.stats import reviewed, stats
from bot.core.phrasebook import Phrase, Phrasebook
from tests.conftest import PHRASEBOOK

SITUATION = PHRASEBOOK / "situations" / "yelling.yml"


def said_of(tmp_path: Path, english: str, spanish: str, forms: str = "") -> list[str]:
    """Returns what is said of a phrase in two languages."""
    folder = tmp_path / "phrasebook" / "situations"
    folder.mkdir(parents=True)
    head, _, _ = SITUATION.read_text(encoding="utf-8").partition("phrases:\n")
    phrase = f"""phrases:
  - id: yelling-tried
    text: {{en: "{english}", es: "{spanish}"}}
    {forms}
    cue: {{en: Slowly, es: Despacio}}
"""
    (folder / "yelling.yml").write_text(head + phrase, encoding="utf-8")
    return [
        str(problem) for problem in lint_pairs.lint(gather(folder.parent)) if "phrases[0]" in problem.field
    ]


@pytest.mark.parametrize(
    ("english", "spanish", "named"),
    [
        ("I want to help, but not like this.", "Quiero ayudarle y así es difícil.", "contrast is meant"),
        ("I see you want a voucher.", "Veo que quiere un vale, y no puedo dárselo.", "contrast is meant"),
        ("You're free to write to them.", "Puede escribirles.", "You're free to"),
        ("I open it.", "Voy a abrir su cuenta.", "abrir su cuenta"),
        ("It's a guess.", "Es una adivinanza.", "adivinanza"),
        ("Try it on the phone.", "Pruébelo en el celular y en la computadora.", "celular, computadora"),
    ],
)
def test_what_sounds_translated_is_a_warning(tmp_path: Path, english: str, spanish: str, named: str) -> None:
    [warning] = said_of(tmp_path, english, spanish)
    assert "warning" in warning
    assert named in warning


@pytest.mark.parametrize(
    ("english", "spanish", "forms"),
    [
        ("I want to help, but not like this.", "Quiero ayudarle, pero así no puedo.", ""),
        ("I can't do that, but I can do this.", "Eso no puedo hacerlo y esto otro sí.", ""),
        ("It closed, and I can't reopen it.", "Cerró el lunes y no puedo reabrirlo.", ""),
        ("He said “no”, and then “but”.", "Dijo que no, y después otra cosa.", ""),
        ("Try it.", "Pruebe en el celular.", 'forms: {es-ES: "Pruebe en el móvil."}'),
    ],
)
def test_what_does_not_is_let_through(tmp_path: Path, english: str, spanish: str, forms: str) -> None:
    assert said_of(tmp_path, english, spanish, forms) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Abra **calm team**.", "says “calm team”, which is typed in another language"),
        ("Pruebe **calm asks for a manager**.", ""),
        ("Abra **calma equipo**.", ""),
    ],
)
def test_commands_without_a_slash_are_the_readers_own_too(tmp_path: Path, text: str, said: str) -> None:
    ui = shutil.copytree(PHRASEBOOK / "ui", tmp_path / "phrasebook" / "ui")
    with (ui / "es.yml").open("a", encoding="utf-8") as file:
        file.write(f'\n  help.tried: "{text}"\n')
    found = [p.message for p in lint_words.lint(gather(ui.parent)) if "help.tried" in p.field]
    assert found == ([said] if said else [])


@pytest.mark.parametrize(
    ("channel", "text", "code"),
    [
        ("whatsapp", "One. Two. Three.", "short_sentences"),
        ("whatsapp", "word " * 19 + "and this is a sentence. " + "word " * 19 + "too.", "short_characters"),
        ("social", "We hear you, {name}. Write to us.", "private_gap"),
        ("social", "Order {order} is on its way.", "private_gap"),
        ("social", "We got {amount} wrong.", "private_gap"),
        ("social", "Case {case} is open.", "private_gap"),
        ("social", "**We hear you.**", "bold_public"),
        ("social", ("We hear you and we want to know more of it all. " * 5).strip(), "short_characters"),
        ("in-person", "**Here** I am.", "bold_phone"),
        ("in-person", "I am here. " * 9, "phone_words"),
    ],
)
def test_each_new_channel_has_its_limits(channel: str, text: str, code: str) -> None:
    assert code in {message.code for message in wording("en", text, [channel])}


@pytest.mark.parametrize(
    ("channel", "text"),
    [
        ("whatsapp", "Got it, {name}. I'll look and write back by {time}."),
        ("social", "Thank you for telling us. Send us a private message and we look at it today."),
        ("in-person", "Come over here with me, it's quieter. Tell me what happened."),
        ("chat", "Case **{case}** is open."),
    ],
)
def test_what_keeps_to_them_is_let_through(channel: str, text: str) -> None:
    assert list(wording("en", text, [channel])) == []


@pytest.mark.parametrize(
    ("forms", "code"),
    [
        ({"tu": "Miro tu pedido."}, "form_gaps"),
        ({"vos": "¡Miro tu pedido {order}!"}, "exclamation"),
        ({"vos": "Calmate, miro {order}. Cálmese."}, "banned"),
        ({"tu": "Miro tu pedido {order}."}, ""),
    ],
)
def test_forms_keep_to_the_rules_of_the_spanish_beside_them(forms: dict[str, str], code: str) -> None:
    text = {"en": "I look at {order}.", "es": "Miro su pedido {order}."}
    phrase = Phrase("own-1", text, {"en": "Calm", "es": "Calma"}, ("chat",), forms=forms, own=True)
    assert {fault.code for fault in lint(phrase)} == ({code} if code else set())


def test_the_counts_have_all_channels_forms_and_reviews(book: Phrasebook) -> None:
    counts = stats(load(PHRASEBOOK), date(2026, 11, 30))
    assert list(counts["channels"]) == ["phone", "chat", "email", "whatsapp", "social", "in-person"]
    assert list(counts["forms"]) == ["usted", "tu", "vos", "es-ES"]
    assert counts["forms"]["usted"] == sum(s["phrases"] for s in counts["situations"].values())
    assert counts["reviewed"]["of"] >= counts["reviewed"]["reviewed"] >= counts["reviewed"]["in_time"] >= 0


def test_a_review_that_is_over_counts_no_more() -> None:
    shipped = load(PHRASEBOOK)
    situation = shipped.situations["yelling"]
    day = date(2026, 11, 30)
    phrases = tuple(
        Phrase(f"p{i}", {"en": "x"}, {"en": "x"}, countries=("US",), reviewed_on=on, review_after=after)
        for i, (on, after) in enumerate(((None, None), (day, None), (day, day), (day, date(2027, 1, 1))))
    )
    book = Phrasebook({"yelling": replace(situation, phrases=phrases)}, {}, shipped.lexicon, shipped.words)
    assert reviewed(book, day) == {"of": 4, "reviewed": 3, "in_time": 2}
