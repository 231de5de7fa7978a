"""What is found in replies in people's own words: a table written first, and what holds of any text.

Half of the table was there to make the rules by, the other half to see how far they carry: there 132 of 132
findings are right in English, and 131 of 132 in Spanish.
"""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.phrasebook import Phrasebook
from bot.core.scenarios import OwnWords
from bot.features.roleplay import own_words
from bot.features.roleplay.own_words import OwnFindings, read_reply
from tests.build import shipped
from tests.roleplay.own_moments import OWN, TURNS, Typed, typed

POINTS = ("named", "acknowledged", "step", "time", "blame", "promise")
NOTHING = OwnWords({}, {})
LEAST = 0.95  # of all findings


def read(text: str, moment: str = "telescope", language: str = "en") -> OwnFindings:
    return read_reply(text, TURNS[moment], OWN[moment], shipped().replies, language)


def right(reply: Typed) -> int:
    found = read(reply.text, reply.moment, reply.language).found
    return sum((point in found) == (point in reply.expects) for point in POINTS)


@pytest.mark.parametrize("half", ["tune", "held_out"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_most_is_found_and_hardly_anything_else(half: str, language: str) -> None:
    replies = [reply for reply in typed(half) if reply.language == language]
    assert len(replies) == 22
    assert sum(map(right, replies)) >= LEAST * len(replies) * len(POINTS)


@pytest.mark.parametrize(
    ("language", "text", "point", "words"),
    [
        ("en", "It isn't your fault", "blame", ""),
        ("en", "that’s not your fault at all", "blame", ""),
        ("en", "That is YOUR FAULT", "blame", "YOUR FAULT"),
        ("en", "you shouldve ordered sooner", "blame", "you shouldve ordered"),
        ("en", "you should have received it on Tuesday", "blame", ""),
        ("en", "I can't promise that", "promise", ""),
        ("en", "we won't let it happen, I promise", "promise", "I promise"),
        ("en", "not only will I check it", "step", "check"),
        ("en", "I'm not able to check that", "step", ""),
        ("en", "I don't understand", "acknowledged", ""),
        ("en", "that was our mistake", "acknowledged", "our mistake"),
        ("en", "two weeks waiting, and no answer", "time", ""),
        ("es", "una semana esperando", "time", ""),
        ("es", "una semana entera, y nadie llama", "time", ""),
        ("es", "una semana esperando; le llamo antes de las seis", "time", "de las seis"),
        ("es", "lo tiene en una semana sin falta", "time", "una semana"),
        ("en", "that was not our fault", "acknowledged", ""),
        ("es", "el error nuestro fue grande", "acknowledged", "error nuestro"),
        ("es", "no es culpa nuestra", "acknowledged", ""),
        ("en", "ten minutes", "time", "ten minutes"),
        ("en", "by 3pm", "time", "by 3"),
        ("en", "you have been waiting two days", "time", ""),
        ("en", "tomorrow at 4", "time", ""),
        ("en", "I'll call you tomorrow at 4", "time", "tomorrow"),
        ("es", "no es su culpa", "blame", ""),
        ("es", "No fue culpa tuya.", "blame", ""),
        ("es", "es tu culpa", "blame", "tu culpa"),
        ("es", "fue error suyo", "blame", "error suyo"),
        ("es", "DEBISTE AVISAR", "blame", "DEBISTE AVISAR"),
        ("es", "vos no pagaste", "blame", "vos no pagaste"),
        ("es", "te olvidaste de pagar", "blame", "olvidaste"),
        ("es", "no le puedo prometer nada", "promise", ""),
        ("es", "te lo prometo", "promise", "prometo"),
        ("es", "no solo reviso el pedido", "step", "reviso"),
        ("es", "tenes razon", "acknowledged", "tenes razon"),
        ("es", "tienes razón", "acknowledged", "tienes razón"),
        ("es", "tiene razón", "acknowledged", "tiene razón"),
        ("es", "no le entiendo", "acknowledged", ""),
        ("es", "en veinte minutos", "time", "veinte minutos"),
        ("es", "a las tres", "time", "a las tres"),
        ("es", "lleva dos días esperando", "time", ""),
        ("es", "mañana a las 4", "time", ""),
        ("es", "le escribo mañana a las 4", "time", "mañana"),
    ],
)
def test_what_is_taken_back_or_over_does_not_count(language: str, text: str, point: str, words: str) -> None:
    assert getattr(read(text, language=language), point) == words


def test_it_is_read_in_the_language_it_was_written_in() -> None:
    spanish = "Mañana a las 4, anotado. Reviso el pedido y en dos minutos le respondo."
    assert read(spanish, language="en").found == ("named", "acknowledged", "step", "time")
    assert read("I'm sorry, I'll check and call you in ten minutes", language="es").time == "ten minutes"


@given(st.text(max_size=500), st.sampled_from(["en", "es"]))
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_and_what_is_found_stands_in_it(text: str, language: str) -> None:
    findings = read(text, language=language)
    whole = unicodedata.normalize("NFC", text)
    assert all(getattr(findings, point) in whole for point in POINTS)


REPLIES = [reply for half in ("tune", "held_out") for reply in typed(half)]


@given(st.sampled_from(REPLIES))
@settings(max_examples=88, deadline=None)
def test_capitals_accents_and_apostrophes_make_no_difference(reply: Typed) -> None:
    bare = "".join(c for c in unicodedata.normalize("NFKD", reply.text) if not unicodedata.combining(c))
    once = read(reply.text, reply.moment, reply.language).found
    for other in (reply.text.upper(), bare, reply.text.replace("'", "’"), f"  {reply.text}\n"):
        assert read(other, reply.moment, reply.language).found == once


@given(st.sampled_from(REPLIES), st.sampled_from(REPLIES))
@settings(max_examples=100, deadline=None)
def test_a_sentence_more_takes_nothing_away(one: Typed, two: Typed) -> None:
    if (one.language, one.moment) == (two.language, two.moment):
        both = read(f"{one.text}. {two.text}", one.moment, one.language).found
        assert set(read(one.text, one.moment, one.language).found) <= set(both)


def test_what_the_phrasebook_says_itself_is_neither_blame_nor_promise(book: Phrasebook) -> None:
    said = [phrase.text for each in book.situations.values() for phrase in each.phrases]
    said += [node.best.text for each in book.scenarios.values() for node in each.nodes.values()]
    flagged = [
        text[language]
        for text in said
        for language in ("en", "es")
        if (found := read_reply(text[language], {}, NOTHING, {language: book.replies[language]}, language))
        and (found.blame or found.promise)
    ]
    assert len(flagged) <= 0.01 * len(said), flagged


@pytest.mark.parametrize(
    "text", ["a b " * 125, "cant " * 100, "no, " * 125, "I'm sorry, it is not fair. " * 18]
)
def test_a_long_reply_is_compared_with_few_expressions(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[str] = []

    def fits(token: own_words._Token, part: tuple[str, ...]) -> bool:
        compared.append(token.word)
        return original(token, part)

    original = own_words._fits
    monkeypatch.setattr(own_words, "_fits", fits)
    read(text)
    # Each of several hundred expressions at each of some hundred words would be a hundred thousand.
    assert len(compared) < 40 * len(text.split())


def test_a_phrasebook_without_the_words_finds_nothing() -> None:
    assert read_reply("I'm sorry", {}, NOTHING, {}, "en") == OwnFindings()
