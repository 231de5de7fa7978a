"""A manager offers it to a group. They turn it on for nobody, and see nothing of what becomes of it."""

from __future__ import annotations

from itertools import pairwise

import pytest

from bot.core import card as c
from bot.core.chat import Role, Submit
from bot.core.groups import Group
from bot.features.team.model import ChangeKind
from tests.harness import PLATFORM, TENANT, Actor, Harness
from tests.minute.actor import MONDAY, meet, team, turned_on

TITLE = "A line as your shift starts?"


@pytest.fixture
def app() -> Harness:
    return Harness(now=MONDAY)


async def offers(app: Harness, group: str = "night", language: str = "en") -> Actor:
    """Has Marta offer it; she sees the same whoever is in the group."""
    marta = await meet(app, "marta", language, role=Role.MANAGER)
    await marta.types("minute")
    await marta.presses("minute.offer")
    assert await marta.sends(group=group) == {"en": "It is on its way", "es": "Va en camino"}[language]
    return marta


async def test_each_gets_one_message_and_sets_it_up_or_does_not(app: Harness) -> None:
    await team(app, "ana", "luis", "marta")
    marta = await offers(app)
    assert "Whoever in the group may be asked gets the message in their next shift." in marta.text
    await app.passes(minutes=5)
    ana, luis = await meet(app), await meet(app, "luis")
    assert marta.mail == []
    assert await ana.reads_mail() == TITLE
    assert "nobody but you sees what you choose" in ana.text
    assert "arta" not in ana.text
    assert ana.labels == ["Set it up", "No thanks, don't ask again"]
    await ana.presses("Set it up")
    assert await ana.sends() == "It is on"
    await luis.reads_mail()
    assert await luis.presses("No thanks, don't ask again") == "All right"
    assert await app.stores.minutes.find_minute(TENANT, "luis") is None


async def test_the_same_in_spanish(app: Harness) -> None:
    await team(app, "ana")
    ana = await meet(app, language="es")
    await offers(app, language="es")
    await app.passes(minutes=5)
    assert await ana.reads_mail() == "¿Una línea al empezar su turno?"
    assert ana.labels == ["Prepararlo", "No, gracias; no preguntar más"]
    assert await ana.presses(ana.labels[1]) == "De acuerdo"


async def test_the_change_log_tells_who_had_it_offered_to_which_group(app: Harness) -> None:
    await team(app, "ana")
    marta = await offers(app)
    await offers(app, language="es")
    await marta.types("team")
    await marta.presses("Changes")
    told = [(quote.label.partition(" · ")[2], quote.text) for quote in marta.all(c.Quote)]
    assert told == [("marta offered the start-of-shift minute to a group", "Night shift")] * 2
    gerente = await meet(app, "marta", "es", role=Role.MANAGER)
    await gerente.types("equipo")
    await gerente.presses("Cambios")
    assert "marta ofreció el minuto de inicio de turno a un grupo" in gerente.text


async def test_nobody_is_asked_twice_in_28_days_nor_after_a_no_nor_who_has_it(app: Harness) -> None:
    await team(app, "ana", "luis", "eva")
    eva = await turned_on(app, "eva", days=("6",))
    luis, ana = await meet(app, "luis"), await meet(app)
    await offers(app)
    await offers(app)
    await app.passes(minutes=5)
    await luis.reads_mail()
    await luis.presses("minute.refuse")
    assert [len(one.mail) for one in (ana, luis, eva)] == [1, 1, 0]
    app.later(days=27)
    await offers(app)
    await app.passes(minutes=5)
    assert [len(one.mail) for one in (ana, luis)] == [1, 1]
    app.later(days=1)
    await offers(app)
    await app.passes(minutes=5)
    assert [len(one.mail) for one in (ana, luis)] == [2, 1]
    await luis.types("minute")  # a no to offers keeps nobody from it
    await luis.opens("Turn it on")
    assert await luis.sends() == "It is on"


async def test_two_managers_at_once_ask_once(app: Harness) -> None:
    await team(app, "ana")
    await app.stores.groups.keep_group(Group(TENANT, "all", "All", PLATFORM, people=("ana", "luis")))
    await offers(app)
    await offers(app, "all")
    await app.passes(minutes=5)
    assert [len(app.mail.to(name)) for name in ("ana", "luis")] == [1, 1]


async def test_it_waits_for_quiet_hours_and_the_shift_and_a_stop_is_a_stop(app: Harness) -> None:
    await team(app, "ana", "luis")
    ana, luis = await meet(app), await meet(app, "luis")
    await ana.works("09:00", "17:00")
    await luis.types("settings", command="drill")
    await luis.sends(state="stopped")
    await offers(app)
    await app.passes(minutes=30)
    assert ana.mail == []
    await app.passes(step=15, hours=9)
    assert len(ana.mail) == 1
    assert luis.mail == []


async def test_a_group_that_is_gone_is_told_nothing_and_without_groups_there_is_a_way(app: Harness) -> None:
    marta = await meet(app, "marta", role=Role.MANAGER)
    await marta.types("minute")
    assert await marta.presses("minute.offer") == "No groups yet"
    await team(app, "ana")
    await marta.types("minute")
    await marta.presses("minute.offer")
    await marta.sends(group="night")
    await app.stores.groups.remove_group(TENANT, "night")
    await app.passes(minutes=5)
    assert app.mail.to("ana") == []
    assert await app.stores.minutes.waiting_offers(9) == ()


async def test_a_manager_learns_nothing_of_who_took_it(app: Harness) -> None:
    """Whatever Ana does, all that Marta can type, press or look at reads the same to the letter."""
    seen = []
    for does in ("nothing", "on", "off", "refuses"):
        other = Harness(now=MONDAY)
        await team(other, "ana", "luis")
        ana = await turned_on(other) if does in ("on", "off") else await meet(other)
        if does == "off":
            await ana.types("minute stop")
        if does == "refuses":
            await ana.press("minute.refuse")
        marta = await offers(other)
        pages = [marta.text]
        await other.passes(minutes=30)
        for text, command in (
            *(("minute", "calm"), ("groups", "calm"), ("team", "calm"), ("privacy", "calm")),
            *(("schedules", "drill"), ("results", "drill"), ("team", "checkin")),
        ):
            await marta.types(text, command=command)
            pages.append(marta.text)
        await marta.types("team")
        if "team.log" in marta.actions:
            await marta.presses("team.log")
            pages.append(marta.text)
        await offers(other)
        pages.append(marta.text)
        seen.append(pages)
    assert all(one == other for one, other in pairwise(seen))


async def test_nobody_turns_it_on_off_or_looks_at_it_for_somebody_else(app: Harness) -> None:
    ana = await turned_on(app)
    await team(app, "ana")
    before = await app.stores.minutes.find_minute(TENANT, "ana")
    marta = await meet(app, "marta", role=Role.ADMIN)
    for value in ("ana", "T1:ana", "ana.1", '{"user": "ana"}'):
        for action in (
            "minute.off",
            "minute.refuse",
            "minute.show",
            "minute.set",
            "minute.now",
            "minute.later",
        ):
            await marta.press(action, value)
            assert "09:00, or in" not in marta.text
        fields = dict.fromkeys(("user", "user_id", "person", "people", "who", "tenant"), (value,)) | {
            "at": ("03:00",),
            "days": ("0",),
        }
        await marta.ask(Submit(marta.person, "minute.keep", value, fields))
        await marta.types("minute stop")
    for text in ("minute ana", "minute @ana", "minute now ana"):
        await marta.types(text)
        assert "It comes" not in marta.text
    assert await app.stores.minutes.find_minute(TENANT, "ana") == before
    await app.passes(hours=9)
    assert len(ana.mail) == 1


async def test_an_agent_offers_it_to_nobody_and_another_tenants_group_is_none(app: Harness) -> None:
    await team(app, "ana", "luis")
    luis = await meet(app, "luis")
    await luis.types("minute")
    assert "minute.offer" not in luis.actions
    await luis.press("minute.offer")
    await luis.ask(Submit(luis.person, "minute.offered", "", {"group": ("night",)}))
    boss = Actor(app, "boss", role=Role.MANAGER, tenant="T2")
    await boss.ask(Submit(boss.person, "minute.offered", "", {"group": ("night",)}))
    assert boss.errors == {"group": "This group is gone. Pick another one."}
    assert await app.stores.minutes.waiting_offers(9) == ()
    await app.passes(minutes=10)
    assert app.mail.sent == []


async def test_what_people_make_of_it_does_not_stand_in_the_change_log(app: Harness) -> None:
    await team(app, "ana", "luis")
    await turned_on(app)
    await offers(app)
    await app.passes(minutes=5)
    luis = await meet(app, "luis")
    await luis.reads_mail()
    await luis.presses("minute.refuse")
    changes = await app.stores.team.find_changes(TENANT, 0, 99)
    assert [change.action for change in changes] == [ChangeKind.MINUTE_OFFERED]


async def test_a_channel_that_cannot_be_read_is_told_as_last_read(app: Harness) -> None:
    group = Group(TENANT, "c", "Channel", PLATFORM, "C9", ("ana",))
    await app.stores.groups.keep_group(group)
    await offers(app, "c")
    await app.passes(minutes=5)
    assert len(app.mail.to("ana")) == 1


async def test_an_old_offer_of_which_nobody_knows_the_group_is_dropped(app: Harness) -> None:
    await team(app, "ana")
    await offers(app)
    app.later(days=4)  # the app was down
    await app.passes(minutes=5)
    assert app.mail.to("ana") == []
    assert await app.stores.minutes.waiting_offers(9) == ()
