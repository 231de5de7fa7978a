"""Finished drills for a learning record store: by a switch of one's own, and whatever that store does."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.core.chat import Press, Submit
from bot.core.personal import Area, DataSubject
from bot.features.records.feature import StatementSender
from bot.features.records.model import LearningState
from bot.lrs import LrsReceiver
from bot.wiring.stores import Stores
from tests.drill import bank
from tests.drill.actor import Trainee
from tests.fakes.lrs import Answer, FakeLrs
from tests.harness import Harness
from tests.records.conftest import config_of


@pytest.fixture
def app(receiver: LrsReceiver) -> Harness:
    """The coach, with a store to send to."""
    return Harness(book=bank.book(), receiver=receiver)


@pytest.fixture
def ana(app: Harness) -> Trainee:
    """Somebody who practises."""
    return Trainee(app)


async def agrees(person: Trainee, *, to: str = "yes") -> str:
    """Opens the settings, and turns the switch."""
    await person.types("settings", "calm")
    spanish = person.person.language == "es"
    await person.presses("Registros de aprendizaje" if spanish else "Learning records")
    return await person.sends(agreed=to)


async def finishes(person: Trainee, topic: str = "saying-no") -> None:
    """Does a drill to its end."""
    await person.types(topic)
    await person.finishes()


async def waiting(app: Harness) -> int:
    """Returns how many drills wait."""
    return await app.stores.learning.count_waiting()


async def state(app: Harness) -> LearningState:
    """Returns how sending goes."""
    return await app.stores.learning.learning_state()


async def test_nothing_is_stored_nor_sent_of_whoever_did_not_agree(
    app: Harness, ana: Trainee, lrs: FakeLrs
) -> None:
    await finishes(ana)
    await agrees(ana, to="no")
    await finishes(ana)
    await app.passes(minutes=10)
    assert lrs.requests == []
    rows = await app.stores.personal.export_person(DataSubject("T1", "ana"))
    assert Area.RECORDS not in rows


async def test_a_drill_that_was_finished_is_told_without_its_answers(
    app: Harness, ana: Trainee, lrs: FakeLrs
) -> None:
    assert await agrees(ana) == "Learning records"
    assert "Never your answers." in ana.text
    await finishes(ana)
    assert await waiting(app) == 1
    at = app.now
    await app.passes(minutes=2, step=1)
    [statement] = lrs.stored.values()
    assert statement["actor"]["account"] == {"homePage": "urn:calma:test:T1", "name": "ana"}
    assert statement["object"]["id"] == "urn:calma:drill:saying-no"
    assert statement["object"]["definition"]["name"] == {"en": "Saying no", "es": "Decir que no"}
    assert statement["timestamp"] == f"{at:%Y-%m-%dT%H:%M:%SZ}"
    assert await waiting(app) == 0
    assert (await state(app)).taken_at
    await app.passes(minutes=10)
    assert len(lrs.requests) == 1


async def test_in_spanish(app: Harness, lrs: FakeLrs) -> None:
    luz = Trainee(app, "luz", "es")
    assert await agrees(luz) == "Registros de aprendizaje"
    assert "Nunca sus respuestas." in luz.text
    assert await agrees(luz, to="no") == "Registros de aprendizaje"
    assert "No se informa nada" in luz.text


async def test_a_drill_that_is_left_is_not_told(app: Harness, ana: Trainee, lrs: FakeLrs) -> None:
    await agrees(ana)
    await ana.types("saying-no")
    await ana.answers()
    await app.passes(hours=30)
    assert lrs.requests == []


async def test_whoever_changes_their_mind_has_nothing_sent(app: Harness, ana: Trainee, lrs: FakeLrs) -> None:
    await agrees(ana)
    await finishes(ana)
    await agrees(ana, to="no")
    assert await app.stores.learning.agreed_since("T1", "ana") is None
    await agrees(ana)
    await app.passes(minutes=10)
    assert lrs.requests == []


async def test_it_stands_in_what_is_kept_of_them_and_goes_with_it(app: Harness, ana: Trainee) -> None:
    await agrees(ana)
    await finishes(ana)
    await ana.types("privacy", "calm")
    assert "**Your learning records** (2)." in ana.text
    assert "for 14 days" in ana.text
    await ana.presses("Erase everything")
    await ana.presses("Erase it")
    await ana.presses("Erase for good")
    assert await waiting(app) == 0
    assert await app.stores.learning.agreed_since("T1", "ana") is None


async def test_where_there_is_no_store_there_is_no_switch(lrs: FakeLrs) -> None:
    app = Harness(book=bank.book())
    ana = Trainee(app)
    await ana.types("settings", "calm")
    assert ana.form
    assert "Learning records" not in str(ana.form)
    await ana.ask(Press(ana.person, "records.own", ""))
    assert "Your organisation has set up no learning records here" in ana.text
    await ana.ask(Submit(ana.person, "records.own", "", {"agreed": ("yes",)}))
    assert await app.stores.learning.agreed_since("T1", "ana") is None
    # Whoever agreed while there was one can still say no.
    await app.stores.learning.keep_agreement("T1", "ana", "test", app.now)
    await ana.ask(Press(ana.person, "records.own", ""))
    assert ana.form
    await ana.sends(agreed="no")
    assert await app.stores.learning.agreed_since("T1", "ana") is None


@pytest.mark.parametrize("agreed", [(), ("",), ("maybe",), ("no",), ("YES",)])
async def test_whatever_is_no_yes_is_a_no(app: Harness, ana: Trainee, agreed: Sequence[str]) -> None:
    await agrees(ana)
    await ana.ask(Submit(ana.person, "records.own", "", {"agreed": tuple(agreed)}))
    assert await app.stores.learning.agreed_since("T1", "ana") is None


async def test_sending_twice_is_sending_once(app: Harness, ana: Trainee, lrs: FakeLrs) -> None:
    await agrees(ana)
    await finishes(ana)
    [drill] = await app.stores.learning.waiting_drills(9)
    await app.passes(minutes=2, step=1)
    await app.stores.drills.keep_drill([])  # the app died before it stored that it was taken
    app.stores.learning._waiting["T1", drill.id] = drill  # type: ignore[attr-defined]
    await app.passes(minutes=2, step=1)
    assert len(lrs.requests) == 2
    assert len(lrs.stored) == 1


@pytest.mark.parametrize("status", [500, 502, 503, 401, 403, 404, 429, 301, 302, 307, 308])
async def test_a_store_in_trouble_is_tried_again_later(
    app: Harness, ana: Trainee, lrs: FakeLrs, status: int
) -> None:
    lrs.answers.extend([Answer(status, {"Location": lrs.url.replace("/xapi", "/evil")})] * 2)
    await agrees(ana)
    await finishes(ana)
    await app.passes(minutes=1, step=1)
    assert (len(lrs.requests), await waiting(app)) == (1, 1)
    assert (await state(app)).failures == 1
    assert f"HTTP {status}" in (await state(app)).reason
    await app.passes(minutes=10, step=1)
    assert (len(lrs.requests), len(lrs.stored)) == (3, 1)
    assert lrs.elsewhere == []  # no redirect is followed
    assert (await state(app)).failures == 0


async def test_it_waits_as_long_as_the_store_says(app: Harness, ana: Trainee, lrs: FakeLrs) -> None:
    lrs.answers.append(Answer(429, {"Retry-After": "1800"}))
    await agrees(ana)
    await finishes(ana)
    await app.passes(minutes=29, step=1)
    assert len(lrs.requests) == 1
    await app.passes(minutes=3, step=1)
    assert len(lrs.stored) == 1


async def test_each_failure_makes_the_pause_longer(app: Harness, ana: Trainee, lrs: FakeLrs) -> None:
    lrs.answers.extend([Answer(500)] * 1_000)
    await agrees(ana)
    await finishes(ana)
    await app.passes(hours=12, step=1)
    assert 10 <= len(lrs.requests) <= 20


async def test_a_store_that_hangs_keeps_nobody_waiting(app: Harness, ana: Trainee, lrs: FakeLrs) -> None:
    lrs.answers.append(Answer(200, silent=3.0))
    await agrees(ana)
    await finishes(ana)
    impatient = LrsReceiver(config_of(lrs), within=1.0)
    sender = StatementSender(replace(app.features.records, receiver=impatient))
    await sender(app.now)
    assert await ana.types("yelling")
    settled = asyncio.create_task(sender.settled())
    await asyncio.sleep(0)
    assert not settled.done()  # the store is still silent
    await settled
    assert (await state(app)).reason == "it does not answer in time"
    assert await waiting(app) == 1


async def test_a_store_that_is_away(app: Harness, ana: Trainee, lrs: FakeLrs) -> None:
    await agrees(ana)
    await finishes(ana)
    await lrs.close()
    await app.passes(minutes=1, step=1)
    assert (await state(app)).reason.startswith("it cannot be reached")
    assert await waiting(app) == 1


async def test_after_two_weeks_it_is_over(
    app: Harness, ana: Trainee, lrs: FakeLrs, caplog: pytest.LogCaptureFixture
) -> None:
    lrs.answers.extend([Answer(503)] * 1_000)
    await agrees(ana)
    await finishes(ana)
    await app.passes(days=13, step=120)
    assert await waiting(app) == 1
    with caplog.at_level(logging.WARNING):
        await app.passes(days=2, step=120)
    assert await waiting(app) == 0
    assert (await state(app)).expired == 1
    assert "1 finished drills waited 14 days and never went." in caplog.text


async def test_one_that_is_refused_keeps_no_other_back(
    app: Harness, ana: Trainee, lrs: FakeLrs, caplog: pytest.LogCaptureFixture
) -> None:
    people = [Trainee(app, f"p{n}") for n in range(4)]
    for person in people:
        await agrees(person)
        await finishes(person)
        app.later(seconds=1)
    ids = [drill.id for drill in await app.stores.learning.waiting_drills(9)]
    from bot.features.records.statement import statement

    made = [
        statement(drill, "", lambda topic: {"en": topic})
        for drill in await app.stores.learning.waiting_drills(9)
    ]
    lrs.wrong, lrs.conflicting = {str(made[1]["id"])}, {str(made[2]["id"])}
    await app.passes(minutes=2, step=1)
    assert len(ids) == 4
    assert lrs.stored.keys() == {made[0]["id"], made[3]["id"]}
    assert await waiting(app) == 0
    assert ((await state(app)).refused, (await state(app)).refused_for) == (1, "HTTP 400")
    assert "a statement was refused for good: HTTP 400" in caplog.text


async def test_never_more_than_fifty_in_a_request(app: Harness, lrs: FakeLrs) -> None:
    learning = app.stores.learning
    await learning.keep_agreement("T1", "ana", "test", app.now)
    from bot.features.records.model import FinishedDrill

    for n in range(130):
        learning._waiting["T1", f"d{n}"] = FinishedDrill("T1", f"d{n}", "ana", "test", "", app.now)  # type: ignore[attr-defined]
    await app.passes(minutes=1, step=1)
    assert [len(request) for request in lrs.requests] == [50, 50, 30]
    assert len(lrs.stored) == 130


async def test_one_process_sends_at_a_time(app: Harness, ana: Trainee, lrs: FakeLrs) -> None:
    await agrees(ana)
    await finishes(ana)
    first, second = (StatementSender(app.features.records) for _ in range(2))
    receiver = app.features.records.receiver
    assert receiver
    await asyncio.gather(first.send(receiver), second.send(receiver))
    assert len(lrs.requests) == 1


async def test_that_somebody_said_no_in_the_middle_counts(app: Harness, lrs: FakeLrs) -> None:
    people = [Trainee(app, f"p{n}") for n in range(3)]
    for person in people:
        await agrees(person)
        await finishes(person)
        app.later(seconds=1)
    taken: list[str] = []

    class Fickle:
        async def take(self, statements: Sequence[object]) -> object:
            receiver = app.features.records.receiver
            assert receiver
            taken.append(str(len(statements)))
            await app.stores.learning.keep_agreement("T1", "p2", "test", None)
            lrs.answers.extend([Answer(400)] if len(taken) == 1 else [])
            return await receiver.take(statements)  # type: ignore[arg-type]

    await app.calma.sending.send(Fickle())  # type: ignore[arg-type]
    assert taken == ["3", "1", "1"]
    assert {statement["actor"]["account"]["name"] for statement in lrs.stored.values()} == {"p0", "p1"}


async def test_no_secret_stands_anywhere(
    app: Harness, ana: Trainee, lrs: FakeLrs, caplog: pytest.LogCaptureFixture
) -> None:
    from tests.fakes.lrs import PAIR, PASSWORD

    config = config_of(lrs)
    receiver = LrsReceiver(config)
    with caplog.at_level(logging.DEBUG):
        lrs.answers.append(Answer(401))
        await agrees(ana)
        await finishes(ana)
        await app.passes(minutes=3, step=1)
    shown = f"{config!r} {receiver!r} {await state(app)} {caplog.text}"
    assert PASSWORD not in shown
    assert PAIR not in shown


async def test_by_a_key_in_place_of_name_and_password(lrs: FakeLrs) -> None:
    from tests.fakes.lrs import PAIR

    config = config_of(lrs, USER="", PASSWORD="", KEY=PAIR, URL=f"{lrs.url}/statements/")
    assert config == config_of(lrs)


async def test_a_wrong_password_is_said(lrs: FakeLrs, ana: Trainee, app: Harness) -> None:
    await agrees(ana)
    await finishes(ana)
    [drill] = await app.stores.learning.waiting_drills(1)
    receiver = LrsReceiver(config_of(lrs, PASSWORD="wrong"))
    await app.calma.sending.send(receiver)
    assert (await state(app)).reason.startswith("HTTP 401, it does not know the name and password")
    assert await app.stores.learning.is_waiting(drill)


def test_in_memory_each_has_stores_of_its_own() -> None:
    assert Stores().learning is not Stores().learning
