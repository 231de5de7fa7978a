"""The protocol's words, whatever breaks in the store."""

from __future__ import annotations

from typing import Any

import pytest

from bot.core.chat import Command, Person
from bot.core.conflict import Conflict
from tests.harness import Actor, Harness


@pytest.mark.parametrize(
    ("language", "typed", "title"),
    [
        ("en", "boundary", "Boundary · the words, in order"),
        ("es", "límite", "Límite · las palabras, en orden"),
    ],
)
async def test_a_store_that_breaks_in_a_way_nobody_expected_costs_nobody_the_words(
    monkeypatch: pytest.MonkeyPatch, language: str, typed: str, title: str
) -> None:
    async def broken(*_: Any) -> None:
        raise RuntimeError("the file is malformed")

    app = Harness()
    monkeypatch.setattr(type(app.stores.boundary.incidents), "open_incident", broken)
    ana = Actor(app, "ana", language)
    assert await ana.types(typed) == title
    assert ana.phrases
    assert [type(error) for error in app.errors] == [RuntimeError]  # for whoever runs it
    app.errors.clear()


async def test_what_a_person_can_mend_is_told_as_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    async def taken(*_: Any) -> None:
        raise Conflict

    app = Harness()
    monkeypatch.setattr(type(app.stores.boundary.incidents), "open_incident", taken)
    with pytest.raises(Conflict):
        await app.calma.desk.answer(Command(Person("T1", "test", "ana"), "calm", "boundary"))
