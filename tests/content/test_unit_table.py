"""Tables of units, as people and their spreadsheets write them."""

from __future__ import annotations

import pytest

from bot.content.unit_table import read_units
from bot.core.encodings import UnreadableText
from bot.core.phrasebook import Phrasebook
from bot.features.checkin.unit_draft import UnitRow
from bot.features.checkin.unit_people import PeopleNames, UnreadableUnits, people_in


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("User ID,Unit\nU1,Night\n", [UnitRow(2, ("U1",), "Night")]),
        ("Unidad;Nombre;ID de usuario\nNoche;Ana;U1\n", [UnitRow(2, ("U1", "Ana"), "Noche")]),
        ("Sede\tÁREA\tPersona\nLima\tVentas\tAna Paz\n", [UnitRow(2, ("Ana Paz",), "Ventas")]),
        ("sep=;\nname;team\n\nAna;Night\n;;\n", [UnitRow(4, ("Ana",), "Night")]),
        ("U0001,Night\nU0002,Day\n", [UnitRow(1, ("U0001",), "Night"), UnitRow(2, ("U0002",), "Day")]),
        ("<@U1|ana>,Night\n", [UnitRow(1, ("<@U1|ana>",), "Night")]),
        ('name,team\n"Paz, Ana","Night, late"\n', [UnitRow(2, ("Paz, Ana",), "Night, late")]),
        ("email,team\na@b.com,Night\n", [UnitRow(2, ("a@b.com",), "Night")]),
        ("name,team\nAna\n", [UnitRow(2, ("Ana",), "")]),
    ],
)
def test_rows_are_found_whatever_the_columns_are_called(
    book: Phrasebook, text: str, rows: list[UnitRow]
) -> None:
    assert read_units(text.encode(), book) == rows


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252", "mac_roman"])
def test_a_file_of_any_program_is_read(book: Phrasebook, encoding: str) -> None:
    text = "mención;área\nJosé Ibáñez;Atención\nÍñigo;Atención\n"
    assert [row.people for row in read_units(text.encode(encoding), book)] == [("José Ibáñez",), ("Íñigo",)]


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("where,what\nLima,Night\n", ((1, "columns"),)),
        ("name\nAna\n", ((1, "columns"),)),
        ("name,team\n\n", ((2, "empty"),)),
        ('name,team\nAna,"Night\n', ((2, "quote"),)),
    ],
)
def test_what_cannot_be_taken_is_told_by_line(
    book: Phrasebook, text: str, faults: tuple[tuple[int, str], ...]
) -> None:
    with pytest.raises(UnreadableUnits) as error:
        read_units(text.encode(), book)
    assert error.value.faults == faults


def test_a_workbook_is_no_table(book: Phrasebook) -> None:
    with pytest.raises(UnreadableText):
        read_units(b"PK\x03\x04 and more", book)


NAMES = PeopleNames(["U1", "U2", "29:x"], {"U1": "Ana Paz", "U2": "Luis", "U3": "Luis", "29:x": "Íñigo"})


@pytest.mark.parametrize(
    ("written", "person"),
    [
        ("u1", ("U1", "")),
        ("<@U9|ana>", ("U9", "")),
        ("<@U1>", ("U1", "")),
        ("@ana paz", ("U1", "")),
        ("<at>Iñigo</at>", ("29:x", "")),
        ("29:x", ("29:x", "")),
        ("U0A1B2C3", ("U0A1B2C3", "")),
        ("luis", ("", "two_people")),
        ("Nobody Known", ("", "unknown")),
        ("ana@example.com", ("", "mail")),
    ],
)
def test_people_are_found_by_id_mention_or_name(written: str, person: tuple[str, str]) -> None:
    assert NAMES.find_person([written]) == person


def test_what_is_surer_counts_first_and_all_faults_are_told() -> None:
    assert NAMES.find_person(["nobody", "Ana Paz"]) == ("U1", "")
    assert NAMES.find_person([]) == ("", "nobody")
    assert people_in([UnitRow(2, ("U1",), "Night")], NAMES) == [(2, "U1", "Night")]
    twice = [UnitRow(2, ("u0abc1",), "Night"), UnitRow(3, ("<@U0ABC1>",), "Day")]
    assert [who for _, who, _ in people_in(twice, NAMES)] == ["u0abc1", "u0abc1"]  # one person, to be settled
    with pytest.raises(UnreadableUnits) as error:
        people_in([UnitRow(2, ("x",), "A"), UnitRow(3, ("U1",), ""), UnitRow(4, ("U1",), "A" * 61)], NAMES)
    assert error.value.faults == ((2, "unknown"), (3, "no_unit"), (4, "long_unit"))
