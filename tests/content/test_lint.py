"""The rules of writing, one by one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.lint import wording

LONG = "we look at it together now and " * 4


@pytest.mark.parametrize(
    ("language", "text", "channels", "said"),
    [
        ("en", "Please calm down.", ["phone"], "calm down"),
        ("en", "You have to wait.", ["phone"], "You have to"),
        ("en", "Unfortunately, we can't.", ["phone"], "Unfortunately"),
        ("en", "I understand how you feel.", ["phone"], "banned"),
        ("en", "To be honest, no.", ["phone"], "To be honest"),
        ("en", "As I already said, no.", ["phone"], "already said"),
        ("es", "Cálmese, por favor.", ["phone"], "Cálmese"),
        ("es", "Usted tiene que esperar.", ["phone"], "tiene que"),
        ("es", "Lamentablemente, no se puede.", ["phone"], "Lamentablemente"),
        ("es", "Como ya le dije, no.", ["phone"], "Como ya le dije"),
        ("es", "Entiendo que esté molesto/a.", ["phone"], "neutral"),
        ("es", "Querid@s clientes.", ["phone"], "neutral"),
        ("es", "Le ayudo con todo. Qué necesita?", ["phone"], "pairs"),
        ("en", "Sorry. I apologize for that.", ["phone"], "more than once"),
        ("en", "Great!", ["phone"], "exclamation"),
        ("en", "This is **bold**.", ["phone"], "bold"),
        ("en", "This is **open.", ["chat"], "does not close"),
        ("en", "A <b>tag</b>.", ["chat"], "stray"),
        ("en", "Your {nonsense} is here.", ["chat"], "unknown placeholder {nonsense}; there are {name}, "),
        ("en", LONG, ["phone"], "on the phone"),
        ("en", LONG, [], "sentence of 28 words"),
        ("en", "One. Two. Three.", ["chat"], "3 sentences"),
        ("en", "Short. " * 40, ["chat"], "characters"),
        ("en", "Too short for an email.", ["email"], "in an email"),
    ],
)
def test_what_breaks_a_rule_is_said(language: str, text: str, channels: list[str], said: str) -> None:
    assert any(said in message for message in wording(language, text, channels)), text


@pytest.mark.parametrize(
    ("language", "text", "channels"),
    [
        ("en", "I want to hear all of it. Go ahead, I'm listening.", ["phone", "chat"]),
        ("es", "Quiero escucharlo todo. Adelante, le escucho.", ["phone", "chat"]),
        (
            "en",
            "I see the frustration: I understand how you feel about {order}, and **it is here**.",
            ["chat"],
        ),
        ("es", "¿Qué prefiere: el {option1} o el {option2}?", ["phone"]),
    ],
)
def test_good_words_pass(language: str, text: str, channels: list[str]) -> None:
    assert list(wording(language, text, channels)) == []


@settings(deadline=None)  # a busy machine is no fault of the lint
@given(st.text(max_size=400), st.sampled_from(["en", "es", "xx"]))
def test_no_text_breaks_the_lint(text: str, language: str) -> None:
    assert all(isinstance(message, str) for message in wording(language, text, ["phone", "chat", "email"]))
