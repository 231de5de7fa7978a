"""Words of danger that are written so that a filter does not see them are noticed like the plain ones."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest

from bot.core.safety import SafetyLevel
from bot.features.lookup.finder import Finder
from tests.build import ready

PLAIN = ("suicide", "suicidio", "kill myself", "quiere matarse", "there is a bomb", "wants to die")


@pytest.fixture(scope="module")
def finder() -> Finder:
    return ready().finder


def noticed(finder: Finder, text: str) -> str:
    sign = finder.find(text).safety
    return f"{sign.kind.value} {sign.level.value}" if sign else ""


@pytest.mark.parametrize(
    ("disguised", "plain"),
    [
        *((text, "suicide") for text in ("s*icide", "su*c*de", "su***de", "su!cide", "su¡cide", "s•icide")),
        *(
            (text, "suicide")
            for text in ("$uicide", "5uicide", "s.u.i.c.i.d.e", "s-u-i-c-i-d-e", "s u i c i d e")
        ),
        *(
            (text, "suicide")
            for text in ("*suicide*", "**suicide**", "#suicide", "ƨuicide", "ѕuісіdе", "sui\u200bcide")
        ),
        *((text, "suicide") for text in ("suuuiciiide", "suicideeeee", "🇸🇺🇮🇨🇮🇩🇪", "🅢🅤🅘🅒🅘🅓🅔")),
        ("su1cid1o", "suicidio"),
        ("m*tarse", "matarse"),
        ("se quiere m*tar", "se quiere matar"),
        ("dice que se va a s**cidar", "dice que se va a suicidar"),
        ("me m*to", "me mato"),
        ("quiere mor*r", "quiere morir"),
        ("wants to d*e", "wants to die"),
        ("he wants to k*ll himself", "he wants to kill himself"),
        ("k1ll yourself", "kill yourself"),
        ("ki11 myself", "kill myself"),
        ("kiiiill myself", "kill myself"),
        ("he has a b*mb", "he has a bomb"),
        ("hay una b0mba", "hay una bomba"),
        ("hay una b*mba en el edificio", "hay una bomba en el edificio"),
        ("he will st*b me", "he will stab me"),
    ],
)
def test_a_disguise_is_noticed_like_the_plain_word(finder: Finder, disguised: str, plain: str) -> None:
    assert noticed(finder, disguised) == noticed(finder, plain) != ""


def drawn(name: str) -> Callable[[str], str]:
    """Returns what writes letters in another style of Unicode."""
    return lambda text: "".join(
        unicodedata.lookup(name.format(letter.upper())) if letter.isalpha() else letter for letter in text
    )


STYLES = (
    "FULLWIDTH LATIN SMALL LETTER {}",
    "CIRCLED LATIN SMALL LETTER {}",
    "PARENTHESIZED LATIN SMALL LETTER {}",
    "SQUARED LATIN CAPITAL LETTER {}",
    "NEGATIVE SQUARED LATIN CAPITAL LETTER {}",
    "REGIONAL INDICATOR SYMBOL LETTER {}",
    *(f"MATHEMATICAL {style} SMALL {{}}" for style in ("BOLD", "BOLD ITALIC", "BOLD SCRIPT", "MONOSPACE")),
    *(f"MATHEMATICAL {style} SMALL {{}}" for style in ("BOLD FRAKTUR", "DOUBLE-STRUCK", "SANS-SERIF")),
    "LATIN LETTER SMALL CAPITAL {}",
)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("plain", PLAIN)
def test_styled_letters_are_the_letters(finder: Finder, style: str, plain: str) -> None:
    if "SMALL CAPITAL" in style and "q" in plain:
        plain = plain.replace("quiere ", "")  # Unicode has one only since lately
    assert noticed(finder, drawn(style)(plain)) == noticed(finder, plain) != ""


@pytest.mark.parametrize(("word", "around"), [("suicide", "{}"), ("suicidio", "{}"), ("bomba", "hay una {}")])
def test_whichever_letter_is_hidden_the_word_is_noticed(finder: Finder, word: str, around: str) -> None:
    plain = noticed(finder, around.format(word))
    for hidden in range(1, len(word) - 1):
        for mark in "*#":
            text = around.format(word[:hidden] + mark + word[hidden + 1 :])
            assert noticed(finder, text) == plain, text


@pytest.mark.parametrize(
    "text",
    [
        *("5* hotel", "rate 4* hotel", "c*mpany", "cust*mer is angry", "size m*l", "sh*t product", "a*b"),
        *("*urgent* refund", "**late** order", "$5 refund", "@amazon refund", "order #123", "🇺🇸 order"),
        *(
            "C# course",
            "wi-fi is down",
            "p*ssword reset",
            "***",
            "*",
            "ref A*1234",
            "2*4 metres",
            "#1 complaint",
        ),
    ],
)
def test_other_marks_in_a_text_are_no_danger(finder: Finder, text: str) -> None:
    sign = finder.find(text).safety
    assert sign is None or sign.level is SafetyLevel.LINE
    assert sign is None or sign.kind.value == "hate", text


@pytest.mark.parametrize(
    "text", ["*#$" * 20_000, "." * 60_000 + "a", "s*" * 20_000, "!" * 60_000 + "x", "~*a" * 20_000]
)
def test_marks_without_end_are_read_all_the_same(finder: Finder, text: str) -> None:
    # Each took a time that grew with the square of its length, and so everybody's answer.
    assert finder.find(f"{text} suicide") is not None
