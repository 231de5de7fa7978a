"""Every keyword of every command works in both languages for everybody, however it is typed."""

from __future__ import annotations

import shutil
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.content.check import check
from bot.core.card import Card
from bot.core.chat import Answer, Command, Person, Role
from bot.core.desk import CommandHandler, CommandRoute, Desk, Routes
from bot.core.keywords import folded
from bot.core.phrasebook import Phrasebook
from bot.wiring.calma import Calma
from tests.build import build
from tests.conftest import PHRASEBOOK

ELSEWHERE = {
    "greeting",
    "mixed",
    "pitfalls",
    "protocol",
}  # typed where no route asks for them: a message, a topic
FOLLOWING = "Fóu-r  wórds,\nas they WERE"


def without_accents(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def full_width(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


DISGUISES: dict[str, Callable[[str], str]] = {
    "as it stands": str,
    "in capitals": str.upper,
    "as a title": str.title,
    "without accents": without_accents,
    "in capitals without accents": lambda text: without_accents(text).upper(),
    "with decomposed letters": lambda text: unicodedata.normalize("NFD", text),
    "in full-width letters": full_width,
    "with zero-width characters": "\u200b".join,
    "with a soft hyphen": "\u00ad".join,
    "after a byte order mark": "\ufeff{}".format,
    "between marks of direction": "\u202b{}\u202c".format,
    "with no-break spaces": lambda text: "\xa0{}\xa0".format(text.replace(" ", "\xa0")),
    "with wide spaces": lambda text: text.replace(" ", "\u3000"),
    "with double spaces": lambda text: "  {}  ".format(text.replace(" ", "  ")),
    "with a new line": lambda text: "{}\n".format(text.replace(" ", "\n")),
    "with a tab": lambda text: "\t{}".format(text.replace(" ", "\t")),
    "with a period": "{}.".format,
    "with an ellipsis": "{}…".format,
    "with a comma": "{},".format,
    "called out": "{}!".format,
    "called out in Spanish": "¡{}!".format,
    "asked": "{}?".format,
    "asked in Spanish": "¿{}?".format,
    "asked apart": "¿ {} ?".format,
    "in straight quotes": '"{}"'.format,
    "in curly quotes": "“{}”".format,
    "in single quotes": "‘{}’".format,
    "in angle quotes": "«{}»".format,
    "in brackets": "({})".format,
    "in bold": "*{}*".format,
    "in bold of Teams": "**{}**".format,
    "in italics": "_{}_".format,
    "as code": "`{}`".format,
    "struck out": "~{}~".format,
    "with a phone's hyphen": lambda text: text.replace("-", "\u2011"),
}
disguised = pytest.mark.parametrize("disguise", DISGUISES.values(), ids=DISGUISES)


def telling(place: int) -> CommandHandler:
    """Returns a handler that tells which one it is, and what it was told."""

    async def handler(ask: Command) -> Answer:
        return Answer(Card(f"{place}|{ask.keyword}|{ask.rest}", ()))

    return handler


class Telling:
    """All routes of the house, each with a handler that tells which one it is."""

    def __init__(self, house: Calma) -> None:
        desk = house.desk
        # As they are registered, so that a new keyword is among them.
        self.routes_of_house = list(dict.fromkeys([*desk._keywords.values(), *desk._commands.values()]))

    def routes(self) -> Routes:
        found = self.routes_of_house
        return Routes(tuple(replace(route, handler=telling(i)) for i, route in enumerate(found)))


class Typist:
    """Somebody who types at a desk where every handler tells which one it is."""

    def __init__(self, house: Calma, language: str) -> None:
        self.routes = Telling(house)
        self.desk = Desk(house.desk.fallback, str, house.stores.people)
        self.desk.add_routes([self.routes])
        self.person = Person("T1", "test", "U1", language, Role.ADMIN)
        self.keywords = house.phrasebook.keywords

    async def types(self, command: str, text: str) -> str:
        """Types it, and returns what the handler tells that it reached."""
        reply = await self.desk.answer(Command(self.person, command, text))
        assert isinstance(reply, Answer)
        return reply.card.summary

    def all(self) -> Iterator[tuple[str, str, str, CommandRoute]]:
        """Yields each name of a command with all that may be typed behind it, and what that reaches."""
        for place, route in enumerate(self.routes.routes_of_house):
            names = [n for n in self.keywords.commands if self.keywords.command(n) == route.command]
            for path in route.keywords:
                for word in self.keywords.typed(path):
                    for name in names:
                        yield name, word, f"{place}|{path}|", route


@pytest.fixture(params=["en", "es"])
def typist(house: Calma, request: pytest.FixtureRequest) -> Typist:
    return Typist(house, request.param)


@disguised
async def test_every_keyword_is_recognised(typist: Typist, disguise: Callable[[str], str]) -> None:
    wrong = [
        f"/{name} {disguise(word)!r}"
        for name, word, reached, _ in typist.all()
        if await typist.types(name, disguise(word)) != reached
    ]
    assert wrong == []


@disguised
async def test_what_follows_a_keyword_stays_as_it_was_typed(
    typist: Typist, disguise: Callable[[str], str]
) -> None:
    begun = [found for found in typist.all() if found[3].more]
    assert begun
    for space in (" ", "  ", "\n", "\xa0", "\t"):
        wrong = [
            f"/{name} {disguise(word)!r}"
            for name, word, reached, _ in begun
            if await typist.types(name, f"{disguise(word)}{space}{FOLLOWING}") != reached + FOLLOWING
        ]
        assert wrong == []


async def test_a_keyword_that_takes_no_more_is_the_whole_text(typist: Typist) -> None:
    for name, word, reached, route in typist.all():
        if not route.more:
            assert await typist.types(name, f"{word} {FOLLOWING}") != reached


@disguised
async def test_every_name_of_a_command_is_recognised(typist: Typist, disguise: Callable[[str], str]) -> None:
    names = {name for name, *_ in typist.all()}
    assert len(names) == 6
    for name in names:
        meant = typist.keywords.command(name)
        assert typist.keywords.command(disguise(name)) == meant
        assert typist.keywords.spoken(f"{disguise(name).strip()} {FOLLOWING}")[0] == meant


@pytest.mark.parametrize(
    "text",
    [
        *("no help at all", "help me with him", "necesito ayuda", "me grita", "my customer yells"),
        *(
            "mi cliente grita",
            "yo no fui",
            "límite de crédito",
            "boundary of the warranty",
            "team leader now",
        ),
        *("equipo dañado", "settings are wrong", "registro duplicado", "grupo de quejas", "phone is broken"),
        *(
            "policy of returns",
            "política de devolución",
            "helpful",
            "mia is yelling",
            "¡¡¡",
            "...",
            "",
            "help 😡",
            "😡",
        ),
    ],
)
async def test_a_cry_for_help_is_looked_up_as_it_is(typist: Typist, text: str) -> None:
    place, keyword, rest = (await typist.types("calm", text)).split("|")
    assert typist.routes.routes_of_house[int(place)].keywords == ()
    assert (keyword, rest) == ("", "")


@pytest.mark.parametrize("keyword", ["help", "settings", "team", "me", "mine", "groups"])
async def test_what_makes_sense_for_every_command_works_for_every_command(
    typist: Typist, keyword: str
) -> None:
    for command in ("calm", "drill", "checkin"):
        for word in typist.keywords.words(keyword):
            assert f"|{keyword}|" in await typist.types(command, word), f"/{command} {word}"


def test_every_keyword_is_there_in_both_languages_and_used(house: Calma, book: Phrasebook) -> None:
    paths = [path for route in house.desk._keywords.values() for path in route.keywords]
    assert {id for path in paths for id in path.split()} | ELSEWHERE == set(book.keywords.ids)
    for language in ("en", "es"):
        assert all(book.keywords._words[language][id] for id in book.keywords.ids)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("drill me", ("drill", "me")),
        ("Práctica: 5 gritos", ("drill", "5 gritos")),
        ("/chequeo\xa0yo", ("checkin", "yo")),
        ("“calma”\nno  me escucha", ("calm", "no  me escucha")),
        ("calmness", ("calm", "calmness")),
        ("he yells, as always", ("calm", "he yells, as always")),
        ("¡Buenos  días!", ("hello", "")),
        ("HOLA", ("hello", "")),
        ("calm ?", ("calm", "?")),
        ("calm 😡", ("calm", "😡")),
        ("calm ... he yells", ("calm", "... he yells")),
        ("hola 👋", ("hello", "")),
        ("hola, me grita", ("calm", "hola, me grita")),
        (" ", ("calm", "")),
    ],
)
def test_words_without_a_slash_may_begin_with_a_command(
    book: Phrasebook, text: str, meant: tuple[str, str]
) -> None:
    assert book.keywords.spoken(text) == meant


def test_a_name_of_one_language_tells_it(book: Phrasebook) -> None:
    names = ("/calma", "/Práctica", "/chequeo", "/calm", "/other")
    assert [book.keywords.language(name) for name in names] == ["es", "es", "es", "en", ""]


def test_folding_leaves_nothing_of_what_has_no_word() -> None:
    assert [folded(text) for text in ("", "  ", "…", "¡!", "\u200b")] == [""] * 5
    assert [folded(text) for text in ("?", "¿?", "？", "“?”")] == ["?"] * 4


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A phrasebook to change."""
    return Path(shutil.copytree(PHRASEBOOK, tmp_path / "phrasebook"))


def changed(copy: Path, old: str, new: str) -> list[str]:
    """Changes the Spanish keywords, and returns what the check says of it."""
    path = copy / "ui/keywords.es.yml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return [str(problem) for problem in check(copy)]


async def test_a_reload_takes_up_new_words_and_lets_go_of_old_ones(copy: Path) -> None:
    house = build(copy)
    person = Person("T1", "test", "U1", "es")

    async def title(text: str) -> str:
        reply = await house.desk.answer(Command(person, "calm", text))
        assert isinstance(reply, Answer)
        return reply.card.summary

    help_card = house.phrasebook.words.say("es", "help.summary")
    assert await title("ayuda") == help_card
    assert await title("auxilio") != help_card
    assert changed(copy, "[ayuda,", "[auxilio,") == []
    await house.reload()
    assert await title("ayuda") != help_card
    assert await title("¡Auxilio!") == help_card
    changed(copy, "[auxilio,", "[equipo,")
    await house.reload()  # it is broken: what was in force stays
    assert await title("auxilio") == help_card


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[ayuda,", "[ajustes,", "keywords.settings[0]: “ajustes” means help already"),
        ("[ayuda,", "[Team,", "keywords.help[0]: “Team” means team already"),
        ("[calma]", "[drill]", "commands.calm[0]: “drill” means drill already"),
        ("[ayuda,", "[ayuda, “»,", "keywords.help[1]: has no letter that could be typed"),
        ("  log: [registro]\n", "", "keywords: lacks log, which another language has"),
        ("  checkin: [chequeo]\n", "", "commands: lacks checkin, which another language has"),
    ],
)
def test_the_check_names_what_is_wrong_with_keywords(copy: Path, old: str, new: str, said: str) -> None:
    [problem] = changed(copy, old, new)
    assert problem.startswith("phrasebook/ui/keywords.es.yml:")
    assert said in problem


def test_the_check_misses_a_whole_language(copy: Path) -> None:
    (copy / "ui/keywords.es.yml").unlink()
    assert any("has no keywords.es.yml" in str(problem) for problem in check(copy))
    (copy / "ui/keywords.en.yml").unlink()
    assert any("has no keywords.en.yml" in str(problem) for problem in check(copy))


def test_a_keyword_needs_a_word(copy: Path) -> None:
    problems = changed(copy, "  log: [registro]", "  log: []")
    assert any("keywords.es.yml" in problem and "keywords.log: " in problem for problem in problems)
