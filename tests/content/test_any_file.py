"""Real files with parts of them cut out, doubled, swapped and spoiled: taken, or refused in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from bot.content.exchange import YamlExchange
from bot.content.figure_table import read_figures
from bot.content.models import FacetsFile, KeywordsFile, MethodFile, ProtocolFile, SituationFile
from bot.content.problem import BrokenPhrasebook, Problem
from bot.content.safety_models import NumbersFile
from bot.content.source import parsed
from bot.content.unit_table import read_units
from bot.core.errors import CalmaError
from bot.features.team.model import Content, OwnTrigger
from bot.features.team.ports import UnreadableFile
from tests.build import PHRASEBOOK, shipped
from tests.nasty import examples

MODELS: dict[str, type[BaseModel]] = {
    "situations/yelling.yml": SituationFile,
    "methods/heard.yml": MethodFile,
    "protocols/two-warning.yml": ProtocolFile,
    "safety/numbers.yml": NumbersFile,
    "lexicon/facets.yml": FacetsFile,
    "ui/keywords.en.yml": KeywordsFile,
}
SCENARIOS = sorted(PHRASEBOOK.glob("scenarios/*.yml"))[:1]
SPOILT = (
    *(
        b"",
        b"\0",
        b"\xff",
        b"\xed\xa0\x80",
        b"\t",
        b"  ",
        b"\n",
        b"- ",
        b": ",
        b"{",
        b"]",
        b"&a ",
        b"*a",
        b"!!int x",
    ),
    *(
        b"<<: ",
        b"=",
        b"!!binary x",
        b"%YAML 9\n",
        b"---\n",
        b"...\n",
        b"|",
        b'"',
        b"'",
        b"#",
        b"[" * 40,
        b"9" * 5_000,
    ),
    *(
        b"0x",
        b"1e999",
        b".nan",
        b"2026-99-99",
        b"12:61",
        b"null",
        b"{en: 1}",
        b"\xe2\x80\xae",
        b",",
        b";",
        b"\r",
        b"no",
    ),
)
VALUES = (
    b'""',
    b"7",
    b"[]",
    b"{}",
    b"null",
    b"[[a]]",
    b"{en: x}",
    b"-1",
    b'"\\ud800"',
    b'"\\0"',
    b"x",
    b"yes",
    b"1.5",
)
Cut = tuple[str, int, int, bytes]
CUTS = st.lists(
    st.one_of(
        st.tuples(st.just("bytes"), st.integers(0, 1 << 20), st.integers(0, 60), st.sampled_from(SPOILT)),
        st.tuples(st.just("more"), st.integers(0, 1 << 20), st.just(0), st.binary(max_size=4)),
        st.tuples(st.just("lines"), st.integers(0, 1 << 20), st.integers(0, 3), st.just(b"")),
        st.tuples(st.just("value"), st.integers(0, 1 << 20), st.just(0), st.sampled_from(VALUES)),
    ),
    min_size=1,
    max_size=4,
)


def spoilt(data: bytes, cuts: list[Cut]) -> bytes:
    """Returns `data` with bytes of it replaced, lines left out and put elsewhere, and values made others."""
    for how, at, size, put in cuts:
        lines = data.split(b"\n")
        line, place = at % len(lines), at % (len(data) + 1)
        if how == "lines":
            moved = lines[line : line + size]
            del lines[line : line + size]
            lines[at % 7 * len(lines) // 7 : 0] = moved * (at % 3)
        elif how == "value":
            name, colon, value = lines[line].partition(b": ")
            lines[line] = name + colon + (put if colon else value)
        data = b"\n".join(lines) if how in {"lines", "value"} else data[:place] + put + data[place + size :]
    return data


def team_file() -> bytes:
    contents: list[Content] = [
        OwnTrigger("yelling", "en", "zorble flux"),
        OwnTrigger("waiting", "es", "glorp"),
    ]
    written = YamlExchange().write(contents)
    shipped_file = (PHRASEBOOK / "situations/yelling.yml").read_text(encoding="utf-8")
    return f"{written}---\n{shipped_file[:3_000]}".encode()


@pytest.mark.parametrize("name", MODELS)
@examples(10)
@given(cuts=CUTS)
def test_a_spoilt_file_of_the_phrasebook_is_taken_or_named_by_line(name: str, cuts: list[Cut]) -> None:
    problems = broken_by(
        lambda: parsed(name, spoilt((PHRASEBOOK / name).read_bytes(), cuts)).parse(MODELS[name])
    )
    for problem in problems:
        assert problem.line >= 1
        assert str(problem).startswith(f"{name}:{problem.line}: error: ")


def broken_by(read: Callable[[], object]) -> Sequence[Problem]:
    """Returns what a file of the phrasebook is refused for."""
    try:
        read()
    except BrokenPhrasebook as broken:
        return broken.problems
    return ()


READERS: dict[str, tuple[Callable[[], bytes], Callable[[bytes], object]]] = {
    "a team's file": (team_file, lambda data: YamlExchange().read(data, "team.yml", shipped())),
    "a team's table": (
        lambda: b'Situation,Words to say (English),Channels\nYelling,"The toner, it is on its way.",phone\n',
        lambda data: YamlExchange().read(data, "team.csv", shipped()),
    ),
    "a role-play": (
        lambda: Path(SCENARIOS[0]).read_bytes(),
        lambda data: YamlExchange().read(data, "play.yml", shipped()),
    ),
    "units": (lambda: b"id,unit\n<@U12345>,Night\nU23456,Day\n", lambda data: read_units(data, shipped())),
    "figures": (
        lambda: b"week,fcr,csat_difficult,escalation_rate\n2026-W47,78.5,71,9\n",
        lambda data: read_figures(data, shipped()),
    ),
}


@pytest.mark.parametrize("kind", READERS)
@examples(10)
@given(cuts=CUTS)
def test_any_spoilt_file_is_taken_or_refused_in_words(kind: str, cuts: list[Cut]) -> None:
    made, read = READERS[kind]
    refused: CalmaError | None = None
    try:
        read(spoilt(made(), cuts))
    except CalmaError as error:
        refused = error
    assert refused is None or str(refused)
    if isinstance(refused, UnreadableFile):
        assert refused.faults
        assert all(fault.line >= 0 for fault in refused.faults)
