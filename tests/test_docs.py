"""The pages for readers: every link between them leads somewhere, and their numbers are those of the code."""

from __future__ import annotations

import re
import shlex
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest
from markdown_it import MarkdownIt

from bot import commands
from bot.content.checkin import content
from bot.content.load import load
from bot.core import policy, retention
from bot.core.chat import Role
from bot.core.ranges import SHARES, Levels, cuts
from bot.features.checkin import model, units
from bot.features.checkin.consent import within_retention
from bot.features.checkin.lattice import HIGHEST, LOWEST
from bot.features.checkin.period import Cadence, period_of, previous_period
from bot.features.checkin.publish import PARTS
from bot.features.checkin.record import CheckinRecord
from bot.settings import SETTINGS
from tests.conftest import PHRASEBOOK, ROOT
from tests.harness import Actor, Harness

PAGES = sorted(
    path
    for folder, pattern in ((ROOT, "*.md"), (ROOT / "docs", "**/*.md"), (ROOT / "phrasebook", "**/*.md"))
    for path in folder.glob(pattern)
)
TRUST = ROOT / "docs" / "trust"
# Named beside the settings of the app: what they are for, and the file that reads them.
NO_SETTINGS = {
    "CALMA_HOST": "compose.yaml",
    "CALMA_UPSTREAM": "ops/Caddyfile",
    "CALMA_NO_SKIPS": "tests/conftest.py",
    "CALMA_FUZZ": "tests/nasty.py",
    "CALMA_CASES": "tests/checkin/attackers/told.py",
}
TYPED_PAGES = (
    "README.md",
    "docs/reference/commands.md",
    *(f"docs/howto/{name}.md" for name in ("agents", "managers", "self-check", "slack", "teams")),
)
SPANISH = ("calma", "practica", "chequeo")
COMMAND = rf"/(calm|drill|checkin|{'|'.join(SPANISH)})\b"
UNKNOWN = ("unsure.title", "unsure.nothing", "drill.unknown")  # what is said to what nobody knows
LOOKED_UP = {
    *("won't stop shouting", "le está gritando", "yelling", "le llegó roto #chat", "wants a refund #finance"),
    "es he wants a manager",
}


def reader() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def links(page: Path) -> Iterator[str]:
    for token in reader().parse(page.read_text(encoding="utf-8")):
        for child in token.children or ():
            if child.type in ("link_open", "image"):
                yield unquote(str(child.attrs.get("href") or child.attrs.get("src")))


def anchors(page: Path) -> set[str]:
    """Returns what a link can lead to in a page, by how GitHub names headings."""
    tokens = reader().parse(page.read_text(encoding="utf-8"))
    titles = [
        "".join(part.content for part in tokens[i + 1].children or ())
        for i, token in enumerate(tokens)
        if token.type == "heading_open"
    ]
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def loose(page: Path) -> Iterator[str]:
    for link in links(page):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.is_relative_to(ROOT) or not target.exists():
            yield f"{link}: there is no such file"
        elif anchor and target.suffix == ".md" and anchor not in anchors(target):
            yield f"{link}: there is no such heading"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_within_the_project_leads_somewhere(page: Path) -> None:
    assert list(loose(page)) == []


def test_a_link_that_leads_nowhere_is_found(tmp_path: Path) -> None:
    page = ROOT / "docs" / "trust" / "README.md"
    assert len(list(links(page))) > 10
    assert "what-is-published" in anchors(ROOT / "docs" / "privacy.md")
    wrong = tmp_path / "page.md"
    wrong.write_text("[a](nowhere.md) [b](https://elsewhere.example) ![c](none.png)", encoding="utf-8")
    assert len(list(loose(wrong))) == 2


def test_the_pages_that_are_served_lead_to_each_other_alone() -> None:
    for name in ("privacy", "terms"):
        for language in ("en", "es"):
            served = (TRUST / f"{name}.{language}.md").read_text(encoding="utf-8").partition("\n---\n")[2]
            assert served.strip().startswith("# ")
            assert not re.search(r"\]\((?!https://|(privacy|terms)\.[a-z]{2}\.md\))", served)


def test_every_page_on_trust_is_named_and_says_who_adapts_it_and_that_it_is_no_advice() -> None:
    named = set(links(TRUST / "README.md"))
    held = {"retention.md"}  # to the code, by a test of its own; nobody adapts it
    assert named >= held
    for page in TRUST.glob("*.md"):
        if page.name in held:
            continue
        text = page.read_text(encoding="utf-8")
        assert "30 November 2026" in text or "30 de noviembre de 2026" in text, page.name
        if page.name != "README.md":
            assert page.name in named
            assert re.search(
                r"Who adapts this|whoever adapts this|Para quien lo adapta|Quién lo adapta", text
            )
        if page.name != "security.md":
            assert re.search(r"not legal advice|None of it is legal advice|no es asesoría legal", text)


def numbers() -> Iterator[tuple[str, str]]:
    """Yields a page, and what it has to say by the constants of the code."""
    usual, (shortest, longest) = model.Terms().minimum, model.RETENTION
    for page in ("docs/privacy.md", "docs/trust/works-council.en.md"):
        yield page, f"{usual} where nobody set another number, never"
        yield page, f"below {model.LEAST}"
    yield "docs/privacy.md", f"and {model.FLOOR} in the code"
    for page in ("README.md", "docs/privacy.md"):
        yield page, f"the minimum ({usual} where nobody set another number)"
    yield "README.md", f"erases it. People who left are erased after {retention.LEAVERS.days} days"
    yield (
        "docs/trust/works-council.es.md",
        f"{usual} si nadie fijó otro número, y nunca menos de {model.LEAST}",
    )
    english, spanish = {8: "eight", 10: "ten"}, {8: "ocho", 10: "diez"}
    yield "docs/trust/privacy.en.md", f"{english[usual]}, where {{organisation}} set no other number"
    yield "docs/trust/privacy.en.md", f"and never fewer than {english[model.LEAST]}"
    yield "docs/trust/privacy.es.md", f"{spanish[usual]}, si {{organisation}} no fijó otro número"
    yield "docs/trust/privacy.es.md", f"y nunca menos de {spanish[model.LEAST]}"
    yield "docs/trust/privacy.en.md", f"as {{organisation}} set it: {shortest} to {longest} days |"
    yield "docs/trust/privacy.es.md", f"lo que fijó {{organisation}}: de {shortest} a {longest} días |"
    yield "docs/trust/record-of-processing.md", f"the self-check {shortest} to {longest} days"
    least, most = policy.RETENTION
    [kept] = {shipped.retention for shipped in load(PHRASEBOOK).protocols.values()}
    yield "docs/trust/privacy.en.md", f"{least} to {most} days, {kept} where it set nothing"
    yield "docs/trust/privacy.es.md", f"de {least} a {most} días; {kept} si no fijó nada"
    yield "docs/trust/works-council.en.md", f"{least} to {most} days"
    yield "docs/trust/works-council.es.md", f"de {least} a {most} días"
    gone = retention.LEAVERS.days
    yield "docs/trust/privacy.en.md", f"{gone} days where it set none"
    yield "docs/trust/privacy.es.md", f"{gone} días si no fijó otro"
    yield "docs/trust/works-council.en.md", f"{gone} days where it set none"
    yield "docs/trust/works-council.es.md", f"{gone} días si no fijó otro"
    yield "docs/trust/record-of-processing.md", f"people who left {gone} days"
    for page, unit in (("docs/trust/privacy.en.md", "days"), ("docs/trust/privacy.es.md", "días")):
        for age in (
            retention.DRILL_ANSWERS,
            retention.ROLEPLAYS,
            retention.ROUNDS,
            retention.ALERTS,
            retention.MISSES,
            retention.DELIVERIES,
            retention.SCHEDULE_SLOTS,
            retention.OUTCOME_PEOPLE,
        ):
            yield page, f"{age.days} {unit}"


@pytest.mark.parametrize(("page", "said"), sorted(set(numbers())))
def test_the_numbers_of_a_page_are_those_of_the_code(page: str, said: str) -> None:
    assert said in (ROOT / page).read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_notice_says_what_the_consent_says(language: str) -> None:
    checkin = content(PHRASEBOOK)
    assert checkin
    about, notice = checkin.about, (TRUST / f"privacy.{language}.md").read_text(encoding="utf-8")
    assert about.colleague[language] in notice
    assert about.puppets[language] in notice
    assert about.moves[language] in notice
    for part, words in (
        (about.manager, {"en": "that there were enough is all", "es": "que hubo suficientes es lo único"}),
        (about.operator, {"en": "could read your answers and", "es": "podría leer sus respuestas y si"}),
    ):
        assert words[language] in part[language].lower()
        assert words[language] in notice.lower()


def test_the_rule_for_units_is_told_as_it_is() -> None:
    promise = (ROOT / "docs/privacy.md").read_text(encoding="utf-8")
    period = period_of(date(2026, 11, 30), Cadence.FORTNIGHTLY)
    assert units.settled_by(period) == previous_period(previous_period(period)).first
    assert "in no figure for their first two full periods there" in promise
    assert f"at least {units.OFFERED_BEFORE.days} days before the period began" in promise
    assert units.changes_much("abcdefgh", "abcdexyz")
    assert not units.changes_much("abcdefgh", "abcdefgi")
    assert units.CHANGED == 4
    assert "more than a quarter of the members changed" in promise
    for page, words in (
        ("en", "a unit of which more than a quarter changed"),
        ("es", "más de la cuarta parte"),
    ):
        assert words in (TRUST / f"works-council.{page}.md").read_text(encoding="utf-8")


def test_the_ranges_are_told_as_they_are() -> None:
    promise, index = (ROOT / "docs/privacy.md").read_text(encoding="utf-8"), Levels(LOWEST, HIGHEST, 3)
    assert {cuts(index, PARTS, least) for least in range(model.LEAST, 13)} == {(45, 55)}
    assert {cuts(SHARES, PARTS, least) for least in range(model.LEAST, 16)} == {(40, 60)}
    assert cuts(index, PARTS, 13) == (35, 45, 55, 65)
    assert cuts(SHARES, PARTS, 16) == (20, 40, 60, 80)
    assert f"with a minimum of {model.LEAST} to 12 under 45, 45 to 55, or 55 or more" in promise
    assert "From a minimum of 13 on there are five ranges of an index, cut at 35, 45, 55 and 65" in promise
    assert "from 16 on five of an exposure, cut at 20, 40, 60 and 80" in promise


def test_how_often_people_are_moved_is_told_as_it_is() -> None:
    promise = (ROOT / "docs/privacy.md").read_text(encoding="utf-8")
    assert timedelta(weeks=26) == units.STEADY
    assert "moved on one day in 26 weeks at most" in promise
    checkin = content(PHRASEBOOK)
    assert checkin
    assert "once in half a year at most" in checkin.about.moves["en"]
    assert "una vez cada medio año como máximo" in checkin.about.moves["es"]


def test_days_are_counted_from_the_end_of_a_period_on_and_each_text_says_so() -> None:
    period = period_of(date(2026, 11, 30), Cadence.HALF_YEARLY)
    entry = model.CheckinEntry(period.id, "six", 1, {}, {}, {})
    record, terms = CheckinRecord("ana", entries=(entry,)), model.Terms(retention=30)
    last = period.last + timedelta(days=30)
    assert within_retention(record, terms, last).entries
    assert not within_retention(record, terms, last + timedelta(days=1)).entries
    checkin = content(PHRASEBOOK)
    assert checkin
    assert "{days} days from the end of their period on" in checkin.about.storage["en"]
    assert "{days} días desde que termina su periodo" in checkin.about.storage["es"]
    for page, words in (
        ("privacy.en", "from the end of a period on"),
        ("privacy.es", "desde que termina un periodo"),
        ("retention", "answers from the end of their period on"),
    ):
        assert words in (TRUST / f"{page}.md").read_text(encoding="utf-8")


def test_two_years_is_how_long_a_memory_stays() -> None:
    assert timedelta(days=2 * 365) == retention.DRILL_MEMORIES
    assert "two years after the last answer" in (TRUST / "privacy.en.md").read_text(encoding="utf-8")
    assert "dos años desde la última respuesta" in (TRUST / "privacy.es.md").read_text(encoding="utf-8")


def code(page: Path) -> Iterator[str]:
    """Yields what stands in a page as code: each span, and each line of a block, without its comment."""
    for token in reader().parse(page.read_text(encoding="utf-8")):
        if token.type == "fence":
            yield from (re.sub(r"\s+#.*", "", line) for line in token.content.splitlines())
        for child in token.children or ():
            if child.type == "code_inline":
                yield child.content


def test_every_setting_that_a_page_names_is_one() -> None:
    known = {setting.name for setting in SETTINGS}
    known |= {f"{name}_FILE" for name in known} | NO_SETTINGS.keys()
    for page in PAGES:
        named = set(re.findall(r"\b(?:CALMA|SLACK|TEAMS|MICROSOFT)_[A-Z_]+\b", page.read_text("utf-8")))
        assert named <= known, page.name
    for name, place in NO_SETTINGS.items():
        assert name in (ROOT / place).read_text(encoding="utf-8")


def jobs(parser: ArgumentParser, name: str = "") -> Iterator[str]:
    """Yields each job of the command line: `run`, `keys rotate`."""
    deeper = [
        (f"{name} {word}".strip(), below)
        for action in parser._actions
        for word, below in (
            action.choices.items()
            if isinstance(action.choices, dict)
            else [(word, None) for word in action.choices or ()]
            if not action.option_strings
            else []
        )
    ]
    if not deeper:
        yield name
    for job, below in deeper:
        yield from jobs(below, job) if below else [job]


def test_the_jobs_of_the_command_line_are_those_of_their_page() -> None:
    page = (ROOT / "docs/operating.md").read_text(encoding="utf-8")
    typed = re.findall(r"^\| `python app\.py ([^`]*)` \|", page, re.MULTILINE)
    there = set(jobs(commands.parser()))
    told = {next((job for job in there if f"{text} ".startswith(f"{job} ")), text) for text in typed}
    assert told == there


def test_every_command_line_of_a_page_can_be_typed() -> None:
    typed = {
        (line, page.name)
        for page in PAGES
        if page.name != "CHANGELOG.md"
        for span in code(page)
        for line in re.findall(r"(?:python app\.py|^calma|exec app calma|-- calma|bin/calma) (\S.*)", span)
    }
    assert len(typed) > 40
    there = set(jobs(commands.parser()))
    # A job may be named alone; whatever else stands there is typed as it is, but for what the shell takes.
    whole = {(re.split(r"[|<>;&\\]|\)$", line)[0].strip(), page) for line, page in typed}
    assert {(line, page) for line, page in whole if line not in there and not parses(line)} == set()


def parses(line: str) -> bool:
    try:
        commands.parser().parse_args(shlex.split(line))
    except (SystemExit, ValueError) as end:
        return isinstance(end, SystemExit) and end.code == 0
    return True


def test_every_file_to_run_it_by_that_a_page_names_is_there() -> None:
    made = ("ops/calma.env", "ops/secrets")  # by whoever follows the page, as git leaves them alone
    for page in PAGES:
        for path in re.findall(
            r"(?<![\w./-])(?:ops|requirements)/[\w./*-]*[\w*]", page.read_text(encoding="utf-8")
        ):
            there = path in made or path.startswith("ops/secrets/") or any(ROOT.glob(path))
            assert there, f"{page.name}: {path}"


def test_every_job_of_make_that_a_page_names_is_there() -> None:
    there = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for page in PAGES:
        for span in code(page):
            for name in re.findall(r"\bmake ([a-z-]+)\b", span):
                assert name in there, page.name


@pytest.mark.parametrize("page", TYPED_PAGES)
async def test_what_a_page_says_to_type_is_known(page: str, app: Harness) -> None:
    typed = {span for span in code(ROOT / page) if re.match(COMMAND, span)}
    assert typed
    for line in typed:
        name, _, text = line[1:].partition(" ")
        language = "es" if name in SPANISH else "en"
        marta, say = Actor(app, "marta", language, Role.MANAGER), app.book.words.speaker(language)
        assert await marta.types(text, name) not in {say(unknown) for unknown in UNKNOWN}, line
        looked_up = any(action == "lookup.outcome" for action in marta.actions)
        assert looked_up == (text in LOOKED_UP), line


def test_every_page_can_be_reached_from_the_list_of_pages() -> None:
    reached, ahead = set[Path](), [ROOT / "docs/README.md"]
    while ahead:
        page = ahead.pop()
        reached.add(page)
        for link in links(page):
            target = (page.parent / link.partition("#")[0]).resolve()
            if target.suffix == ".md" and target.is_file() and target not in reached:
                ahead.append(target)
    assert {page for page in PAGES if page.is_relative_to(ROOT / "docs")} <= reached


def test_the_readme_is_two_screens() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 120
