"""Whatever is typed, pressed or sent at the desk is answered, and never by an error that nobody foresaw."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import terminal
from bot.core.card import Buttons, Choice, Form
from bot.core.chat import (
    Answer,
    Ask,
    Command,
    FieldErrors,
    Person,
    Press,
    Query,
    Reply,
    Role,
    Submit,
    Suggestions,
)
from bot.core.errors import CalmaError
from bot.core.keyword_routes import COMMANDS
from tests import nasty
from tests.build import shipped
from tests.harness import PLATFORM, TENANT, Harness
from tests.nasty import examples

WORDS = [word for id in shipped().keywords.ids for word in shipped().keywords.words(id)]
STARTS = st.sampled_from(["", *WORDS])
TYPED = st.builds("{}{}{}".format, STARTS, st.sampled_from(("", " ", "\n", " \u202e", ": ")), nasty.texts)
PEOPLE = st.builds(
    Person,
    st.just(TENANT),
    st.just(PLATFORM),
    st.sampled_from(("ana", "luis")),
    st.sampled_from(("en", "es")),
    st.sampled_from(Role),
    name=nasty.texts,
    zone=st.sampled_from(("", "Europe/Madrid", "Nowhere/At-All", "../../etc/passwd")),
)
VALUES = st.sampled_from(
    (
        "",
        "1",
        "-1",
        "0",
        "999999999999",
        "on",
        "en",
        "yelling",
        "1.5",
        "2026-11-30",
        "2026-99-99",
        "25:99",
        "09:30",
    )
)


def spoilt(value: str) -> st.SearchStrategy[str]:
    """Returns what somebody could send in place of a value: parts of it changed, or anything."""
    parts = st.tuples(st.integers(0, len(value)), st.integers(0, 5), VALUES | nasty.texts)
    return parts.map(lambda cut: value[: cut[0]] + cut[2] + value[cut[0] + cut[1] :]) | VALUES | nasty.texts


PLACES = st.sampled_from(("", "C1", "\ud800", "x" * 200))


class Crowd:
    """An app, and what its cards have to be pressed and sent, with what that carries."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.app, self.loop = Harness(), loop
        desk = self.app.calma.desk
        self.presses = {(action, "") for action in desk._presses}
        self.submits = {action: {"": tuple(sorted(r.limits.texts))} for action, r in desk._submits.items()}

    async def look(self) -> None:
        """Types each keyword as who may do all, and presses what comes of it once."""
        boss = Person(TENANT, PLATFORM, "eva", role=Role.ADMIN)
        for command, word in [(command, word) for command in COMMANDS for word in WORDS]:
            self.note(await self.app.calma.desk.answer(Command(boss, command, word, "C1")))
        for action, value in sorted(self.presses):
            with suppress(CalmaError):
                self.note(await self.app.calma.desk.answer(Press(boss, action, value, "", "C1")))

    def note(self, reply: Reply) -> None:
        """Notes what can be pressed and sent."""
        if isinstance(reply, Form):
            self.submits[reply.action][reply.value] = tuple(field.name for field in reply.fields)
        elif isinstance(reply, Answer):
            for part in reply.card.elements:
                if isinstance(part, Buttons):
                    self.presses |= {(button.action, button.value) for button in part.buttons}
                elif isinstance(part, Choice):
                    self.presses |= {(part.action, option.value) for option in part.options[:5]}

    async def ask(self, ask: Ask) -> None:
        """Asks, and looks that the answer can be read; what a person can mend is an answer too."""
        try:
            reply = await self.app.calma.desk.answer(ask)
            await self.app.settled()
        except CalmaError as error:
            reply = Answer(self.app.calma.desk.apologise(ask.person, error))
        self.shown(reply)
        unforeseen = [error for error in self.app.errors if not getattr(error, "words", "")]
        assert not unforeseen, unforeseen
        self.app.errors.clear()

    def shown(self, reply: Reply) -> None:
        assert isinstance(reply, Answer | Form | FieldErrors | Suggestions)
        text = terminal.render_reply(reply, self.app.book.words, "en", colour=False)
        assert "Traceback" not in text


@pytest.fixture(scope="module")
def crowd() -> Iterator[Crowd]:
    with asyncio.Runner() as runner:
        crowd = Crowd(runner.get_loop())
        runner.run(crowd.look())
        crowd.app.errors.clear()
        yield crowd


@examples(40)
@given(st.data())
def test_whatever_is_typed_is_answered(crowd: Crowd, data: st.DataObject) -> None:
    person, text = data.draw(PEOPLE), data.draw(TYPED)
    command = data.draw(st.sampled_from(("calm", "calma", "drill", "checkin", "home", "\ud800")))
    crowd.loop.run_until_complete(crowd.ask(Command(person, command, text, data.draw(PLACES))))
    crowd.loop.run_until_complete(crowd.ask(Query(person, text)))


@examples(40)
@given(st.data())
def test_whatever_is_pressed_is_answered(crowd: Crowd, data: st.DataObject) -> None:
    action, value = data.draw(st.sampled_from(sorted(crowd.presses)))
    other = data.draw(st.just(value) | spoilt(value))
    crowd.loop.run_until_complete(crowd.ask(Press(data.draw(PEOPLE), action, other, data.draw(PLACES), "C1")))


@examples(40)
@given(st.data())
def test_whatever_is_sent_is_answered(crowd: Crowd, data: st.DataObject) -> None:
    action = data.draw(st.sampled_from(sorted(crowd.submits)))
    value = data.draw(st.sampled_from(sorted(crowd.submits[action])))
    names = st.sampled_from([*crowd.submits[action][value], "what"])
    given = st.lists(VALUES | nasty.texts, min_size=1, max_size=3).map(tuple)
    fields = data.draw(st.dictionaries(names, given, max_size=8))
    carried = data.draw(st.just(value) | spoilt(value))
    crowd.loop.run_until_complete(crowd.ask(Submit(data.draw(PEOPLE), action, carried, fields)))
