"""Gaps of wordings: never braces, said in plain words, and filled in so that the sentence reads rightly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.gaps import (
    LONGEST_FILL,
    MOST,
    NAMES,
    clean_fill,
    decode_fill,
    encode_fill,
    gap_label,
    gap_names,
    gapless,
    open_gaps,
)
from bot.core.phrasebook import Phrasebook

texts = st.text("{}[]*;=|% áñ\nreason", max_size=40)
fills = st.dictionaries(st.one_of(st.sampled_from(NAMES), texts), texts, max_size=14)


def test_a_gap_is_shown_in_plain_words(book: Phrasebook) -> None:
    assert gapless(book.words, "en", "Here's why: {reason}.") == "Here's why: [the reason]."
    assert gapless(book.words, "es", "El motivo es este: {reason}.") == "El motivo es este: [el motivo]."


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Ask {colleague}.", "Ask [colleague]."),  # a team's own name
        ("Hello { Name },", "Hello [their name],"),
        ("Hello {{name}},", "Hello ([their name]),"),
        ("In {} days", "In […] days"),
        ("Press } or {", "Press ) or ("),
    ],
)
def test_what_teams_write_is_never_shown_with_braces(book: Phrasebook, text: str, shown: str) -> None:
    assert gapless(book.words, "en", text) == shown


@given(text=texts, fill=fills)
def test_no_text_and_no_value_brings_a_brace(book: Phrasebook, text: str, fill: dict[str, str]) -> None:
    for language in ("en", "es", "pt"):
        assert not set("{}") & set(gapless(book.words, language, text, clean_fill(fill)))


@pytest.mark.parametrize(
    ("text", "fill", "shown"),
    [
        ("Case {case} is mine.", {"case": "case number 77"}, "Case 77 is mine."),
        (
            "The reason: {reason}. I'm",
            {"reason": "The courier lost it."},
            "The reason: The courier lost it. I'm",
        ),
        ("from me by {date}.", {"date": "on Friday"}, "from me by Friday."),
        ("I'll call on {date} at {time}.", {"date": "tomorrow", "time": "at 3"}, "I'll call tomorrow at 3."),
        ("It takes {minutes} minutes.", {"minutes": "10 min"}, "It takes 10 minutes."),
        ("It takes {minutes} minutes.", {"minutes": "1"}, "It takes 1 minute."),
        ("{option1} is set.", {"option1": "a refund"}, "A refund is set."),
        ("I can do {option1}.", {"option1": "A refund"}, "I can do a refund."),
        ("I'd start with {step}.", {"step": "Checking the order"}, "I'd start with checking the order."),
        ("I can offer {option1}.", {"option1": "Amazon credit"}, "I can offer Amazon credit."),
        ("for the next {minutes} minutes.", {"minutes": "1"}, "for the next minute."),
        ("I have {minutes} more minutes.", {"minutes": "1"}, "I have 1 more minute."),
        ("About {minutes} minutes' wait.", {"minutes": "1"}, "About 1 minute's wait."),
    ],
)
def test_what_is_filled_in_reads_rightly_in_english(
    book: Phrasebook, text: str, fill: dict[str, str], shown: str
) -> None:
    assert gapless(book.words, "en", text, clean_fill(fill)) == shown


@pytest.mark.parametrize(
    ("text", "fill", "shown"),
    [
        ("a más tardar el {date}.", {}, "a más tardar el [día]."),
        ("a más tardar el {date}.", {"date": "12 de marzo"}, "a más tardar el 12 de marzo."),
        ("a más tardar el {date}.", {"date": "el lunes"}, "a más tardar el lunes."),
        ("a más tardar el {date}.", {"date": "mañana"}, "a más tardar mañana."),
        ("antes del {date}.", {"date": "el lunes"}, "antes del lunes."),
        ("antes del {date}.", {"date": "hoy"}, "antes de hoy."),
        ("a más tardar el {date}.", {"date": "esta tarde"}, "a más tardar esta tarde."),
        ("antes del {date}.", {"date": "la próxima semana"}, "antes de la próxima semana."),
        ("hasta el {date}.", {"date": "fin de mes"}, "hasta fin de mes."),
        ("hasta el {date}.", {"date": "miércoles 3"}, "hasta el miércoles 3."),
        ("antes de {time}.", {}, "antes de [la hora]."),
        ("antes de {time}.", {"time": "15:00"}, "antes de las 15:00."),
        ("antes de {time}.", {"time": "a las 3"}, "antes de las 3."),
        ("antes de {time}.", {"time": "1 p. m."}, "antes de la 1 p. m."),
        ("antes de {time}.", {"time": "el mediodía"}, "antes del mediodía."),
        ("le llamo hoy, {time}, y", {"time": "las 3"}, "le llamo hoy, a las 3, y"),
        (
            "quedó así: {date}, {time}.",
            {"date": "el lunes", "time": "9:30"},
            "quedó así: el lunes, a las 9:30.",
        ),
        ("me encargo de {step}.", {"step": "el reembolso"}, "me encargo del reembolso."),
        ("En {minutes} minutos", {"minutes": "1"}, "En 1 minuto"),
        ("En unos **{minutes} minutos**.", {"minutes": "1"}, "En **1 minuto**."),
        ("Son unos {minutes} minutos.", {"minutes": "1"}, "Es 1 minuto."),
        ("en los próximos {days} días.", {"days": "1"}, "en el próximo día."),
        ("Por esos {days} días le abono", {"days": "1"}, "Por ese día le abono"),
        ("un avance cada {days} días,", {"days": "1"}, "un avance cada día,"),
        ("antes de {time}.", {"time": "mediodía"}, "antes del mediodía."),
        ("le llamo hoy, {time}.", {"time": "mediodía"}, "le llamo hoy, al mediodía."),
        ("le llamo hoy, {time}.", {"time": "Medianoche"}, "le llamo hoy, a medianoche."),
        ("Dejé {option1} en su caso.", {"option1": "Enviarle otro"}, "Dejé enviarle otro en su caso."),
        ("Lo que sigue: {step}.", {"step": "Revisar el pedido"}, "Lo que sigue: revisar el pedido."),
        ("Lo que sigue: {step}.", {"step": "Javier le llama"}, "Lo que sigue: Javier le llama."),
        ("por esto: {reason}.", {"reason": "Hubo un error."}, "por esto: hubo un error."),
        ("a más tardar el {date}.", {"date": "Lunes"}, "a más tardar el lunes."),
        ("{step} ahora.", {"step": "revisar"}, "Revisar ahora."),
    ],
)
def test_what_is_filled_in_reads_rightly_in_spanish(
    book: Phrasebook, text: str, fill: dict[str, str], shown: str
) -> None:
    assert gapless(book.words, "es", text, clean_fill(fill)) == shown


def test_what_is_filled_in_stays_text(book: Phrasebook) -> None:
    fill = clean_fill({"reason": "**bold** {date}\u202e\nx"})
    shown = gapless(book.words, "en", "It's {reason} now", fill)
    assert not [mark for mark in ("**bold", "{", "\u202e", "\n") if mark in shown]


def test_what_is_still_open_is_told(book: Phrasebook) -> None:
    text = "By {date}: {reason}, {reason}."
    assert gap_names([text, "{case}"]) == ("date", "reason", "case")
    assert open_gaps(book.words, "en", text, {"date": "Friday"}) == ("[the reason]",)
    assert clean_fill({"reason": "[the reason]"}) == {}


@given(fill=fills)
def test_a_fill_comes_back_from_its_button(fill: dict[str, str]) -> None:
    cleaned = clean_fill(fill)
    value = encode_fill(cleaned)
    assert decode_fill(value) == cleaned
    assert len(value) <= LONGEST_FILL
    assert len(cleaned) <= MOST


@given(value=st.text("%=;|aF0{}\n", max_size=200))
def test_whatever_is_sent_in_place_of_a_fill_is_cleaned(value: str) -> None:
    assert clean_fill(decode_fill(value)) == decode_fill(value)


def test_every_gap_has_its_words_in_both_languages(book: Phrasebook) -> None:
    for language in ("en", "es"):
        labels = [gap_label(book.words, language, name) for name in NAMES]
        assert all(label.strip("[]") for label in labels)
        assert len(set(labels)) >= len(NAMES) - 1  # minutes and days are counted alike
