"""`/calm privacy`: what somebody sees of all that is kept of them, takes along, and erases."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

import pytest

from bot.core.card import Input
from bot.core.chat import Placement, Role, Submit
from bot.core.errors import Unavailable
from bot.core.personal import NAMELESS, DataSubject
from bot.features.round.model import Round, RoundReply
from bot.store.memory.personal import MemoryPersonalStore
from bot.wiring.stores import Stores
from tests.harness import PLATFORM, TENANT, Actor, Harness

ME = DataSubject(TENANT, "ana", PLATFORM)


@pytest.fixture
def app() -> Harness:
    return Harness()


async def used(app: Harness, language: str = "en") -> Actor:
    """Somebody who saved a phrase and took a drill."""
    ana = Actor(app, "ana", language)
    await ana.types("yelling")
    saving = "Guardar" if language == "es" else "Save"
    await ana.chooses(ana.options(saving)[0], of=saving)
    await ana.types("", "drill")
    return ana


def exported(ana: Actor) -> dict[str, dict[str, list[dict[str, object]]]]:
    """Returns what stands in all parts of the export that is open."""
    assert ana.form
    areas: dict[str, dict[str, list[dict[str, object]]]] = {}
    for field in ana.form.fields:
        assert isinstance(field, Input)
        for area, tables in json.loads(field.value).items():
            for table, rows in tables.items():
                areas.setdefault(area, {}).setdefault(table, []).extend(rows)
    return areas


@pytest.mark.parametrize(
    ("language", "typed", "title", "saved"),
    [
        ("en", "privacy", "What Calma keeps about you", "Phrases you saved (1)"),
        ("en", "my data", "What Calma keeps about you", "Phrases you saved (1)"),
        ("es", "privacidad", "Lo que Calma guarda de usted", "Frases que guardó (1)"),
        ("es", "mis datos", "Lo que Calma guarda de usted", "Frases que guardó (1)"),
    ],
)
async def test_everything_is_told_by_what_it_is_about(
    app: Harness, language: str, typed: str, title: str, saved: str
) -> None:
    ana = await used(app, language)
    for command in ("calm", "drill", "checkin"):
        assert await ana.types(typed, command) == title
        assert ana.came(Placement.DIALOG)
        assert saved in ana.text.replace("**", "")


async def test_whoever_comes_for_the_first_time_is_told_what_there_is(app: Harness) -> None:
    luis = Actor(app, "luis")
    assert await luis.types("privacy") == "What Calma keeps about you"
    assert "Your settings and how you are reached (1)" in luis.text.replace("**", "")


async def test_all_of_it_is_exported_and_nothing_of_others(app: Harness) -> None:
    ana, luis = await used(app), Actor(app, "luis")
    await luis.types("", "drill")
    await ana.types("privacy")
    await ana.opens("Export everything")
    areas = exported(ana)
    assert set(areas) >= {"profile", "saved", "drills"}
    assert areas["saved"]["favourites"][0]["situation"] == "yelling"
    assert "luis" not in str(areas)
    assert await ana.sends() == "What Calma keeps about you"


async def test_a_long_export_comes_page_by_page(app: Harness) -> None:
    ana = await used(app)
    for number in range(300):
        await app.stores.schedule.attendance.note_opened(TENANT, f"s{number}", "ana", app.now.date(), app.now)
    await ana.types("privacy")
    await ana.opens("Export everything")
    pages, opened = [exported(ana)], []
    while ana.form and ana.form.send == "Show the next parts":
        await ana.sends()
        pages.append(exported(ana))
    assert len(pages) > 1
    for page in pages:
        opened += page.get("schedules", {}).get("schedule_answers", [])
    assert len({row["schedule"] for row in opened}) == len(opened) == 300
    assert await ana.sends() == "What Calma keeps about you"


@pytest.mark.parametrize(
    ("language", "steps"),
    [
        ("en", ("privacy", "Erase everything", "Erase it", "Erase for good", "Erased")),
        ("es", ("privacidad", "Borrar todo", "Borrarlo", "Borrar para siempre", "Borrado")),
    ],
)
async def test_everything_is_erased_after_two_questions(
    app: Harness, language: str, steps: tuple[str, ...]
) -> None:
    ana = await used(app, language)
    await ana.types(steps[0])
    await ana.presses(steps[1])
    assert await app.stores.personal.export_person(ME) != {}
    await ana.presses(steps[2])
    assert await app.stores.personal.export_person(ME) != {}
    assert await ana.presses(steps[3]) == steps[4]
    assert ana.came(Placement.DIALOG)
    assert await app.stores.personal.export_person(ME) == {}
    assert app.features.recent.last(ana.person) == ()


async def test_one_may_keep_it_at_either_question(app: Harness) -> None:
    ana = await used(app)
    await ana.types("privacy")
    await ana.presses("Erase everything")
    assert await ana.presses("Keep it") == "What Calma keeps about you"
    await ana.presses("Erase everything")
    await ana.presses("Erase it")
    assert await ana.presses("Keep it") == "What Calma keeps about you"
    assert "saved" in {area.value for area in await app.stores.personal.export_person(ME)}


async def test_after_it_one_begins_anew(app: Harness) -> None:
    ana = await used(app)
    await app.stores.people.appoint_person(TENANT, "ana", Role.MANAGER)
    await ana.types("privacy")
    await ana.press("privacy.erased")
    await ana.types("settings")
    await ana.types("privacy")
    assert "saved" not in ana.text
    assert await app.stores.people.appointed_people(TENANT, Role.MANAGER) == ()


async def test_done_twice_it_is_done_once(app: Harness) -> None:
    ana = await used(app)
    assert await ana.press("privacy.erased") == "Erased"
    assert await ana.press("privacy.erased") == "Erased"


async def test_what_stays_is_told_with_the_reason(app: Harness) -> None:
    rosa = Actor(app, "rosa", role=Role.MANAGER)
    await rosa.types("boundary policy")
    await rosa.types("privacy")
    await rosa.presses("Erase everything")
    assert "Nothing of yours stays in Calma." in rosa.text
    await rosa.types("boundary")
    await rosa.types("privacy")
    await rosa.presses("Erase everything")
    assert "your organisation has to be able to tell what happened" in rosa.text


async def test_while_it_is_erased_nothing_is_exported_and_it_can_be_ended(app: Harness) -> None:
    ana = await used(app)
    await ana.types("privacy")
    await app.stores.personal.begin_erasing([ME], app.now)
    assert await ana.presses("Export everything") == "This is being erased"
    assert await ana.types("privacy") == "This is being erased"
    assert await ana.presses("Do it now") == "Erased"
    assert await ana.types("privacy") == "What Calma keeps about you"


async def test_what_was_begun_is_ended_by_itself(app: Harness) -> None:
    await used(app)
    await app.stores.personal.begin_erasing([ME], app.now)
    app.later(days=1)
    await app.ticks()
    assert await app.stores.personal.export_person(ME) == {}
    assert not app.errors


@pytest.mark.parametrize("value", ["", "7", "-1", "1e9", "x" * 90, "٣"])
async def test_a_page_that_there_is_none_of_shows_the_first(app: Harness, value: str) -> None:
    ana = await used(app)
    await ana.types("privacy")
    await ana.opens("Export everything")
    assert ana.form
    assert await ana.ask(Submit(ana.person, "privacy.exported", value)) != ""


class Tired(MemoryPersonalStore):
    """A store that falls silent the first time that it is to erase."""

    silent = True

    async def erase_people(
        self, subjects: Sequence[DataSubject], now: datetime, *, unfinished: bool = False
    ) -> None:
        if self.silent:
            self.silent = False
            raise Unavailable("the database fell silent")
        await super().erase_people(subjects, now, unfinished=unfinished)


@pytest.mark.parametrize(
    ("language", "title", "go", "done"),
    [
        ("en", "This is being erased", "Do it now", "Erased"),
        ("es", "Se está borrando", "Hacerlo ahora", "Borrado"),
    ],
)
async def test_where_the_database_falls_silent_it_was_begun_and_is_ended(
    language: str, title: str, go: str, done: str
) -> None:
    app = Harness(Stores(personal=Tired()))
    ana = await used(app, language)
    assert await ana.press("privacy.erased") == title
    assert await ana.presses(go) == done
    assert await app.stores.personal.export_person(ME) == {}


async def test_of_a_round_that_is_open_the_reply_goes_too_and_the_round_stays(app: Harness) -> None:
    rounds, ana = app.stores.rounds, Actor(app, "ana")
    opened = Round(TENANT, "r1", PLATFORM, "C1", "ana", "en", {"en": "x"}, app.now)
    await rounds.open_round(opened)
    await rounds.keep_reply(TENANT, "r1", "ana", RoundReply("e1", "So sorry"), app.now)
    await rounds.keep_reply(TENANT, "r1", "luis", RoundReply("e2", "Oh no"), app.now)
    await ana.press("privacy.erased")
    assert [reply.text for reply in await rounds.replies_of(TENANT, "r1")] == ["Oh no"]
    left = await rounds.find_round(TENANT, "r1")
    assert left
    assert left.by == NAMELESS
