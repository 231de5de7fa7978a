"""How the report is drawn: every element, whatever people typed, both languages, its tables as files."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime
from typing import get_args

import pytest

from bot.core import card as c
from bot.core.report import ReportDocument
from bot.page import elements, table_file
from bot.page.render import FOLDER, PageTemplates
from tests.build import shipped
from tests.page.served import EVIL, NOW, Office, document, picture
from tests.page.visitor import Returned, visitors

TEMPLATES = PageTemplates(lambda: shipped().words, picture)
PRESSED_IN_CHAT = {c.Buttons, c.Choice, c.Link}


def drawn(given: ReportDocument, address: str = "https://calma.example/report") -> str:
    return TEMPLATES.report(given, address, NOW, "America/Bogota").text


async def read(name: str, path: str, language: str = "en") -> Returned:
    """Returns what a manager gets whose group has that name."""
    office = Office()
    office.source.name = name
    async with visitors(office) as [marta]:
        await marta.enters()
        return await marta.reads(path)


def test_every_element_has_a_macro_or_is_pressed_in_a_chat() -> None:
    macros = set(
        re.findall(
            r"{% macro (\w+)\(element, language", (FOLDER / "templates/elements.html").read_text("utf-8")
        )
    )
    shown = {
        kind: "phrase" if kind is c.PhraseBlock else kind.__name__.lower() for kind in get_args(c.Element)
    }
    assert macros == {name for kind, name in shown.items() if kind not in PRESSED_IN_CHAT}
    text = drawn(document())
    assert "<hr>" in text
    for kind in ("drawn", "chart", "meter", "phrase", "quote", "badge", "table", "note"):
        assert re.search(rf'class="{kind}[" ]', text), kind
    assert "Press" not in text
    assert "Choose" not in text


@pytest.mark.parametrize(
    "name", [EVIL, '"><img src=x onerror=alert(1)>', "{{ 71 * 97 }}", "</style><b>", "**</h1>**"]
)
async def test_whatever_a_group_is_called_it_is_read_and_does_nothing(name: str) -> None:
    report = await read(name, "/report?group=g1&weeks=4")
    assert report.status == 200
    assert name.strip("*") in report.shown
    assert not [tag for tag in ("<script", "<img", "<b>", "6887") if tag in report.text]
    assert report.text.count("</style>") == report.text.count("<style>") == 2
    assert report.text.count("</h1>") == 1


def test_what_is_written_around_printed_pages_ends_no_style() -> None:
    page = TEMPLATES.report(document(), 'https://x.example/"}</style><script>', NOW, "UTC")
    assert "<script>" not in page.text
    [foot] = re.findall(r"<style>(@page.*?)</style>", page.text)
    text = r'"[A-Za-z0-9\\ ]*"|counter\(page\) " / " counter\(pages\)'
    assert re.fullmatch(rf"@page\{{(@(?:top|bottom)-\w+\{{content:({text})\}})+\}}", foot)
    assert "@top-left" in foot  # that the figures are made up is on each of them


def test_marks_that_turn_the_direction_of_a_text_are_left_out() -> None:
    assert "\u202e" not in drawn(document(name="shift\u202ethgin"))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Skip to the report", "Last 12 weeks", "Download as CSV", "Made on 30 November 2026, 09:02")),
        (
            "es",
            (
                "Ir al informe",
                "Últimas 12 semanas",
                "Descargar en CSV",
                "Generado el 30 de noviembre de 2026",
            ),
        ),
    ],
)
def test_it_is_read_in_either_language(language: str, words: tuple[str, ...]) -> None:
    text = drawn(document(language))
    assert f'<html lang="{language}">' in text
    assert not [word for word in words if word not in text]
    assert '<p class="wording" lang="es">Le escucho.</p>' in text
    assert "(America/Bogota)" in text


def test_tables_tell_a_screen_reader_what_is_what() -> None:
    text = drawn(document())
    assert "<caption>Situation · Night shift</caption>" in text
    assert '<th scope="col" role="columnheader">Situation</th>' in text
    assert '<th scope="row" role="rowheader">Yelling · phone 0</th>' in text
    assert '<td role="cell" data-heading="Right" class="number">50%</td>' in text
    ids = re.findall(r' id="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    linked = re.findall(r'href="#([^"]+)"', text)
    assert set(linked) <= set(ids)


def test_a_plot_says_what_it_shows_and_has_its_figures_beside_it() -> None:
    text = drawn(document("es"))
    assert '<span class="finding"><strong>Turno de noche</strong>: 20 → 61 %.</span>' in text
    assert "<summary>Cifras en una tabla" in text
    assert re.search(r'<th scope="row" role="rowheader"[^>]*>41</th>\s*<td role="cell"[^>]*>—</td>', text)
    assert re.search(r'<th scope="row" role="rowheader"[^>]*>47</th>\s*<td role="cell"[^>]*>61%</td>', text)


def test_a_plot_that_nothing_draws_shows_its_figures() -> None:
    plain = PageTemplates(lambda: shipped().words, lambda plot, language: "")
    text = plain.report(document(), "https://calma.example/report", NOW, "").text
    assert "<details open>" in text
    assert 'class="picture"' not in text


def test_rows_that_are_too_long_or_too_short_are_as_wide_as_the_headings() -> None:
    table = c.Table(("A", "B"), (("1",), ("1", "2", "3")))
    numbers = elements.numeric(table)
    assert numbers == (True, True)
    assert [len(elements.cells(table, row, numbers)) for row in table.rows] == [2, 2]


@pytest.mark.parametrize(
    ("path", "group", "weeks"),
    [
        ("/report", "", 12),
        ("/report?group=g1&weeks=52", "g1", 52),
        ("/report?weeks=13&group=g1&group=g2", "g1", 12),
        ("/report?weeks=-4", "", 12),
        ("/report?weeks=4%20", "", 12),
        ("/report?group=%ED%A0%80&weeks=4", "\N{REPLACEMENT CHARACTER}" * 3, 4),
    ],
)
async def test_what_is_asked_for_is_what_can_be_chosen(path: str, group: str, weeks: int) -> None:
    office = Office()
    async with visitors(office) as [marta]:
        await marta.enters()
        assert (await marta.reads(path)).status == 200
        [(person, asked, of)] = office.source.asked
        assert (person.user_id, asked, of) == ("UMARTA", group, weeks)


async def test_a_group_that_is_none_is_told() -> None:
    missing = await read("", f"/report?group={'g' * 200}")
    assert missing.status == 404
    assert "That group isn't there" in missing.shown


def cells(text: str, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=delimiter))


async def test_a_table_is_taken_along_and_none_of_its_cells_is_a_formula() -> None:
    file = await read('=cmd|"/c calc"!A1', "/report/endings.csv?group=g1&weeks=4")
    assert file.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert (
        file.headers["Content-Disposition"]
        == 'attachment; filename="calma-endings-cmd-c-calc-a1-2026-11-30.csv"'
    )
    of = ['\'=cmd|"/c calc"!A1', "2026-11-02", "2026-11-29"]
    assert cells(file.text) == [
        ["group", "first", "last", "situation", "asked"],
        [*of, '\'=cmd|"/c calc"!A1', "'=1+1"],
        [*of, "'@SUM(A1)", "-3"],
    ]


async def test_who_reads_spanish_gets_what_their_spreadsheet_takes() -> None:
    shown = document("es")
    text = table_file.csv_text(shown.sections[0].tables[0], shown)
    assert text.startswith("\ufeffgroup;first;last;Situación;Veces;Bien;±;Ø\r\n")
    assert cells(text, ";")[1][3:] == ["Yelling · phone 0", "40", "50 %", "−3", "1,5"]


@pytest.mark.parametrize(
    "path", ["/report/nothing.csv", "/report/..%2f..%2fetc.csv", f"/report/{'a' * 500}.csv"]
)
async def test_a_table_that_is_not_there_is_told(path: str) -> None:
    assert (await read("", path)).status == 404


def test_a_files_name_holds_letters_digits_and_hyphens() -> None:
    day = datetime(2026, 11, 30, tzinfo=UTC).date()
    assert (
        table_file.file_name("a", 'Ágora "x"\r\nSet-Cookie: y', day)
        == "calma-a-agora-x-set-cookie-y-2026-11-30.csv"
    )
    assert table_file.file_name("a", "夜班", day) == "calma-a-2026-11-30.csv"


def test_no_template_takes_a_text_for_safe() -> None:
    names = [path.name for path in (FOLDER / "templates").iterdir()]
    assert len(names) == 7
    for name in names:
        text = (FOLDER / "templates" / name).read_text("utf-8")
        assert not re.search(r"\|\s*(safe|xmlattr)|autoescape", text), name
