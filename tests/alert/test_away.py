"""*Get help now* while the database is away: the number first, then what is so, and never a bare error."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest

from bot.core.card import Card, Heading, Text
from bot.core.chat import Person, Press, Role
from bot.core.errors import Unavailable, Unsettled
from bot.core.ledger import Notice
from bot.features.alert import handlers
from bot.features.alert.handlers import AlertHandlers
from bot.features.alert.model import Alert
from bot.store.memory.alert import MemoryAlertStore
from bot.store.sql.alerts import SqlAlertStore
from bot.store.sql.database import Database
from bot.store.sql.incidents import boundary_stores
from bot.store.sql.people import SqlPeopleStore
from bot.wiring.stores import Stores
from tests.alert.actor import ABUSE, LIFE, Seat, appoint
from tests.harness import Harness


class Away(Exception):
    """The database is away."""


@dataclass(slots=True)
class BrokenAlertStore(MemoryAlertStore):
    """Fails, or hangs for so many seconds."""

    hangs: float = 0.0

    async def keep_alerts(self, changed: Sequence[Alert], notices: Sequence[Notice] = ()) -> bool:
        await asyncio.sleep(self.hangs)
        raise Away


async def calls(seat: Seat, **given: Any) -> str:
    """Presses *Get help now* where the feature is given something else."""
    deps = replace(seat.app.features.alert, **given)
    return seat.sees(await AlertHandlers(deps).raise_alert(Press(seat.person, "alert.raise", LIFE)))


@pytest.mark.parametrize("hangs", [0.0, 30.0])
@pytest.mark.parametrize(
    ("language", "value", "title", "words"),
    [
        ("en", LIFE, "Call your local emergency number now", "I couldn't reach a supervisor"),
        ("es", LIFE, "Llame ya al número local de emergencias", "No logré avisar a supervisión"),
        ("en", ABUSE, "If you are in danger, call your local emergency number", "Phone one yourself"),
        ("es", ABUSE, "Si usted corre peligro, llame al número local de emergencias", "Llame usted"),
    ],
)
async def test_the_number_comes_first_and_nothing_is_pretended(
    monkeypatch: pytest.MonkeyPatch, hangs: float, language: str, value: str, title: str, words: str
) -> None:
    monkeypatch.setattr(handlers, "PATIENCE", 0.05)
    app = Harness(Stores(alerts=BrokenAlertStore(hangs=hangs)))
    await appoint(app, Role.SUPERVISOR, "Marta")
    ana = Seat(app, "Ana", language)
    assert await ana.calls(value) == title
    assert words in ana.text
    assert ana.buttons[0].action == "alert.raise"
    assert ana.buttons[0].value == value
    assert len(app.errors) == 1  # for whoever runs it
    app.errors.clear()
    await app.passes(minutes=3, step=0.5)
    assert app.mail.sent == []


async def test_a_database_that_is_gone_for_somebody_nobody_met() -> None:
    database = Database("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    stores = Stores(
        people=SqlPeopleStore(database), boundary=boundary_stores(database), alerts=SqlAlertStore(database)
    )
    app = Harness(stores)
    ana = Seat(app, "Ana", "es")
    assert await ana.calls() == "Llame ya al número local de emergencias"
    assert "No logré avisar a supervisión" in ana.text
    assert len(app.errors) == 2  # who it is was not found either
    await database.close()


async def test_back_again_the_next_press_tells_somebody(app: Harness) -> None:
    ana = Seat(app)
    await calls(ana, alerts=BrokenAlertStore())
    app.errors.clear()
    assert await ana.presses("Try again") == "Telling Marta now"
    await app.drainer.drain()
    assert len(app.mail.to("marta")) == 1


async def test_what_breaks_after_it_was_stored_does_not_say_that_nobody_was_told(app: Harness) -> None:
    async def words(person: Person, reason: str, channel: str) -> Card | None:
        raise Away

    ana = Seat(app)
    assert await calls(ana, words=words) == "Telling Marta now"
    assert [type(error) for error in app.errors] == [Away]
    await app.drainer.drain()
    assert len(app.mail.to("marta")) == 1


async def test_where_the_country_is_known_the_number_is_there_without_any_store(app: Harness) -> None:
    for zone, language, title in (
        ("America/New_York", "en", "Call 911 now"),
        ("Europe/Madrid", "es", "Llame ya al 112"),
    ):
        ana = Seat(app, "Ana", language, zone=zone)
        assert await calls(ana, alerts=BrokenAlertStore()) == title
        assert ana.phrases  # what to say meanwhile is there too
        app.errors.clear()


async def test_the_words_to_say_stay_below_how_far_it_is(app: Harness) -> None:
    async def words(person: Person, reason: str, channel: str) -> Card | None:
        return Card("", (Heading(f"{reason}, {channel}"), Text("Stay in the call.")), person.language)

    ana = Seat(app)
    assert await calls(ana, words=words) == "Telling Marta now"
    assert "Stay in the call." in ana.text
    assert [button.action for button in ana.buttons] == ["alert.show", "alert.over"]


@dataclass(slots=True)
class SilentAlertStore(MemoryAlertStore):
    """Stores, and falls silent at that very moment; where it is `away`, it does nothing."""

    away: bool = False

    async def keep_alerts(self, changed: Sequence[Alert], notices: Sequence[Notice] = ()) -> bool:
        await MemoryAlertStore.keep_alerts(self, changed, notices)
        raise Unsettled("TimeoutError")

    async def find_alert(self, tenant: str, id: str) -> Alert | None:
        if self.away:
            raise Unavailable("TimeoutError")
        return await MemoryAlertStore.find_alert(self, tenant, id)


@pytest.mark.parametrize(
    ("language", "title", "words", "unseen"),
    [
        ("en", "Call 911 now", "I can't tell whether I reached", "I can't see or change your call for help"),
        ("es", "Llame ya al 911", "no sé si logré avisar", "no puedo ver ni cambiar su pedido"),
    ],
)
async def test_where_nobody_knows_whether_somebody_was_told_that_is_said(
    language: str, title: str, words: str, unseen: str
) -> None:
    store = SilentAlertStore()
    app = Harness(Stores(alerts=store))
    await appoint(app, Role.SUPERVISOR, "Marta")
    ana = Seat(app, "Ana", language, zone="America/New_York")
    assert await ana.calls() == title
    assert words in ana.text
    await app.drainer.drain()
    assert len(app.mail.to("marta")) == 1
    assert await ana.calls() != title
    pressed = [ana.button(action) for action in ("alert.anew", "alert.show", "alert.over")]
    store.away = True
    for button in pressed:  # the number comes first there too
        assert await ana.presses(button) == title
        assert unseen in ana.text
        assert ana.buttons[0].action == button.action
        assert ana.buttons[0].value == button.value
    app.errors.clear()
