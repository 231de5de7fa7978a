"""Tables of figures, as people and spreadsheets write them: read as they are meant, or refused in words."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.figure_table import read_figures, write_figures
from bot.core.helpdesk import HelpdeskWeek
from bot.core.phrasebook import Phrasebook
from bot.core.viewer import Viewer
from bot.features.helpdesk.forms import faults_text
from bot.features.helpdesk.model import FAULTS_SHOWN, MOST_BYTES, MOST_ROWS, UnreadableFigures
from bot.features.helpdesk.rows import read_weeks

TODAY = date(2026, 11, 24)
HEAD = "week,fcr,csat_difficult,escalation_rate\n"
W47, W48 = HelpdeskWeek("2026-W47", 78.5, 71, 9), HelpdeskWeek("2026-W48", 80, None, 8.5)


def weeks(book: Phrasebook, data: bytes | str) -> tuple[HelpdeskWeek, ...]:
    data = data.encode() if isinstance(data, str) else data
    return read_weeks(read_figures(data, book), TODAY)


def refused(book: Phrasebook, data: bytes | str, language: str = "en") -> list[str]:
    """Returns what is told of a file that is not taken, a line each."""
    with pytest.raises(UnreadableFigures) as unreadable:
        weeks(book, data)
    return faults_text(Viewer(book, language), unreadable.value).splitlines()


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}2026-W47,78.5,71,9\n2026-W48,80,,8.5\n",
        f"{HEAD}2026-W48,80,,8.5\n\n,,,\n2026-W47,78.5,71,9",
        f"{HEAD}2026-11-16,78.5,71,9\n2026-11-23,80,,8.5\n",
        f"{HEAD}2026w47,78.50%,71 %,9.0\n 2026-W48 ,080, ,8.5 %\n",
        f'{HEAD}2026-W47,"78,5",71,9\n2026-W48,80,,"8,5"\n',
        "Semana;FCR (%);CSAT_DIFICILES;Tasa de escalamiento\n2026-S47;78,5;71;9\n2026-S48;80;;8,5 %\n",
        "Escalations\tWeek of\tFirst-contact resolution\tDifficult CSAT\n9\t2026-W47\t78.5\t71\n"
        "8,5\t2026-W48\t80\n",
        "sep=;\nsemana;fcr;csat difícil;escalados\n2026-W47;78,5;71;9\n2026-W48;80;;8,5\n;;;\n",
        f"{HEAD}2026-W47,78.5,71,9,\n2026-W48,80,,8.5,,\n",
    ],
)
def test_what_people_write_is_read_as_it_is_meant(book: Phrasebook, text: str) -> None:
    assert weeks(book, text) == (W47, W48)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "mac_roman"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_a_file_of_any_program_is_read(book: Phrasebook, encoding: str, ends: str) -> None:
    text = "semana;csat difícil;fcr;escalados;año\n2026-W47;71;78,5;9;última\n2026-W48;;80;8,5\n"
    assert weeks(book, text.replace("\n", ends).encode(encoding)) == (W47, W48)


def test_other_columns_are_left_out_and_named(book: Phrasebook) -> None:
    table = read_figures(b"week,Agents,fcr,csat_difficult,escalation_rate,Note\n2026-W48,=12,80,,,@x", book)
    assert table.ignored == ("Agents", "Note")
    assert read_weeks(table, TODAY) == (HelpdeskWeek("2026-W48", 80),)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", ["The first line has to name the columns: week,fcr,csat_difficult,escalation_rate"]),
        ("2026-W48,80,70,5\n", ["The first line has to name the columns"]),
        ("agent,calls\nana,5\n", ["The first line has to name the columns"]),
        ("week,fcr\n2026-W48,80\n", ["Line 1: a column is missing: csat_difficult, escalation_rate."]),
        (HEAD, ["Line 2: there is no row"]),
        (f"week,{HEAD}2026-W48,1,2,3,4", ["Line 1, week: this column is there twice"]),
        (f"AHT (s),{HEAD}1,2026-W48,1,2,3", ["Line 1, AHT (s): handle time is not taken"]),
        (f"avg_handle_time,{HEAD}1,2026-W48,1,2,3", ["Line 1, avg_handle_time: handle time is not taken"]),
        (f"Tiempo medio de gestión,{HEAD}1", ["Line 1, Tiempo medio de gestión: handle time is not taken"]),
        (f"{HEAD},80,70,5", ["Line 2, week: the week is missing"]),
        (f"{HEAD}48,80,70,5", ["Line 2, week: “48” is no week"]),
        (f"{HEAD}23/11/2026,80,70,5", ["Line 2, week: “23/11/2026” is no week"]),
        (f"{HEAD}2026-W54,80,70,5", ["Line 2, week: there is no week “2026-W54”"]),
        (f"{HEAD}2025-W53,80,70,5", ["Line 2, week: there is no week “2025-W53”"]),
        (f"{HEAD}0001-W01,80,70,5", ["Line 2, week: there is no week “0001-W01”"]),
        (f"{HEAD}2026-11-24,80,70,5", ["is no Monday: write 2026-W48, or its Monday, 2026-11-23"]),
        (f"{HEAD}2026-02-30,80,70,5", ["“2026-02-30” is no week"]),
        (f"{HEAD}2026-W49,80,70,5", ["“2026-W49” has not begun yet: the newest"]),
        (f"{HEAD}2026-W48,80,70,5\n2026-11-23,1,2,3", ["Line 3, week: 2026-W48 stands in line 2 already"]),
        (f"{HEAD}2026-W48,,,", ["Line 2, week: this week has no figure"]),
        (f"{HEAD}2026-W48,n/a,70,5", ["Line 2, fcr: “n/a” is no number"]),
        (f"{HEAD}2026-W48,80,#REF!,5", ["Line 2, csat_difficult: “#REF!” is no number"]),
        (f"{HEAD}2026-W48,80,-3,5", ["Line 2, csat_difficult: “-3” is not from 0 to 100"]),
        (f"{HEAD}2026-W48,80,-0.5,5", ["“-0.5” is not from 0 to 100"]),
        (f"{HEAD}2026-W48,80,70,100.01", ["Line 2, escalation_rate: “100.01” is not from 0 to 100"]),
        (f"{HEAD}2026-W48,1e2,70,5", ["“1e2” is no number"]),
        (f"{HEAD}2026-W48,nan,70,inf", ["“nan” is no number", "“inf” is no number"]),
        (f"{HEAD}2026-W48,٨٢,70,5", ["“٨٢” is no number"]),
        (f'{HEAD}2026-W48,"=HYPERLINK(""x"")",70,5', ["Line 2, fcr: “=HYPERLINK(\"x\")” is a formula"]),
        (f"{HEAD}2026-W48,+80,@70,'=5", ["fcr: “+80”", "csat_difficult: “@70”", "escalation_rate: “'=5”"]),
        (f"{HEAD}=A1,80,70,5", ["Line 2, week: “=A1” is a formula"]),
        (f"{HEAD}2026-W47,0.82,7,5\n2026-W48,1,8,5", ["fcr: all of this column is 1 or less: write 82"]),
        (f"{HEAD}2026-W48,82,5,70,4,9", ["Line 2: this row has more cells than the 4 columns: write 82.4"]),
        (f'{HEAD}2026-W48,"82,70,5', ["Line 2: a quote doesn't fit here"]),
        (f'{HEAD}2026-W48,"8"2,70,5', ["Line 2: a quote doesn't fit here"]),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_told_by_line_and_column(
    book: Phrasebook, text: str, lines: list[str]
) -> None:
    shown = refused(book, text)
    assert len(shown) == len(lines)
    for line, part in zip(shown, lines, strict=True):
        assert part in line


def test_it_is_told_in_spanish_too(book: Phrasebook) -> None:
    text = "semana;fcr;csat_dificiles;tasa_escalamiento;TMO\n"
    assert refused(book, text, "es") == [
        "Línea 1, TMO: la duración de los contactos no se usa aquí, porque empuja a apurar justo a quienes "
        "más calma necesitan: borre esta columna, por favor"
    ]
    assert refused(book, text.replace(";TMO", "") + "2026-W48;=1;ochenta;0,5\n", "es") == [
        "Línea 2, fcr: «=1» es una fórmula, o empieza como una: escriba el resultado",
        "Línea 2, csat_dificiles: «ochenta» no es un número: escriba uno de 0 a 100, como 82 u 82,4, o deje "
        "la celda vacía",
        "Línea 2, tasa_escalamiento: toda esta columna es de 1 o menos: escriba 50, no 0.5; si de verdad es "
        "menos del uno por ciento, escriba 0.5 % con el signo",
    ]


@pytest.mark.parametrize("rates", ["0,1", "1,1", "0.5 %,1", "0.5,2", "0,0"])
def test_a_column_of_small_shares_is_taken_where_it_is_plain_what_is_meant(
    book: Phrasebook, rates: str
) -> None:
    first, second = rates.split(",")
    assert len(weeks(book, f"{HEAD}2026-W47,80,70,{first}\n2026-W48,80,70,{second}\n")) == 2


def test_ten_mistakes_are_told_at_once_and_the_rest_is_counted(book: Phrasebook) -> None:
    rows = "".join(f"2026-W{n:02},x,70,5\n" for n in range(1, 15))
    shown = refused(book, HEAD + rows)
    assert len(shown) == FAULTS_SHOWN + 1
    assert shown[-1] == "and 4 more"


def test_a_file_is_held_against_its_limits_before_anything_is_read(book: Phrasebook) -> None:
    whole = HEAD + "".join(f"{2000 + n // 50}-W{n % 50 + 1:02},80,70,5\n" for n in range(MOST_ROWS))
    assert len(weeks(book, whole)) == MOST_ROWS
    assert "more than 600 rows" in refused(book, f"{whole}2026-W48,80,70,5\n")[0]
    assert "larger than 200 KB" in refused(book, b"PK\x03\x04" + b"\0" * MOST_BYTES)[0]
    assert "larger than 200 KB" in refused(book, "\n" * (MOST_BYTES + 1))[0]
    assert "more than 60 columns" in refused(book, "," * 60 + HEAD)[0]
    assert "The first line has to name" in refused(book, "x" * 10_000 + HEAD)[0]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\x03\x04\x14\x00", "This is a workbook"),
        (b"%PDF-1.7", "There is no text in this file"),
        (bytes(range(128, 256)) * 4, "Its letters can't be told"),
    ],
)
def test_what_is_no_text_is_told_as_such(book: Phrasebook, data: bytes, said: str) -> None:
    assert said in refused(book, data)[0]


@pytest.mark.parametrize("language", ["en", "es"])
def test_what_is_written_can_be_read(book: Phrasebook, language: str) -> None:
    stored = (W47, W48, HelpdeskWeek("2026-W46", 100, 0, 33.33))
    text = write_figures(stored, book, language)
    assert text.startswith({"en": "week,fcr,", "es": "semana;fcr;"}[language])
    assert set(weeks(book, text)) == set(stored)


CELLS = st.sampled_from(
    [
        *("2026-W48", "2026-11-23", "week", "fcr", "csat_difficult", "escalation_rate", "AHT", "82", "82,5"),
        *("0.5", "=1", '"', "sep=", "%", ",", ";", "\t", "|", "\n", "\r", "\ufeff", "´", "9" * 30, "\0", "ñ"),
    ]
)
FILES = st.one_of(
    st.binary(max_size=400),
    st.lists(CELLS, max_size=60).map("".join).map(str.encode),
    st.lists(CELLS, max_size=60).map(lambda cells: (HEAD + "".join(cells)).encode("utf-16")),
    st.text(max_size=200).map(lambda text: f"{HEAD}2026-W48,{text},70,5\n".encode(errors="replace")),
)


@given(data=FILES)
def test_any_bytes_give_figures_or_words(book: Phrasebook, data: bytes) -> None:
    try:
        read = weeks(book, data)
    except UnreadableFigures as unreadable:
        for language in ("en", "es"):
            text = faults_text(Viewer(book, language), unreadable)
            assert 0 < len(text) < 6_000
            assert len(text.splitlines()) <= FAULTS_SHOWN + 1
        return
    assert all(0 <= value <= 100 for week in read for value in (week.fcr, week.csat_difficult) if value)
    assert len({week.week for week in read}) == len(read) <= MOST_ROWS
