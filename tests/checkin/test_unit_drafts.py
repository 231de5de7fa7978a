"""Drafts of units, and plans that do not hold yet: used, taken back, met by others, made slowly."""

from __future__ import annotations

import asyncio

import pytest

from bot.core import card as c
from bot.core.chat import Answer, Command, Role, Submit
from bot.core.edge import ChannelMember
from bot.features.checkin import feature
from bot.features.checkin.units import UnitPlan
from tests.checkin.actor import Colleague
from tests.checkin.units import NEXT, TWELVE, holds, newest, turned_on
from tests.harness import PLATFORM, TENANT, Channels, Clock, Harness


@pytest.fixture
def boss(app: Harness) -> Colleague:
    return Colleague(app, "boss", role=Role.MANAGER)


async def test_what_is_pending_stands_beside_what_holds_and_can_be_taken_back(
    app: Harness, boss: Colleague
) -> None:
    await turned_on(app)
    await holds(app, night=TWELVE)
    await boss.types("units")
    await boss.opens("Move people")
    await boss.sends(people=("p00",), unit="-")
    await boss.presses("Use this")
    assert boss.rows == (("Night", "12 people", "11 people"),)
    await app.passes(minutes=10)
    other = Colleague(app, "eva", role=Role.MANAGER)
    await other.types("units")
    assert "It holds from 30 November on" in other.text
    await other.presses("What will change")
    assert "In no unit anymore (1)" in other.text
    await other.presses("Take it back")
    assert "Taken back" in other.text
    assert other.rows == (("Night", "12 people"),)
    await app.passes(minutes=10)
    assert len(app.mail.to("p00")) == 2  # what holds for them is told as it is now
    reader = Colleague(app, "p00")
    await reader.reads_mail()
    assert "that of the unit “Night”" in reader.text
    await boss.presses("Take it back")
    assert "meanwhile" in boss.text


async def test_on_its_eve_it_is_too_late(app: Harness, boss: Colleague, clock: Clock) -> None:
    await holds(app, night=TWELVE)
    await boss.types("units")
    await boss.opens("Move people")
    await boss.sends(people=("p00",), unit="-")
    await boss.presses("Use this")
    clock.later(days=4)  # Sunday: it holds from Monday on
    await boss.presses("Take it back")
    assert "too late" in boss.text
    await boss.opens("Move people")
    await boss.sends(people=("p01",), unit="-")
    # People were moved already: units stay as they are for half a year, so that figures tell little.
    assert "moved between units on 30 November" in boss.text
    assert "from 31 May on" in boss.text.replace("**", "")
    await boss.presses("Use this")
    await boss.types("units")
    assert "It holds from 31 May on" in boss.text


async def test_who_is_new_to_units_need_not_wait_for_others_to_be_moved(
    app: Harness, boss: Colleague, clock: Clock
) -> None:
    await holds(app, night=TWELVE)
    await boss.types("units")
    await boss.opens("Move people")
    await boss.sends(people=("p00",), unit="-")
    await boss.presses("Use this")
    clock.later(days=20)
    await boss.types("units")
    await boss.opens("Move people")
    await boss.sends(people=("new1",), unit="night")
    assert "from 28 December on" in boss.text.replace("**", "")
    await boss.presses("Use this")
    assert (await newest(app)).people["new1"] == ("test", "night")


async def moves(boss: Colleague, who: str, unit: str) -> str:
    """Moves somebody, and returns what was shown before that was used."""
    await boss.types("units")
    await boss.opens("Move people")
    await boss.sends(people=(who,), unit=unit)
    shown = boss.text.replace("**", "")
    await boss.presses("Use this")
    return shown


async def test_who_was_taken_out_comes_back_half_a_year_later(
    app: Harness, boss: Colleague, clock: Clock
) -> None:
    await holds(app, night=TWELVE)
    assert "from 30 November on" in await moves(boss, "p00", "-")
    clock.later(days=20)
    assert "from 31 May on" in await moves(boss, "p00", "night")


async def test_of_two_changes_to_come_each_is_told_with_its_own_day_and_taken_back_by_itself(
    app: Harness, boss: Colleague, clock: Clock
) -> None:
    await turned_on(app)
    await holds(app, night=TWELVE, day=("q1",))
    await moves(boss, "p00", "day")
    clock.later(days=20)
    assert "from 28 December on" in await moves(boss, "new1", "night")
    shown = await moves(boss, "p01", "day")  # within the minutes in which the other is not told yet
    assert "from 31 May on" in shown
    assert "new1" not in shown
    assert app.features.checkin
    await feature.telling_of_units(app.features.checkin, app.stores.ledger.add_notices)(clock.now)
    await app.passes(minutes=10)
    newcomer = Colleague(app, "new1")
    await newcomer.reads_mail()
    assert "from 28 December on" in newcomer.text
    assert len(app.mail.to("new1")) == len(app.mail.to("p01")) == 1
    await boss.types("units")
    await boss.presses("What will change")
    assert "new1" not in boss.text  # that they come in December is none of it
    await boss.presses("Take it back")
    assert "It holds from 28 December on" in boss.text
    assert (await newest(app)).people["new1"] == (PLATFORM, "night")
    assert (await newest(app)).people["p01"] == (PLATFORM, "night")
    await boss.presses("Take it back")
    assert "new1" not in (await newest(app)).people
    assert "Take it back" not in boss.labels


async def test_the_very_first_units_can_be_taken_back_and_made_anew(app: Harness, boss: Colleague) -> None:
    await turned_on(app)
    for name in ("Night", "Day"):
        await boss.types("units")
        await boss.opens("New unit")
        await boss.sends(name=name, people=("p00", "p01"))
        assert "from 30 November on" in boss.text.replace("**", "")
        await boss.presses("Use this")
        assert [row[0] for row in boss.rows] == [name]
        if name == "Night":
            await boss.presses("Take it back")
            assert boss.rows == ()
            assert "Take it back" not in boss.labels
    assert app.features.checkin
    job = feature.telling_of_units(app.features.checkin, app.stores.ledger.add_notices)
    assert await job(app.now) == 2
    await app.passes(minutes=10)
    reader = Colleague(app, "p00")
    await reader.reads_mail()
    assert "the unit “Day”" in reader.text


async def test_what_joins_a_change_that_is_far_off_is_told_so(
    app: Harness, boss: Colleague, clock: Clock
) -> None:
    await holds(app, night=TWELVE, day=("q1",))
    await moves(boss, "p00", "day")
    clock.later(days=20)
    await moves(boss, "p01", "day")
    shown = await moves(boss, "new1", "night")
    assert "from 31 May on" in shown
    assert "To have yours sooner, take those back first" in shown
    assert "People were moved" not in shown


async def test_of_two_managers_the_second_is_told_kindly(app: Harness, boss: Colleague) -> None:
    await holds(app, night=TWELVE)
    other = Colleague(app, "eva", role=Role.MANAGER)
    for one, who in ((boss, "p00"), (other, "p01")):
        await one.types("units")
        await one.opens("Move people")
        await one.sends(people=(who,), unit="-")
    await boss.presses("Use this")
    await other.presses("Use this")
    assert "Somebody else changed the units meanwhile" in other.text
    assert "p00" not in (await newest(app)).people
    assert "p01" in (await newest(app)).people
    await other.types("units")
    assert "See what changes" not in other.labels


async def test_of_two_managers_at_the_same_moment_the_log_tells_what_came_to_be(
    app: Harness, boss: Colleague, monkeypatch: pytest.MonkeyPatch
) -> None:
    await holds(app, night=TWELVE)
    await boss.types("units")
    await boss.opens("Move people")
    await boss.sends(people=("p00",), unit="-")
    store = type(app.stores.checkin.units)
    keep = store.keep_plan

    async def after_another(self: object, tenant: str, plan: UnitPlan) -> bool:
        monkeypatch.setattr(store, "keep_plan", keep)
        await holds(app, NEXT, night=TWELVE[:11])
        return await keep(app.stores.checkin.units, tenant, plan)

    monkeypatch.setattr(store, "keep_plan", after_another)
    await boss.presses("Use this")
    assert "Somebody else changed the units meanwhile" in boss.text
    assert "p00" in (await newest(app)).people
    await boss.press("team.change")
    logged = [quote.text for quote in boss.all(c.Quote)]
    assert sorted(line.split(" · ")[-1] for line in logged) == [
        "in: Colleague (…p00)",
        "out: Colleague (…p00)",
    ]


async def test_what_is_used_is_what_was_looked_at(app: Harness, boss: Colleague) -> None:
    await holds(app, night=TWELVE)
    await boss.types("units")
    await boss.opens("Move people")
    await boss.sends(people=("p00",), unit="-")
    use = boss.button("Use this")
    await boss.presses("Change more")
    await boss.opens("Move people")
    await boss.sends(people=("p01",), unit="-")
    await boss.presses(use)
    assert "no longer those you looked at" in boss.text
    assert (await newest(app)).edition == 1
    await boss.presses("Drop these changes")
    assert "dropped" in boss.text
    await boss.presses(use)
    assert "nothing to use" in boss.text


async def test_what_is_gone_is_answered_kindly(app: Harness, boss: Colleague) -> None:
    await holds(app, night=TWELVE)
    for action in ("show", "edit", "remove", "merge"):
        await boss.press(f"checkin.units.{action}", "gone")
        assert "That unit is not there anymore" in boss.text
    await boss.press("checkin.units.merge", "night")
    assert "no other unit" in boss.text
    await boss.press("checkin.units.settle", "")
    assert "nothing to use" in boss.text
    await boss.types("units")
    await boss.chooses("Night", of="Open a unit")
    await boss.presses("Remove")
    assert "In no unit anymore (12)" in boss.text


async def test_only_managers_make_units(app: Harness, boss: Colleague) -> None:
    await holds(app, night=TWELVE)
    await boss.types("units")
    await boss.opens("Move people")
    await boss.sends(people=("p00",), unit="-")
    agent = Colleague(app, "boss")  # a manager no more, with the same card before them
    await agent.types("units")
    assert "Night" not in agent.text
    await agent.presses("Use this", on=boss)
    assert "Done" not in agent.text
    assert (await newest(app)).edition == 1


async def test_in_spanish(app: Harness) -> None:
    await turned_on(app)
    await holds(app, night=TWELVE[:6], day=TWELVE[6:])
    jefa = Colleague(app, "jefa", "es", Role.MANAGER)
    await jefa.types("unidades", command="chequeo")
    assert jefa.title == "Unidades del chequeo"
    assert jefa.rows == (("Day", "6 personas · muy pocas"), ("Night", "6 personas · muy pocas"))
    await jefa.chooses("Night", of="Abrir una unidad")
    await jefa.opens("Juntar con otra")
    await jefa.sends(unit="day")
    assert "Vale desde el 30 de noviembre" in jefa.text.replace("**", "")
    assert "Sin cifra durante dos periodos, hasta el 28 de diciembre (1): Day" in jefa.text
    await jefa.presses("Aplicar esto")
    assert "Listo. Vale desde el 30 de noviembre" in jefa.text


async def test_whoever_a_migration_placed_is_told_once(app: Harness, clock: Clock) -> None:
    await turned_on(app)
    await holds(app, NEXT, night=TWELVE)
    assert app.features.checkin
    job = feature.telling_of_units(app.features.checkin, app.stores.ledger.add_notices)
    assert await job(clock.now) == 12
    assert await job(clock.now) == 12
    await app.passes(minutes=10)
    assert app.mail.titles("p00") == ["Your team's self-check"]


async def test_what_takes_long_is_shown_once_it_is_there(
    app: Harness, boss: Colleague, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow, begun, on = Channels(C1=["ana", "luis"]), asyncio.Event(), asyncio.Event()

    class Slow:
        async def members(self, tenant: str, conversation: str) -> tuple[ChannelMember, ...] | None:
            begun.set()
            await on.wait()
            return await slow.members(tenant, conversation)

    app.calma.rosters.add_rosters([(PLATFORM, Slow())])
    monkeypatch.setattr("bot.features.checkin.unit_responder.MOST", 0.0)
    for channel, title in (("C1", "What would change"), ("C9", "Units of the self-check")):
        on.clear()
        fields = {"name": (f"Unit {channel}",), "channel": (channel,)}
        reply = await app.calma.desk.answer(Submit(boss.person, "checkin.units.keep", "", fields))
        assert isinstance(reply, Answer)
        boss.looks_at(reply.card)
        assert "takes a little longer" in boss.text
        await begun.wait()
        on.set()
        assert reply.rest
        card = await reply.rest()
        assert card
        assert boss.looks_at(card) == title
    assert "Was the channel archived?" in boss.text


async def test_what_is_closed_is_never_changed_however_far_a_clock_is_behind(
    app: Harness, boss: Colleague, clock: Clock
) -> None:
    await turned_on(app)
    await holds(app, night=TWELVE)
    results = app.stores.checkin.results
    await results.publish_results(TENANT, "2026-W49-W50", ())  # from 30 November on: over, by another clock
    await boss.types("units")
    await boss.opens("Move people")
    await boss.sends(people=("p00",), unit="-")
    await boss.presses("Use this")
    assert "too late" in boss.text
    assert (await newest(app)).edition == 1
    await app.passes(minutes=10)
    assert app.mail.sent == []


async def test_what_fails_behind_an_answer_is_told_and_reported_once(
    app: Harness, boss: Colleague, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = asyncio.Event()
    go_on.set()

    async def broken(tenant: str) -> UnitPlan:
        await go_on.wait()
        raise RuntimeError("the disk is gone")

    monkeypatch.setattr(app.stores.checkin.units, "newest_plan", broken)
    with pytest.raises(RuntimeError):  # in time: the edge's own catch-all has it
        await boss.types("units")
    assert app.errors == []
    go_on.clear()
    monkeypatch.setattr("bot.features.checkin.unit_responder.MOST", 0.0)
    reply = await app.calma.desk.answer(Command(boss.person, "checkin", "units"))
    assert isinstance(reply, Answer)
    go_on.set()
    assert reply.rest
    card = await reply.rest()
    assert card
    boss.looks_at(card)
    assert "did not come to its end" in boss.text
    assert [str(error) for error in app.errors] == ["the disk is gone"]
