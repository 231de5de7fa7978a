"""What the safety cards say and whom to call: read, and every gap named by file, line and field."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.content.check import check
from bot.content.load import load
from bot.content.problem import BrokenPhrasebook
from bot.core.phrasebook import BASE_CHANNELS, Phrasebook
from bot.core.safety import CustomerLine, SafetyKind
from tests.conftest import PHRASEBOOK

COUNTRIES = "US PR CA GB ES MX AR CL CO PE EC UY PY BO CR PA GT SV HN NI DO VE CU"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A phrasebook to break, without what nobody breaks here."""
    ignored = shutil.ignore_patterns("drills", "scenarios", "examples", "signs")
    shutil.copytree(PHRASEBOOK, tmp_path / "book", ignore=ignored)
    return tmp_path / "book"


def faults(book: Path) -> list[str]:
    return [
        str(problem)
        for problem in check(book)
        if "/safety/" in problem.file or problem.file.endswith("/safety")
    ]


def change(book: Path, name: str, before: str, after: str) -> None:
    path = book / "safety" / f"{name}.yml"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


def test_every_kind_has_its_words_in_both_languages_and_no_review_is_claimed(book: Phrasebook) -> None:
    assert list(book.safety) == list(SafetyKind)
    for guide in book.safety.values():
        assert guide.reviewed_on is None
        assert guide.reviewed_by == ""
        assert "no professional" in guide.source
        for channel in BASE_CHANNELS:
            assert 2 <= len(guide.now[channel]) <= 4
            assert 1 <= len(guide.say[channel]) <= 3
            assert all({"en", "es"} == set(phrase.text) for phrase in guide.say[channel])
    lines = {kind: guide.line for kind, guide in book.safety.items()}
    assert lines[SafetyKind.SELF_HARM] is CustomerLine.CRISIS
    assert lines[SafetyKind.THIRD_PARTY_ABUSE] is CustomerLine.ABUSE
    assert lines[SafetyKind.BOMB] is CustomerLine.NONE


def test_the_numbers_have_the_countries_that_were_promised(book: Phrasebook) -> None:
    assert set(COUNTRIES.split()) <= set(book.numbers)
    assert [line.number for line in book.numbers["US"].crisis] == ["988"]
    assert book.numbers["ES"].emergency.number == "112"
    verified = [line for n in book.numbers.values() for line in n.lines if line.verified_on]
    assert {line.source for line in verified} == {"988lifeline.org", "digital-strategy.ec.europa.eu (112)"}


@pytest.mark.parametrize(
    ("name", "before", "after", "said"),
    [
        ("hate", "id: hate", "id: bomb", "yml:2: error: id: is not the file's name"),
        (
            "bomb",
            "  email:\n    - en: Don't answer, forward",
            "  fax:\n    - en: Don't answer, forward",
            "now.fax",
        ),
        ("bomb", "es: Bomba o ataque", "es: Bomba o ataque de los que se avisa", "name.es"),
        ("hate", ", es: Odio o discriminación", "", "has no es"),
        (
            "medical",
            "This comes first. Can you",
            "You have to stay calm. Can you",
            "says “You have to”; banned",
        ),
        ("medical", "line: none", "line: police", "line: "),
        ("medical", '{emergency}."\n      es', '{urgency}."\n      es', "placeholder"),
        ("violence", "Me doy cuenta de su enojo.", "¡Me doy cuenta de su enojo!", "exclamation"),
        ("violence", "¿Hay gente herida", "Hay gente herida", "¿ ?"),
        (
            "self-harm",
            "I'm staying here with you.",
            "I'm staying here with you " * 5,
            "at most 25 on the phone",
        ),
        ("numbers", "country: PR", "country: US", "US stands here twice"),
        ("numbers", 'number: "911"', "number: nine", "emergency.number"),
        ("numbers", "country: PR", "country: Puerto Rico", "numbers[1].country"),
    ],
)
def test_gaps_are_named_by_file_line_and_field(
    copy: Path, name: str, before: str, after: str, said: str
) -> None:
    change(copy, name, before, after)
    found = faults(copy)
    assert any(said in line for line in found), found
    assert all(f"safety/{name}.yml" in line or "has no hate.yml" in line for line in found), found


def test_a_kind_without_words_is_an_error(copy: Path) -> None:
    (copy / "safety" / "bomb.yml").unlink()
    assert faults(copy) == ["book/safety:1: error: has no bomb.yml; that card would be empty"]
    with pytest.raises(BrokenPhrasebook):
        load(copy)


def test_a_phrasebook_without_any_loads_and_offers_none(copy: Path) -> None:
    shutil.rmtree(copy / "safety")
    assert faults(copy) == []


def test_both_parts_hold_all_channels_or_all_of_them_at_once(copy: Path) -> None:
    change(copy, "agent-distress", "now:\n  all:", "now:\n  phone:")
    assert any("now: must have phone, chat, email; or all" in line for line in faults(copy))
