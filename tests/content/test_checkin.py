"""The self-check's files: read, and every gap named by file, line and field."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content.checkin import check, check_licensed, content
from bot.content.problem import BrokenPhrasebook
from bot.features.checkin.period import Cadence
from bot.features.checkin.scoring import score
from tests.checkin.files import CARE, INSTRUMENT, TEAM, T, write
from tests.conftest import PHRASEBOOK, ROOT


def faults(root: Path, **changed: str) -> list[str]:
    return [str(problem) for problem in check(write(root / "book", **changed))]


def test_they_are_read(tmp_path: Path) -> None:
    found = content(write(tmp_path / "book"))
    assert found
    (load,) = found.instrument.subscales
    assert [item.id for item in load.items] == ["energy", "autopilot"]
    assert [item.id for item in found.instrument.exposures] == ["abuse"]
    assert score(found.instrument, {"energy": 0, "autopilot": 4, "abuse": 2}).indices == {"index": 100.0}
    assert [len(found.actions(band, 3)) for band in (0, 1, 2)] == [1, 1, 2]
    assert (found.care.breathing.inhale, found.care.breathing.exhale) == (4, 6)
    assert [advice.when for advice in found.advice] == ["abuse", "any"]


def test_sound_files_have_no_fault(tmp_path: Path) -> None:
    assert faults(tmp_path) == []


def test_a_phrasebook_without_them_has_no_self_check(tmp_path: Path) -> None:
    assert content(tmp_path) is None
    assert check(tmp_path) == []


def test_the_shipped_ones_are_sound() -> None:
    assert [problem for problem in check(PHRASEBOOK) if problem.error] == []


@pytest.mark.parametrize("language", ["en", "es"])
def test_who_could_learn_what_is_one_sentence_each(language: str) -> None:
    shipped = content(PHRASEBOOK)
    assert shipped
    about = shipped.about
    for part in (about.colleague, about.manager, about.puppets, about.moves, about.operator):
        text = part[language]
        assert text.endswith(".")
        assert not [mark for mark in (". ", "? ", "! ") if mark in text], text


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (
            {"instrument": INSTRUMENT.replace(", permission_ref: own work", "")},
            "yml:3: error: licence.permission_ref",
        ),
        ({"instrument": INSTRUMENT.replace("own work", '""')}, "yml:3: error: licence.permission_ref"),
        ({"instrument": INSTRUMENT.replace("scale: shifts, text", "scale: hours, text")}, "items[1].scale"),
        ({"instrument": INSTRUMENT.replace("id: autopilot", "id: energy")}, "energy stands here twice"),
        ({"instrument": INSTRUMENT.replace("min_answered: 2", "min_answered: 3")}, "scoring.min_answered"),
        ({"instrument": INSTRUMENT.replace("max: 100", "max: 99")}, "bands: must rise"),
        (
            {"instrument": INSTRUMENT.replace("subscale: index", "subscale: exposure")},
            "none of subscale: index",
        ),
        ({"instrument": INSTRUMENT.replace(', es: "x"', "", 1)}, "has no es"),
        (
            {"instrument": INSTRUMENT.replace("min_interval_days: 7", "min_interval_days: 365")},
            "min_interval_days",
        ),
        ({"care": CARE.replace(f"    - actions: [{T}]\n", "")}, "care.bands: must be 3"),
        ({"care": CARE.replace("in: 4", "in: 0")}, "care.breathing.in"),
        (
            {"team": TEAM.replace("when: abuse", "when: weather")},
            "advice[0].when: must be one of abuse, any, index",
        ),
        ({"team": TEAM.replace('es: "x"', 'es: "de ustedes?"', 1)}, "¿ ?"),
    ],
)
def test_gaps_are_named_by_file_line_and_field(tmp_path: Path, changed: dict[str, str], said: str) -> None:
    found = faults(tmp_path, **changed)
    assert any(said in line for line in found), found
    assert all(f"book/checkin/{next(iter(changed))}.yml" in line for line in found)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    root = write(tmp_path / "book")
    (root / "checkin" / "care.yml").unlink()
    assert [str(problem) for problem in check(root)] == ["book/checkin:1: error: has no care.yml"]


def test_more_items_than_a_record_holds_for_a_year_are_refused(tmp_path: Path) -> None:
    item = f"  - {{id: {'x' * 50}-%s, subscale: index, scale: shifts, text: {T}}}\n"
    many = INSTRUMENT.replace("items:\n", "items:\n" + "".join(item % i for i in range(150)))
    assert any("too many items" in line for line in faults(tmp_path, instrument=many))


def test_a_licensed_questionnaire_takes_the_place_of_ours(tmp_path: Path) -> None:
    licensed = tmp_path / "private" / "licensed.yml"
    licensed.parent.mkdir()
    one_scale = INSTRUMENT.replace("scales:\n  shifts:\n", "scale:\n").replace("scale: shifts, ", "")
    licensed.write_text(one_scale.replace("calma-six", "licensed").replace("own work", "contract 7"))
    found = content(write(tmp_path / "book"), licensed)
    assert found
    assert (found.instrument.id, found.instrument.permission) == ("licensed", "contract 7")


def test_a_questionnaire_without_permission_is_refused(tmp_path: Path) -> None:
    licensed = tmp_path / "licensed.yml"
    licensed.write_text(INSTRUMENT.replace(", permission_ref: own work", ""))
    with pytest.raises(BrokenPhrasebook, match=r"licensed\.yml:3: error: licence\.permission_ref"):
        content(write(tmp_path / "book"), licensed)


def test_a_licensed_questionnaire_of_more_bands_gets_the_nearest_care(tmp_path: Path) -> None:
    licensed = tmp_path / "licensed.yml"
    band = f"  - {{max: 20, label: {T}, source: theirs}}\n"
    licensed.write_text(INSTRUMENT.replace("bands:\n", "bands:\n" + band))
    found = content(write(tmp_path / "book"), licensed)
    assert found
    assert [len(found.actions(i, 4)) for i in range(4)] == [1, 1, 1, 2]


def example() -> str:
    """The file of the page that tells how to plug one in."""
    page = (ROOT / "docs/howto/instrument.md").read_text(encoding="utf-8")
    return page.partition("```yaml\n")[2].partition("```")[0]


def test_the_example_of_three_scales_is_sound_and_each_has_a_figure(tmp_path: Path) -> None:
    licensed = tmp_path / "licensed.yml"
    licensed.write_text(example(), encoding="utf-8")
    assert check_licensed(licensed) == []
    found = content(write(tmp_path / "book"), licensed)
    assert found
    instrument = found.instrument
    assert [(s.id, len(s.items), s.min_answered) for s in instrument.subscales] == [
        ("personal", 6, 3),
        ("work-related", 7, 4),
        ("client-related", 6, 3),
    ]
    assert len(instrument.items) == 19
    assert found.about.purpose["en"] == "(how many questions, about what, how long)"
    assert found.about.is_not["es"] == "(no es un diagnóstico; qué dicen los estudios)"
    assert found.about.colleague == {"en": "x", "es": "x"}
    assert [item.id for item in instrument.items if item.reverse] == ["work-7"]
    assert {len(item.scale) for item in instrument.items} == {5}
    assert instrument.allowed(Cadence.WEEKLY) is Cadence.QUARTERLY
    worst = {item.id: 0 if item.reverse else 4 for item in instrument.items}
    assert set(score(instrument, worst).indices.values()) == {100.0}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (("subscale: work-related", "subscale: works"), "items[6].subscale: must be one of"),
        (("id: personal\n", "id: own-1\n"), "subscales[0].id: own-1 is the name of something else"),
        (("id: personal\n", "id: work-related\n"), "work-related stands here twice"),
        (("min_answered: 4", "min_answered: 8"), "subscales[1].min_answered: is more than the 7"),
        (("max: 74", "max: 44"), "bands: must rise"),
        (("subscales:\n", "scoring: {method: mean, min_answered: 1}\nsubscales:\n"), "needs either scoring"),
    ],
)
def test_gaps_in_subscales_are_named(tmp_path: Path, changed: tuple[str, str], said: str) -> None:
    licensed = tmp_path / "licensed.yml"
    licensed.write_text(example().replace(*changed), encoding="utf-8")
    found = [str(problem) for problem in check_licensed(licensed)]
    assert any(said in line for line in found), found


@pytest.mark.parametrize(
    ("instrument", "said"),
    [
        (
            INSTRUMENT.replace('  - {max: 34, label: {en: "x", es: "x"}, source: "a convention"}\n', ""),
            "warning: bands: index has 2 bands",
        ),
        (
            INSTRUMENT.replace("    - {en: a3, es: a3}\n    - {en: a4, es: a4}\n", ""),
            "items[2]: abuse has 3 answers",
        ),
        (
            INSTRUMENT.replace("".join(f"    - {{en: a{i}, es: a{i}}}\n" for i in (2, 3, 4)), ""),
            "items[2]: abuse has 2 answers",
        ),
        (
            INSTRUMENT.replace("max: 34", "max: 51").replace("max: 64", "max: 52"),
            "index has too few possible results",
        ),
    ],
)
def test_why_units_can_have_no_figure_is_a_warning_that_names_it(
    tmp_path: Path, instrument: str, said: str
) -> None:
    licensed = tmp_path / "licensed.yml"
    licensed.write_text(instrument, encoding="utf-8")
    found = check_licensed(licensed)
    assert any(said in str(problem) for problem in found), found
    assert not any(problem.error for problem in found)
    assert content(write(tmp_path / "book"), licensed)
